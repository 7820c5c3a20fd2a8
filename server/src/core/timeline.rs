//! What a component was when: what its monitors found, what was set by hand, what incidents and
//! maintenances say, laid over each other.
//!
//! At each instant: an incident's problem outranks everything but a worse one; a maintenance covers
//! what monitors find; what is set by hand stands for what they find, also during a maintenance.
//! Several incidents merge at the worst, and never add.

use pilotlight_feed::uptime::Interval;
use pilotlight_feed::{Status, Timestamp};

use super::ledger::Ledger;
use super::maintenance::Maintenance;
use super::span::{Span, Sweep};

/// Everything that is said of one component.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layers {
    /// Set by hand.
    pub overrides: Vec<Span>,
    /// By incidents.
    pub incidents: Vec<Span>,
    /// By maintenances.
    pub maintenances: Vec<Span>,
    /// By maintenances that count as downtime.
    pub counted: Vec<Span>,
}

impl Layers {
    /// Adds what a maintenance says of a component.
    pub(super) fn add(&mut self, maintenance: &Maintenance, component: &str) {
        let spans = maintenance.spans(component);
        if maintenance.switches.counts_as_downtime {
            self.counted.extend(spans);
        } else {
            self.maintenances.extend(spans);
        }
    }

    /// What the component is at an instant at which its monitors find `found`.
    #[must_use]
    pub fn status(&self, found: Status, at: Timestamp) -> Status {
        let covers = |span: &&Span| span.covers(at);
        let said = Said {
            by_hand: newest(self.overrides.iter().filter(covers)),
            of_incidents: worst(self.incidents.iter().filter(covers)),
            is_maintained: self.maintenances.iter().any(|span| span.covers(at)),
            is_counted: self.counted.iter().any(|span| span.covers(at)),
        };
        said.status(found)
    }

    /// Until when this status stands that was set by hand; none when it was not, or has no end.
    #[must_use]
    pub fn until(&self, status: Status, at: Timestamp) -> Option<Timestamp> {
        let covering = self.overrides.iter().filter(|span| span.covers(at));
        let newest = covering.max_by_key(|span| span.from)?;
        newest.to.filter(|_| newest.status == status)
    }

    fn is_empty(&self) -> bool {
        self.all().next().is_none()
    }

    fn all(&self) -> impl Iterator<Item = &Span> {
        let said = self.overrides.iter().chain(&self.incidents);
        said.chain(&self.maintenances).chain(&self.counted)
    }
}

/// All that is said of a component at one instant.
#[derive(Clone, Copy, Debug)]
struct Said {
    by_hand: Option<Status>,
    of_incidents: Option<Status>,
    is_maintained: bool,
    is_counted: bool,
}

impl Said {
    /// What the component is when its monitors find `found`.
    fn status(self, found: Status) -> Status {
        let base = match self.by_hand {
            Some(status) => status,
            None if self.is_maintained || self.is_counted => Status::UnderMaintenance,
            None => found,
        };
        self.of_incidents.map_or(base, |status| status.max(base))
    }

    /// What counts for the uptime: the same, but for a maintenance that counts as downtime.
    fn counted(self, found: Status) -> Status {
        match self.status(found) {
            Status::UnderMaintenance if self.is_counted => Status::MajorOutage,
            status => status,
        }
    }
}

/// The layers, asked one instant after the other.
struct Sweeps<'a> {
    overrides: Sweep<'a, Span>,
    incidents: Sweep<'a, Span>,
    maintenances: Sweep<'a, Span>,
    counted: Sweep<'a, Span>,
}

impl<'a> Sweeps<'a> {
    fn of(layers: &'a Layers) -> Self {
        let sweep = |spans: &'a [Span]| Sweep::new(spans, |span| *span);
        Self {
            overrides: sweep(&layers.overrides),
            incidents: sweep(&layers.incidents),
            maintenances: sweep(&layers.maintenances),
            counted: sweep(&layers.counted),
        }
    }

    fn at(&mut self, at: Timestamp) -> Said {
        Said {
            by_hand: newest(self.overrides.at(at)),
            of_incidents: worst(self.incidents.at(at)),
            is_maintained: self.maintenances.at(at).next().is_some(),
            is_counted: self.counted.at(at).next().is_some(),
        }
    }
}

/// The stretches of a component up to `now`, oldest first, as they count for its uptime. They begin
/// where its ledger does: of what came before only the bad would be known, and count.
#[must_use]
pub(crate) fn intervals(ledger: &Ledger, layers: &Layers, now: Timestamp) -> Vec<Interval> {
    let found: Vec<Interval> = ledger.intervals(now).collect();
    let Some(begin) = found.first().map(|interval| interval.from) else {
        return found;
    };
    if layers.is_empty() {
        return found;
    }
    let edges = found
        .iter()
        .flat_map(|interval| [interval.from, interval.to]);
    let said = layers.all().flat_map(|span| [Some(span.from), span.to]);
    let mut edges: Vec<Timestamp> = edges.chain(said.flatten()).chain([now]).collect();
    edges.retain(|edge| begin <= *edge && *edge <= now);
    edges.sort_unstable();
    edges.dedup();
    let mut at_found = found.iter().peekable();
    let mut sweeps = Sweeps::of(layers);
    let mut intervals: Vec<Interval> = Vec::new();
    for edge in edges.windows(2) {
        let (from, to) = (edge[0], edge[1]);
        while at_found.next_if(|interval| interval.to <= from).is_some() {}
        let covering = at_found.peek().filter(|interval| interval.from <= from);
        let found = covering.map_or(Status::Unknown, |interval| interval.status);
        let status = sweeps.at(from).counted(found);
        match intervals.last_mut() {
            Some(last) if last.status == status && last.to == from => last.to = to,
            _ => intervals.push(Interval { from, to, status }),
        }
    }
    intervals
}

/// The status of the span that began last.
fn newest<'a>(covering: impl Iterator<Item = &'a Span>) -> Option<Status> {
    covering
        .max_by_key(|span| span.from)
        .map(|span| span.status)
}

fn worst<'a>(covering: impl Iterator<Item = &'a Span>) -> Option<Status> {
    covering.map(|span| span.status).max()
}

#[cfg(test)]
mod tests;
