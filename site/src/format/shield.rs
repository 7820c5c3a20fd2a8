//! `badge.json`: what shields.io and its kin draw a badge from, in their endpoint schema, version 1.
//!
//! They keep what they read, so the words carry the time they were true at: a green that has grown
//! old says so.

use pilotlight_feed::{Feed, Status};
use serde_json::json;

use crate::badge::utc_time;
use crate::level;

/// The document.
pub(crate) fn draw(feed: &Feed) -> String {
    let level = feed.status.level;
    let (words, time) = (level::short_words(level), utc_time(feed.generated_at));
    json!({
        "schemaVersion": 1,
        "label": feed.page.name,
        "message": format!("{words}, {time}"),
        "color": colour(level),
    })
    .to_string()
}

/// The colour by the name that shields.io knows.
const fn colour(level: Status) -> &'static str {
    match level {
        Status::Operational => "brightgreen",
        Status::Unknown => "lightgrey",
        Status::UnderMaintenance => "blue",
        Status::DegradedPerformance => "yellow",
        Status::PartialOutage => "orange",
        Status::MajorOutage => "red",
    }
}
