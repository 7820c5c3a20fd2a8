//! The one decision: `apply(state, now, input)`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use pilotlight_feed::{Status, Timestamp, roll_up};

use super::automatic;
use super::command;
use super::events::Events;
use super::input::{Change, Effect, Input, Now, Outcome, Pending, Record, Step, Transition};
use super::monitor::{MonitorState, Settled};
use super::reminder;
use super::schedule;
use super::state::State;

/// A stop shorter than this, such as a restart for an update, leaves no gap in the history. It is
/// longer than the time between two signs of life in the store.
const BRIDGED_STOP_S: i64 = 60;
/// After a publication failed, the next try comes this soon.
const PUBLISH_RETRY: Duration = Duration::from_secs(5);

/// Decides what follows from one input. Changes nothing: the caller lets the state absorb the
/// changes and does the effects; records it first makes durable, and says
/// [`Input::StoreReady`] once the state has absorbed them.
#[must_use]
pub fn apply(state: &State, now: Now, input: &Input) -> Step {
    let mut step = Step::default();
    match input {
        Input::Started { last_alive } => start(state, now, *last_alive, &mut step),
        Input::Checked { monitor, outcome } => checked(state, now, *monitor, outcome, &mut step),
        Input::Tick => tick(state, now, &mut step),
        Input::StoreReady => store_ready(state, now, &mut step),
        Input::StoreRefused => store_refused(state, &mut step),
        Input::Published { succeeded } => published(state, now, *succeeded, &mut step),
        Input::Command(command) => {
            let decided = command::decide(state, now, command);
            step.answer = Some(decided.map(|(changes, done)| {
                step.changes.extend(changes);
                done
            }));
        }
    }
    publish_when_due(state, now, &mut step);
    step
}

fn start(state: &State, now: Now, last_alive: Option<Timestamp>, step: &mut Step) {
    if let Some(last_alive) = last_alive
        && BRIDGED_STOP_S < now.at.since(last_alive)
    {
        for (component, ledger) in state.ledgers.iter().enumerate() {
            if ledger.status() != Status::Unknown {
                step.changes
                    .push(Change::Record(Record::Transition(Transition {
                        component,
                        at: last_alive,
                        status: Status::Unknown,
                        cause: "pilotlight was not running".to_owned(),
                    })));
            }
        }
    }
    for (monitor, settings) in state.catalog.monitors.iter().enumerate() {
        let due = schedule::first_due(monitor, settings.every, now.elapsed);
        step.changes.push(Change::Scheduled {
            monitor,
            count: 0,
            due,
        });
    }
    decide_manual(state, now, step);
    step.changes.push(Change::NewsWaits);
}

fn checked(state: &State, now: Now, monitor: usize, outcome: &Outcome, step: &mut Step) {
    let Some(settings) = state.catalog.monitors.get(monitor) else {
        return;
    };
    let next = state.monitors[monitor].after(settings, now, outcome);
    count(
        state,
        &BTreeMap::from([(monitor, next)]),
        &outcome.detail,
        step,
    );
}

fn tick(state: &State, now: Now, step: &mut Step) {
    let mut silent = BTreeMap::new();
    let is_due = |(due, _): &&(Duration, usize)| *due <= now.elapsed;
    for (due, monitor) in state.schedule.iter().take_while(is_due) {
        let (monitor, settings) = (*monitor, &state.catalog.monitors[*monitor]);
        let made = state.slots[monitor].map_or(0, |slot| slot.count);
        let next = schedule::next_due(monitor, made, settings.every, *due, now.elapsed);
        let (count, due) = (made + 1, next);
        step.changes.push(Change::Scheduled {
            monitor,
            count,
            due,
        });
        step.effects.push(Effect::Check { monitor });
        silent.insert(
            monitor,
            state.monitors[monitor].after_silence(settings, now),
        );
    }
    count(state, &silent, "no check has come to a result", step);
    look_at_clock(state, now, step);
    if Events::is_new_day(state.looked_at, now.at) {
        look_at_series(state, now, step);
    }
}

/// What the clock does by itself: maintenances begin and end, statuses set by hand run out,
/// incidents that the monitors tell open and close.
fn look_at_clock(state: &State, now: Now, step: &mut Step) {
    let moved = state.events.moved_by_clock(now.at).into_iter();
    let records = moved.map(|maintenance| Record::Maintenance(Arc::new(maintenance)));
    step.changes.extend(records.map(Change::Record));
    let (events, looked_at) = (&state.events, state.looked_at);
    if events.ran_out(looked_at, now.at) || reminder::ran_out(events, looked_at, now.at) {
        step.changes.push(Change::NewsWaits);
    }
    // What monitors have just found is not durable yet; the store's answer leads here again.
    let is_settled = |change: &Change| !matches!(change, Change::Record(_));
    if step.changes.iter().all(is_settled) {
        let told = automatic::decide(state, now.at).into_iter().map(Arc::new);
        let records = told.map(Record::Incident).map(Change::Record);
        step.changes.extend(records);
    }
    let reminders = reminder::due(events, (looked_at, &state.late), now.at).into_iter();
    step.effects.extend(reminders.map(Effect::Remind));
    if state.looked_at != now.at {
        step.changes.push(Change::LookedAt(now.at));
    }
}

