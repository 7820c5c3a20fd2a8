//! Commands on maintenances.

mod correction;

use pilotlight_feed::{MaintenanceStatus, Timestamp};

use super::{
    Named, Rejection, at_version, checked_body, checked_components, checked_instant, checked_name,
    checked_time_of_new, fresh_id, invalid,
};
use crate::core::incident::Audience;
use crate::core::input::Now;
use crate::core::maintenance::{Maintenance, MaintenanceUpdate, Switches, is_under_way};
use crate::core::state::State;
pub use correction::MaintenanceUpdateEdit;
pub(super) use correction::edit_update;

/// Updates of one maintenance.
const MOST_UPDATES: usize = 1_000;
/// The longest window. One that lasts longer is no maintenance to who waits for it.
pub(crate) const LONGEST_S: i64 = 90 * 86_400;
/// What to do about an update that is dated ahead.
const INSTEAD_OF_AHEAD: &str = "say it when it is so";

/// A maintenance to plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMaintenance {
    /// Its identifier.
    pub id: String,
    /// Title.
    pub name: String,
    /// Who sees it.
    pub audience: Audience,
    /// Identifiers of the components.
    pub components: Vec<String>,
    /// Planned start.
    pub from: Timestamp,
    /// Planned end.
    pub to: Timestamp,
    /// What it does by itself.
    pub switches: Switches,
    /// What is said: Markdown.
    pub body: String,
    /// Identifier of the series that plans it.
    pub series: Option<String>,
}

/// An update of a maintenance to write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewMaintenanceUpdate {
    /// Where it stands; none: as before.
    pub status: Option<MaintenanceStatus>,
    /// The time it is shown under; none: now.
    pub at: Option<Timestamp>,
    /// What is said: Markdown.
    pub body: String,
}

/// What changes of a maintenance; what is none stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MaintenanceEdit {
    /// Title.
    pub name: Option<String>,
    /// Who sees it.
    pub audience: Option<Audience>,
    /// Identifiers of the components.
    pub components: Option<Vec<String>>,
    /// Planned start.
    pub from: Option<Timestamp>,
    /// Planned end.
    pub to: Option<Timestamp>,
    /// What it does by itself.
    pub switches: Option<Switches>,
}

pub(super) fn plan(
    state: &State,
    now: Now,
    new: &NewMaintenance,
) -> Result<Maintenance, Rejection> {
    let mut maintenance = unsaid(state, new)?;
    if new.to <= now.at {
        return Err(invalid(
            "to",
            format!(
                "is {}, which is over; say in updates what became of it, or write it down as an incident",
                new.to
            ),
        ));
    }
    maintenance.insert(MaintenanceUpdate {
        number: 1,
        status: MaintenanceStatus::Scheduled,
        at: now.at,
        body: checked_body(&new.body)?,
        edited_at: None,
        by_hand: true,
    });
    Ok(maintenance)
}

/// Writes down a maintenance with all that was said of it.
pub(super) fn record(
    state: &State,
    now: Now,
    new: &NewMaintenance,
    said: &[NewMaintenanceUpdate],
) -> Result<Maintenance, Rejection> {
    let mut maintenance = unsaid(state, new)?;
    if said.is_empty() {
        return Err(invalid(
            "updates",
            "is empty; leave it out, or say something",
        ));
    }
    if !new.body.is_empty() {
        return Err(invalid(
            "body",
            "stands beside updates; say it in one of them",
        ));
    }
    let mut said: Vec<&NewMaintenanceUpdate> = said.iter().collect();
    said.sort_by_key(|update| update.at.unwrap_or(now.at));
    for update in said {
        say(now, &mut maintenance, update)?;
    }
    if new.to <= now.at && maintenance.status() == MaintenanceStatus::Scheduled {
        return Err(invalid(
            "to",
            format!(
                "is {}, which is over, and no update says that it took place or was cancelled",
                new.to
            ),
        ));
    }
    Ok(maintenance)
}

pub(super) fn update(
    state: &State,
    now: Now,
    named: Named<'_>,
    new: &NewMaintenanceUpdate,
) -> Result<Maintenance, Rejection> {
    let mut maintenance = find(state, now, named)?;
    say(now, &mut maintenance, new)?;
    Ok(maintenance)
}

/// A new maintenance of which nothing is said yet.
fn unsaid(state: &State, new: &NewMaintenance) -> Result<Maintenance, Rejection> {
    fresh_id(&new.id, state.events.maintenances.contains_key(&new.id))?;
    let maintenance = Maintenance {
        id: new.id.clone(),
        version: 1,
        changed_at: None,
        name: checked_name(&new.name)?,
        audience: new.audience,
        components: checked_components(state, &new.components)?,
        planned_from: new.from,
        planned_to: new.to,
        switches: new.switches,
        updates: Vec::new(),
        series: new.series.clone(),
        follows_series: false,
    };
    check_window(&maintenance)?;
    Ok(maintenance)
}

