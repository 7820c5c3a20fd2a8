//! Commands on maintenances.

use pilotlight_feed::{MaintenanceStatus, Timestamp};

use super::{
    MaintenanceEdit, Named, NewMaintenance, Rejection, at_version, checked_body,
    checked_components, checked_name, fresh_id, invalid,
};
use crate::core::incident::Audience;
use crate::core::input::Now;
use crate::core::maintenance::{Maintenance, MaintenanceUpdate, is_under_way};
use crate::core::state::State;

/// Updates of one maintenance.
const MOST_UPDATES: usize = 1_000;
/// The longest window. One that lasts longer is no maintenance to who waits for it.
const LONGEST_S: i64 = 90 * 86_400;

pub(super) fn plan(
    state: &State,
    now: Now,
    new: &NewMaintenance,
) -> Result<Maintenance, Rejection> {
    fresh_id(&new.id, state.events.maintenances.contains_key(&new.id))?;
    let mut maintenance = Maintenance {
        id: new.id.clone(),
        version: 1,
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
    if new.to <= now.at {
        return Err(invalid(
            "to",
            format!(
                "is {}, which is over; write down what has been as an incident",
                new.to
            ),
        ));
    }
    maintenance.insert(MaintenanceUpdate {
        number: 1,
        status: MaintenanceStatus::Scheduled,
        at: now.at,
        body: checked_body(&new.body)?,
        by_hand: true,
    });
    Ok(maintenance)
}

pub(super) fn update(
    state: &State,
    now: Now,
    (id, version): Named<'_>,
    status: Option<MaintenanceStatus>,
    body: &str,
) -> Result<Maintenance, Rejection> {
    let mut maintenance = find(state, id, version)?;
    if MOST_UPDATES <= maintenance.updates.len() {
        return Err(Rejection::Conflict(format!(
            "a maintenance has at most {MOST_UPDATES} updates"
        )));
    }
    let before = maintenance.status();
    let status = status.unwrap_or(before);
    let has_begun = maintenance
        .updates
        .iter()
        .any(|update| is_under_way(update.status));
    if status == MaintenanceStatus::Cancelled && has_begun && status != before {
        return Err(Rejection::Conflict(
            "this maintenance has begun; complete it instead".to_owned(),
        ));
    }
    if status == MaintenanceStatus::Completed && !has_begun {
        return Err(Rejection::Conflict(
            "this maintenance has not begun; cancel it instead".to_owned(),
        ));
    }
    if status == MaintenanceStatus::Scheduled && has_begun {
        return Err(Rejection::Conflict(
            "this maintenance has begun; complete it and plan another".to_owned(),
        ));
    }
    let body = checked_body(body)?;
    if status == before && body.is_empty() {
        return Err(invalid(
            "body",
            "is empty and the status stays; say something or change it",
        ));
    }
    maintenance.insert(MaintenanceUpdate {
        number: maintenance.next_number(),
        status,
        at: now.at,
        body,
        by_hand: true,
    });
    Ok(maintenance)
}

pub(super) fn edit(
    state: &State,
    now: Now,
    (id, version): Named<'_>,
    edit: &MaintenanceEdit,
) -> Result<Maintenance, Rejection> {
    let mut maintenance = find(state, id, version)?;
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

fn find(state: &State, id: &str, version: Option<u64>) -> Result<Maintenance, Rejection> {
    let found = state.events.maintenances.get(id);
    let found = found.ok_or_else(|| Rejection::Missing {
        kind: "maintenance",
        id: id.to_owned(),
    })?;
    at_version(found.version, version)?;
    let mut maintenance = Maintenance::clone(found);
    maintenance.version += 1;
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
    if from.0 < 0 || Timestamp::parse("9999-01-01T00:00:00Z").is_ok_and(|last| last < to) {
        return Err(invalid("from", "is out of the years 1970 to 9998"));
    }
    Ok(())
}
