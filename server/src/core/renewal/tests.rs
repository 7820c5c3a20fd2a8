//! What is still configured goes on as it was, and what goes leaves a gap.

use std::sync::Arc;
use std::time::Duration;

use pilotlight_feed::{Status, Timestamp};

use super::Known;
use crate::core::fixture::page;
use crate::core::{
    Catalog, Events, Input, LedgerEntry, Now, Outcome, PublishPolicy, Record, State, Verdict, Zone,
    apply,
};

const POLICY: PublishPolicy = PublishPolicy {
    refresh: Duration::from_secs(30),
    valid_for: Duration::from_secs(180),
};

fn now(second: i64) -> Now {
    Now {
        at: Timestamp(second),
        elapsed: Duration::from_secs(second.unsigned_abs()),
    }
}

fn take(state: &mut State, second: i64, input: &Input) {
    for change in apply(state, now(second), input).changes {
        state.absorb(change, now(second));
    }
}

/// `web` and `api`, both known to be up, and one failed check of `web` counted.
fn watched() -> State {
    let mut state = State::new(Arc::new(page(Zone::utc())), POLICY, 7);
    take(&mut state, 0, &Input::Started { last_alive: None });
    let outcome = |verdict| Outcome {
        verdict,
        latency: Duration::ZERO,
        detail: String::new(),
    };
    for monitor in 0..3 {
        let input = Input::Checked {
            monitor,
            outcome: outcome(Verdict::Up),
        };
        take(&mut state, 10, &input);
    }
    let failed = Input::Checked {
        monitor: 0,
        outcome: outcome(Verdict::Down),
    };
    take(&mut state, 20, &failed);
    state
}

/// Without `api`, and with `web` renamed.
fn smaller() -> Catalog {
    let mut catalog = page(Zone::utc());
    catalog.components.truncate(1);
    catalog.components[0].name = "Website".to_owned();
    catalog.monitors.truncate(1);
    catalog
}

fn known(state: &State) -> Known {
    let components = state.catalog.components.iter().zip(&state.ledgers);
    let entries = components.flat_map(|(component, ledger)| {
        ledger
            .entries()
            .iter()
            .map(|entry| (component.id.clone(), *entry))
    });
    Known {
        ledger: entries.collect(),
        events: Events::default(),
    }
}

#[test]
fn a_component_that_goes_leaves_a_gap_and_one_that_stays_does_not() {
    let state = watched();
    let records = state.farewell(&smaller(), Timestamp(50));
    let [Record::Transition(gone)] = &records[..] else {
        panic!("one goes: {records:?}");
    };
    assert_eq!((gone.component, gone.status), (1, Status::Unknown));
    assert!(state.farewell(&page(Zone::utc()), Timestamp(50)).is_empty());
}

#[test]
fn a_renamed_component_keeps_its_history_and_an_unchanged_monitor_its_count_and_turn() {
    let state = watched();
    let next = Arc::new(smaller());
    let mut renewed = state.renewed(next, POLICY, known(&state), (&[(0, 0)], now(50)));
    assert_eq!(renewed.found(0), Status::Operational);
    assert_eq!(renewed.revision(), state.revision());
    assert_eq!(renewed.slots[0], state.slots[0]);
    // One failure more, and the two in a row are an outage: the first was not forgotten.
    let failed = Input::Checked {
        monitor: 0,
        outcome: Outcome {
            verdict: Verdict::Down,
            latency: Duration::ZERO,
            detail: String::new(),
        },
    };
    take(&mut renewed, 80, &failed);
    assert_eq!(renewed.found(0), Status::MajorOutage);
}

#[test]
fn a_changed_monitor_begins_anew_and_until_it_has_settled_what_was_known_stands() {
    let state = watched();
    let next = Arc::new(smaller());
    let renewed = state.renewed(next, POLICY, known(&state), (&[], now(50)));
    assert_eq!(renewed.found(0), Status::Operational);
    assert_eq!(renewed.slots[0].map(|slot| slot.count), Some(0));
}

#[test]
fn a_component_that_comes_back_has_its_history() {
    let state = watched();
    let mut there = known(&state);
    let gone = LedgerEntry {
        at: Timestamp(50),
        status: Status::Unknown,
    };
    there.ledger.push(("api".to_owned(), gone));
    let next = Arc::new(page(Zone::utc()));
    let renewed = state.renewed(next, POLICY, there, (&[], now(90)));
    let statuses: Vec<Status> = renewed.ledgers[1]
        .entries()
        .iter()
        .map(|entry| entry.status)
        .collect();
    assert_eq!(statuses, [Status::Operational, Status::Unknown]);
    assert!(matches!(renewed.next_wake(now(90)), Some(wake) if wake <= Duration::from_secs(91)));
}
