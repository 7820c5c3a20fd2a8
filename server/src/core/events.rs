//! Everything that people say of the page's components: incidents, maintenances, statuses set by
//! hand, and components that they add. As far back as the days that are shown; what is older is in the store.

use std::collections::BTreeMap;
use std::sync::Arc;

use pilotlight_feed::{MaintenanceStatus, Timestamp};

use super::incident::Incident;
use super::maintenance::{Maintenance, MaintenanceUpdate};
use super::series::{Series, called_off};
use super::status_override::StatusOverride;
use super::timeline::Layers;
use super::told::Told;

/// How often the windows of series are looked after, in seconds: at each midnight of UTC.
const DAY_S: i64 = 86_400;

/// Incidents, maintenances, series, overrides and what is told of components, each by its identifier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Events {
    /// Incidents.
    pub incidents: BTreeMap<String, Arc<Incident>>,
    /// Maintenances.
    pub maintenances: BTreeMap<String, Arc<Maintenance>>,
    /// Series of maintenances.
    pub series: BTreeMap<String, Arc<Series>>,
    /// Statuses set by hand.
    pub overrides: BTreeMap<String, Arc<StatusOverride>>,
    /// Components and groups beside those of the configuration.
    pub told: Told,
}

impl Events {
    /// What is said of each component that anything is said of: one pass over all that was said,
    /// where many components are looked at.
    #[must_use]
    pub fn all_layers(&self) -> BTreeMap<&str, Layers> {
        let mut all: BTreeMap<&str, Layers> = BTreeMap::new();
        for known in self.overrides.values() {
            let layers = all.entry(&known.component).or_default();
            layers.overrides.push(known.span());
        }
        for incident in self.incidents.values() {
            for component in incident.components() {
                let layers = all.entry(component).or_default();
                layers.incidents.extend(incident.spans(component));
            }
        }
        for maintenance in self.maintenances.values() {
            for component in &maintenance.components {
                let layers = all.entry(component).or_default();
                layers.add(maintenance, component);
            }
        }
        all
    }

    /// What is said of a component.
    #[must_use]
    pub fn layers(&self, component: &str) -> Layers {
        let overrides = self.overrides.values();
        let overrides = overrides.filter(|known| known.component == component);
        let mut layers = Layers {
            overrides: overrides.map(|known| known.span()).collect(),
            ..Layers::default()
        };
        for incident in self.incidents.values() {
            layers.incidents.extend(incident.spans(component));
        }
        for maintenance in self.maintenances.values() {
            layers.add(maintenance, component);
        }
        layers
    }

    /// What is set by hand on a component at an instant.
    #[must_use]
    pub fn override_of(&self, component: &str, at: Timestamp) -> Option<&StatusOverride> {
        let own = self.overrides.values().map(AsRef::as_ref);
        let own = own.filter(|known| known.component == component && known.span().covers(at));
        own.max_by_key(|known| known.from)
    }

    /// When the clock next changes what is shown: a maintenance begins or ends, a status set by
    /// hand runs out, a series has to plan further. What was due until `looked_at` is not waited for any more.
    #[must_use]
    pub fn next_after(&self, looked_at: Timestamp) -> Option<Timestamp> {
        let planned = self.maintenances.values();
        let planned = planned.filter_map(|maintenance| maintenance.next_by_itself());
        let ends = self.overrides.values().filter_map(|known| known.to);
        let mut series = self.series.values();
        let plans = series.any(|series| series.ended_at.is_none());
        let midnight = Timestamp((looked_at.0.div_euclid(DAY_S) + 1) * DAY_S);
        let due = planned.map(|(at, _)| at).chain(ends);
        let due = due.chain(plans.then_some(midnight));
        due.filter(|at| looked_at < *at).min()
    }

    /// Each maintenance that the clock has begun or ended until `now`, as it is then.
    #[must_use]
    pub fn moved_by_clock(&self, now: Timestamp) -> Vec<Maintenance> {
        let mut moved = Vec::new();
        let is_due =
            |known: &&Arc<Maintenance>| known.next_by_itself().is_some_and(|(at, _)| at <= now);
        for known in self.maintenances.values().filter(is_due) {
            let mut maintenance = Maintenance::clone(known);
            while let Some((at, status)) = maintenance.next_by_itself().filter(|(at, _)| *at <= now)
            {
                maintenance.version += 1;
                maintenance.insert(MaintenanceUpdate {
                    number: maintenance.next_number(),
                    status,
                    at: maintenance
                        .updates
                        .last()
                        .map_or(at, |last| last.at.max(at)),
                    body: words(status).to_owned(),
                    edited_at: None,
                    by_hand: false,
                });
            }
            if maintenance.version != known.version {
                moved.push(maintenance);
            }
        }
        moved
    }

    /// Whether a day has begun since `looked_at`, on which series plan further.
    #[must_use]
    pub fn is_new_day(looked_at: Timestamp, now: Timestamp) -> bool {
        looked_at.0.div_euclid(DAY_S) != now.0.div_euclid(DAY_S)
    }

    /// Each window that is not as its series says, as it is to be at `now`.
    #[must_use]
    pub fn moved_by_series(&self, now: Timestamp) -> Vec<Maintenance> {
        let mut windows: BTreeMap<&str, Vec<&Maintenance>> = BTreeMap::new();
        for known in self.maintenances.values() {
            if let Some(series) = known.series.as_deref().filter(|_| known.follows_series) {
                windows.entry(series).or_default().push(known);
            }
        }
        let known = |id: &str| self.maintenances.get(id).map(AsRef::as_ref);
        let mut moved = Vec::new();
        for (id, series) in &self.series {
            let own = windows.remove(id.as_str()).unwrap_or_default();
            moved.extend(series.bring_in_line(&own, known, now));
        }
        // A series that is not known any more has ended long ago.
        let left = windows.into_values().flatten();
        moved.extend(left.filter_map(|window| called_off(window, now)));
        moved
    }

    /// Whether a status set by hand ran out after `looked_at` and until `now`.
    #[must_use]
    pub fn ran_out(&self, looked_at: Timestamp, now: Timestamp) -> bool {
        let mut ends = self.overrides.values().filter_map(|known| known.to);
        ends.any(|end| looked_at < end && end <= now)
    }

    /// Forgets what was over before `horizon`.
    pub fn forget_before(&mut self, horizon: Timestamp) {
        self.incidents
            .retain(|_, incident| incident.resolved_at().is_none_or(|end| horizon <= end));
        self.maintenances
            .retain(|_, maintenance| maintenance.ended_at().is_none_or(|end| horizon <= end));
        self.series
            .retain(|_, series| series.ended_at.is_none_or(|end| horizon <= end));
        self.overrides
            .retain(|_, known| known.to.is_none_or(|end| horizon <= end));
    }
}

/// What the clock says when it begins or ends a maintenance.
const fn words(status: MaintenanceStatus) -> &'static str {
    match status {
        MaintenanceStatus::InProgress => "The scheduled work has begun.",
        MaintenanceStatus::Verifying => "The scheduled work is done and is being checked.",
        _ => "The scheduled work is done.",
    }
}
