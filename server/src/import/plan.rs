//! What an import would make, as plain data. Whoever writes it decides nothing any more: keys are
//! allowed and distinct, texts are within the feed's bounds, and the configuration accepts every
//! monitor. All times are those of the foreign system.

use std::ops::RangeInclusive;
use std::time::Duration;

use pilotlight_feed::{Impact, IncidentStatus, Timestamp};

/// What an import would make, and what it would not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// In the order of the foreign page.
    pub groups: Vec<Group>,
    /// In the order of the foreign page.
    pub components: Vec<Component>,
    /// In the order of their components.
    pub monitors: Vec<Monitor>,
    /// Oldest first.
    pub incidents: Vec<Incident>,
    /// Earliest first.
    pub maintenances: Vec<Maintenance>,
    /// What is not carried over, or not as it was.
    pub unmapped: Vec<Unmapped>,
}

/// A named set of components.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Identifier, as the feed allows it.
    pub key: String,
    /// Name for display.
    pub name: String,
}

/// A part of the service. Statuspage, cState and Cachet check nothing, so it may have no monitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// Identifier, as the feed allows it.
    pub key: String,
    /// Name for display.
    pub name: String,
    /// What it is.
    pub description: Option<String>,
    /// Key of its group.
    pub group: Option<String>,
}

/// How a component is checked, within the bounds of the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Monitor {
    /// Key of the component.
    pub component: String,
    /// From one check to the next.
    pub every: Duration,
    /// When a check has failed; at most `every`.
    pub timeout: Duration,
    /// From where on an answer is slow; below `timeout`.
    pub degraded_over: Option<Duration>,
    /// Failures in a row that make an outage.
    pub failures: u32,
    /// Successes in a row that end it.
    pub recoveries: u32,
    /// What is done.
    pub probe: Probe,
}

/// A kind of check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probe {
    /// A request, and what its answer must be.
    Http(Box<HttpRequest>),
    /// A connection to `host:port`.
    Tcp {
        /// Where to.
        address: String,
    },
}

/// A request. Headers and body may hold secrets of the foreign configuration, so neither is ever
/// shown by [`Plan::describe`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// Where to; `http:` or `https:`, without user and password.
    pub url: String,
    /// Method.
    pub method: String,
    /// Headers beside those that every request has.
    pub headers: Vec<(String, String)>,
    /// Body; empty for none.
    pub body: String,
    /// Good statuses, ascending.
    pub expect_status: Vec<RangeInclusive<u16>>,
    /// Text that must be in the body.
    pub body_contains: Option<String>,
    /// Pattern that the body must match.
    pub body_matches: Option<String>,
    /// Whether a redirect is followed.
    pub follow_redirects: bool,
}

/// Something that went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Identifier, as the feed allows it.
    pub key: String,
    /// What the foreign system calls it.
    pub foreign_id: String,
    /// Title.
    pub title: String,
    /// How bad it was.
    pub impact: Impact,
    /// When it began; not after its first update.
    pub started_at: Timestamp,
    /// Keys of the affected components.
    pub components: Vec<String>,
    /// Oldest first, at least one. An end that nobody wrote about is one without words.
    pub updates: Vec<IncidentUpdate>,
}

/// News of an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentUpdate {
    /// When it was said.
    pub at: Timestamp,
    /// Where the work stood.
    pub status: IncidentStatus,
    /// What was said, in Markdown. Markup in it that is not Markdown is text.
    pub body: String,
}

/// Planned work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maintenance {
    /// Identifier, as the feed allows it.
    pub key: String,
    /// What the foreign system calls it.
    pub foreign_id: String,
    /// Title.
    pub title: String,
    /// Start.
    pub starts_at: Timestamp,
    /// End; later than the start.
    pub ends_at: Timestamp,
    /// Where it stands.
    pub status: MaintenanceStatus,
    /// Keys of the affected components.
    pub components: Vec<String>,
    /// Oldest first.
    pub updates: Vec<MaintenanceUpdate>,
}

/// Where planned work stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaintenanceStatus {
    /// Lies ahead.
    Scheduled,
    /// Under way.
    InProgress,
    /// Done, being checked.
    Verifying,
    /// Over.
    Completed,
    /// Was called off.
    Cancelled,
}

impl MaintenanceStatus {
    /// Where the work stood when something was said of it, where the source has only its status now
    /// and its window.
    pub(super) fn at(
        self,
        said_at: Timestamp,
        (starts_at, ends_at): (Option<Timestamp>, Option<Timestamp>),
    ) -> Self {
        let is_before = |bound: Option<Timestamp>| bound.is_some_and(|bound| said_at < bound);
        match self {
            Self::Completed | Self::Verifying | Self::InProgress if is_before(starts_at) => {
                Self::Scheduled
            }
            Self::Completed | Self::Verifying if is_before(ends_at) => Self::InProgress,
            Self::Cancelled => Self::Scheduled,
            now => now,
        }
    }

    /// The word that stands for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::InProgress => "in_progress",
            Self::Verifying => "verifying",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// News of a maintenance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaintenanceUpdate {
    /// When it was said.
    pub at: Timestamp,
    /// Where the work stood.
    pub status: MaintenanceStatus,
    /// What was said, in Markdown.
    pub body: String,
}

/// Something that is not carried over, or not as it was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unmapped {
    /// What: `alerts of endpoints`.
    pub what: String,
    /// Why, and what to do where there is something to do.
    pub why: String,
    /// Where it stands: `config.yaml, endpoint "core/api"`.
    pub wherefrom: String,
    /// How often that is so in that place; at least once.
    pub times: usize,
}
