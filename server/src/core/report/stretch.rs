//! The stretches of a component with what decided each: the same as those that its uptime is made of,
//! cut where the cause changes.

use std::collections::BTreeMap;

use pilotlight_feed::uptime::Interval;
use pilotlight_feed::{Cause, Status, Timestamp};

use crate::core::events::Events;
use crate::core::span::{Span, Sweep};
use crate::core::state::State;
use crate::core::timeline::{Layers, intervals};

/// A status as it counts for the uptime, from one instant to another, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) interval: Interval,
    pub(crate) cause: Cause,
}

/// What somebody says of a component, and who.
struct Said {
    span: Span,
    cause: Cause,
    /// Whether its maintenance counts as downtime.
    is_counted: bool,
}

/// All that is said of all components, by their identifiers: read in one pass, where several of them
/// are asked for.
pub(crate) struct Histories<'a> {
    state: &'a State,
    layers: BTreeMap<&'a str, Layers>,
    said: BTreeMap<&'a str, Vec<Said>>,
}

impl<'a> Histories<'a> {
    pub(crate) fn of(state: &'a State) -> Self {
        Self {
            state,
            layers: state.events.all_layers(),
            said: said(&state.events),
        }
    }

    /// The stretches of a component up to `now`, oldest first.
    pub(crate) fn stretches(&self, component: usize, now: Timestamp) -> Vec<Stretch> {
        let id = self.state.catalog.components[component].id.as_str();
        let (nothing, nobody) = (Layers::default(), Vec::new());
        let layers = self.layers.get(id).unwrap_or(&nothing);
        let said = self.said.get(id).unwrap_or(&nobody);
        cut(
            &intervals(&self.state.ledgers[component], layers, now),
            said,
        )
    }
}

/// The intervals with the cause of each, cut where it changes.
fn cut(intervals: &[Interval], said: &[Said]) -> Vec<Stretch> {
    let mut edges: Vec<Timestamp> = said
        .iter()
        .flat_map(|said| [Some(said.span.from), said.span.to])
        .flatten()
        .collect();
    edges.sort_unstable();
    edges.dedup();
    let mut sweep = Sweep::new(said, |said| said.span);
    let mut stretches: Vec<Stretch> = Vec::new();
    for interval in intervals {
        let first = edges.partition_point(|edge| *edge <= interval.from);
        let within = edges[first..]
            .iter()
            .take_while(|edge| **edge < interval.to);
        let mut from = interval.from;
        for to in within.copied().chain([interval.to]) {
            let covering: Vec<&Said> = sweep.at(from).collect();
            let cause = cause(&covering, interval.status);
            let piece = Interval {
                from,
                to,
                status: interval.status,
            };
            from = to;
            match stretches.last_mut() {
                _ if piece.to <= piece.from => {}
                Some(last)
                    if last.cause == cause
                        && last.interval.status == piece.status
                        && last.interval.to == piece.from =>
                {
                    last.interval.to = piece.to;
                }
                _ => stretches.push(Stretch {
                    interval: piece,
                    cause,
                }),
            }
        }
    }
    stretches
}

fn said(events: &Events) -> BTreeMap<&str, Vec<Said>> {
    let mut said: BTreeMap<&str, Vec<Said>> = BTreeMap::new();
    for incident in events.incidents.values() {
        for component in incident.components() {
            let spans = incident.spans(component).into_iter().map(|span| Said {
                span,
                cause: Cause::Incident {
                    id: incident.id.clone(),
                },
                is_counted: false,
            });
            said.entry(component).or_default().extend(spans);
        }
    }
    for set in events.overrides.values() {
        said.entry(&set.component).or_default().push(Said {
            span: set.span(),
            cause: Cause::ByHand,
            is_counted: false,
        });
    }
    for maintenance in events.maintenances.values() {
        for component in &maintenance.components {
            let spans = maintenance.spans(component).into_iter();
            let spans = spans.map(|span| Said {
                span,
                cause: Cause::Maintenance {
                    id: maintenance.id.clone(),
                },
                is_counted: maintenance.switches.counts_as_downtime,
            });
            said.entry(component).or_default().extend(spans);
        }
    }
    said
}

/// What of all that is said at an instant has made the status that counts; else the monitors have.
/// An incident says most, then what was set by hand, which stands for what monitors find also during
/// a maintenance.
fn cause(covering: &[&Said], status: Status) -> Cause {
    let of = |matches: fn(&Cause) -> bool| {
        let found = covering.iter().copied();
        found.filter(move |said| matches(&said.cause))
    };
    let is_incident = |cause: &Cause| matches!(cause, Cause::Incident { .. });
    let is_maintenance = |cause: &Cause| matches!(cause, Cause::Maintenance { .. });
    let is_by_hand = |cause: &Cause| *cause == Cause::ByHand;
    if let Some(incident) = of(is_incident).find(|said| said.span.status == status) {
        return incident.cause.clone();
    }
    let newest = of(is_by_hand).max_by_key(|said| said.span.from);
    let by_hand = newest.filter(|said| said.span.status == status);
    if let Some(by_hand) = by_hand {
        return by_hand.cause.clone();
    }
    let mut maintained = of(is_maintenance);
    let maintenance = match status {
        Status::UnderMaintenance => maintained.next(),
        Status::MajorOutage => maintained.find(|said| said.is_counted),
        _ => None,
    };
    maintenance.map_or(Cause::Monitors, |said| said.cause.clone())
}
