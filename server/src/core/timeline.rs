//! What a component was when: what its monitors found, what was set by hand, what incidents and
//! maintenances say, laid over each other.
//!
//! At each instant: an incident's problem outranks everything but a worse one; a maintenance covers
//! what monitors find; what is set by hand stands for what they find, also during a maintenance.
//! Several incidents merge at the worst, and never add.

use pilotlight_feed::uptime::Interval;
use pilotlight_feed::{Status, Timestamp};

use super::ledger::Ledger;
use super::span::Span;

/// Everything that is said of one component.
#[derive(Clone, Debug, Default)]
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
    /// What the component is at an instant at which its monitors find `found`.
    #[must_use]
    pub fn status(&self, found: Status, at: Timestamp) -> Status {
        let by_hand = newest(&self.overrides, at);
        let of_incidents = worst(&self.incidents, at);
        let maintained = self.maintenances.iter().chain(&self.counted);
        let is_maintained = maintained.into_iter().any(|span| span.covers(at));
        let base = match by_hand {
            Some(status) => status,
            None if is_maintained => Status::UnderMaintenance,
            None => found,
        };
        of_incidents.map_or(base, |status| status.max(base))
    }

    /// What counts for the uptime at an instant: the same, but for a maintenance that counts as
    /// downtime.
    fn counted(&self, found: Status, at: Timestamp) -> Status {
        let status = self.status(found, at);
        let is_counted = self.counted.iter().any(|span| span.covers(at));
        if status == Status::UnderMaintenance && is_counted {
            return Status::MajorOutage;
        }
        status
    }

    fn is_empty(&self) -> bool {
        self.all().next().is_none()
    }

    fn all(&self) -> impl Iterator<Item = &Span> {
        let said = self.overrides.iter().chain(&self.incidents);
        said.chain(&self.maintenances).chain(&self.counted)
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
    let mut intervals: Vec<Interval> = Vec::new();
    for edge in edges.windows(2) {
        let (from, to) = (edge[0], edge[1]);
        while at_found.next_if(|interval| interval.to <= from).is_some() {}
        let covering = at_found.peek().filter(|interval| interval.from <= from);
        let found = covering.map_or(Status::Unknown, |interval| interval.status);
        let status = layers.counted(found, from);
        match intervals.last_mut() {
            Some(last) if last.status == status && last.to == from => last.to = to,
            _ => intervals.push(Interval { from, to, status }),
        }
    }
    intervals
}

/// The status of the span that began last, of those that cover an instant.
fn newest(spans: &[Span], at: Timestamp) -> Option<Status> {
    let covering = spans.iter().filter(|span| span.covers(at));
    covering
        .max_by_key(|span| span.from)
        .map(|span| span.status)
}

fn worst(spans: &[Span], at: Timestamp) -> Option<Status> {
    let covering = spans.iter().filter(|span| span.covers(at));
    covering.map(|span| span.status).max()
}

#[cfg(test)]
mod tests;
