//! Commands on incidents.

use std::collections::BTreeMap;

use pilotlight_feed::{Impact, IncidentStatus, Status, Timestamp};

use super::{
    Named, Rejection, at_version, checked_body, checked_instant, checked_name, checked_time,
    checked_time_of_new, fresh_id, invalid, known_components, place_of,
};
use crate::core::incident::{Audience, Expected, Incident, Teller, Update, is_over};
use crate::core::input::Now;
use crate::core::state::State;

/// Updates of one incident: one every ten minutes over a week.
const MOST_UPDATES: usize = 1_000;
/// What to do about an update that is dated ahead.
const INSTEAD_OF_AHEAD: &str = "plan a maintenance for what is to come";

/// An incident to open. Its updates are in any order; one that lies in the past is backfilled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewIncident {
    /// Its identifier.
    pub id: String,
    /// Title.
    pub name: String,
    /// Set by hand, or none.
    pub impact: Option<Impact>,
    /// Who sees it.
    pub audience: Audience,
    /// At least one.
    pub updates: Vec<NewUpdate>,
}

/// An update to write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewUpdate {
    /// Where the work stands; none: as before, and investigating at first.
    pub status: Option<IncidentStatus>,
    /// The time it is shown under; none: now.
    pub at: Option<Timestamp>,
    /// What is said: Markdown.
    pub body: String,
    /// The status that each of these components takes.
    pub components: BTreeMap<String, Status>,
    /// What is said of the end.
    pub expected: Expected,
    /// Until when the next update is promised.
    pub next_update_at: Option<Timestamp>,
}

/// What changes of an incident; what is none stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IncidentEdit {
    /// Title.
    pub name: Option<String>,
    /// The impact; none inside: as the components say.
    pub impact: Option<Option<Impact>>,
    /// Who sees it. What everyone has seen is not hidden again.
    pub audience: Option<Audience>,
}

/// What changes of an update; what is none stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UpdateEdit {
    /// Where the work stood.
    pub status: Option<IncidentStatus>,
    /// What is said.
    pub body: Option<String>,
    /// The time it is shown under.
    pub at: Option<Timestamp>,
    /// The statuses of components, whole.
    pub components: Option<BTreeMap<String, Status>>,
    /// What is said of the end.
    pub expected: Option<Expected>,
    /// Until when the next update is promised; none inside: it is not.
    pub next_update_at: Option<Option<Timestamp>>,
}

pub(super) fn open(state: &State, now: Now, new: &NewIncident) -> Result<Incident, Rejection> {
    fresh_id(&new.id, state.events.incidents.contains_key(&new.id))?;
    if new.updates.is_empty() {
        return Err(invalid("updates", "is empty; say at least what is seen"));
    }
    let mut incident = Incident {
        id: new.id.clone(),
        version: 1,
        changed_at: None,
        name: checked_name(&new.name)?,
        impact: new.impact,
        audience: new.audience,
        teller: Teller::People,
        updates: Vec::new(),
    };
    let mut updates: Vec<&NewUpdate> = new.updates.iter().collect();
    updates.sort_by_key(|update| update.at.unwrap_or(now.at));
    for update in updates {
        say(state, now, &mut incident, update)?;
    }
    Ok(incident)
}

pub(super) fn update(
    state: &State,
    now: Now,
    named: Named<'_>,
    new: &NewUpdate,
) -> Result<Incident, Rejection> {
    let mut incident = find(state, now, named)?;
    say(state, now, &mut incident, new)?;
    incident.teller = Teller::People;
    Ok(incident)
}

pub(super) fn edit(
    state: &State,
    now: Now,
    named: Named<'_>,
    edit: &IncidentEdit,
) -> Result<Incident, Rejection> {
    let mut incident = find(state, now, named)?;
    if let Some(name) = &edit.name {
        incident.name = checked_name(name)?;
    }
    if let Some(impact) = edit.impact {
        incident.impact = impact;
    }
    if let Some(audience) = edit.audience {
        if incident.is_public() && audience == Audience::Operators {
            return Err(Rejection::Conflict(
                "everyone has seen this incident; say in an update that it was none".to_owned(),
            ));
        }
        incident.audience = audience;
    }
    incident.teller = Teller::People;
    Ok(incident)
}

