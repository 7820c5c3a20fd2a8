//! Serving the published set over HTTP/1.1.
//!
//! Routes: `GET` and `HEAD` of every published path, from memory, one look-up each. Everything
//! else is 404 (the published page) or 405. No path ever becomes a path of a file system, so
//! there is nothing to traverse.

mod accept;
mod answer;
mod guard;

pub use accept::{Limits, Listener};
pub use answer::answer;
pub use guard::Patience;