/// Windows of series are planned, moved and called off. One that begins or ends in the same step is
/// left to the next.
fn look_at_series(state: &State, now: Now, step: &mut Step) {
    let taken: Vec<String> = step.changes.iter().filter_map(maintenance_of).collect();
    for maintenance in state.events.moved_by_series(now.at) {
        if !taken.contains(&maintenance.id) {
            let record = Record::Maintenance(Arc::new(maintenance));
            step.changes.push(Change::Record(record));
        }
    }
}

fn maintenance_of(change: &Change) -> Option<String> {
    match change {
        Change::Record(Record::Maintenance(maintenance)) => Some(maintenance.id.clone()),
        _ => None,
    }
}

/// Takes in what monitors have counted, and the transitions of their components.
fn count(state: &State, next: &BTreeMap<usize, MonitorState>, detail: &str, step: &mut Step) {
    let mut components = BTreeSet::new();
    for (monitor, next) in next {
        if *next != state.monitors[*monitor] {
            step.changes.push(Change::Counted {
                monitor: *monitor,
                state: *next,
            });
        }
        components.insert(state.catalog.monitors[*monitor].component);
    }
    let of = |index: usize| next.get(&index).copied().unwrap_or(state.monitors[index]);
    for component in components {
        decide(state, component, of, detail, step);
    }
}

/// Decides anew what could not be made durable before.
fn store_ready(state: &State, now: Now, step: &mut Step) {
    for component in 0..state.ledgers.len() {
        let of = |index: usize| state.monitors[index];
        decide(state, component, of, "", step);
    }
    decide_manual(state, now, step);
    look_at_clock(state, now, step);
    look_at_series(state, now, step);
}

/// A component without monitors works, as long as we are there to be told otherwise.
fn decide_manual(state: &State, now: Now, step: &mut Step) {
    let components = state.catalog.components.iter().enumerate();
    for (component, _) in components.filter(|(_, component)| component.is_manual) {
        if state.ledgers[component].status() != Status::Operational {
            step.changes
                .push(Change::Record(Record::Transition(Transition {
                    component,
                    at: now.at,
                    status: Status::Operational,
                    cause: "people tell its status".to_owned(),
                })));
        }
    }
}

/// What is decided and not durable may not be told, and neither may what was true before.
fn store_refused(state: &State, step: &mut Step) {
    if state.store_takes {
        step.changes.push(Change::StoreRefused);
        step.changes.push(Change::NewsWaits);
    }
}

/// The transition of a component, when its monitors say another status than its ledger.
fn decide(
    state: &State,
    component: usize,
    of: impl Fn(usize) -> MonitorState,
    detail: &str,
    step: &mut Step,
) {
    if state.catalog.components[component].is_manual {
        return;
    }
    let own = state.of_component[component].iter();
    let settled: Option<Vec<Settled>> = own.map(|index| of(*index).settled()).collect();
    // Until every monitor has settled after a start, what was known before stands.
    let Some(settled) = settled else { return };
    let status = roll_up(settled.iter().map(|settled| settled.verdict.status()));
    let known = &state.pending[component];
    if status == state.ledgers[component].status() {
        if known.is_some() {
            let pending = None;
            step.changes.push(Change::Decided { component, pending });
            tell_when_refused(state, step);
        }
        return;
    }
    // What decided it first is why, whatever comes until it is durable.
    let cause = match known {
        Some(known) if known.status == status => known.cause.clone(),
        _ => {
            let pending = Some(Pending {
                status,
                cause: detail.to_owned(),
            });
            step.changes.push(Change::Decided { component, pending });
            tell_when_refused(state, step);
            detail.to_owned()
        }
    };
    let since = settled
        .iter()
        .map(|settled| settled.since)
        .max()
        .unwrap_or_default();
    step.changes
        .push(Change::Record(Record::Transition(Transition {
            component,
            at: since,
            status,
            cause,
        })));
}

/// While the store refuses, what is decided changes what may be told.
fn tell_when_refused(state: &State, step: &mut Step) {
    if !state.store_takes {
        step.changes.push(Change::NewsWaits);
    }
}

fn published(state: &State, now: Now, succeeded: bool, step: &mut Step) {
    let policy = state.publish.policy;
    let wait = if succeeded {
        policy.refresh
    } else {
        PUBLISH_RETRY.min(policy.refresh)
    };
    let began = state.publish.began.unwrap_or(now.elapsed);
    let due = if succeeded {
        began + wait
    } else {
        now.elapsed + wait
    };
    step.changes.push(Change::PublishEnded { due });
}

/// Begins a publication when one is due, as the state will be once this step is absorbed.
fn publish_when_due(state: &State, now: Now, step: &mut Step) {
    let mut publish = state.publish;
    for change in &step.changes {
        match change {
            Change::NewsWaits => publish.news_wait = true,
            Change::PublishEnded { due } => {
                publish.in_flight = false;
                publish.due = *due;
            }
            _ => {}
        }
    }
    if publish.next().is_some_and(|next| next <= now.elapsed) {
        let revision = publish.revision + 1;
        step.changes.push(Change::PublishBegan {
            at: now.elapsed,
            revision,
        });
        step.effects.push(Effect::Publish { revision });
    }
}