/// Puts an update in its place, if what stands before it allows it.
fn say(
    now: Now,
    maintenance: &mut Maintenance,
    new: &NewMaintenanceUpdate,
) -> Result<(), Rejection> {
    if MOST_UPDATES <= maintenance.updates.len() {
        return Err(Rejection::Conflict(format!(
            "a maintenance has at most {MOST_UPDATES} updates"
        )));
    }
    let last = maintenance.updates.last().map(|update| update.at);
    let at = checked_time_of_new(now, (new.at, last), INSTEAD_OF_AHEAD)?;
    let earlier = maintenance.updates.iter();
    let earlier = earlier.take_while(|update| update.at <= at);
    let (mut before, mut has_begun) = (None, false);
    for update in earlier {
        before = Some(update.status);
        has_begun |= is_under_way(update.status);
    }
    let status = new
        .status
        .or(before)
        .unwrap_or(MaintenanceStatus::Scheduled);
    let refused = match misplaced((before, has_begun), status) {
        None => "",
        Some(Misplaced::AfterBegin(MaintenanceStatus::Cancelled)) => {
            "this maintenance has begun; complete it instead"
        }
        Some(Misplaced::AfterBegin(_)) => {
            "this maintenance has begun; complete it and plan another"
        }
        Some(Misplaced::BeforeBegin) => "this maintenance has not begun; cancel it instead",
    };
    if !refused.is_empty() {
        return Err(Rejection::Conflict(refused.to_owned()));
    }
    let body = checked_body(&new.body)?;
    says_something(before, status, &body)?;
    maintenance.insert(MaintenanceUpdate {
        number: maintenance.next_number(),
        status,
        at,
        body,
        edited_at: None,
        by_hand: true,
    });
    Ok(())
}

/// Why an update cannot stand where it does.
enum Misplaced {
    /// It says this, which nothing is once it has begun.
    AfterBegin(MaintenanceStatus),
    /// It calls completed what has not begun.
    BeforeBegin,
}

/// Whether an update can say `status` after one that said `before`, and after the begin or not.
fn misplaced(
    (before, has_begun): (Option<MaintenanceStatus>, bool),
    status: MaintenanceStatus,
) -> Option<Misplaced> {
    match status {
        MaintenanceStatus::Cancelled if has_begun && before != Some(status) => {
            Some(Misplaced::AfterBegin(status))
        }
        MaintenanceStatus::Scheduled if has_begun => Some(Misplaced::AfterBegin(status)),
        MaintenanceStatus::Completed if !has_begun => Some(Misplaced::BeforeBegin),
        _ => None,
    }
}

/// Refuses an update that tells nothing: neither a status that is new nor a word.
fn says_something(
    before: Option<MaintenanceStatus>,
    status: MaintenanceStatus,
    body: &str,
) -> Result<(), Rejection> {
    if before == Some(status) && body.is_empty() {
        return Err(invalid(
            "body",
            "is empty and the status stays; say something or change it",
        ));
    }
    Ok(())
}

pub(super) fn edit(
    state: &State,
    now: Now,
    named: Named<'_>,
    edit: &MaintenanceEdit,
) -> Result<Maintenance, Rejection> {
    let mut maintenance = find(state, now, named)?;
    if let Some(name) = &edit.name {
        maintenance.name = checked_name(name)?;
    }
    if let Some(audience) = edit.audience {
        if maintenance.is_public() && audience == Audience::Operators {
            return Err(Rejection::Conflict(
                "everyone has seen this maintenance; cancel it instead".to_owned(),
            ));
        }
        maintenance.audience = audience;
    }
    if let Some(components) = &edit.components {
        maintenance.components = checked_components(state, components)?;
    }
    if let Some(from) = edit.from {
        if maintenance.status() != MaintenanceStatus::Scheduled {
            return Err(Rejection::Conflict(
                "this maintenance has begun; only its end can be moved".to_owned(),
            ));
        }
        maintenance.planned_from = from;
    }
    if let Some(to) = edit.to {
        if maintenance.is_over() {
            return Err(Rejection::Conflict("this maintenance is over".to_owned()));
        }
        if to <= now.at {
            return Err(invalid(
                "to",
                format!("is {to}, which is over; complete the maintenance instead"),
            ));
        }
        maintenance.planned_to = to;
    }
    if let Some(switches) = edit.switches {
        maintenance.switches = switches;
    }
    check_window(&maintenance)?;
    Ok(maintenance)
}

fn find(state: &State, now: Now, (id, version): Named<'_>) -> Result<Maintenance, Rejection> {
    let found = state.events.maintenances.get(id);
    let found = found.ok_or_else(|| Rejection::Missing {
        kind: "maintenance",
        id: id.to_owned(),
    })?;
    at_version(found.version, version)?;
    let mut maintenance = Maintenance::clone(found);
    maintenance.version += 1;
    maintenance.changed_at = Some(now.at);
    // What somebody has taken in hand, the series leaves alone.
    maintenance.follows_series = false;
    Ok(maintenance)
}

fn check_window(maintenance: &Maintenance) -> Result<(), Rejection> {
    let (from, to) = (maintenance.planned_from, maintenance.planned_to);
    if to <= from {
        return Err(invalid(
            "to",
            format!("is {to}, which is not after the start, {from}"),
        ));
    }
    if LONGEST_S < to.since(from) {
        let days = LONGEST_S / 86_400;
        return Err(invalid(
            "to",
            format!("is more than {days} days after the start; plan several"),
        ));
    }
    checked_instant("from", from)?;
    checked_instant("to", to)?;
    Ok(())
}
