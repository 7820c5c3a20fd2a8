//! Components and the groups they stand in.

use serde::{Deserialize, Serialize};

use crate::{Status, Timestamp};

/// A part of the service that has a status of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    /// Stable identifier: `a` to `z`, `0` to `9`, `-` and `_`, 1 to 64 characters, for example
    /// `"checkout-api"`.
    pub id: String,
    /// Name for display, 1 to 200 characters.
    pub name: String,
    /// Identifier of the group it stands in; none when it stands alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Whether a major outage of it alone is one of the whole page and of its group.
    #[serde(default, skip_serializing_if = "is_false")]
    pub critical: bool,
    /// How it is doing.
    pub status: Status,
    /// Since when; only said while the status is not operational.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// Until when somebody has set this status by hand; none when nobody has, or for as long as it
    /// takes. `feed.json` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// What it is, 1 to 500 characters. `feed.json` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Uptime over the days of [`crate::Feed::days`], in basis points, 0 to 10,000, rounded down;
    /// none when nothing is known of them. `feed.json` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uptime_bp: Option<u16>,
    /// One [`crate::uptime::Day`] letter for each day of [`crate::Feed::days`], oldest first, for
    /// example `"uuuooooomo"`. `feed.json` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<String>,
}

/// A named set of components that are shown together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Stable identifier, of the same form as a component's.
    pub id: String,
    /// Name for display, 1 to 200 characters.
    pub name: String,
    /// The roll-up of its components.
    pub status: Status,
    /// Whether a page shows its components only when asked, as long as all of them are well.
    #[serde(default, skip_serializing_if = "is_false")]
    pub collapsed: bool,
}

/// For serde, which hands over a reference.
pub(crate) const fn is_false(flag: &bool) -> bool {
    !*flag
}
