//! The pure core: a status page as a fold over what happens.
//!
//! [`apply`] decides: from the state, the time and one input it yields changes and effects, and
//! touches nothing. [`State::absorb`] takes the changes in once they are durable. [`project`] makes
//! of a state the feed that everyone reads. No I/O, no clock, no async, no serde; so 90 days of a
//! page run in milliseconds.

mod apply;
mod automatic;
mod catalog;
mod command;
mod days;
mod events;
mod incident;
mod incident_template;
mod input;
mod ledger;
mod maintenance;
mod merging;
mod monitor;
mod project;
mod publication;
mod recurrence;
mod reminder;
mod renewal;
mod report;
mod schedule;
mod series;
mod size;
mod span;
mod state;
mod status_override;
mod timeline;
mod told;

pub use apply::apply;
pub use automatic::{AutomaticIncident, Template, Texts, UnknownBlank, length};
pub use catalog::{Catalog, Component, Group, Monitor, Page, Zone};
pub(crate) use command::LONGEST_S;
pub use command::{
    Command, ComponentEdit, Done, GroupEdit, IncidentEdit, MaintenanceEdit, MaintenanceUpdateEdit,
    NewComponent, NewGroup, NewIncident, NewMaintenance, NewMaintenanceUpdate, NewSeries,
    NewStatus, NewUpdate, Rejection, SeriesEdit, Subject, UpdateEdit,
};
pub use events::Events;
pub use incident::{Audience, Expected, Incident, Teller, Update};
pub use incident_template::{IncidentTemplate, NoComponent, Wording};
pub use input::{Change, Effect, Input, Now, Outcome, Pending, Record, Step, Transition, Verdict};
pub use ledger::{Ledger, LedgerEntry};
pub use maintenance::{Maintenance, MaintenanceUpdate, Switches, Waiting};
#[cfg(feature = "fuzzing")]
pub(crate) use project::plain;
pub(crate) use project::told_at;
pub use project::{Past, Window, ledgers, project};
pub use recurrence::{Rule, RuleError, Start, StartError};
pub use reminder::{Promise, Reminder, Work};
pub(crate) use renewal::Known;
pub use report::{
    By, Figures, IncidentReport, Incidents, Line, Month, Part, Selection, SelectionError, Share,
    UptimeReport,
};
pub use series::Series;
pub(crate) use size::excess;
pub use state::{PublishPolicy, State};
pub use status_override::StatusOverride;
pub use told::{Claimed, Kind, Named, Order, Told, ToldComponent, ToldGroup};

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod model_tests;
#[cfg(test)]
mod simulation_tests;
