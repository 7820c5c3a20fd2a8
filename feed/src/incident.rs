//! Incidents: what went wrong, told by people, update by update.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::component::is_false;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Where the work on an incident stands. An unknown word reads as investigating, the least
    /// that can be said of an incident.
    pub enum IncidentStatus else Investigating {
        /// Seen, cause not known.
        Investigating = "investigating",
        /// Cause known.
        Identified = "identified",
        /// Mended, being watched.
        Monitoring = "monitoring",
        /// Over.
        Resolved = "resolved",
        /// Over and explained.
        Postmortem = "postmortem",
    }
}

vocabulary! {
    /// How bad an incident is. An unknown word reads as minor: said, never overstated.
    pub enum Impact else Minor {
        /// No visible effect.
        None = "none",
        /// Some notice.
        Minor = "minor",
        /// Many notice.
        Major = "major",
        /// The service is of no use.
        Critical = "critical",
    }
}

/// Something that went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// Stable identifier, of the same form as a component's.
    pub id: String,
    /// Title, 1 to 200 characters.
    pub name: String,
    /// That of the newest update.
    pub status: IncidentStatus,
    /// How bad it is.
    pub impact: Impact,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was over; none while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved_at: Option<Timestamp>,
    /// When it is expected to be over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_resolution_at: Option<Timestamp>,
    /// Until when the next update is promised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_update_at: Option<Timestamp>,
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

/// One piece of news about an incident or a maintenance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentUpdate {
    /// The status that this update set, as the word of its incident or maintenance.
    pub status: String,
    /// When it was said.
    pub at: Timestamp,
    /// What was said: plain text, at most 10,000 characters, never markup.
    pub body: String,
    /// The same as it was written, in Markdown, where that differs from `body`; at most 10,000
    /// characters. `feed.json` only. Whoever renders it renders no HTML that stands in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub markdown: Option<String>,
    /// When this update said that the incident is expected to be over; none when it said nothing of
    /// it. `feed.json` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_resolution_at: Option<Timestamp>,
    /// Whether this update took back what was expected before. `feed.json` only.
    #[serde(default, skip_serializing_if = "is_false")]
    pub expectation_withdrawn: bool,
    /// Until when this update promised the next one. `feed.json` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_update_at: Option<Timestamp>,
    /// When what was said was last changed. `feed.json` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
}

impl IncidentUpdate {
    /// An update that says this and nothing beside it.
    #[must_use]
    pub const fn new(status: String, at: Timestamp, body: String) -> Self {
        Self {
            status,
            at,
            body,
            markdown: None,
            expected_resolution_at: None,
            expectation_withdrawn: false,
            next_update_at: None,
            edited_at: None,
        }
    }

    /// The same without what only a detailed view needs.
    pub(crate) fn summarize(&mut self) {
        let Self {
            status, at, body, ..
        } = self;
        *self = Self::new(std::mem::take(status), *at, std::mem::take(body));
    }
}
