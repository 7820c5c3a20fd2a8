//! An incident as its operators keep it: what was said when, and what follows from that.
//!
//! Everything that is shown (state, impact, begin, end, the statuses of its components) is read
//! from the updates, so that an edited or backfilled one corrects all of it at once.

use std::collections::BTreeMap;

use pilotlight_feed::{Impact, IncidentStatus, Status, Timestamp};

use super::span::Span;

/// Something that went wrong. Has at least one update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Stable identifier, given when it is opened; see [`pilotlight_feed::is_id`].
    pub id: String,
    /// Grows by one with every change, from 1: what an edit names so that it overwrites nothing.
    pub version: u64,
    /// When somebody last changed it; none: what was said is all there was.
    pub changed_at: Option<Timestamp>,
    /// Title.
    pub name: String,
    /// The impact set by hand; none: it follows from the components.
    pub impact: Option<Impact>,
    /// Who sees it.
    pub audience: Audience,
    /// Who tells it.
    pub teller: Teller,
    /// What was said, oldest first by the time it is shown under.
    pub updates: Vec<Update>,
}

/// Who sees an incident or a maintenance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Operators only: a draft.
    Operators,
    /// Everyone.
    Everyone,
}

/// Who tells an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Teller {
    /// People: nothing but them changes it.
    People,
    /// The monitors, until somebody touches it.
    Monitors,
}

/// One piece of news about an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// Number within its incident, in the order of writing, from 1; never given twice.
    pub number: u32,
    /// Where the work stands.
    pub status: IncidentStatus,
    /// The time it is shown under.
    pub at: Timestamp,
    /// What is said: Markdown, as it was written.
    pub body: String,
    /// The status that each of these components takes from here on. One that is left out keeps
    /// what an earlier update said.
    pub components: BTreeMap<String, Status>,
    /// What is said of the end.
    pub expected: Expected,
    /// Until when the next update is promised.
    pub next_update_at: Option<Timestamp>,
    /// When it was last changed after it was said.
    pub edited_at: Option<Timestamp>,
    /// Whether somebody said it; else the monitors did.
    pub by_hand: bool,
}

/// What an update says of the time at which the incident is expected to be over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Expected {
    /// Nothing: what was said before stands.
    #[default]
    Unchanged,
    /// That it is not known any more.
    Withdrawn,
    /// By then.
    At(Timestamp),
}

impl Incident {
    /// Where the work stands: the state of the newest update.
    #[must_use]
    pub fn status(&self) -> IncidentStatus {
        self.newest()
            .map_or(IncidentStatus::Investigating, |update| update.status)
    }

    /// The newest update by the time it is shown under.
    #[must_use]
    pub fn newest(&self) -> Option<&Update> {
        self.updates.last()
    }

    /// When it began.
    #[must_use]
    pub fn started_at(&self) -> Timestamp {
        self.updates
            .first()
            .map_or_else(Timestamp::default, |update| update.at)
    }

    /// When it was over: at the first of those updates that have called it so without a break.
    #[must_use]
    pub fn resolved_at(&self) -> Option<Timestamp> {
        let newest_first = self.updates.iter().rev();
        let closing = newest_first.take_while(|update| is_over(update.status));
        closing.last().map(|update| update.at)
    }

    /// When anything of it last changed.
    #[must_use]
    pub fn updated_at(&self) -> Option<Timestamp> {
        let said = self.updates.iter().map(|update| update.at);
        let edited = self.updates.iter().filter_map(|update| update.edited_at);
        said.chain(edited).chain(self.changed_at).max()
    }

    /// When a person first said something of it: the acknowledgement.
    #[must_use]
    pub fn acknowledged_at(&self) -> Option<Timestamp> {
        let by_hand = self.updates.iter().find(|update| update.by_hand);
        by_hand.map(|update| update.at)
    }

