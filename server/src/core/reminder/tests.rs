//! Each reminder comes once, and again as long as nothing happens.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use pilotlight_feed::MaintenanceStatus::{
    self, Cancelled, Completed, InProgress, Scheduled, Verifying,
};
use pilotlight_feed::{IncidentStatus, Timestamp};

use super::{HOUR_S, Promise, Reminder, Work};
use crate::core::fixture::page;
use crate::core::{
    Audience, Change, Effect, Expected, Incident, Input, Maintenance, MaintenanceUpdate, Now,
    PublishPolicy, Record, State, Switches, Teller, Update, Waiting, Zone, apply,
};

/// A page of which nothing is known.
fn quiet() -> State {
    let policy = PublishPolicy {
        refresh: Duration::from_secs(3_600),
        valid_for: Duration::from_secs(10_800),
    };
    State::new(Arc::new(page(Zone::utc())), policy, 0)
}

fn at(second: i64) -> Now {
    Now {
        at: Timestamp(second),
        elapsed: Duration::from_secs(second.unsigned_abs()),
    }
}

/// An incident of which an update was promised by the hundredth second.
fn promised(status: IncidentStatus, audience: Audience) -> Incident {
    Incident {
        id: "promised".to_owned(),
        version: 1,
        changed_at: None,
        name: "Down".to_owned(),
        impact: None,
        audience,
        teller: Teller::People,
        updates: vec![Update {
            number: 1,
            status,
            at: Timestamp(10),
            body: String::new(),
            components: BTreeMap::new(),
            expected: Expected::Unchanged,
            next_update_at: Some(Timestamp(100)),
            edited_at: None,
            by_hand: true,
        }],
    }
}

/// The same, expected to be over by the two hundredth.
fn expected() -> Incident {
    let mut incident = promised(IncidentStatus::Investigating, Audience::Everyone);
    incident.updates[0].expected = Expected::At(Timestamp(200));
    incident
}

/// Lets the clock come to each of these seconds; answers those at which something was said.
fn reminded(incident: Incident, seconds: &[u64]) -> Vec<u64> {
    let said = happened(incident, seconds, |change, effect| match (change, effect) {
        (_, Some(Effect::Remind(reminder))) => Some(reminder.clone()),
        _ => None,
    });
    said.into_iter().map(|(second, _)| second).collect()
}

/// What of each step is picked, and at which second.
fn happened<T>(
    incident: Incident,
    seconds: &[u64],
    pick: impl Fn(Option<&Change>, Option<&Effect>) -> Option<T>,
) -> Vec<(u64, T)> {
    let mut state = quiet();
    let id = incident.id.clone();
    state.events.incidents.insert(id, Arc::new(incident));
    let mut said = Vec::new();
    for second in seconds {
        let now = at(second.cast_signed());
        let step = apply(&state, now, &Input::Tick);
        let changes = step
            .changes
            .iter()
            .filter_map(|change| pick(Some(change), None));
        let effects = step
            .effects
            .iter()
            .filter_map(|effect| pick(None, Some(effect)));
        said.extend(changes.chain(effects).map(|picked| (*second, picked)));
        for change in step.changes {
            state.absorb(change, now);
        }
    }
    said
}

#[test]
fn a_promise_that_runs_out_is_said_once() {
    let open = promised(IncidentStatus::Investigating, Audience::Everyone);
    assert_eq!(reminded(open.clone(), &[50, 99, 100, 101, 200]), [100]);
    assert_eq!(reminded(open, &[200, 201]), [200], "also after a start");
}

#[test]
fn operators_are_reminded_again_after_3_6_12_and_24_hours() {
    let open = promised(IncidentStatus::Investigating, Audience::Everyone);
    let hours: Vec<u64> = (0..48).map(|hour| 100 + 3_600 * hour).collect();
    let due = [0, 3, 6, 12, 24].map(|hour| 100 + 3_600 * hour);
    assert_eq!(reminded(open, &hours), due);
}

#[test]
fn operators_are_told_which_promise_was_not_kept() {
    let pick = |_: Option<&Change>, effect: Option<&Effect>| match effect {
        Some(Effect::Remind(Reminder::Incident(_, promise))) => Some(*promise),
        _ => None,
    };
    let said = happened(expected(), &[50, 100, 150, 200, 250], pick);
    let both = [(100, Promise::NextUpdate), (200, Promise::Resolution)];
    assert_eq!(said, both);
}

