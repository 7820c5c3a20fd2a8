//! A maintenance as its operators keep it: when it is planned, how it really ran, and what it does
//! by itself.

use pilotlight_feed::{MaintenanceStatus, Status, Timestamp};

use super::incident::Audience;
use super::span::Span;

/// Planned work on some components. `planned_from` is before `planned_to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maintenance {
    /// Stable identifier; see [`pilotlight_feed::is_id`].
    pub id: String,
    /// Grows by one with every change, from 1.
    pub version: u64,
    /// When somebody last changed it; none: what was said is all there was.
    pub changed_at: Option<Timestamp>,
    /// Title.
    pub name: String,
    /// Who sees it.
    pub audience: Audience,
    /// Identifiers of the components, sorted, each once.
    pub components: Vec<String>,
    /// Planned start.
    pub planned_from: Timestamp,
    /// Planned end.
    pub planned_to: Timestamp,
    /// What it does by itself.
    pub switches: Switches,
    /// What was said, oldest first by the time it is shown under. The newest says where it stands.
    pub updates: Vec<MaintenanceUpdate>,
    /// Identifier of the series that planned it.
    pub series: Option<String>,
    /// Whether that series still says how it is: until somebody changes it by hand.
    pub follows_series: bool,
}

/// What a maintenance does by itself, each independent of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switches {
    /// Begins at its planned start.
    pub begins_itself: bool,
    /// Completes at its planned end, unless somebody has taken it over.
    pub completes_itself: bool,
    /// Puts its components under maintenance when it begins.
    pub puts_under: bool,
    /// Puts them back when it completes; else they stay until it is verified and completed by hand.
    pub puts_back: bool,
    /// Counts as downtime.
    pub counts_as_downtime: bool,
}

/// One piece of news about a maintenance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaintenanceUpdate {
    /// Number within its maintenance, in the order of writing, from 1.
    pub number: u32,
    /// Where the work stands.
    pub status: MaintenanceStatus,
    /// The time it is shown under.
    pub at: Timestamp,
    /// What is said: Markdown, as it was written; may be empty.
    pub body: String,
    /// When it was last changed after it was said.
    pub edited_at: Option<Timestamp>,
    /// Whether somebody said it; else the clock did.
    pub by_hand: bool,
}

/// What a maintenance waits for that the clock does not see to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// That somebody begins it.
    Begin,
    /// That somebody ends it.
    End,
}

impl Default for Switches {
    /// All by itself, and out of the uptime: what people expect of a planned window.
    fn default() -> Self {
        Self {
            begins_itself: true,
            completes_itself: true,
            puts_under: true,
            puts_back: true,
            counts_as_downtime: false,
        }
    }
}

impl Maintenance {
    /// Where it stands.
    #[must_use]
    pub fn status(&self) -> MaintenanceStatus {
        self.updates
            .last()
            .map_or(MaintenanceStatus::Scheduled, |update| update.status)
    }

