//! What the history of a page says, as data: uptime over any window and by month, and how long
//! incidents took. Whole seconds inside; what is derived is rounded against us.

mod stretch;

use pilotlight_feed::uptime::{Interval, Tally, Weights};
use pilotlight_feed::{Date, Status, Timestamp};

pub(super) use stretch::{Stretch, stretches};

use super::days::date_of;
use super::incident::{Incident, Teller};
use super::state::State;

/// The history of a window, as far back as the state knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Start, included; not before 1970.
    pub from: Timestamp,
    /// End, excluded; not after the present.
    pub to: Timestamp,
    /// IANA name of the zone whose midnights bound the months.
    pub time_zone: String,
    /// Each component, in the order of display.
    pub components: Vec<Line>,
    /// Each group: seconds are those of all its components together, its uptime is their average.
    pub groups: Vec<Line>,
    /// The incidents that began in the window.
    pub incidents: Incidents,
}

/// What is said of one component or group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Over the whole window.
    pub total: Figures,
    /// Month by month, what of each lies in the window.
    pub months: Vec<Month>,
}

/// A month of the page's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    /// Its first day.
    pub first: Date,
    /// What is said of it.
    pub figures: Figures,
}

/// Seconds and what follows from them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Seconds spent in each status.
    pub tally: Tally,
    /// Uptime in millionths, rounded down; none when nothing counts.
    pub uptime_ppm: Option<u32>,
    /// Downtime in minutes, rounded up: none reads 0 that was some.
    pub downtime_minutes: i64,
}

/// How long incidents took. Drafts are none.
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

impl Report {
    /// What a state says of a window.
    #[must_use]
    pub fn of(state: &State, from: Timestamp, to: Timestamp, now: Timestamp) -> Self {
        let catalog = &state.catalog;
        let from = from.max(Timestamp::default());
        let to = to.min(now).max(from);
        let months = months(state, from, to);
        let components: Vec<Line> = catalog
            .components
            .iter()
            .enumerate()
            .map(|(index, component)| {
                let intervals = known_and_not(state, index, (from, to), now);
                let of = |from, to| Figures::of(Tally::of(&intervals, from, to), catalog.weights);
                let months = months.iter().map(|(first, from, to)| Month {
                    first: *first,
                    figures: of(*from, *to),
                });
                Line {
                    id: component.id.clone(),
                    name: component.name.clone(),
                    total: of(from, to),
                    months: months.collect(),
                }
            })
            .collect();
        let groups = catalog.groups.iter().enumerate().map(|(group, known)| {
            let own = catalog.components.iter().zip(&components);
            let own = own.filter(|(component, _)| component.group == Some(group));
            let lines: Vec<&Line> = own.map(|(_, line)| line).collect();
            let of_month = |index: usize, first: Date| Month {
                first,
                figures: together(
                    lines.iter().map(|line| line.months[index].figures),
                    catalog.weights,
                ),
            };
            let firsts = months.iter().enumerate();
            Line {
                id: known.id.clone(),
                name: known.name.clone(),
                total: together(lines.iter().map(|line| line.total), catalog.weights),
                months: firsts
                    .map(|(index, (first, _, _))| of_month(index, *first))
                    .collect(),
            }
        });
        Self {
            from,
            to,
            time_zone: catalog.page.zone.name.clone(),
            groups: groups.collect(),
            components,
            incidents: Incidents::of(state, from, to),
        }
    }
}

impl Figures {
    fn of(tally: Tally, weights: Weights) -> Self {
        let minute_cs = 60 * 100;
        Self {
            tally,
            uptime_ppm: tally.uptime_ppm(weights),
            downtime_minutes: (tally.down_cs(weights) + minute_cs - 1) / minute_cs,
        }
    }
}

/// The stretches of a component, and the part of a window before them, of which nothing is known.
fn known_and_not(
    state: &State,
    component: usize,
    (from, to): (Timestamp, Timestamp),
    now: Timestamp,
) -> Vec<Interval> {
    let stretches = stretches(state, component, now);
    let known_from = stretches
        .first()
        .map_or(to, |stretch| stretch.interval.from);
    let not = Interval {
        from: from.min(known_from),
        to: known_from,
        status: Status::Unknown,
    };
    let known = stretches.iter().map(|stretch| stretch.interval);
    [not].into_iter().chain(known).collect()
}

/// Components as their group: each counts as much as the others, whatever it was watched for.
fn together(parts: impl Iterator<Item = Figures>, weights: Weights) -> Figures {
    let (mut tally, mut sum, mut count) = (Tally::default(), 0, 0);
    for part in parts {
        tally.add(&part.tally);
        if let Some(uptime_ppm) = part.uptime_ppm {
            sum += u64::from(uptime_ppm);
            count += 1;
        }
    }
    Figures {
        uptime_ppm: sum.checked_div(count).and_then(|mean| mean.try_into().ok()),
        ..Figures::of(tally, weights)
    }
}

impl Incidents {
    fn of(state: &State, from: Timestamp, to: Timestamp) -> Self {
        let all = state.events.incidents.values();
        let began = all.filter(|incident| {
            let at = incident.started_at();
            incident.is_public() && from <= at && at < to
        });
        let began: Vec<&Incident> = began.map(AsRef::as_ref).collect();
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

/// Each month that reaches into a window: its first day, and what of it lies there.
fn months(state: &State, from: Timestamp, to: Timestamp) -> Vec<(Date, Timestamp, Timestamp)> {
    let zone = &state.catalog.page.zone;
    let (year, month, _) = date_of(zone, from).to_civil();
    let mut months = Vec::new();
    let mut first = Date::from_civil(year, month, 1);
    loop {
        let begin = zone.instant(first, [0, 0, 0]);
        if to <= begin {
            return months;
        }
        let (year, month, _) = first.plus(31).to_civil();
        let next = Date::from_civil(year, month, 1);
        let end = zone.instant(next, [0, 0, 0]);
        months.push((first, begin.max(from), end.min(to)));
        first = next;
    }
}

#[cfg(test)]
mod tests;
