//! What a status looks like: the short name that styles and elements go by, and the short English words
//! where there is no room for the long ones.

use pilotlight_feed::{IncidentStatus, Status};

/// The name of a level, as the widget reflects it and the stylesheet selects it.
pub(crate) const fn name(status: Status) -> &'static str {
    match status {
        Status::Operational => "operational",
        Status::Unknown => "unknown",
        Status::UnderMaintenance => "maintenance",
        Status::DegradedPerformance => "degraded",
        Status::PartialOutage => "partial",
        Status::MajorOutage => "major",
    }
}

/// One or two words.
pub(crate) const fn short_words(status: Status) -> &'static str {
    match status {
        Status::Operational => "Operational",
        Status::Unknown => "Unknown",
        Status::UnderMaintenance => "Maintenance",
        Status::DegradedPerformance => "Degraded",
        Status::PartialOutage => "Partial outage",
        Status::MajorOutage => "Major outage",
    }
}

/// A word of the feed as people write it in English: `in_progress` is "In progress".
pub(crate) fn words_of(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first
            .to_uppercase()
            .chain(letters)
            .collect::<String>()
            .replace('_', " "),
        None => IncidentStatus::Investigating.as_str().to_owned(),
    }
}
