//! The news in forms that people and programs already read, one file each. Every one is a pure
//! function of the feed, unsigned, and says no more than the feed does.

mod atom;
pub(crate) mod calendar;
mod entry;
pub(crate) mod guide;
mod json_feed;
pub(crate) mod metrics;
pub(crate) mod plain;
mod rss;
pub(crate) mod security;
pub(crate) mod shield;
pub(crate) mod sitemap;
pub(crate) mod statuspage;
mod xml;

use pilotlight_feed::Feed;

use crate::File;

/// What tells of incidents and maintenances, and of nothing else.
pub(crate) fn events(feed: &Feed) -> Vec<File> {
    let entries = entry::entries(feed);
    let mut files = vec![
        File::text("feed.atom", atom::draw(feed, &entries)),
        File::text("feed.rss", rss::draw(feed, &entries)),
        File::text("jsonfeed.json", json_feed::draw(feed, &entries)),
        File::text("maintenance.ics", calendar::draw(feed)),
    ];
    files.extend(calendar::draw_each(feed));
    files
}
