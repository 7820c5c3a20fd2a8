//! Serving the published set over HTTP/1.1.
//!
//! Routes: `GET` and `HEAD` of every published path, from memory, one look-up each. Everything
//! else is 404 (the published page) or 405. No path ever becomes a path of a file system, so
//! there is nothing to traverse. The admin API has a listener of its own, see `api`, with the page
//! for operators, see `console`.

mod accept;
mod answer;
pub(crate) mod api;
mod console;
mod face;
mod forwarded;
mod guard;

pub use accept::{Limits, Listener};
pub use answer::answer;
pub use face::Face;
pub use forwarded::{Network, NoNetwork, Proxies, ProxyHeader};
pub use guard::Patience;