#[test]
fn a_promise_that_runs_out_is_published_at_once() {
    let pick = |change: Option<&Change>, _: Option<&Effect>| {
        change
            .filter(|change| **change == Change::NewsWaits)
            .map(|_| ())
    };
    let published = happened(expected(), &[50, 99, 100, 101, 200, 201], pick);
    let seconds: Vec<u64> = published.into_iter().map(|(second, ())| second).collect();
    assert_eq!(seconds, [100, 200]);
}

#[test]
fn what_is_over_or_was_promised_to_nobody_reminds_of_nothing() {
    let over = promised(IncidentStatus::Resolved, Audience::Everyone);
    let draft = promised(IncidentStatus::Investigating, Audience::Operators);
    assert!(reminded(over, &[50, 200]).is_empty());
    assert!(reminded(draft, &[50, 200]).is_empty());
}

#[test]
fn the_loop_is_woken_when_a_promise_runs_out() {
    let mut state = quiet();
    let now = at(50);
    for change in apply(&state, now, &Input::Tick).changes {
        state.absorb(change, now);
    }
    let before = state.next_wake(now);
    let open = promised(IncidentStatus::Investigating, Audience::Everyone);
    state
        .events
        .incidents
        .insert(open.id.clone(), Arc::new(open));
    assert_ne!(before, Some(Duration::from_secs(100)), "the control");
    let due = Duration::from_secs(200_000);
    state.absorb(Change::PublishEnded { due }, now);
    assert_eq!(state.next_wake(now), Some(Duration::from_secs(100)));
    state.looked_at = Timestamp(100);
    let again = Duration::from_secs(100 + HOUR_S.unsigned_abs() * 3);
    assert_eq!(state.next_wake(now), Some(again), "and reminds again");
}

/// Work that is planned from the tenth hour to the twelfth, and where it stood at which second.
fn work(said: &[(i64, MaintenanceStatus, bool)], switches: Switches) -> Maintenance {
    let updates = (1..)
        .zip(said)
        .map(|(number, (at, status, by_hand))| MaintenanceUpdate {
            number,
            status: *status,
            at: Timestamp(*at),
            body: String::new(),
            edited_at: None,
            by_hand: *by_hand,
        });
    Maintenance {
        id: "work".to_owned(),
        version: 1,
        changed_at: None,
        name: "Work".to_owned(),
        audience: Audience::Everyone,
        components: vec!["web".to_owned()],
        planned_from: Timestamp(10 * HOUR_S),
        planned_to: Timestamp(12 * HOUR_S),
        switches,
        updates: updates.collect(),
        series: None,
        follows_series: false,
    }
}

/// By hand from its beginning to its end.
const BY_HAND: Switches = Switches {
    begins_itself: false,
    completes_itself: false,
    puts_under: true,
    puts_back: true,
    counts_as_downtime: false,
};

/// Lets two days go by, half an hour at a time; answers at which hours operators are reminded, and why.
fn over_two_days(maintenance: Maintenance) -> Vec<(i64, Work)> {
    let mut state = quiet();
    let id = maintenance.id.clone();
    state.events.maintenances.insert(id, Arc::new(maintenance));
    // The first look is before anything is due.
    let halves = (1..96_i64).map(|half| half * HOUR_S / 2);
    let mut told = Vec::new();
    for second in halves {
        let now = at(second);
        let step = apply(&state, now, &Input::Tick);
        for effect in &step.effects {
            if let Effect::Remind(Reminder::Maintenance(known, work)) = effect {
                assert_eq!(known.id, "work");
                told.push((second / HOUR_S, *work));
            }
        }
        for change in step.changes {
            state.absorb(change, now);
        }
    }
    told
}

#[test]
fn operators_are_reminded_an_hour_before_a_maintenance_begins() {
    let ahead = work(&[(1, Scheduled, true)], Switches::default());
    assert_eq!(over_two_days(ahead.clone()), [(9, Work::Ahead)]);
    let cancelled = [(1, Scheduled, true), (2, Cancelled, true)];
    assert_eq!(over_two_days(work(&cancelled, Switches::default())), []);
    let draft = Maintenance {
        audience: Audience::Operators,
        ..ahead
    };
    assert_eq!(over_two_days(draft), []);
}

