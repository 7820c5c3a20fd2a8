//! A stretch of time that may go on.

use pilotlight_feed::{Status, Timestamp};

/// A status from one instant to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Start, included.
    pub from: Timestamp,
    /// End, excluded; none while it goes on.
    pub to: Option<Timestamp>,
    /// The status from start to end.
    pub status: Status,
}

impl Span {
    /// Whether it covers an instant.
    #[must_use]
    pub fn covers(&self, at: Timestamp) -> bool {
        self.from <= at && self.to.is_none_or(|to| at < to)
    }
}
