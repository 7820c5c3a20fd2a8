//! The pure core: a status page as a fold over what happens.
//!
//! [`apply`] decides: from the state, the time and one input it yields changes and effects, and
//! touches nothing. [`State::absorb`] takes the changes in once they are durable. [`project`] makes
//! of a state the feed that everyone reads. No I/O, no clock, no async, no serde; so 90 days of a
//! page run in milliseconds.

mod apply;
mod catalog;
mod days;
mod input;
mod ledger;
mod monitor;
mod project;
mod schedule;
mod state;

pub use apply::apply;
pub use catalog::{Catalog, Component, Group, Monitor, Page, Zone};
pub use input::{Change, Command, Effect, Input, Now, Outcome, Pending, Step, Transition, Verdict};
pub use ledger::{Ledger, LedgerEntry};
pub use project::{Window, project};
pub use state::{PublishPolicy, State};

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod model_tests;
#[cfg(test)]
mod simulation_tests;
