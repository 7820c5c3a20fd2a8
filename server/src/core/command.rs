//! What somebody may ask for, and why it may be refused. Deciding changes nothing; see
//! [`super::apply()`].

mod check;
mod component;
mod incident;
mod maintenance;
mod series;
mod subject;
mod told;

use std::sync::Arc;

use super::incident::Incident;
use super::input::{Change, Now, Record};
use super::maintenance::Maintenance;
use super::series::Series;
use super::state::State;
use super::status_override::StatusOverride;
use super::told::{Kind, Order, ToldComponent, ToldGroup};

use check::{
    Named, at_version, checked_body, checked_components, checked_instant, checked_name,
    checked_time, checked_time_of_new, fresh_id, invalid, known_components, place_of, valid_id,
};
pub use component::NewStatus;
pub use incident::{IncidentEdit, NewIncident, NewUpdate, UpdateEdit};
pub(crate) use maintenance::LONGEST_S;
pub use maintenance::{
    MaintenanceEdit, MaintenanceUpdateEdit, NewMaintenance, NewMaintenanceUpdate,
};
pub use series::{NewSeries, SeriesEdit};
pub use subject::Subject;
pub use told::{ComponentEdit, GroupEdit, NewComponent, NewGroup};

/// What somebody may ask for. Identifiers of new things are given by who asks, so that deciding
/// draws nothing at random.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Publish now, changed or not.
    Publish,
    /// Open an incident, or write down one that is over.
    OpenIncident(NewIncident),
    /// Say something more of an incident.
    UpdateIncident {
        /// Which incident.
        id: String,
        /// The version that is changed; none: whichever there is.
        version: Option<u64>,
        /// What is said.
        update: NewUpdate,
    },
    /// Change what an incident is called, how bad it is, who sees it.
    EditIncident {
        /// Which incident.
        id: String,
        /// The version that is changed.
        version: Option<u64>,
        /// What changes.
        edit: IncidentEdit,
    },
    /// Change what was said.
    EditIncidentUpdate {
        /// Which incident.
        id: String,
        /// The version that is changed.
        version: Option<u64>,
        /// Number of the update.
        number: u32,
        /// What changes.
        edit: UpdateEdit,
    },
    /// Plan a maintenance.
    PlanMaintenance(NewMaintenance),
    /// Write down a maintenance as somebody else has kept it, also one that is over.
    RecordMaintenance {
        /// The maintenance; what is said of it stands in `said`.
        new: NewMaintenance,
        /// What was said of it, in any order; the newest says where it stands.
        said: Vec<NewMaintenanceUpdate>,
    },
    /// Say something more of a maintenance: that it begins, is being verified, is over.
    UpdateMaintenance {
        /// Which maintenance.
        id: String,
        /// The version that is changed.
        version: Option<u64>,
        /// What is said.
        update: NewMaintenanceUpdate,
    },
    /// Move a maintenance, or change what it is called and does.
    EditMaintenance {
        /// Which maintenance.
        id: String,
        /// The version that is changed.
        version: Option<u64>,
        /// What changes.
        edit: MaintenanceEdit,
    },
    /// Change what was said of a maintenance.
    EditMaintenanceUpdate {
        /// Which maintenance.
        id: String,
        /// The version that is changed.
        version: Option<u64>,
        /// Number of the update.
        number: u32,
        /// What changes.
        edit: MaintenanceUpdateEdit,
    },
    /// Plan a maintenance that recurs.
    PlanSeries(NewSeries),
    /// Change a series. Its windows follow, but for those that have begun or that somebody has
    /// taken in hand.
    EditSeries {
        /// Which series.
        id: String,
        /// The version that is changed.
        version: Option<u64>,
        /// What changes.
        edit: SeriesEdit,
    },
    /// End a series: its windows ahead are called off, with the same exceptions.
    EndSeries {
        /// Which series.
        id: String,
        /// The version that is changed.
        version: Option<u64>,
    },
    /// Set a component's status by hand.
    SetStatus(NewStatus),
    /// Let the monitors speak for a component again.
    ClearStatus {
        /// Identifier of the component.
        component: String,
    },
    /// Add a component to the page.
    AddComponent(NewComponent),
    /// Change a component that was told.
    EditComponent {
        /// Which component.
        id: String,
        /// The version that is changed.
        version: Option<u64>,
        /// What changes.
        edit: ComponentEdit,
    },
    /// Take a component that was told off the page. Its history stays.
    RetireComponent {
        /// Which component.
        id: String,
        /// The version that is changed.
        version: Option<u64>,
    },
    /// Add a group to the page.
    AddGroup(NewGroup),
    /// Change a group that was told.
    EditGroup {
        /// Which group.
        id: String,
        /// The version that is changed.
        version: Option<u64>,
        /// What changes.
        edit: GroupEdit,
    },
    /// Take an empty group that was told off the page.
    RetireGroup {
        /// Which group.
        id: String,
        /// The version that is changed.
        version: Option<u64>,
    },
    /// Set the order of all components or all groups that were told.
    Order {
        /// Of which.
        kind: Kind,
        /// The version that is changed.
        version: Option<u64>,
        /// All their identifiers.
        ids: Vec<String>,
    },
}

