//! The news in forms that people and programs already read, one file each. Every one is a pure
//! function of the feed, unsigned, and says no more than the feed does.

pub(crate) mod atom;
pub(crate) mod calendar;
mod entry;
pub(crate) mod guide;
pub(crate) mod json_feed;
pub(crate) mod metrics;
pub(crate) mod plain;
pub(crate) mod rss;
pub(crate) mod security;
pub(crate) mod shield;
pub(crate) mod sitemap;
pub(crate) mod statuspage;
mod xml;
