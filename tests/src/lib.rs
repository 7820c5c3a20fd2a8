//! What the end-to-end tests are made of: the real server in a process and a folder of its own,
//! targets for it to watch, and waiting for conditions.

mod child;
mod home;
mod program;
mod proxy;
mod request;
mod server;
mod store;
mod until;

pub use home::{Home, LISTEN};
pub use program::{has, program};
pub use proxy::{Asked, Fate, Proxy};
pub use request::{get, head, send};
pub use server::Server;
pub use store::{Object, Store};
pub use until::until;
