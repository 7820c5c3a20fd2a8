//! The pages, and the frame that all of them share.

mod frame;
mod missing;
mod status;

use pilotlight_feed::{Feed, Timestamp};

use crate::{LocalTime, Options};

pub(crate) use missing::missing;
pub(crate) use status::status;

/// What every part of a page may look at.
pub(crate) struct Context<'a> {
    pub(crate) feed: &'a Feed,
    pub(crate) options: &'a Options<'a>,
}

impl Context<'_> {
    /// What the clock shows in the page's zone.
    pub(crate) fn local(&self, at: Timestamp) -> LocalTime {
        (self.options.local_time)(at)
    }
}
