//! The JSON of a maintenance.

use pilotlight_feed::{MaintenanceStatus, Timestamp};
use serde::{Deserialize, Serialize};

use crate::core::{Audience, Maintenance, MaintenanceUpdate, Switches};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Document {
    id: String,
    version: u64,
    /// Missing where nobody changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    changed_at: Option<Timestamp>,
    name: String,
    draft: bool,
    #[serde(skip_deserializing, default = "no_status")]
    status: MaintenanceStatus,
    components: Vec<String>,
    planned_from: Timestamp,
    planned_to: Timestamp,
    /// As it really ran, else as planned.
    #[serde(skip_deserializing)]
    starts_at: Timestamp,
    #[serde(skip_deserializing)]
    ends_at: Timestamp,
    begins_itself: bool,
    completes_itself: bool,
    puts_under: bool,
    puts_back: bool,
    counts_as_downtime: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    series: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    follows_series: bool,
    /// Oldest first.
    updates: Vec<UpdateDocument>,
    /// Whether it waits for somebody to begin or complete it; only told to who asks now.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    overdue: Option<bool>,
}

#[derive(Debug, Serialize, Deserialize)]
struct UpdateDocument {
    number: u32,
    status: MaintenanceStatus,
    at: Timestamp,
    /// Markdown.
    body: String,
    /// Missing where nobody changed it, and in what was written before it could be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    edited_at: Option<Timestamp>,
    by_hand: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands every field over by reference"
)]
const fn is_false(value: &bool) -> bool {
    !*value
}

const fn no_status() -> MaintenanceStatus {
    MaintenanceStatus::Scheduled
}

impl Document {
    pub(super) fn of(maintenance: &Maintenance) -> Self {
        let switches = maintenance.switches;
        let updates = maintenance.updates.iter();
        Self {
            id: maintenance.id.clone(),
            version: maintenance.version,
            changed_at: maintenance.changed_at,
            name: maintenance.name.clone(),
            draft: maintenance.audience == Audience::Operators,
            status: maintenance.status(),
            components: maintenance.components.clone(),
            planned_from: maintenance.planned_from,
            planned_to: maintenance.planned_to,
            starts_at: maintenance.starts_at(),
            ends_at: maintenance.ends_at(),
            begins_itself: switches.begins_itself,
            completes_itself: switches.completes_itself,
            puts_under: switches.puts_under,
            puts_back: switches.puts_back,
            counts_as_downtime: switches.counts_as_downtime,
            series: maintenance.series.clone(),
            follows_series: maintenance.follows_series,
            updates: updates
                .map(|update| UpdateDocument {
                    number: update.number,
                    status: update.status,
                    at: update.at,
                    body: update.body.clone(),
                    edited_at: update.edited_at,
                    by_hand: update.by_hand,
                })
                .collect(),
            overdue: None,
        }
    }

    /// With what follows from the time too.
    pub(super) fn at(maintenance: &Maintenance, now: Timestamp) -> Self {
        Self {
            overdue: Some(maintenance.is_overdue(now)),
            ..Self::of(maintenance)
        }
    }

    pub(super) fn read(self) -> Maintenance {
        Maintenance {
            id: self.id,
            version: self.version,
            changed_at: self.changed_at,
            name: self.name,
            audience: if self.draft {
                Audience::Operators
            } else {
                Audience::Everyone
            },
            components: self.components,
            planned_from: self.planned_from,
            planned_to: self.planned_to,
            switches: Switches {
                begins_itself: self.begins_itself,
                completes_itself: self.completes_itself,
                puts_under: self.puts_under,
                puts_back: self.puts_back,
                counts_as_downtime: self.counts_as_downtime,
            },
            updates: self
                .updates
                .into_iter()
                .map(|update| MaintenanceUpdate {
                    number: update.number,
                    status: update.status,
                    at: update.at,
                    body: update.body,
                    edited_at: update.edited_at,
                    by_hand: update.by_hand,
                })
                .collect(),
            series: self.series,
            follows_series: self.follows_series,
        }
    }
}
