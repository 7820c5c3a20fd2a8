//! Maintenances: planned work, announced ahead.

use serde::{Deserialize, Serialize};

use crate::vocabulary::vocabulary;
use crate::{IncidentUpdate, Timestamp};

vocabulary! {
    /// Where a maintenance stands. An unknown word reads as scheduled.
    pub enum MaintenanceStatus else Scheduled {
        /// Lies ahead.
        Scheduled = "scheduled",
        /// Under way.
        InProgress = "in_progress",
        /// Done, being checked.
        Verifying = "verifying",
        /// Over.
        Completed = "completed",
        /// Did not take place.
        Cancelled = "cancelled",
    }
}

/// Planned work on some components.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Maintenance {
    /// Stable identifier, of the same form as a component's.
    pub id: String,
    /// Title, 1 to 200 characters.
    pub name: String,
    /// Where it stands.
    pub status: MaintenanceStatus,
    /// Planned start, or the real one once it has begun.
    pub starts_at: Timestamp,
    /// Planned end, or the real one once it is over. Later than `starts_at`.
    pub ends_at: Timestamp,
    /// Identifiers of the affected components.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<String>,
    /// Newest first; in `summary.json` only the newest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub updates: Vec<IncidentUpdate>,
    /// Grows with every change of it, 1 at the first. `feed.json` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// When anything of it last changed: something was said, or what was said, its name or its
    /// times were edited. `feed.json` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
}
