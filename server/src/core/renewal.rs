//! A page whose configuration was read anew: what is still there goes on as it was.

use std::collections::HashMap;
use std::sync::Arc;

use pilotlight_feed::{Status, Timestamp};

use super::catalog::Catalog;
use super::events::Events;
use super::input::{Change, Now, Record, Transition};
use super::ledger::LedgerEntry;
use super::schedule;
use super::state::{PublishPolicy, State};

/// What the store knows, read for the new catalogue: components that come back have a history.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) ledger: Vec<(String, LedgerEntry)>,
    pub(crate) events: Events,
}

impl State {
    /// What must be durable before components go: nothing is known of them from now on. Without it,
    /// one that comes back would have been up all the time.
    #[must_use]
    pub(crate) fn farewell(&self, next: &Catalog, now: Timestamp) -> Vec<Record> {
        let is_gone = |id: &str| !next.components.iter().any(|known| known.id == *id);
        let components = self.catalog.components.iter().enumerate();
        let gone = components.filter(|(index, component)| {
            is_gone(&component.id) && self.ledgers[*index].status() != Status::Unknown
        });
        let gone = gone.map(|(component, _)| Transition {
            component,
            at: now,
            status: Status::Unknown,
            cause: "no longer configured".to_owned(),
        });
        gone.map(Record::Transition).collect()
    }

    /// The state of the new catalogue of the configuration. Monitors of `unchanged`, pairs of their old and new index, go
    /// on counting and keep their turn; all others begin anew.
    #[must_use]
    pub(crate) fn renewed(
        &self,
        next: Arc<Catalog>,
        policy: PublishPolicy,
        known: Known,
        (unchanged, now): (&[(usize, usize)], Now),
    ) -> Self {
        let mut state = Self::new(next, policy, self.publish.revision);
        state.publish = self.publish;
        state.publish.policy = policy;
        state.looked_at = self.looked_at;
        state.store_takes = self.store_takes;
        state.written.clone_from(&self.written);
        state.replace_events(known.events);
        state.replace_ledgers(known.ledger, now.at);
        let olds = self.catalog.components.iter().zip(&self.pending);
        let pending: HashMap<&str, _> = olds
            .map(|(component, pending)| (component.id.as_str(), pending))
            .collect();
        for (component, waiting) in state.catalog.components.iter().zip(&mut state.pending) {
            *waiting = pending
                .get(component.id.as_str())
                .cloned()
                .cloned()
                .flatten();
        }
        let mut olds = vec![None; state.catalog.monitors.len()];
        for (old, new) in unchanged {
            olds[*new] = Some(*old);
        }
        for (monitor, old) in olds.into_iter().enumerate() {
            let slot = old.and_then(|old| self.slots[old]);
            if let Some(old) = old {
                state.monitors[monitor] = self.monitors[old];
            }
            let every = state.catalog.monitors[monitor].every;
            let (count, due) = match slot {
                Some(slot) => (slot.count, slot.due),
                None => (0, schedule::first_due(monitor, every, now.elapsed)),
            };
            let scheduled = Change::Scheduled {
                monitor,
                count,
                due,
            };
            state.absorb(scheduled, now);
        }
        state.absorb(Change::NewsWaits, now);
        state
    }
}

#[cfg(test)]
mod tests;