pub(super) fn edit_update(
    state: &State,
    now: Now,
    named: Named<'_>,
    number: u32,
    edit: &UpdateEdit,
) -> Result<Incident, Rejection> {
    let mut incident = find(state, now, named)?;
    let place = place_of(incident.updates.iter().map(|known| known.number), number)?;
    let mut update = incident.updates.remove(place);
    if let Some(body) = &edit.body {
        update.body = checked_body(body)?;
    }
    if let Some(at) = edit.at {
        update.at = checked_time(now, at, INSTEAD_OF_AHEAD)?;
    }
    if let Some(components) = &edit.components {
        update.components = checked_components(state, components, &update.components)?;
    }
    if let Some(status) = edit.status {
        update.status = status;
    }
    if let Some(expected) = edit.expected {
        update.expected = expected;
    }
    if let Some(promised) = edit.next_update_at {
        update.next_update_at = promised;
    }
    check_promises(&update)?;
    update.edited_at = Some(now.at);
    incident.insert(update);
    incident.teller = Teller::People;
    Ok(incident)
}

fn find(state: &State, now: Now, (id, version): Named<'_>) -> Result<Incident, Rejection> {
    let found = state.events.incidents.get(id);
    let found = found.ok_or_else(|| Rejection::Missing {
        kind: "incident",
        id: id.to_owned(),
    })?;
    at_version(found.version, version)?;
    let mut incident = Incident::clone(found);
    incident.version += 1;
    incident.changed_at = Some(now.at);
    Ok(incident)
}

fn say(state: &State, now: Now, incident: &mut Incident, new: &NewUpdate) -> Result<(), Rejection> {
    if MOST_UPDATES <= incident.updates.len() {
        return Err(Rejection::Conflict(format!(
            "an incident has at most {MOST_UPDATES} updates; resolve this one and open another"
        )));
    }
    let last = incident.newest().map(|update| update.at);
    let at = checked_time_of_new(now, (new.at, last), INSTEAD_OF_AHEAD)?;
    let before = incident.updates.iter().rev().find(|update| update.at <= at);
    let before = before.map_or(IncidentStatus::Investigating, |update| update.status);
    let status = new.status.unwrap_or(before);
    let update = Update {
        number: incident.next_number(),
        status,
        at,
        body: checked_body(&new.body)?,
        components: checked_components(state, &new.components, &BTreeMap::new())?,
        expected: new.expected,
        next_update_at: new.next_update_at,
        edited_at: None,
        by_hand: true,
    };
    check_promises(&update)?;
    incident.insert(update);
    Ok(())
}

/// What an update promises lies after it, and nothing more is promised of what is over.
fn check_promises(update: &Update) -> Result<(), Rejection> {
    let at = update.at;
    let after = |field, promise: Timestamp| {
        let problem = format!("is {promise}, which is not after the update itself, {at}");
        if promise <= at {
            Err(invalid(field, problem))
        } else {
            checked_instant(field, promise).map(|_| ())
        }
    };
    if let Expected::At(expected) = update.expected {
        after("expected_resolution_at", expected)?;
    }
    if let Some(promised) = update.next_update_at {
        after("next_update_at", promised)?;
    }
    if is_over(update.status) && update.next_update_at.is_some() {
        return Err(invalid(
            "next_update_at",
            "is there although the update says that it is over; leave it out",
        ));
    }
    Ok(())
}

/// Components of the page, and those that the update has named `before`, which may be gone by now.
fn checked_components(
    state: &State,
    components: &BTreeMap<String, Status>,
    before: &BTreeMap<String, Status>,
) -> Result<BTreeMap<String, Status>, Rejection> {
    let fresh = components.keys();
    known_components(state, fresh.filter(|id| !before.contains_key(*id)))?;
    if components.values().any(|status| *status == Status::Unknown) {
        return Err(invalid(
            "components",
            "has the status unknown, which only we may be in; write another, or leave the component out",
        ));
    }
    Ok(components.clone())
}
