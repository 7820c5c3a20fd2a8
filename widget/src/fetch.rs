//! The shell around the model: requests, timers, the clock and the page's comings and goings.
//! Nothing else in the widget does I/O.

mod browser;
mod decode;
mod reach;
mod request;
mod source;
mod tabs;

pub(crate) use browser::{Listener, Timer};
pub(crate) use decode::decode;
pub(crate) use reach::{Reach, ask};
pub(crate) use source::Reader;
