//! Reminders: everyone was promised an update of an incident by a time, and the time has come.

use std::sync::Arc;

use pilotlight_feed::Timestamp;

use super::events::Events;
use super::incident::Incident;

/// Each incident whose promise has run out after `looked_at` and until `now`: so each is said once,
/// and once more after a start.
pub(super) fn ran_out(events: &Events, looked_at: Timestamp, now: Timestamp) -> Vec<Arc<Incident>> {
    let all = events.incidents.values();
    let ran_out = all.filter(|known| known.is_overdue(now) && !known.is_overdue(looked_at));
    ran_out.cloned().collect()
}

/// When the next promise runs out.
pub(super) fn next_after(events: &Events, looked_at: Timestamp) -> Option<Timestamp> {
    let public = events.incidents.values().filter(|known| known.is_public());
    let promises = public.filter_map(|known| known.next_update_at());
    promises.filter(|promised| looked_at < *promised).min()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;
    use std::time::Duration;

    use pilotlight_feed::{IncidentStatus, Timestamp};

    use crate::core::fixture::page;
    use crate::core::{
        Audience, Effect, Expected, Incident, Input, Now, PublishPolicy, State, Teller, Update,
        Zone, apply,
    };

    /// An incident of which an update was promised by the hundredth second.
    fn promised(status: IncidentStatus, audience: Audience) -> Incident {
        Incident {
            id: "promised".to_owned(),
            version: 1,
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

    /// Lets the clock come to each of these seconds; answers those at which something was said.
    fn reminded(incident: Incident, seconds: &[u64]) -> Vec<u64> {
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
            let is_reminder = |effect: &Effect| matches!(effect, Effect::Remind { .. });
            let reminders = step.effects.iter().filter(|effect| is_reminder(effect));
            said.extend(reminders.map(|_| *second));
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
        state.absorb(
            crate::core::Change::PublishEnded {
                due: Duration::from_secs(9_000),
            },
            now,
        );
        assert_eq!(state.next_wake(now), Some(Duration::from_secs(100)));
    }
}
