//! A status set by hand: it stands for what the monitors say, until it is taken back or its time
//! is over.

use pilotlight_feed::{Status, Timestamp};

use super::span::Span;

/// A component's status, set by somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusOverride {
    /// Stable identifier.
    pub id: String,
    /// Identifier of the component.
    pub component: String,
    /// What it is set to.
    pub status: Status,
    /// Since when.
    pub from: Timestamp,
    /// Until when; none until it is taken back.
    pub to: Option<Timestamp>,
    /// Why, for the operators.
    pub reason: String,
}

impl StatusOverride {
    /// When it stands, and what it says.
    #[must_use]
    pub fn span(&self) -> Span {
        Span {
            from: self.from,
            to: self.to,
            status: self.status,
        }
    }
}