    /// Whether the work goes on.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        is_under_way(self.status())
    }

    /// Whether it is completed or cancelled.
    #[must_use]
    pub fn is_over(&self) -> bool {
        is_over(self.status())
    }

    /// Whether everyone sees it.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.audience == Audience::Everyone
    }

    /// Its start: as it really ran, else as planned.
    #[must_use]
    pub fn starts_at(&self) -> Timestamp {
        let began = self
            .updates
            .iter()
            .find(|update| is_under_way(update.status));
        began.map_or(self.planned_from, |update| update.at)
    }

    /// Its end: as it really ran, else as planned. Past the plan it goes on until somebody says.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        self.ended_at()
            .unwrap_or(self.planned_to)
            .max(self.starts_at().plus(1))
    }

    /// When it was over: at the first of those updates that have called it so without a break.
    #[must_use]
    pub fn ended_at(&self) -> Option<Timestamp> {
        let newest_first = self.updates.iter().rev();
        let closing = newest_first.take_while(|update| is_over(update.status));
        closing.last().map(|update| update.at)
    }

    /// When anything of it last changed.
    #[must_use]
    pub fn updated_at(&self) -> Option<Timestamp> {
        let said = self.updates.iter().map(|update| update.at);
        said.chain(self.changed_at).max()
    }

    /// Whether somebody took part after it began, or began it when it should have been over: then only
    /// people end it.
    #[must_use]
    pub fn is_taken_over(&self) -> bool {
        let mut begun = self
            .updates
            .iter()
            .skip_while(|update| !is_under_way(update.status));
        let is_late = |begin: &MaintenanceUpdate| begin.by_hand && self.planned_to <= begin.at;
        begun.next().is_some_and(is_late) || begun.any(|update| update.by_hand)
    }

    /// When its components were under maintenance, oldest first.
    #[must_use]
    pub fn spans(&self, component: &str) -> Vec<Span> {
        let mut spans = Vec::new();
        let is_hit = self.components.iter().any(|id| id == component);
        if !is_hit || !self.is_public() || !self.switches.puts_under {
            return spans;
        }
        for (index, update) in self.updates.iter().enumerate() {
            if is_under_way(update.status) {
                spans.push(Span {
                    from: update.at,
                    to: self.updates.get(index + 1).map(|next| next.at),
                    status: Status::UnderMaintenance,
                });
            }
        }
        spans
    }

    /// Puts an update in its place by the time it is shown under; of two at one time the one that
    /// was written later comes later.
    pub fn insert(&mut self, update: MaintenanceUpdate) {
        let place = (update.at, update.number);
        let is_before = |known: &MaintenanceUpdate| (known.at, known.number) < place;
        let place = self.updates.partition_point(is_before);
        self.updates.insert(place, update);
    }

    /// The number of the next update.
    #[must_use]
    pub fn next_number(&self) -> u32 {
        let numbers = self.updates.iter().map(|update| update.number);
        numbers.max().unwrap_or(0) + 1
    }

    /// What of it waits for people, and for when it was planned; none for a draft.
    #[must_use]
    pub fn waits_for_people(&self) -> Option<(Waiting, Timestamp)> {
        if !self.is_public() || self.is_over() || self.next_by_itself().is_some() {
            return None;
        }
        if self.is_under_way() {
            return Some((Waiting::End, self.planned_to));
        }
        Some((Waiting::Begin, self.planned_from))
    }

    /// Whether it was planned to have begun or ended, and nobody has seen to it.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        let waiting = self.waits_for_people();
        waiting.is_some_and(|(_, planned)| planned <= now)
    }

    /// What the clock has it do next, and when; none when it waits for people.
    #[must_use]
    pub fn next_by_itself(&self) -> Option<(Timestamp, MaintenanceStatus)> {
        match self.status() {
            MaintenanceStatus::Scheduled if self.switches.begins_itself => {
                Some((self.planned_from, MaintenanceStatus::InProgress))
            }
            MaintenanceStatus::InProgress
                if self.switches.completes_itself && !self.is_taken_over() =>
            {
                let end = if self.switches.puts_back {
                    MaintenanceStatus::Completed
                } else {
                    MaintenanceStatus::Verifying
                };
                Some((self.planned_to, end))
            }
            _ => None,
        }
    }
}

/// Whether the work goes on in this state.
#[must_use]
pub(crate) const fn is_under_way(status: MaintenanceStatus) -> bool {
    matches!(
        status,
        MaintenanceStatus::InProgress | MaintenanceStatus::Verifying
    )
}

/// Whether a maintenance in this state is over.
#[must_use]
pub(crate) const fn is_over(status: MaintenanceStatus) -> bool {
    matches!(
        status,
        MaintenanceStatus::Completed | MaintenanceStatus::Cancelled
    )
}

#[cfg(test)]
mod tests;