    /// Whether it goes on.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !is_over(self.status())
    }

    /// Whether everyone sees it.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.audience == Audience::Everyone
    }

    /// When it is expected to be over, as last said; none once it is.
    #[must_use]
    pub fn expected_resolution_at(&self) -> Option<Timestamp> {
        let said = self.updates.iter().rev().map(|update| update.expected);
        match said.into_iter().find(|said| *said != Expected::Unchanged) {
            Some(Expected::At(at)) if self.is_open() => Some(at),
            _ => None,
        }
    }

    /// Until when the next update is promised; none once it is over.
    #[must_use]
    pub fn next_update_at(&self) -> Option<Timestamp> {
        self.newest()
            .filter(|_| self.is_open())
            .and_then(|newest| newest.next_update_at)
    }

    /// Whether everyone was promised an update that has not come.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.is_public()
            && self
                .next_update_at()
                .is_some_and(|promised| promised <= now)
    }

    /// How bad it is: what was set by hand, else the worst that its components took.
    #[must_use]
    pub fn impact(&self) -> Impact {
        self.impact.unwrap_or_else(|| {
            let taken = self
                .updates
                .iter()
                .flat_map(|update| update.components.values());
            taken.max().map_or(Impact::None, |worst| impact_of(*worst))
        })
    }

    /// Every component that an update names, by identifier.
    #[must_use]
    pub fn components(&self) -> Vec<&str> {
        let named = self
            .updates
            .iter()
            .flat_map(|update| update.components.keys());
        let mut named: Vec<&str> = named.map(String::as_str).collect();
        named.sort_unstable();
        named.dedup();
        named
    }

    /// The status that it gives each of its components now; empty once it is over.
    #[must_use]
    pub fn statuses(&self) -> BTreeMap<&str, Status> {
        if !self.is_open() {
            return BTreeMap::new();
        }
        let said = self.updates.iter().flat_map(|update| &update.components);
        said.map(|(id, status)| (id.as_str(), *status)).collect()
    }

    /// The statuses that it gave a component, and when, oldest first. An incident that is over
    /// gives none; a draft never does.
    #[must_use]
    pub fn spans(&self, component: &str) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        if !self.is_public() {
            return spans;
        }
        let mut current = None;
        for (index, update) in self.updates.iter().enumerate() {
            if let Some(status) = update.components.get(component) {
                current = Some(*status);
            }
            let to = self.updates.get(index + 1).map(|next| next.at);
            let Some(status) = current.filter(|_| !is_over(update.status)) else {
                continue;
            };
            let from = update.at;
            match spans.last_mut() {
                // Most updates leave a component as it was.
                Some(last) if last.status == status && last.to == Some(from) => last.to = to,
                _ => spans.push(Span { from, to, status }),
            }
        }
        spans
    }

    /// Puts an update in its place by the time it is shown under; of two at one time the one that
    /// was written later comes later.
    pub fn insert(&mut self, update: Update) {
        let place = (update.at, update.number);
        let is_before = |known: &Update| (known.at, known.number) < place;
        let place = self.updates.partition_point(is_before);
        self.updates.insert(place, update);
    }

    /// The number of the next update.
    #[must_use]
    pub fn next_number(&self) -> u32 {
        let numbers = self.updates.iter().map(|update| update.number);
        numbers.max().unwrap_or(0) + 1
    }
}

/// Whether an incident in this state is over.
#[must_use]
pub(crate) const fn is_over(status: IncidentStatus) -> bool {
    matches!(
        status,
        IncidentStatus::Resolved | IncidentStatus::Postmortem
    )
}

/// The impact of a component in this status.
#[must_use]
pub(crate) const fn impact_of(status: Status) -> Impact {
    match status {
        Status::Operational | Status::Unknown | Status::UnderMaintenance => Impact::None,
        Status::DegradedPerformance => Impact::Minor,
        Status::PartialOutage => Impact::Major,
        Status::MajorOutage => Impact::Critical,
    }
}

#[cfg(test)]
mod tests;
