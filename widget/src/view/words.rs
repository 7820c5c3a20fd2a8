//! Names of levels, and the words of the feed's own vocabularies.

use pilotlight_feed::locale::Word;
use pilotlight_feed::{Impact, Status};

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

/// How bad an incident is.
pub(super) const fn impact(impact: Impact) -> Word {
    match impact {
        Impact::None => Word::ImpactNone,
        Impact::Minor => Word::ImpactMinor,
        Impact::Major => Word::ImpactMajor,
        Impact::Critical => Word::ImpactCritical,
    }
}
