//! The news in forms that people and programs already read, one file each. Every one is a pure
//! function of the feed, unsigned, and says no more than the feed does.

pub(crate) mod plain;
pub(crate) mod shield;
