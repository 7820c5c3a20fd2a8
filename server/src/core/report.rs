//! What the history of a page says, as data: uptime over any window and by month; how long incidents
//! took is beside it. Whole seconds inside; what is derived is rounded against us.

mod incidents;
mod selection;
mod stretch;

use pilotlight_feed::uptime::{Interval, Tally, Weights};
use pilotlight_feed::{Date, Status, Timestamp};

pub use incidents::{By, IncidentReport, Incidents, Part, Share};
pub use selection::{Selection, SelectionError};
pub(super) use stretch::{Histories, Stretch};

use super::days::date_of;
use super::state::State;

/// The uptime of a window, as far back as the state knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UptimeReport {
    /// Start, included; not before 1970.
    pub from: Timestamp,
    /// End, excluded; not after the present.
    pub to: Timestamp,
    /// IANA name of the zone whose midnights bound the months.
    pub time_zone: String,
    /// Each component that was asked for, in the order of display.
    pub components: Vec<Line>,
    /// Each group, when the whole page was asked for: seconds are those of all its components
    /// together, its uptime is their average.
    pub groups: Vec<Line>,
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
    /// Month by month, what of each lies in the window; empty when that was not asked for.
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

impl UptimeReport {
    /// What a state says of a window.
    #[must_use]
    pub fn of(state: &State, selection: &Selection, is_by_month: bool) -> Self {
        let catalog = &state.catalog;
        let (from, to) = selection.bounds();
        let months = if is_by_month {
            months(state, from, to)
        } else {
            Vec::new()
        };
        let asked = catalog.components.iter().enumerate();
        let asked = asked.filter(|(_, component)| selection.has(&component.id));
        let histories = Histories::of(state);
        let components: Vec<Line> = asked
            .map(|(index, component)| {
                let intervals = known_and_not(&histories, index, (from, to), selection.now);
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
        let firsts: Vec<Date> = months.iter().map(|(first, _, _)| *first).collect();
        Self {
            from,
            to,
            time_zone: catalog.page.zone.name.clone(),
            groups: if selection.components.is_empty() {
                groups(state, &components, &firsts)
            } else {
                Vec::new()
            },
            components,
        }
    }
}

/// The lines of all groups from those of all components, in the order of the catalogue.
fn groups(state: &State, components: &[Line], firsts: &[Date]) -> Vec<Line> {
    let catalog = &state.catalog;
    let groups = catalog.groups.iter().enumerate().map(|(group, known)| {
        let own = catalog.components.iter().zip(components);
        let own = own.filter(|(component, _)| component.group == Some(group));
        let lines: Vec<&Line> = own.map(|(_, line)| line).collect();
        let months = firsts.iter().enumerate().map(|(index, first)| Month {
            first: *first,
            figures: together(
                lines.iter().map(|line| line.months[index].figures),
                catalog.weights,
            ),
        });
        Line {
            id: known.id.clone(),
            name: known.name.clone(),
            total: together(lines.iter().map(|line| line.total), catalog.weights),
            months: months.collect(),
        }
    });
    groups.collect()
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
    histories: &Histories<'_>,
    component: usize,
    (from, to): (Timestamp, Timestamp),
    now: Timestamp,
) -> Vec<Interval> {
    let stretches = histories.stretches(component, now);
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

/// Each month that reaches into a window: its first day, and what of it lies there.
fn months(state: &State, from: Timestamp, to: Timestamp) -> Vec<(Date, Timestamp, Timestamp)> {
    let zone = &state.catalog.page.zone;
    let (year, month, _) = date_of(zone, from).to_civil();
    let mut months = Vec::new();
    let mut first = Date::from_civil(year, month, 1);
    loop {
        let begin = zone.midnight(first);
        if to <= begin {
            return months;
        }
        let (year, month, _) = first.plus(31).to_civil();
        let next = Date::from_civil(year, month, 1);
        let end = zone.midnight(next);
        months.push((first, begin.max(from), end.min(to)));
        first = next;
    }
}

#[cfg(test)]
mod tests;
