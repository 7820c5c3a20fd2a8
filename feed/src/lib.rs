//! The contract of Pilotlight: what a status feed says, and the pure rules that every reader and
//! writer of it shares.
//!
//! The server projects its state into a [`Feed`] and publishes it twice: whole as `feed.json`, and
//! as [`Feed::summary`] in `summary.json`. The site renders it, the widget reads it. Nothing here
//! does I/O or reads a clock, and everything builds for wasm.
//!
//! Stability: fields are only added. A reader ignores fields it does not know and reads an unknown
//! word of a closed vocabulary as its "unknown" member.

pub mod adapter;
mod component;
mod history;
mod incident;
mod ledger;
pub mod locale;
mod maintenance;
mod model;
mod month;
pub mod signature;
mod status;
mod time;
pub mod uptime;
mod validate;
mod vocabulary;

pub use component::{Component, Group};
pub use history::{FormerComponent, History, MonthOfComponent};
pub use incident::{Impact, Incident, IncidentStatus, IncidentUpdate};
pub use ledger::{Cause, Ledger, LedgerInterval};
pub use maintenance::{Maintenance, MaintenanceStatus};
pub use model::{DayRange, Feed, Links, Overall, Page};
pub use month::Month;
pub use status::{Status, describe, describe_in, describe_level, roll_up, roll_up_critical};
pub use time::{Date, ParseTimeError, Timestamp};
pub use validate::{Invalid, is_id, is_web_address, limits};

/// The JSON Schema of `summary.json` and `feed.json`, published as `/feed/v1/schema.json`.
pub const SCHEMA: &str = include_str!("../schema/v1.json");

/// The JSON Schema of a [`History`], published as `/feed/v1/history-schema.json`.
pub const HISTORY_SCHEMA: &str = include_str!("../schema/history-v1.json");
