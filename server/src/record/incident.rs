//! The JSON of an incident.

use std::collections::BTreeMap;

use pilotlight_feed::{Impact, IncidentStatus, Status, Timestamp};
use serde::{Deserialize, Serialize};

use crate::core::{Audience, Expected, Incident, Teller, Update};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Document {
    id: String,
    version: u64,
    /// Missing where nobody changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    changed_at: Option<Timestamp>,
    name: String,
    /// Effective; follows from the rest.
    #[serde(skip_deserializing, default = "no_impact")]
    impact: Impact,
    /// Set by hand.
    impact_override: Option<Impact>,
    draft: bool,
    /// Told by the monitors, and not touched by anybody.
    automatic: bool,
    #[serde(skip_deserializing, default = "no_status")]
    status: IncidentStatus,
    #[serde(skip_deserializing)]
    started_at: Timestamp,
    #[serde(skip_deserializing)]
    acknowledged_at: Option<Timestamp>,
    #[serde(skip_deserializing)]
    resolved_at: Option<Timestamp>,
    #[serde(skip_deserializing)]
    expected_resolution_at: Option<Timestamp>,
    #[serde(skip_deserializing)]
    next_update_at: Option<Timestamp>,
    /// The status that each affected component has now.
    #[serde(skip_deserializing)]
    components: BTreeMap<String, Status>,
    /// Oldest first.
    updates: Vec<UpdateDocument>,
    /// Whether a promised update has not come; only told to who asks now.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    overdue: Option<bool>,
}

#[derive(Debug, Serialize, Deserialize)]
struct UpdateDocument {
    number: u32,
    status: IncidentStatus,
    at: Timestamp,
    /// Markdown.
    body: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    components: BTreeMap<String, Status>,
    /// Null: the update takes back what was expected before.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "some"
    )]
    expected_resolution_at: Option<Option<Timestamp>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next_update_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    edited_at: Option<Timestamp>,
    by_hand: bool,
}

const fn no_impact() -> Impact {
    Impact::None
}

const fn no_status() -> IncidentStatus {
    IncidentStatus::Investigating
}

/// Reads a null that is there as such, and not as nothing.
fn some<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<Timestamp>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl Document {
    pub(super) fn of(incident: &Incident) -> Self {
        let statuses = incident.statuses().into_iter();
        let statuses: BTreeMap<String, Status> = statuses
            .map(|(id, status)| (id.to_owned(), status))
            .collect();
        let named = incident.components().into_iter();
        let over = |id: &str| statuses.get(id).copied().unwrap_or(Status::Operational);
        Self {
            id: incident.id.clone(),
            version: incident.version,
            changed_at: incident.changed_at,
            name: incident.name.clone(),
            impact: incident.impact(),
            impact_override: incident.impact,
            draft: incident.audience == Audience::Operators,
            automatic: incident.teller == Teller::Monitors,
            status: incident.status(),
            started_at: incident.started_at(),
            acknowledged_at: incident.acknowledged_at(),
            resolved_at: incident.resolved_at(),
            expected_resolution_at: incident.expected_resolution_at(),
            next_update_at: incident.next_update_at(),
            components: named.map(|id| (id.to_owned(), over(id))).collect(),
            updates: incident.updates.iter().map(UpdateDocument::of).collect(),
            overdue: None,
        }
    }

    /// With what follows from the time too.
    pub(super) fn at(incident: &Incident, now: Timestamp) -> Self {
        Self {
            overdue: Some(incident.is_overdue(now)),
            ..Self::of(incident)
        }
    }

    pub(super) fn read(self) -> Incident {
        Incident {
            id: self.id,
            version: self.version,
            changed_at: self.changed_at,
            name: self.name,
            impact: self.impact_override,
            audience: if self.draft {
                Audience::Operators
            } else {
                Audience::Everyone
            },
            teller: if self.automatic {
                Teller::Monitors
            } else {
                Teller::People
            },
            updates: self.updates.into_iter().map(UpdateDocument::read).collect(),
        }
    }
}

impl UpdateDocument {
    fn of(update: &Update) -> Self {
        Self {
            number: update.number,
            status: update.status,
            at: update.at,
            body: update.body.clone(),
            components: update.components.clone(),
            expected_resolution_at: match update.expected {
                Expected::Unchanged => None,
                Expected::Withdrawn => Some(None),
                Expected::At(at) => Some(Some(at)),
            },
            next_update_at: update.next_update_at,
            edited_at: update.edited_at,
            by_hand: update.by_hand,
        }
    }

    fn read(self) -> Update {
        Update {
            number: self.number,
            status: self.status,
            at: self.at,
            body: self.body,
            components: self.components,
            expected: match self.expected_resolution_at {
                None => Expected::Unchanged,
                Some(None) => Expected::Withdrawn,
                Some(Some(at)) => Expected::At(at),
            },
            next_update_at: self.next_update_at,
            edited_at: self.edited_at,
            by_hand: self.by_hand,
        }
    }
}
