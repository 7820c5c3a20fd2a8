//! Random sequences of inputs against what must hold after each of them.

use std::sync::Arc;
use std::time::Duration;

use pilotlight_feed::{Status, Timestamp};
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy, prop_assert, prop_oneof, proptest};

use super::fixture::page;
use super::{
    Change, Effect, Input, Now, Outcome, PublishPolicy, Record, State, Verdict, Zone, apply,
};

/// One thing that happens, and whether the store takes what follows from it.
#[derive(Clone, Debug)]
enum Event {
    Checked(usize, Verdict),
    Passed(u64),
    WallJumped(i64),
    StoreFails(bool),
    Published(bool),
}

fn event() -> impl Strategy<Value = Event> {
    let verdict = prop_oneof![
        Just(Verdict::Up),
        Just(Verdict::Degraded),
        Just(Verdict::Down),
        Just(Verdict::Unknown),
    ];
    prop_oneof![
        6 => (0..3_usize, verdict).prop_map(|(monitor, verdict)| Event::Checked(monitor, verdict)),
        4 => (1..90_u64).prop_map(Event::Passed),
        1 => (-4_000..4_000_i64).prop_map(Event::WallJumped),
        1 => proptest::bool::ANY.prop_map(Event::StoreFails),
        2 => proptest::bool::ANY.prop_map(Event::Published),
    ]
}

/// The page with what the test remembers of it: the outcomes since the last conclusive silence.
struct Model {
    state: State,
    now: Now,
    store_fails: bool,
    in_flight: bool,
    revision: u64,
    /// Whether each component was ever seen down by a check since it was last known not to be.
    down_seen: [bool; 2],
}

impl Model {
    fn take(&mut self, input: &Input) -> Result<(), proptest::test_runner::TestCaseError> {
        let step = apply(&self.state, self.now, input);
        prop_assert!(
            step == apply(&self.state, self.now, input),
            "apply is deterministic"
        );
        let (records, changes, effects) = step.split();
        for change in changes {
            self.state.absorb(change, self.now);
        }
        for effect in effects {
            if let Effect::Publish { revision } = effect {
                prop_assert!(!self.in_flight, "one publication at a time");
                prop_assert!(revision == self.revision + 1, "revisions grow by one");
                self.in_flight = true;
                self.revision = revision;
            }
        }
        let refused = !records.is_empty() && self.store_fails;
        if !records.is_empty() && !self.store_fails {
            for record in records {
                let Record::Transition(transition) = &record else {
                    continue;
                };
                let before = self.state.ledgers[transition.component].status();
                prop_assert!(
                    before != transition.status,
                    "a transition changes something"
                );
                let is_down = matches!(
                    transition.status,
                    Status::MajorOutage | Status::PartialOutage
                );
                prop_assert!(
                    !is_down || self.down_seen[transition.component],
                    "never down without a failed check"
                );
                self.state.absorb(Change::Record(record), self.now);
            }
            self.take(&Input::StoreReady)?;
        }
        if refused {
            self.take(&Input::StoreRefused)?;
        }
        for (component, ledger) in self.state.ledgers.iter().enumerate() {
            let told = self.state.found(component);
            prop_assert!(
                told == ledger.status() || told == Status::Unknown,
                "only what is durable is told"
            );
            let ordered = ledger
                .entries()
                .windows(2)
                .all(|pair| pair[0].at < pair[1].at && pair[0].status != pair[1].status);
            prop_assert!(ordered, "history is in order and without repeats");
        }
        Ok(())
    }
}

#[test]
fn what_the_store_refuses_is_unknown_until_it_is_durable_and_keeps_its_first_cause() {
    let policy = PublishPolicy {
        refresh: Duration::from_secs(30),
        valid_for: Duration::from_secs(180),
    };
    let mut catalog = page(Zone::utc());
    catalog.monitors.truncate(1);
    let mut state = State::new(Arc::new(catalog), policy, 0);
    let mut minute = 0;
    let mut take = |state: &mut State, input: Input, is_durable: bool| {
        minute += 1;
        let now = Now {
            at: Timestamp(60 * minute),
            elapsed: Duration::from_secs(60 * minute.unsigned_abs()),
        };
        let (records, changes, _) = apply(state, now, &input).split();
        for change in changes {
            state.absorb(change, now);
        }
        for record in records.iter().filter(|_| is_durable) {
            state.absorb(Change::Record(record.clone()), now);
        }
        records
    };
    let checked = |verdict, detail: &str| Input::Checked {
        monitor: 0,
        outcome: Outcome {
            verdict,
            latency: Duration::ZERO,
            detail: detail.to_owned(),
        },
    };
    take(&mut state, checked(Verdict::Up, ""), true);
    assert_eq!(state.found(0), Status::Operational);
    for detail in ["status 500", "status 500", "cannot connect"] {
        take(&mut state, checked(Verdict::Down, detail), false);
    }
    assert_eq!(state.found(0), Status::Operational, "nothing was refused");
    take(&mut state, Input::StoreRefused, false);
    assert_eq!(state.found(0), Status::Unknown);
    // However often it is tried again in vain.
    take(&mut state, Input::StoreReady, false);
    assert_eq!(state.found(0), Status::Unknown);
    let records = take(&mut state, Input::StoreReady, true);
    let is_first_cause = |record: &Record| matches!(record, Record::Transition(transition) if transition.cause == "status 500");
    assert!(records.iter().all(is_first_cause) && records.len() == 1);
    assert_eq!(state.found(0), Status::MajorOutage);
}

