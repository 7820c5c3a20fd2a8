//! From the state to the past, month by month and for good: what a feed has no room for, and what lies
//! before the days that it tells of.
//!
//! A month is made anew only when something in it has changed, and is otherwise the same object as
//! before: whoever renders it looks at that and at nothing else. What memory does not hold any more is
//! kept as it was, and comes from the store at start (`run/past.rs`).

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use pilotlight_feed::{History, Incident as Told, Month, MonthOfComponent, Timestamp};

use super::events::{tell_incident, tell_maintenance};
use super::history;
use crate::core::catalog::Catalog;
use crate::core::days::{Days, days_of_month};
use crate::core::incident::Incident;
use crate::core::maintenance::Maintenance;
use crate::core::state::State;
use crate::core::timeline::{Layers, intervals};

/// Everything that is told of the past. Cheap to clone: its months are shared.
#[derive(Clone, Debug, Default)]
pub struct Past {
    months: BTreeMap<Month, Kept>,
}

/// A month, and by what it is known again.
#[derive(Clone, Debug)]
struct Kept {
    mark: u64,
    history: Arc<History>,
}

/// What of the state lies in one month.
#[derive(Default)]
struct InMonth<'a> {
    components: Vec<MonthOfComponent>,
    incidents: Vec<&'a Incident>,
    maintenances: Vec<&'a Maintenance>,
}

impl Past {
    /// Nothing.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            months: BTreeMap::new(),
        }
    }

    /// The past of these months, for whoever has it told.
    #[must_use]
    pub fn told(histories: Vec<History>) -> Self {
        let months = histories.into_iter().map(|history| {
            let kept = Kept {
                mark: 0,
                history: Arc::new(history),
            };
            (kept.history.month, kept)
        });
        Self {
            months: months.collect(),
        }
    }

    /// The past as a state tells it, which is complete from `since` on; months that begin before that
    /// are those of `before`.
    #[must_use]
    pub fn of(state: &State, since: Timestamp, now: Timestamp, before: &Self) -> Self {
        let zone = &state.catalog.page.zone;
        let mut months: BTreeMap<Month, InMonth<'_>> = BTreeMap::new();
        let is_complete = |month: Month| since <= zone.midnight(month.first());
        for incident in state.events.incidents.values() {
            let month = zone.month(incident.started_at());
            if incident.is_public() && is_complete(month) {
                months.entry(month).or_default().incidents.push(incident);
            }
        }
        for maintenance in state.events.maintenances.values() {
            let month = zone.month(told_at(maintenance));
            let is_told = maintenance.is_public() && has_begun(maintenance);
            if is_told && is_complete(month) {
                months
                    .entry(month)
                    .or_default()
                    .maintenances
                    .push(maintenance);
            }
        }
        add_components(state, now, is_complete, &mut months);
        let shown = shown(&state.catalog);
        let old = before
            .months
            .iter()
            .filter(|(month, _)| !is_complete(**month));
        let old = old.map(|(month, kept)| (*month, kept.clone()));
        let new = months.into_iter().map(|(month, inside)| {
            let mark = inside.mark(&state.catalog, &shown);
            let known = before.months.get(&month).filter(|kept| kept.mark == mark);
            let history = || Arc::new(inside.told(month, &state.catalog, &shown));
            let history = known.map_or_else(history, |kept| Arc::clone(&kept.history));
            (month, Kept { mark, history })
        });
        Self {
            months: old.chain(new).collect(),
        }
    }

    /// The same without what a new catalogue does not show: it must be told nowhere from now on, also
    /// where the rest is not made anew yet.
    #[must_use]
    pub fn shown_by(&self, catalog: &Catalog) -> Self {
        let shown = shown(catalog);
        let is_shown = |id: &str| shown.contains(id);
        let months = self.months.iter().map(|(month, kept)| {
            let mut history = History::clone(&kept.history);
            history.components.retain(|known| is_shown(&known.id));
            hide(&mut history, &is_shown);
            let kept = if history == *kept.history {
                kept.clone()
            } else {
                Kept {
                    mark: 0,
                    history: Arc::new(history),
                }
            };
            (*month, kept)
        });
        Self {
            months: months.collect(),
        }
    }

    /// The same with all months of another from one on: what was read of the store again.
    #[must_use]
    pub fn with(&self, read: &Self, from: Month) -> Self {
        let mut months = self.months.clone();
        months.retain(|month, _| *month < from);
        let read = read.months.iter().filter(|(month, _)| from <= **month);
        months.extend(read.map(|(month, kept)| (*month, kept.clone())));
        Self { months }
    }

    /// The months of which something is known, the oldest first.
    pub fn months(&self) -> impl DoubleEndedIterator<Item = &Arc<History>> {
        self.months.values().map(|kept| &kept.history)
    }
}

