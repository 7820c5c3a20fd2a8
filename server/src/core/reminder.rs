//! What operators are reminded of: what was promised of an incident and has not come, a maintenance
//! that begins soon, and one that waits for them. What was promised and has run out is told to
//! everyone at once.

use std::collections::BTreeSet;
use std::sync::Arc;

use pilotlight_feed::{MaintenanceStatus, Timestamp};

use super::events::Events;
use super::incident::Incident;
use super::maintenance::{Maintenance, Waiting};

/// When operators are reminded, in seconds after the promise ran out.
const REMIND_AFTER_S: [i64; 5] = [0, 3 * HOUR_S, 6 * HOUR_S, 12 * HOUR_S, 24 * HOUR_S];
/// How long before a maintenance they are, in seconds: there is time to move it.
const REMIND_BEFORE_S: i64 = HOUR_S;
const HOUR_S: i64 = 3_600;

/// What everyone was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// That something more is said.
    NextUpdate,
    /// That it is over.
    Resolution,
}

/// Why operators are reminded of a maintenance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// It begins soon.
    Ahead,
    /// It was planned to begin or to end, and waits for people.
    Overdue(Waiting),
}

/// What operators are reminded of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reminder {
    /// What everyone was promised of an incident has not come.
    Incident(Arc<Incident>, Promise),
    /// A maintenance begins soon, or waits for them.
    Maintenance(Arc<Maintenance>, Work),
}

/// Everything of which operators are to be reminded after `looked_at` and until `now`: so each
/// reminder comes once, and the newest once more after a start. Of a maintenance that is `late` it was due
/// before that was told.
pub(super) fn due(
    events: &Events,
    (looked_at, late): (Timestamp, &BTreeSet<String>),
    now: Timestamp,
) -> Vec<Reminder> {
    let passed = |at: &Timestamp| looked_at < *at && *at <= now;
    let all = events.incidents.values();
    let all = all.flat_map(|known| promises(known).map(move |promised| (known, promised)));
    let due = all.filter(|(_, (_, until))| reminders(*until).any(|at| passed(&at)));
    let due = due.map(|(known, (promise, _))| Reminder::Incident(Arc::clone(known), promise));
    let works = events.maintenances.values().filter_map(|known| {
        // What began meanwhile is ahead no more.
        let is_true = |work: &Work| *work != Work::Ahead || now < known.planned_from;
        let is_late = late.contains(&known.id);
        let has_passed = |at: &Timestamp| passed(at) || is_late && *at <= now;
        let passed = works(known).filter(|(at, work)| has_passed(at) && is_true(work));
        let (_, work) = passed.max_by_key(|(at, _)| *at)?;
        Some(Reminder::Maintenance(Arc::clone(known), work))
    });
    due.chain(works).collect()
}

/// Whether a promise has run out after `looked_at` and until `now`: what everyone is told changes.
pub(super) fn ran_out(events: &Events, looked_at: Timestamp, now: Timestamp) -> bool {
    let mut all = events.incidents.values().flat_map(|known| promises(known));
    all.any(|(_, until)| looked_at < until && until <= now)
}

/// When the next promise runs out, or the next reminder is due.
pub(super) fn next_after(events: &Events, looked_at: Timestamp) -> Option<Timestamp> {
    let all = events.incidents.values().flat_map(|known| promises(known));
    let of_incidents = all.flat_map(|(_, until)| reminders(until));
    let all = events.maintenances.values().flat_map(|known| works(known));
    let of_maintenances = all.map(|(at, _)| at);
    let all = of_incidents.chain(of_maintenances);
    all.filter(|at| looked_at < *at).min()
}

/// What everyone is promised of an incident now, and until when. A draft promises nothing.
fn promises(incident: &Incident) -> impl Iterator<Item = (Promise, Timestamp)> {
    // Nearly all of thousands are over, and this is asked with every change.
    let promises = (incident.is_public() && incident.is_open()).then(|| {
        [
            (Promise::NextUpdate, incident.next_update_at()),
            (Promise::Resolution, incident.expected_resolution_at()),
        ]
    });
    let promises = promises.into_iter().flatten();
    promises.filter_map(|(promise, until)| Some((promise, until?)))
}

/// When operators are reminded of a maintenance, and why. A draft was announced to nobody.
fn works(known: &Maintenance) -> impl Iterator<Item = (Timestamp, Work)> {
    let is_ahead = known.is_public() && known.status() == MaintenanceStatus::Scheduled;
    let before = known.planned_from.plus(-REMIND_BEFORE_S);
    let ahead = is_ahead.then_some((before, Work::Ahead));
    let overdue = known.waits_for_people().into_iter();
    let overdue = overdue.flat_map(|(waiting, planned)| {
        reminders(planned).map(move |at| (at, Work::Overdue(waiting)))
    });
    ahead.into_iter().chain(overdue)
}

fn reminders(until: Timestamp) -> impl Iterator<Item = Timestamp> {
    REMIND_AFTER_S
        .into_iter()
        .map(move |after_s| until.plus(after_s))
}

#[cfg(test)]
mod tests;