#[test]
fn what_the_store_refused_and_is_over_is_what_it_was() {
    let policy = PublishPolicy {
        refresh: Duration::from_secs(30),
        valid_for: Duration::from_secs(180),
    };
    let mut catalog = page(Zone::utc());
    catalog.monitors.truncate(1);
    let mut state = State::new(Arc::new(catalog), policy, 0);
    let verdicts = [
        Verdict::Up,
        Verdict::Down,
        Verdict::Down,
        Verdict::Up,
        Verdict::Up,
    ];
    for (minute, verdict) in (1..).zip(verdicts) {
        let now = Now {
            at: Timestamp(60 * minute),
            elapsed: Duration::from_secs(60 * minute.unsigned_abs()),
        };
        let outcome = Outcome {
            verdict,
            latency: Duration::ZERO,
            detail: String::new(),
        };
        let input = Input::Checked {
            monitor: 0,
            outcome,
        };
        let (records, changes, _) = apply(&state, now, &input).split();
        let records = records.into_iter().map(Change::Record);
        for change in changes.into_iter().chain(records.filter(|_| minute == 1)) {
            state.absorb(change, now);
        }
        state.absorb(Change::StoreRefused, now);
    }
    assert_eq!(state.found(0), Status::Operational);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_rules_hold(events in vec(event(), 1..60)) {
        let policy = PublishPolicy {
            refresh: Duration::from_secs(30),
            valid_for: Duration::from_secs(180),
        };
        let now = Now { at: Timestamp(1_800_000_000), elapsed: Duration::ZERO };
        let state = State::new(Arc::new(page(Zone::utc())), policy, 0);
        let mut model =
            Model { state, now, store_fails: false, in_flight: false, revision: 0, down_seen: [false; 2] };
        model.take(&Input::Started { last_alive: None })?;
        for event in events {
            match event {
                Event::Checked(monitor, verdict) => {
                    let component = usize::from(monitor != 0);
                    if verdict == Verdict::Down {
                        model.down_seen[component] = true;
                    }
                    let outcome = Outcome { verdict, latency: Duration::ZERO, detail: String::new() };
                    model.take(&Input::Checked { monitor, outcome })?;
                }
                Event::Passed(seconds) => {
                    model.now.elapsed += Duration::from_secs(seconds);
                    model.now.at = model.now.at.plus(seconds.cast_signed());
                    model.take(&Input::Tick)?;
                }
                Event::WallJumped(seconds) => model.now.at = model.now.at.plus(seconds),
                Event::StoreFails(fails) => model.store_fails = fails,
                Event::Published(succeeded) if model.in_flight => {
                    model.in_flight = false;
                    model.take(&Input::Published { succeeded })?;
                }
                Event::Published(_) => {}
            }
        }
    }

    #[test]
    fn once_the_store_works_again_the_page_is_what_the_checks_say(verdicts in vec(proptest::bool::ANY, 4..40)) {
        let policy = PublishPolicy {
            refresh: Duration::from_secs(30),
            valid_for: Duration::from_secs(180),
        };
        let mut catalog = page(Zone::utc());
        catalog.monitors.truncate(1);
        let (mut lossy, mut steady) = (
            State::new(Arc::new(catalog.clone()), policy, 0),
            State::new(Arc::new(catalog), policy, 0),
        );
        for (minute, up) in (1..).zip(&verdicts) {
            let now = Now { at: Timestamp(60 * minute), elapsed: Duration::from_secs(60 * minute as u64) };
            let verdict = if *up { Verdict::Up } else { Verdict::Down };
            let outcome = Outcome { verdict, latency: Duration::ZERO, detail: String::new() };
            let input = Input::Checked { monitor: 0, outcome };
            for (state, loses) in [(&mut lossy, minute < verdicts.len() as i64), (&mut steady, false)] {
                let (records, changes, _) = apply(state, now, &input).split();
                let records = records.into_iter().map(Change::Record);
                for change in changes.into_iter().chain(records.filter(|_| !loses)) {
                    state.absorb(change, now);
                }
            }
        }
        prop_assert!(lossy.ledgers[0].status() == steady.ledgers[0].status());
    }
}
