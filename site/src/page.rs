//! The pages, and the frame that all of them share.

mod component;
mod docs;
mod embed;
mod frame;
mod history;
mod incident;
pub(crate) mod machine;
mod maintenance;
mod missing;
mod status;
mod subscribe;

use pilotlight_feed::{Feed, Timestamp};

use crate::{LocalTime, Options};

pub(crate) use component::component;
pub(crate) use docs::docs;
pub(crate) use embed::embed;
pub(crate) use history::{index as history, month, months};
pub(crate) use incident::incident;
pub(crate) use maintenance::maintenance;
pub(crate) use missing::missing;
pub(crate) use status::status;
pub(crate) use subscribe::subscribe;

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
