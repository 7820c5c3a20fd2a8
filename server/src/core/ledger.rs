//! The history of one component: every change of its status, oldest first.

use pilotlight_feed::uptime::Interval;
use pilotlight_feed::{Status, Timestamp};

/// From `at` on the component had this status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerEntry {
    /// When it began.
    pub at: Timestamp,
    /// The status from then on.
    pub status: Status,
}

/// The history of one component. Before its first entry nothing is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    entries: Vec<LedgerEntry>,
}

impl Ledger {
    /// The present status.
    #[must_use]
    pub fn status(&self) -> Status {
        self.entries
            .last()
            .map_or(Status::Unknown, |entry| entry.status)
    }

    /// Since when the present status holds; none when nothing was ever known.
    #[must_use]
    pub fn since(&self) -> Option<Timestamp> {
        self.entries.last().map(|entry| entry.at)
    }

    /// Every entry, oldest first.
    #[must_use]
    pub fn entries(&self) -> &[LedgerEntry] {
        &self.entries
    }

    /// Adds a change. Time never runs backwards here: an entry earlier than the last one begins
    /// with it, and of two at the same instant the later one counts.
    pub fn push(&mut self, entry: LedgerEntry) {
        let at = self.since().map_or(entry.at, |last| last.max(entry.at));
        if self.since() == Some(at) {
            self.entries.pop();
        }
        if self.entries.is_empty() || self.status() != entry.status {
            self.entries.push(LedgerEntry {
                at,
                status: entry.status,
            });
        }
    }

    /// Forgets what ended before `horizon`.
    pub fn forget_before(&mut self, horizon: Timestamp) {
        let over = self
            .entries
            .windows(2)
            .take_while(|pair| pair[1].at <= horizon)
            .count();
        self.entries.drain(..over);
    }

    /// The stretches up to `now`, oldest first.
    pub fn intervals(&self, now: Timestamp) -> impl Iterator<Item = Interval> {
        let ends = self
            .entries
            .iter()
            .skip(1)
            .map(|entry| entry.at)
            .chain([now]);
        self.entries.iter().zip(ends).map(|(entry, end)| Interval {
            from: entry.at,
            to: end.max(entry.at),
            status: entry.status,
        })
    }
}

#[cfg(test)]
mod tests {
    use pilotlight_feed::{Status, Timestamp};

    use super::{Ledger, LedgerEntry};

    fn ledger(entries: &[(i64, Status)]) -> Ledger {
        let mut ledger = Ledger::default();
        for (at, status) in entries {
            ledger.push(LedgerEntry {
                at: Timestamp(*at),
                status: *status,
            });
        }
        ledger
    }

    #[test]
    fn a_repeated_status_is_one_entry() {
        let ledger = ledger(&[(1, Status::Operational), (5, Status::Operational)]);
        assert_eq!(
            (ledger.entries().len(), ledger.since()),
            (1, Some(Timestamp(1)))
        );
    }

    #[test]
    fn of_two_entries_at_one_instant_the_later_counts() {
        let ledger = ledger(&[
            (1, Status::Operational),
            (5, Status::MajorOutage),
            (5, Status::Operational),
        ]);
        assert_eq!(
            (ledger.entries().len(), ledger.status()),
            (1, Status::Operational)
        );
    }

    #[test]
    fn a_wall_clock_that_jumps_back_does_not_reorder_history() {
        let ledger = ledger(&[(100, Status::Operational), (40, Status::MajorOutage)]);
        assert_eq!(
            (ledger.status(), ledger.since()),
            (Status::MajorOutage, Some(Timestamp(100)))
        );
    }

    #[test]
    fn forgetting_keeps_the_stretch_that_reaches_into_the_window() {
        let mut ledger = ledger(&[
            (1, Status::Operational),
            (5, Status::MajorOutage),
            (9, Status::Operational),
        ]);
        ledger.forget_before(Timestamp(7));
        assert_eq!(ledger.entries()[0].status, Status::MajorOutage);
    }
}
