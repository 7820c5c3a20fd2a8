//! From the state to the past, month by month and for good: what a feed has no room for, and what lies
//! before the days that it tells of.
//!
//! A month is made anew only when something in it has changed, and is otherwise the same object as
//! before: whoever renders it looks at that and at nothing else. What memory does not hold any more is
//! kept as it was, and comes from the store at start (`run/past.rs`).

mod moved;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use pilotlight_feed::{
    FormerComponent, History, Incident as Told, Maintenance as ToldMaintenance, Month,
    MonthOfComponent, Timestamp,
};

use super::events::{tell_incident, tell_maintenance};
use super::history;
use super::shown::Shown;
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
        let shown = Shown::of(state);
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

    /// The same without what a state does not show any more: it must be told nowhere from now on, also
    /// where the rest is not made anew yet. What is off the page keeps its name in what was said of it.
    #[must_use]
    pub fn shown_by(&self, state: &State) -> Self {
        let shown = Shown::of(state);
        let months = self.months.iter().map(|(month, kept)| {
            let mut history = History::clone(&kept.history);
            history
                .components
                .retain(|known| shown.is_visible(&known.id));
            name(&mut history, &shown);
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
    fn mark(&self, catalog: &Catalog, shown: &Shown<'_>) -> u64 {
        let mut mark = DefaultHasher::new();
        catalog.page.zone.name.hash(&mut mark);
        for component in &self.components {
            (&component.id, &component.name).hash(&mut mark);
            (component.uptime_bp, &component.days).hash(&mut mark);
        }
        let named = |id: &str| (shown.is_visible(id), shown.former_name(id));
        for incident in &self.incidents {
            (&incident.id, incident.version).hash(&mut mark);
            for id in incident.components() {
                named(id).hash(&mut mark);
            }
        }
        for maintenance in &self.maintenances {
            (&maintenance.id, maintenance.version).hash(&mut mark);
            for id in &maintenance.components {
                named(id).hash(&mut mark);
            }
        }
        mark.finish()
    }

    fn told(&self, month: Month, catalog: &Catalog, shown: &Shown<'_>) -> History {
        let mut incidents: Vec<Told> = self.incidents.iter().copied().map(tell_incident).collect();
        incidents.sort_by_key(latest);
        let mut maintenances: Vec<_> = self
            .maintenances
            .iter()
            .copied()
            .map(tell_maintenance)
            .collect();
        maintenances.sort_by_key(latest_planned);
        let mut history = History {
            components: self.components.clone(),
            incidents,
            maintenances,
            ..nothing_of(month, catalog)
        };
        name(&mut history, shown);
        history
    }
}

/// A month of which nothing is told.
fn nothing_of(month: Month, catalog: &Catalog) -> History {
    History {
        format: History::FORMAT.to_owned(),
        month,
        time_zone: catalog.page.zone.name.clone(),
        components: Vec::new(),
        former_components: Vec::new(),
        incidents: Vec::new(),
        maintenances: Vec::new(),
    }
}

/// The order of incidents: of two at one time it must not change from one publication to the next.
fn latest(told: &Told) -> Reverse<(Timestamp, String)> {
    Reverse((told.started_at, told.id.clone()))
}

/// The same of maintenances.
fn latest_planned(told: &ToldMaintenance) -> Reverse<(Timestamp, String)> {
    Reverse((told.starts_at, told.id.clone()))
}

/// Takes out of the events what may not be named, and names what is off the page.
fn name(history: &mut History, shown: &Shown<'_>) {
    let incidents = history.incidents.iter_mut().map(|one| &mut one.components);
    let maintenances = history
        .maintenances
        .iter_mut()
        .map(|one| &mut one.components);
    let mut former = BTreeSet::new();
    for components in incidents.chain(maintenances) {
        components.retain(|id| shown.is_named(id));
        former.extend(components.iter().cloned());
    }
    let former = former.into_iter().filter_map(|id| {
        let name = shown.former_name(&id)?.to_owned();
        Some(FormerComponent { id, name })
    });
    history.former_components = former.collect();
}

#[cfg(test)]
mod tests;