/// What a command did, as it is once its records are durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// A publication was asked for.
    Publishing,
    /// An incident was opened or changed.
    Incident(Arc<Incident>),
    /// A maintenance was planned or changed.
    Maintenance(Arc<Maintenance>),
    /// A series was planned, changed or ended. Its windows follow at once.
    Series(Arc<Series>),
    /// A status was set or taken back.
    Status(Arc<StatusOverride>),
    /// A component was added, changed or retired.
    Component(Arc<ToldComponent>),
    /// A group was added, changed or retired.
    Group(Arc<ToldGroup>),
    /// An order was set.
    Order(Arc<Order>),
}

/// Why a command is refused. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// There is no such thing.
    #[error("there is no {kind} {id:?}")]
    Missing {
        /// What it would be: `incident`, `maintenance`, `series`, `component`, `update`.
        kind: &'static str,
        /// What was named.
        id: String,
    },
    /// A field cannot be so.
    #[error("{field} {problem}")]
    Invalid {
        /// Name of the field, for example `name`.
        field: &'static str,
        /// What is wrong and what to do instead.
        problem: String,
    },
    /// Somebody has changed it since.
    #[error("it is at version {version} now; read it again and repeat what you want to change")]
    Moved {
        /// The version that it has.
        version: u64,
    },
    /// It is not in a state for that.
    #[error("{0}")]
    Conflict(String),
}

