//! From the state to the published ledgers. Nothing in them tells the present, so that a ledger is
//! written anew only when its component has changed or a day has gone by.

use pilotlight_feed::{Ledger, LedgerInterval, Timestamp};

use super::DAYS;
use crate::core::days::days_until;
use crate::core::report::{Histories, Stretch};
use crate::core::state::State;

/// The ledger of each component that everyone sees: what reaches into the days that are shown, whole.
#[must_use]
pub fn ledgers(state: &State, now: Timestamp) -> Vec<Ledger> {
    let catalog = &state.catalog;
    let first = days_until(&catalog.page.zone, now, DAYS).bounds[0];
    let histories = Histories::of(state);
    let components = catalog.components.iter().enumerate();
    components
        .filter(|(_, component)| !component.is_hidden)
        .map(|(index, component)| {
            let stretches = histories.stretches(index, now);
            let shown = stretches
                .iter()
                .filter(|stretch| first < stretch.interval.to);
            Ledger {
                format: Ledger::FORMAT.to_owned(),
                component: component.id.clone(),
                time_zone: catalog.page.zone.name.clone(),
                weights: catalog.weights,
                intervals: shown.map(|stretch| told(stretch, now)).collect(),
            }
        })
        .collect()
}

fn told(stretch: &Stretch, now: Timestamp) -> LedgerInterval {
    let interval = stretch.interval;
    LedgerInterval {
        from: interval.from,
        to: (interval.to < now).then_some(interval.to),
        status: interval.status,
        cause: stretch.cause.clone(),
    }
}

#[cfg(test)]
mod tests;
