//! What was promised of an incident by a time, and the time has come: everyone is told at once, and
//! the operators are reminded, at first and again as long as nothing happens.

use std::sync::Arc;

use pilotlight_feed::Timestamp;

use super::events::Events;
use super::incident::Incident;

/// When operators are reminded, in seconds after the promise ran out.
const REMIND_AFTER_S: [i64; 5] = [0, 3 * HOUR_S, 6 * HOUR_S, 12 * HOUR_S, 24 * HOUR_S];
const HOUR_S: i64 = 3_600;

/// What everyone was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// That something more is said.
    NextUpdate,
    /// That it is over.
    Resolution,
}

/// Each promise of which operators are to be reminded after `looked_at` and until `now`: so each
/// reminder comes once, and the newest once more after a start.
pub(super) fn due(
    events: &Events,
    looked_at: Timestamp,
    now: Timestamp,
) -> Vec<(Arc<Incident>, Promise)> {
    let passed = |at: &Timestamp| looked_at < *at && *at <= now;
    let all = events.incidents.values();
    let all = all.flat_map(|known| promises(known).map(move |promised| (known, promised)));
    let due = all.filter(|(_, (_, until))| reminders(*until).any(|at| passed(&at)));
    due.map(|(known, (promise, _))| (Arc::clone(known), promise))
        .collect()
}

/// Whether a promise has run out after `looked_at` and until `now`: what everyone is told changes.
pub(super) fn ran_out(events: &Events, looked_at: Timestamp, now: Timestamp) -> bool {
    let mut all = events.incidents.values().flat_map(|known| promises(known));
    all.any(|(_, until)| looked_at < until && until <= now)
}

/// When the next promise runs out, or the next reminder of one is due.
pub(super) fn next_after(events: &Events, looked_at: Timestamp) -> Option<Timestamp> {
    let all = events.incidents.values().flat_map(|known| promises(known));
    let reminders = all.flat_map(|(_, until)| reminders(until));
    reminders.filter(|at| looked_at < *at).min()
}

/// What everyone is promised of an incident now, and until when. A draft promises nothing.
fn promises(incident: &Incident) -> impl Iterator<Item = (Promise, Timestamp)> {
    let promised = [
        (Promise::NextUpdate, incident.next_update_at()),
        (Promise::Resolution, incident.expected_resolution_at()),
    ];
    let is_public = incident.is_public();
    promised
        .into_iter()
        .filter_map(move |(promise, until)| Some((promise, until.filter(|_| is_public)?)))
}

fn reminders(until: Timestamp) -> impl Iterator<Item = Timestamp> {
    REMIND_AFTER_S
        .into_iter()
        .map(move |after_s| until.plus(after_s))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;
    use std::time::Duration;

    use pilotlight_feed::{IncidentStatus, Timestamp};

    use super::{HOUR_S, Promise};
    use crate::core::fixture::page;
    use crate::core::{
        Audience, Change, Effect, Expected, Incident, Input, Now, PublishPolicy, State, Teller,
        Update, Zone, apply,
    };

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
            (_, Some(Effect::Remind { promise, .. })) => Some(*promise),
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
        let policy = PublishPolicy {
            refresh: Duration::from_secs(3_600),
            valid_for: Duration::from_secs(10_800),
        };
        let mut state = State::new(Arc::new(page(Zone::utc())), policy, 0);
        let id = incident.id.clone();
        state.events.incidents.insert(id, Arc::new(incident));
        let mut said = Vec::new();
        for second in seconds {
            let now = Now {
                at: Timestamp(second.cast_signed()),
                elapsed: Duration::from_secs(*second),
            };
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
            Some(Effect::Remind { promise, .. }) => Some(*promise),
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
        let policy = PublishPolicy {
            refresh: Duration::from_secs(3_600),
            valid_for: Duration::from_secs(10_800),
        };
        let mut state = State::new(Arc::new(page(Zone::utc())), policy, 0);
        let now = Now {
            at: Timestamp(50),
            elapsed: Duration::from_secs(50),
        };
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
}
