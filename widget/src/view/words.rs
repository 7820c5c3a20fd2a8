//! All words of the widget that do not come from a feed, and the names of levels.

use pilotlight_feed::{Impact, Status};

pub(super) const AS_OF: &str = "As of ";
pub(super) const AS_OF_WITHIN: &str = "as of ";
pub(super) const OUTDATED: &str = "This status may be out of date: no newer one could be read.";
pub(super) const UNAVAILABLE: &str = "Status unavailable";
pub(super) const STATUS_PAGE: &str = "Status page";
pub(super) const CLOSE: &str = "Close";
pub(super) const FIRST_DAY: &str = "90 days ago";
pub(super) const LAST_DAY: &str = "Today";
pub(super) const NO_DATA: &str = "No data yet";
pub(super) const SEPARATOR: &str = " · ";
pub(super) const SINCE: &str = "since ";
pub(super) const TO: &str = " to ";
pub(super) const EXPECTED: &str = "Expected to be over by ";
pub(super) const NEXT_UPDATE: &str = "Next update by ";
pub(super) const EARLIER: &str = "Earlier updates";
pub(super) const SCHEDULED: &str = "Scheduled maintenance";

/// The name of a level, as styles and the element's attribute have it.
pub(super) const fn level(status: Status) -> &'static str {
    match status {
        Status::Operational => "operational",
        Status::Unknown => "unknown",
        Status::UnderMaintenance => "maintenance",
        Status::DegradedPerformance => "degraded",
        Status::PartialOutage => "partial",
        Status::MajorOutage => "major",
    }
}

/// One or two words for the level of a page.
pub(super) const fn short(status: Status) -> &'static str {
    match status {
        Status::Operational => "Operational",
        Status::Unknown => "Unknown",
        Status::UnderMaintenance => "Maintenance",
        Status::DegradedPerformance => "Degraded",
        Status::PartialOutage => "Partial outage",
        Status::MajorOutage => "Major outage",
    }
}

/// How bad an incident is, and what separates that from the words that follow.
pub(super) const fn impact(impact: Impact) -> &'static str {
    match impact {
        Impact::None => "No impact · ",
        Impact::Minor => "Minor impact · ",
        Impact::Major => "Major impact · ",
        Impact::Critical => "Critical impact · ",
    }
}

/// A word of the feed as people write it: `in_progress` is `In progress`.
pub(super) fn of_word(word: &str) -> String {
    let mut words = word.replace('_', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::of_word;

    #[test]
    fn a_word_of_the_feed_becomes_words() {
        for (word, words) in [("in_progress", "In progress"), ("", ""), ("ärger", "ärger")] {
            assert_eq!(of_word(word), words);
        }
    }
}
