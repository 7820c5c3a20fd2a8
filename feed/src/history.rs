//! A month of the past: what happened, and how each component did day by day. There is one for every
//! month that is known, for good, while a [`crate::Feed`] tells of 90 days and of no more than fits.
//!
//! It is no feed: it is not signed, and says nothing of the present.

use serde::{Deserialize, Serialize};

use crate::{Incident, Maintenance, Month};

/// What `/feed/v1/history/<yyyy-mm>.json` holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// [`History::FORMAT`].
    pub format: String,
    /// Which month.
    pub month: Month,
    /// IANA name of the zone whose midnights bound the days.
    pub time_zone: String,
    /// Visible components in the order of display: those of which something is known in this month.
    #[serde(default)]
    pub components: Vec<MonthOfComponent>,
    /// Not on the page any more, and still named by an incident or a maintenance of this month.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_components: Vec<FormerComponent>,
    /// Incidents that began in it, the newest first, with all their updates.
    #[serde(default)]
    pub incidents: Vec<Incident>,
    /// Maintenances that began in it or were cancelled before they did, the newest first.
    #[serde(default)]
    pub maintenances: Vec<Maintenance>,
}

/// How a component did in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthOfComponent {
    /// Its identifier.
    pub id: String,
    /// Its name, as it is now.
    pub name: String,
    /// Uptime in the month, so far, in basis points, 0 to 10,000, rounded down; none when nothing
    /// counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uptime_bp: Option<u16>,
    /// One [`crate::uptime::Day`] letter for each day of the month, so far, from its first on.
    pub days: String,
}

/// What is still known of a component that is off the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerComponent {
    /// Its identifier.
    pub id: String,
    /// Its name, as it was last.
    pub name: String,
}

impl History {
    /// What [`History::format`] says.
    pub const FORMAT: &'static str = "pilotlight-history/1";
}
