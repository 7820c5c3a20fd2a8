//! What a status looks like: the short name that styles and elements go by, and the short words
//! where there is no room for the long ones.

use pilotlight_feed::Status;

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
