//! What a view may show of a feed, by the truth rule.

use std::sync::Arc;

use pilotlight_feed::{Component, Feed, Timestamp};

/// How far what is shown can be trusted; reflected on the element as `state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Fresh.
    Ready,
    /// Past its promise.
    Stale,
    /// Nothing is known, or only what is too old.
    Error,
}

/// What a view may show.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) state: State,
    /// The newest feed.
    pub(crate) feed: Option<Arc<Feed>>,
    /// The newest `feed.json`, for what it alone says.
    pub(crate) whole: Option<Arc<Feed>>,
    /// Whether the newest document was refused for its signature.
    pub(crate) is_unsigned: bool,
    /// Whether there is a feed, and a `feed.json` beside it or none to wait for.
    pub(crate) is_settled: bool,
    /// The present as far as promises of incidents go: when the last of them ran out by the visitor's
    /// clock, or when the feed was made.
    pub(crate) promised_until: Timestamp,
}

impl State {
    /// The word on the element.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Stale => "stale",
            Self::Error => "error",
        }
    }
}

impl Shown {
    /// Whether the present is shown, and not the past.
    pub(crate) fn is_fresh(&self) -> bool {
        self.state == State::Ready
    }

    /// The feed, unless all that it says of the present is too old.
    pub(crate) fn present(&self) -> Option<&Feed> {
        self.feed.as_deref().filter(|_| self.state != State::Error)
    }

    /// A component as `feed.json` has it, with its days.
    pub(crate) fn days_of(&self, id: &str) -> Option<&Component> {
        self.whole
            .as_ref()?
            .components
            .iter()
            .find(|component| component.id == id)
    }

    /// Whether nothing was read since and time has changed nothing.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let is_same = |one: &Option<Arc<Feed>>, other: &Option<Arc<Feed>>| {
            one.as_ref().map(Arc::as_ptr) == other.as_ref().map(Arc::as_ptr)
        };
        self.state == other.state
            && self.is_settled == other.is_settled
            && self.is_unsigned == other.is_unsigned
            && self.promised_until == other.promised_until
            && is_same(&self.feed, &other.feed)
            && is_same(&self.whole, &other.whole)
    }
}
