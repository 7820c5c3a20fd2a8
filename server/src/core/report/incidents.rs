//! How long incidents took, over a window and by month, component or impact. Those count that began
//! in the window; drafts are none.

use std::collections::BTreeMap;

use pilotlight_feed::{Date, Impact, Timestamp};

use super::{Selection, months};
use crate::core::days::date_of;
use crate::core::incident::{Incident, Teller};
use crate::core::state::State;

/// The incidents of a window, as far back as the state knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentReport {
    /// Start, included; not before 1970.
    pub from: Timestamp,
    /// End, excluded; not after the present.
    pub to: Timestamp,
    /// IANA name of the zone whose midnights bound the months.
    pub time_zone: String,
    /// All of them.
    pub total: Incidents,
    /// What they are told apart by, if anything.
    pub by: Option<By>,
    /// Each part, also those in which nothing happened.
    pub parts: Vec<Part>,
}

/// What incidents can be told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// In which they began.
    Month,
    /// Which they name: one that names two counts for both.
    Component,
    /// How bad they were at worst.
    Impact,
}

/// Incidents that have something in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What that is.
    pub share: Share,
    /// How long they took.
    pub incidents: Incidents,
}

/// What the incidents of a part share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Share {
    /// The month that begins with this day.
    Month(Date),
    /// A component of the page.
    Component {
        /// Its identifier.
        id: String,
        /// Its name.
        name: String,
    },
    /// An impact.
    Impact(Impact),
}

/// How long incidents took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Incidents {
    /// How many began.
    pub count: usize,
    /// How many of them are over.
    pub resolved: usize,
    /// From begin to end, the mean of those that are over, in seconds.
    pub mean_time_to_resolve_s: Option<i64>,
    /// How many of those that the monitors opened a person has said something of.
    pub acknowledged: usize,
    /// From begin to that word, the mean of those, in seconds. One that people opened was known
    /// before it began here and says nothing of it.
    pub mean_time_to_acknowledge_s: Option<i64>,
}

impl IncidentReport {
    /// What a state says of a window.
    #[must_use]
    pub fn of(state: &State, selection: &Selection, by: Option<By>) -> Self {
        let (from, to) = selection.bounds();
        let all = state.events.incidents.values().map(AsRef::as_ref);
        let began: Vec<&Incident> = all
            .filter(|incident| {
                let at = incident.started_at();
                incident.is_public() && from <= at && at < to && concerns(incident, selection)
            })
            .collect();
        Self {
            from,
            to,
            time_zone: state.catalog.page.zone.name.clone(),
            total: Incidents::of(&began),
            by,
            parts: match by {
                None => Vec::new(),
                Some(By::Month) => by_month(state, (from, to), &began),
                Some(By::Component) => by_component(state, selection, &began),
                Some(By::Impact) => by_impact(&began),
            },
        }
    }
}

fn concerns(incident: &Incident, selection: &Selection) -> bool {
    let mut named = incident.components().into_iter();
    selection.components.is_empty() || named.any(|id| selection.has(id))
}

fn by_month(state: &State, (from, to): (Timestamp, Timestamp), began: &[&Incident]) -> Vec<Part> {
    let zone = &state.catalog.page.zone;
    let mut of_month: BTreeMap<Date, Vec<&Incident>> = BTreeMap::new();
    for incident in began {
        let (year, month, _) = date_of(zone, incident.started_at()).to_civil();
        let own = of_month.entry(Date::from_civil(year, month, 1));
        own.or_default().push(incident);
    }
    let months = months(state, from, to).into_iter();
    months
        .map(|(first, _, _)| Part {
            share: Share::Month(first),
            incidents: Incidents::of(&of_month.remove(&first).unwrap_or_default()),
        })
        .collect()
}

fn by_component(state: &State, selection: &Selection, began: &[&Incident]) -> Vec<Part> {
    let mut of_component: BTreeMap<&str, Vec<&Incident>> = BTreeMap::new();
    for incident in began {
        for id in incident.components() {
            of_component.entry(id).or_default().push(incident);
        }
    }
    let components = state.catalog.components.iter();
    components
        .filter(|component| selection.has(&component.id))
        .map(|component| Part {
            share: Share::Component {
                id: component.id.clone(),
                name: component.name.clone(),
            },
            incidents: of_component
                .get(component.id.as_str())
                .map_or_else(Incidents::default, |own| Incidents::of(own)),
        })
        .collect()
}

fn by_impact(began: &[&Incident]) -> Vec<Part> {
    let all = [Impact::None, Impact::Minor, Impact::Major, Impact::Critical];
    all.into_iter()
        .map(|impact| {
            let own = began.iter().copied();
            let own: Vec<&Incident> = own.filter(|incident| incident.impact() == impact).collect();
            Part {
                share: Share::Impact(impact),
                incidents: Incidents::of(&own),
            }
        })
        .collect()
}

impl Incidents {
    fn of(began: &[&Incident]) -> Self {
        let resolved: Vec<i64> = began
            .iter()
            .filter_map(|incident| Some(incident.resolved_at()?.since(incident.started_at())))
            .collect();
        let found = began.iter().filter(|incident| was_found(incident));
        let acknowledged: Vec<i64> = found
            .filter_map(|incident| Some(incident.acknowledged_at()?.since(incident.started_at())))
            .collect();
        Self {
            count: began.len(),
            resolved: resolved.len(),
            mean_time_to_resolve_s: mean(&resolved),
            acknowledged: acknowledged.len(),
            mean_time_to_acknowledge_s: mean(&acknowledged),
        }
    }
}

/// Whether the monitors opened it.
fn was_found(incident: &Incident) -> bool {
    let first = incident.updates.first();
    incident.teller == Teller::Monitors || first.is_some_and(|update| !update.by_hand)
}

/// Rounded up: nothing takes less than it took.
fn mean(seconds: &[i64]) -> Option<i64> {
    let count = i64::try_from(seconds.len())
        .ok()
        .filter(|count| 0 < *count)?;
    Some((seconds.iter().sum::<i64>() + count - 1).div_euclid(count))
}

#[cfg(test)]
mod tests;
