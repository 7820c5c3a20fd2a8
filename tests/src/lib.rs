//! What the end-to-end tests are made of: the real server in a process and a folder of its own,
//! targets for it to watch, and waiting for conditions.

mod chance;
mod child;
mod folder;
mod home;
mod nginx;
mod operator;
mod program;
mod proxy;
mod request;
mod server;
mod store;
mod terminal;
mod told;
mod until;

pub use chance::Chance;
pub use child::Guarded;
pub use folder::files;
pub use home::{Home, LISTEN};
pub use nginx::Nginx;
pub use operator::{Operator, printed};
pub use program::{has, program};
pub use proxy::{Asked, Fate, Proxy};
pub use request::{Answer, ask, exchange, get, head, send};
pub use server::Server;
pub use store::{Kind as StoreKind, Object, Store};
pub use terminal::Terminal;
pub use told::{Told, open_at};
pub use until::until;