/// Decides a command: the changes that it makes, and the answer to it.
///
/// # Errors
/// A [`Rejection`] when it cannot be done.
pub(crate) fn decide(
    state: &State,
    now: Now,
    command: &Command,
) -> Result<(Vec<Change>, Done), Rejection> {
    match command {
        Command::Publish => Ok((vec![Change::NewsWaits], Done::Publishing)),
        Command::OpenIncident(new) => incident::open(state, now, new).map(of_incident),
        Command::UpdateIncident {
            id,
            version,
            update,
        } => incident::update(state, now, (id, *version), update).map(of_incident),
        Command::EditIncident { id, version, edit } => {
            incident::edit(state, now, (id, *version), edit).map(of_incident)
        }
        Command::EditIncidentUpdate {
            id,
            version,
            number,
            edit,
        } => incident::edit_update(state, now, (id, *version), *number, edit).map(of_incident),
        Command::PlanMaintenance(new) => maintenance::plan(state, now, new).map(of_maintenance),
        Command::RecordMaintenance { new, said } => {
            maintenance::record(state, now, new, said).map(of_maintenance)
        }
        Command::UpdateMaintenance {
            id,
            version,
            update,
        } => maintenance::update(state, now, (id, *version), update).map(of_maintenance),
        Command::EditMaintenance { id, version, edit } => {
            maintenance::edit(state, now, (id, *version), edit).map(of_maintenance)
        }
        Command::EditMaintenanceUpdate {
            id,
            version,
            number,
            edit,
        } => {
            maintenance::edit_update(state, now, (id, *version), *number, edit).map(of_maintenance)
        }
        Command::PlanSeries(new) => series::plan(state, now, new).map(of_series),
        Command::EditSeries { id, version, edit } => {
            series::edit(state, now, (id, *version), edit).map(of_series)
        }
        Command::EndSeries { id, version } => {
            series::end(state, now, (id, *version)).map(of_series)
        }
        Command::SetStatus(new) => component::set(state, now, new).map(of_overrides),
        Command::ClearStatus { component } => {
            component::clear(state, now, component).map(of_overrides)
        }
        Command::AddComponent(new) => {
            told::add_component(state, now, new).map(|added| of_component(Vec::new(), added))
        }
        Command::EditComponent { id, version, edit } => {
            let edited = told::edit_component(state, (id, *version), edit);
            edited.map(|edited| of_component(Vec::new(), edited))
        }
        Command::RetireComponent { id, version } => {
            let retired = told::retire_component(state, now, (id, *version));
            retired.map(|(first, retired)| of_component(first, retired))
        }
        Command::AddGroup(new) => told::add_group(state, now, new).map(of_group),
        Command::EditGroup { id, version, edit } => {
            told::edit_group(state, (id, *version), edit).map(of_group)
        }
        Command::RetireGroup { id, version } => {
            told::retire_group(state, now, (id, *version)).map(of_group)
        }
        Command::Order { kind, version, ids } => {
            told::order(state, (*kind, *version), ids).map(|order| of_order(*kind, order))
        }
    }
}

fn of_incident(incident: Incident) -> (Vec<Change>, Done) {
    let incident = Arc::new(incident);
    let record = Record::Incident(Arc::clone(&incident));
    (vec![Change::Record(record)], Done::Incident(incident))
}

fn of_maintenance(maintenance: Maintenance) -> (Vec<Change>, Done) {
    let maintenance = Arc::new(maintenance);
    let record = Record::Maintenance(Arc::clone(&maintenance));
    (vec![Change::Record(record)], Done::Maintenance(maintenance))
}

fn of_series(series: Series) -> (Vec<Change>, Done) {
    let series = Arc::new(series);
    let record = Record::Series(Arc::clone(&series));
    (vec![Change::Record(record)], Done::Series(series))
}

/// What ends with it comes first.
fn of_component(first: Vec<Record>, component: ToldComponent) -> (Vec<Change>, Done) {
    let component = Arc::new(component);
    let records = first
        .into_iter()
        .chain([Record::Component(Arc::clone(&component))]);
    (
        records.map(Change::Record).collect(),
        Done::Component(component),
    )
}

fn of_group(group: ToldGroup) -> (Vec<Change>, Done) {
    let group = Arc::new(group);
    let record = Record::Group(Arc::clone(&group));
    (vec![Change::Record(record)], Done::Group(group))
}

fn of_order(kind: Kind, order: Order) -> (Vec<Change>, Done) {
    let order = Arc::new(order);
    let record = Record::Order(kind, Arc::clone(&order));
    (vec![Change::Record(record)], Done::Order(order))
}

/// The newest of them is the answer.
fn of_overrides((ended, newest): (Vec<StatusOverride>, StatusOverride)) -> (Vec<Change>, Done) {
    let newest = Arc::new(newest);
    let ended = ended.into_iter().map(Arc::new);
    let records = ended.chain([Arc::clone(&newest)]).map(Record::Override);
    (records.map(Change::Record).collect(), Done::Status(newest))
}

#[cfg(test)]
pub(super) mod tests;
