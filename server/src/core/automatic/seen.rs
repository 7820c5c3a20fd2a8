//! What can be said of one component at an instant: what was set by hand before what its monitors
//! found, and nothing at all while it is not known.

use pilotlight_feed::{Status, Timestamp};

use super::policy::{AutomaticIncident, seconds};
use crate::core::incident::{Incident, Teller};
use crate::core::state::State;
use crate::core::timeline::Layers;

/// How a component is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// Operational, since then.
    Good(Timestamp),
    /// Its monitors found a problem.
    Bad(Status, Timestamp),
    /// Somebody set a problem by hand. It opens nothing: who sets it says it already.
    SetBad(Status, Timestamp),
    /// Unknown, not durable yet, or covered by a maintenance.
    Unclear,
}

/// A problem of a component, as it stands or will stand in an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    /// Index of the component.
    pub(super) component: usize,
    pub(super) status: Status,
    pub(super) since: Timestamp,
    /// From when on an incident may be told of it.
    pub(super) due: Timestamp,
}

pub(super) fn look(state: &State, component: usize, now: Timestamp) -> Seen {
    if state.pending[component].is_some() {
        return Seen::Unclear;
    }
    let layers = state.events.layers(&state.catalog.components[component].id);
    let by_hand = layers.overrides.iter().filter(|span| span.covers(now));
    if let Some(set) = by_hand.max_by_key(|span| span.from) {
        return match set.status {
            Status::Operational => Seen::Good(set.from),
            status if status.is_problem() => Seen::SetBad(status, set.from),
            _ => Seen::Unclear,
        };
    }
    let ledger = &state.ledgers[component];
    let since = ledger.since().unwrap_or(now).max(uncovered(&layers, now));
    let mut maintained = layers.maintenances.iter().chain(&layers.counted);
    match ledger.status() {
        Status::Operational => Seen::Good(since),
        status if status.is_problem() && !maintained.any(|span| span.covers(now)) => {
            Seen::Bad(status, since)
        }
        _ => Seen::Unclear,
    }
}

/// Since when a component has been better than this, of which it is sure that it is now.
pub(super) fn better_since(
    state: &State,
    component: usize,
    said: Status,
    since: Timestamp,
) -> Timestamp {
    let entries = state.ledgers[component].entries().iter().rev();
    let row = entries.take_while(|entry| entry.status < said);
    row.last().map_or(since, |entry| entry.at.min(since))
}

/// The problem of a component of which its policy has an incident told, settled or not.
pub(super) fn problem(state: &State, component: usize, now: Timestamp) -> Option<Problem> {
    let known = &state.catalog.components[component];
    let policy = known.incident.as_ref()?;
    let opens = |status: Status| policy.statuses.contains(&status);
    // Most components are well, and this is asked at every tick.
    if !opens(state.ledgers[component].status()) {
        return None;
    }
    let Seen::Bad(status, _) = look(state, component, now) else {
        return None;
    };
    let mut incidents = state.events.incidents.values();
    let is_told_by_people = incidents.any(|incident| {
        incident.teller == Teller::People && incident.is_open() && names(incident, &known.id)
    });
    if is_told_by_people {
        return None;
    }
    let entries = state.ledgers[component].entries().iter().rev();
    let row = entries.take_while(|entry| opens(entry.status));
    let began = row.last().map_or(now, |entry| entry.at);
    let layers = state.events.layers(&known.id);
    let told = state.events.incidents.values();
    let told = told.filter(|incident| names(incident, &known.id));
    let ends = told.filter_map(|incident| incident.resolved_at());
    let ended = ends.filter(|end| *end <= now).max();
    // What a maintenance, a status set by hand or an incident covered until then is no news.
    let since = began
        .max(uncovered(&layers, now))
        .max(ended.unwrap_or(began))
        .min(now);
    Some(Problem {
        component,
        status,
        since,
        due: since.plus(seconds(policy.after)),
    })
}

/// When the last status set by hand or maintenance ended.
fn uncovered(layers: &Layers, now: Timestamp) -> Timestamp {
    let covers = layers.overrides.iter().chain(&layers.maintenances);
    let ends = covers.chain(&layers.counted).filter_map(|span| span.to);
    let ended = ends.filter(|end| *end <= now).max();
    ended.unwrap_or(Timestamp(i64::MIN))
}

fn names(incident: &Incident, component: &str) -> bool {
    let mut updates = incident.updates.iter();
    updates.any(|update| update.components.contains_key(component))
}

/// What is decided of a component's incidents; what is configured no more goes on as by default.
pub(super) fn policy(state: &State, component: usize) -> AutomaticIncident {
    let known = &state.catalog.components[component].incident;
    known.clone().unwrap_or_default()
}
