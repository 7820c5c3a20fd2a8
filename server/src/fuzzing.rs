//! What the targets in `fuzz/` reach in here: rules that are nobody else's business. Built with the
//! feature `fuzzing` alone.

use std::net::IpAddr;

use crate::core;
pub use crate::http::api::fuzzing::{Head, Named, commands, head};
use crate::probe::Reach;

/// What a text of Markdown says to readers that show text alone.
#[must_use]
pub fn plain(markdown: &str) -> String {
    core::plain(markdown)
}

/// Whether a redirect that came from `from` may lead to `to`.
#[must_use]
pub fn may_lead(from: IpAddr, to: IpAddr) -> bool {
    Reach::Anywhere.from(from).covers(to)
}
