//! Everything that people say of the page's components: incidents, maintenances, statuses set by
//! hand. As far back as the days that are shown; what is older is in the store.

use std::collections::BTreeMap;
use std::sync::Arc;

use pilotlight_feed::{MaintenanceStatus, Timestamp};

use super::incident::Incident;
use super::maintenance::{Maintenance, MaintenanceUpdate};
use super::status_override::StatusOverride;
use super::timeline::Layers;

/// Incidents, maintenances and overrides, each by its identifier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Events {
    /// Incidents.
    pub incidents: BTreeMap<String, Arc<Incident>>,
    /// Maintenances.
    pub maintenances: BTreeMap<String, Arc<Maintenance>>,
    /// Statuses set by hand.
    pub overrides: BTreeMap<String, Arc<StatusOverride>>,
}

impl Events {
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
            let spans = maintenance.spans(component);
            if maintenance.switches.counts_as_downtime {
                layers.counted.extend(spans);
            } else {
                layers.maintenances.extend(spans);
            }
        }
        layers
    }

    /// When the clock next changes what is shown: a maintenance begins or ends, a status set by
    /// hand runs out. What was due until `looked_at` is not waited for any more.
    #[must_use]
    pub fn next_after(&self, looked_at: Timestamp) -> Option<Timestamp> {
        let planned = self.maintenances.values();
        let planned = planned.filter_map(|maintenance| maintenance.next_by_itself());
        let ends = self.overrides.values().filter_map(|known| known.to);
        let due = planned.map(|(at, _)| at).chain(ends);
        due.filter(|at| looked_at < *at).min()
    }

    /// Each maintenance that the clock has begun or ended until `now`, as it is then.
    #[must_use]
    pub fn moved_by_clock(&self, now: Timestamp) -> Vec<Maintenance> {
        let mut moved = Vec::new();
        for known in self.maintenances.values() {
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
                    by_hand: false,
                });
            }
            if maintenance.version != known.version {
                moved.push(maintenance);
            }
        }
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