#[test]
fn a_maintenance_that_is_moved_is_ahead_once_more() {
    let mut state = quiet();
    let mut moved = work(&[(1, Scheduled, true)], Switches::default());
    let mut told = Vec::new();
    for hour in [8, 9, 10, 19, 20] {
        if hour == 10 {
            moved.planned_from = Timestamp(20 * HOUR_S);
            moved.planned_to = Timestamp(22 * HOUR_S);
        }
        let known = Arc::new(moved.clone());
        state.absorb(
            Change::Record(Record::Maintenance(known)),
            at(hour * HOUR_S),
        );
        let step = apply(&state, at(hour * HOUR_S), &Input::Tick);
        let is_told = step
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Remind(_)));
        told.extend(is_told.then_some(hour));
        for change in step.changes {
            state.absorb(change, at(hour * HOUR_S));
        }
    }
    assert_eq!(told, [9, 19]);
}

#[test]
fn operators_are_reminded_of_a_maintenance_that_waits_for_them() {
    let after = |from: i64, waiting| {
        let overdue = [0, 3, 6, 12, 24].map(|hour| (from + hour, Work::Overdue(waiting)));
        overdue.to_vec()
    };
    let forgotten = work(&[(1, Scheduled, true)], BY_HAND);
    let told = [vec![(9, Work::Ahead)], after(10, Waiting::Begin)].concat();
    assert_eq!(over_two_days(forgotten), told);
    let going_on = [(1, Scheduled, true), (HOUR_S, InProgress, true)];
    assert_eq!(
        over_two_days(work(&going_on, BY_HAND)),
        after(12, Waiting::End)
    );
    // Somebody took it over, so that the clock does not end it.
    let taken = [going_on[0], going_on[1], (2 * HOUR_S, InProgress, true)];
    let told = over_two_days(work(&taken, Switches::default()));
    assert_eq!(told, after(12, Waiting::End));
    // It is to be verified from its planned end on, which is not late yet.
    let verified = Switches {
        puts_back: false,
        ..Switches::default()
    };
    let told = over_two_days(work(&going_on[..], verified));
    assert_eq!(told, after(12, Waiting::End)[1..]);
}

#[test]
fn operators_are_reminded_at_once_of_what_waited_for_them_when_it_was_told() {
    let mut state = quiet();
    let mut told = Vec::new();
    let late = Arc::new(work(&[(1, Scheduled, true)], BY_HAND));
    let planned = late.planned_from;
    let mut tick = |state: &mut State, second: i64| {
        let now = at(second);
        let step = apply(state, now, &Input::Tick);
        let said = step
            .effects
            .iter()
            .filter(|effect| matches!(effect, Effect::Remind(_)));
        told.extend(said.map(|_| second - planned.0));
        for change in step.changes {
            state.absorb(change, now);
        }
    };
    // Its record becomes durable after the clock has passed its begin, and once more with other words.
    for second in [5, 7] {
        tick(&mut state, planned.0 + second - 1);
        let record = Record::Maintenance(Arc::clone(&late));
        state.absorb(Change::Record(record), at(planned.0 + second));
        tick(&mut state, planned.0 + second);
    }
    tick(&mut state, planned.0 + 3 * HOUR_S);
    assert_eq!(told, [5, 3 * HOUR_S]);
}

#[test]
fn a_maintenance_that_goes_by_the_clock_or_is_over_waits_for_nobody() {
    let by_itself = [(1, Scheduled, true), (HOUR_S, InProgress, true)];
    assert_eq!(over_two_days(work(&by_itself, Switches::default())), []);
    let over = [by_itself[0], by_itself[1], (2 * HOUR_S, Completed, true)];
    assert_eq!(over_two_days(work(&over, BY_HAND)), []);
    let known = work(&[by_itself[0], (HOUR_S, Verifying, true)], BY_HAND);
    let end = known.planned_to;
    assert!(known.is_overdue(end) && !known.is_overdue(Timestamp(end.0 - 1)));
}