/// Whether a maintenance is of the past: it has begun, or will not any more.
fn has_begun(maintenance: &Maintenance) -> bool {
    maintenance.is_under_way() || maintenance.is_over()
}

/// When a maintenance is told: when it began; when it was cancelled, if that was before.
pub(crate) fn told_at(maintenance: &Maintenance) -> Timestamp {
    let starts_at = maintenance.starts_at();
    let ended_at = maintenance.ended_at().unwrap_or(starts_at);
    starts_at.min(ended_at)
}

/// Adds how each visible component did, month by month.
fn add_components(
    state: &State,
    now: Timestamp,
    is_complete: impl Fn(Month) -> bool,
    months: &mut BTreeMap<Month, InMonth<'_>>,
) {
    let (catalog, said) = (&state.catalog, state.events.all_layers());
    let zone = &catalog.page.zone;
    let begins = state
        .ledgers
        .iter()
        .filter_map(|ledger| ledger.entries().first());
    let Some(begin) = begins.map(|entry| entry.at).min() else {
        return;
    };
    let last = zone.month(now);
    let mut days: Vec<(Month, Days)> = Vec::new();
    let mut month = zone.month(begin);
    while month <= last {
        if is_complete(month) {
            days.push((month, days_of_month(zone, month, now)));
        }
        month = month.next();
    }
    let nothing = Layers::default();
    let components = catalog.components.iter().zip(&state.ledgers);
    for (component, ledger) in components.filter(|(component, _)| !component.is_hidden) {
        let layers = said.get(component.id.as_str()).unwrap_or(&nothing);
        let stretches = intervals(ledger, layers, now);
        for (month, days) in &days {
            let first = stretches.partition_point(|stretch| stretch.to <= days.bounds[0]);
            let history = history(&stretches[first..], days, catalog.weights);
            if history.letters.bytes().all(|letter| letter == b'u') {
                continue;
            }
            months
                .entry(*month)
                .or_default()
                .components
                .push(MonthOfComponent {
                    id: component.id.clone(),
                    name: component.name.clone(),
                    uptime_bp: history.uptime_bp,
                    days: history.letters,
                });
        }
    }
}

impl InMonth<'_> {
    /// What differs when anything that is told does: an event has a new version with every change.
    fn mark(&self, catalog: &Catalog, shown: &HashSet<&str>) -> u64 {
        let mut mark = DefaultHasher::new();
        catalog.page.zone.name.hash(&mut mark);
        for component in &self.components {
            (&component.id, &component.name).hash(&mut mark);
            (component.uptime_bp, &component.days).hash(&mut mark);
        }
        for incident in &self.incidents {
            (&incident.id, incident.version).hash(&mut mark);
            for id in incident.components() {
                shown.contains(id).hash(&mut mark);
            }
        }
        for maintenance in &self.maintenances {
            (&maintenance.id, maintenance.version).hash(&mut mark);
            for id in &maintenance.components {
                shown.contains(id.as_str()).hash(&mut mark);
            }
        }
        mark.finish()
    }

    fn told(&self, month: Month, catalog: &Catalog, shown: &HashSet<&str>) -> History {
        let mut incidents: Vec<Told> = self.incidents.iter().copied().map(tell_incident).collect();
        // Of two at one time the order must not change from one publication to the next.
        incidents.sort_by_key(|told| std::cmp::Reverse((told.started_at, told.id.clone())));
        let mut maintenances: Vec<_> = self
            .maintenances
            .iter()
            .copied()
            .map(tell_maintenance)
            .collect();
        maintenances.sort_by_key(|told| std::cmp::Reverse((told.starts_at, told.id.clone())));
        let mut history = History {
            format: History::FORMAT.to_owned(),
            month,
            time_zone: catalog.page.zone.name.clone(),
            components: self.components.clone(),
            incidents,
            maintenances,
        };
        hide(&mut history, &|id| shown.contains(id));
        history
    }
}

fn shown(catalog: &Catalog) -> HashSet<&str> {
    let shown = catalog.components.iter().filter(|known| !known.is_hidden);
    shown.map(|known| known.id.as_str()).collect()
}

/// Takes out of the events what is not shown.
fn hide(history: &mut History, is_shown: &dyn Fn(&str) -> bool) {
    for incident in &mut history.incidents {
        incident.components.retain(|id| is_shown(id));
    }
    for maintenance in &mut history.maintenances {
        maintenance.components.retain(|id| is_shown(id));
    }
}

#[cfg(test)]
mod tests;
