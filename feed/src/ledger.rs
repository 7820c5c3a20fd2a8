//! The ledger of a component: every stretch of the days that are shown, with what decided it. From
//! it anyone can reckon each number of a feed anew.
//!
//! It is no feed: it is not signed, and says nothing of the present.

use serde::{Deserialize, Serialize};

use crate::uptime::Weights;
use crate::{Status, Timestamp};

/// What `/feed/v1/ledger/<component>.json` holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// [`Ledger::FORMAT`].
    pub format: String,
    /// Identifier of the component.
    pub component: String,
    /// IANA name of the zone whose midnights bound the days.
    pub time_zone: String,
    /// How much of a second in a lesser status counts as downtime.
    pub weights: Weights,
    /// In order and without overlap. What lies before the first is unknown.
    pub intervals: Vec<LedgerInterval>,
}

/// One stretch of a [`Ledger`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerInterval {
    /// Start, included.
    pub from: Timestamp,
    /// End, excluded; none while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// The status as it counts: a maintenance that counts as downtime is a major outage here.
    pub status: Status,
    /// What decided it.
    pub cause: Cause,
}

/// What decided the status of a component.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Cause {
    /// What its monitors found. Their words may name what is not public, and are not told.
    Monitors,
    /// Somebody set it by hand.
    ByHand,
    /// An incident.
    Incident {
        /// Its identifier.
        id: String,
    },
    /// A maintenance.
    Maintenance {
        /// Its identifier.
        id: String,
    },
}

impl Ledger {
    /// What [`Ledger::format`] says.
    pub const FORMAT: &'static str = "pilotlight-ledger/1";
}
