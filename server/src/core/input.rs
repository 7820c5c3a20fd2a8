//! What the core is told and what it answers: inputs, changes and effects, each a closed set.

use std::sync::Arc;
use std::time::Duration;

use pilotlight_feed::{Status, Timestamp};

use super::command::{Command, Done, Rejection};
use super::incident::Incident;
use super::maintenance::Maintenance;
use super::monitor::MonitorState;
use super::reminder::Reminder;
use super::series::Series;
use super::status_override::StatusOverride;
use super::told::{Kind, Named, Order, ToldComponent, ToldGroup};

/// The time of an input, by two clocks: the wall's for what is recorded, a monotonic one for what
/// is scheduled, so that a jump of the wall clock neither skips nor repeats a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Wall clock.
    pub at: Timestamp,
    /// Monotonic, since the process started.
    pub elapsed: Duration,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// The server starts. Once, first.
    Started {
        /// When it was last known to run; none on a new database.
        last_alive: Option<Timestamp>,
    },
    /// A check ended.
    Checked {
        /// Index of the monitor.
        monitor: usize,
        /// What was found.
        outcome: Outcome,
    },
    /// Time has passed; comes at least whenever [`super::State::next_wake`] says.
    Tick,
    /// The store takes records: after each commit, and when it answers again after a fault.
    /// Whatever could not be made durable meanwhile is decided anew.
    StoreReady,
    /// The store did not take a record, and is asked again later.
    StoreRefused,
    /// A publication ended.
    Published {
        /// Whether the files are out.
        succeeded: bool,
    },
    /// Somebody asks for something.
    Command(Command),
}

/// Result of one check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What was found.
    pub verdict: Verdict,
    /// From the start of the check to its end.
    pub latency: Duration,
    /// A few words for the operator, for example `status 503, expected 200-299`.
    pub detail: String,
}

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All is well.
    Up,
    /// All is well, but slow.
    Degraded,
    /// The target is at fault.
    Down,
    /// We are at fault, or cannot tell: says nothing about the target.
    Unknown,
}

/// The status of a component changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// Index of the component.
    pub component: usize,
    /// Since when: the first check of those that decided it.
    pub at: Timestamp,
    /// From then on.
    pub status: Status,
    /// Why, for the operator.
    pub cause: String,
}

/// A status that is decided and not durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// What the monitors say.
    pub status: Status,
    /// Why: the words of the check that decided it.
    pub cause: String,
}

/// What must survive: committed before it is absorbed and before anyone is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// What the monitors of a component found.
    Transition(Transition),
    /// An incident, whole, as it is from now on.
    Incident(Arc<Incident>),
    /// A maintenance, whole.
    Maintenance(Arc<Maintenance>),
    /// A series of maintenances, whole.
    Series(Arc<Series>),
    /// A status set by hand, whole.
    Override(Arc<StatusOverride>),
    /// A component told by API, whole.
    Component(Arc<ToldComponent>),
    /// A group told by API, whole.
    Group(Arc<ToldGroup>),
    /// In which order what is told is shown.
    Order(Kind, Arc<Order>),
    /// How a component is called, by its identifier.
    Name(String, Named),
}

/// What changes in the state. Only a record must be durable before it is absorbed; the rest is
/// absorbed at once, and rebuilt by the next checks when it is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// What must survive.
    Record(Record),
    /// What a monitor has counted.
    Counted {
        /// Index of the monitor.
        monitor: usize,
        /// Its new counts.
        state: MonitorState,
    },
    /// When a monitor is checked next.
    Scheduled {
        /// Index of the monitor.
        monitor: usize,
        /// How many checks it has had, this one included.
        count: u64,
        /// Time of its next check.
        due: Duration,
    },
    /// What a component's monitors say while its history says something else, and why; none once
    /// they agree.
    Decided {
        /// Index of the component.
        component: usize,
        /// What waits to be made durable.
        pending: Option<Pending>,
    },
    /// The store does not take what must be durable; until it has taken something again.
    StoreRefused,
    /// What the clock does by itself is decided up to here.
    LookedAt(Timestamp),
    /// Something older than what is kept in memory was read from the store: an incident.
    RecalledIncident(Arc<Incident>),
    /// The same: a maintenance.
    RecalledMaintenance(Arc<Maintenance>),
    /// The same: a series.
    RecalledSeries(Arc<Series>),
    /// News that waits for a publication.
    NewsWaits,
    /// A publication began.
    PublishBegan {
        /// When.
        at: Duration,
        /// Its number.
        revision: u64,
    },
    /// A publication ended.
    PublishEnded {
        /// When the next one is due at the latest.
        due: Duration,
    },
}

/// What is to be done. No effect depends on a transition of its own step: absorbing one makes news
/// wait, and the step after that publishes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Check this monitor and send the outcome.
    Check {
        /// Index of the monitor.
        monitor: usize,
    },
    /// Project the state and publish it under this revision.
    Publish {
        /// Number of the publication.
        revision: u64,
    },
    /// Tell the operators what they might have forgotten.
    Remind(Reminder),
}

/// The answer to one input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// What changes.
    pub changes: Vec<Change>,
    /// What to do.
    pub effects: Vec<Effect>,
    /// The answer to a command, once its records are durable.
    pub answer: Option<Result<Done, Rejection>>,
}

impl Step {
    /// Splits the changes into those that must be durable first and the rest.
    #[must_use]
    pub fn split(self) -> (Vec<Record>, Vec<Change>, Vec<Effect>) {
        let (mut records, mut changes) = (Vec::new(), Vec::new());
        for change in self.changes {
            match change {
                Change::Record(record) => records.push(record),
                change => changes.push(change),
            }
        }
        (records, changes, self.effects)
    }
}
