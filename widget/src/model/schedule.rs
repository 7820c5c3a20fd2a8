//! When to ask for which document.
//!
//! Polls are spread by a tenth either way. Failures double the pause, up to a quarter of an hour. A
//! hidden page asks for nothing.

use super::{Document, Moment};

/// The longest pause after failures.
const LONGEST_PAUSE_MS: i64 = 15 * 60_000;
/// The longest that a server's `Retry-After` is honoured: an outage is no reason to be blind for a
/// day.
const LONGEST_RETRY_AFTER_MS: i64 = 3_600_000;
/// Whoever comes back to the page within this has news that are new enough.
const NEWS_MS: i64 = 10_000;
/// How long `feed.json` is good for while no status changes: a day may have passed at midnight.
const WHOLE_MS: i64 = 3_600_000;
/// The pause after `feed.json` could not be had; the summary is polled meanwhile.
const WHOLE_PAUSE_MS: i64 = 5 * 60_000;
/// The clock is looked at this often, because timers do not count the time that a laptop sleeps.
const LOOK_MS: i64 = 20_000;

/// What the elements of one feed on a page want together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wishes {
    /// Seconds between two polls; none is never.
    pub(crate) poll_s: Option<u32>,
    /// Whether a panel is open.
    pub(crate) is_open: bool,
    /// Whether anyone can see the element.
    pub(crate) is_visible: bool,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Next {
    pub(crate) fetch: Option<Document>,
    /// When to look again, unless something happens before.
    pub(crate) wake_at_ms: i64,
}

#[derive(Debug)]
pub(super) struct Schedule {
    wishes: Wishes,
    /// Summaries that could not be had, one after another.
    failures: u32,
    /// When a summary was last asked for.
    asked_at_ms: i64,
    /// Whether somebody asked for news by hand and has not got them yet, which goes without a poll.
    is_wanted: bool,
    /// Nothing is asked for before this, because the server said so.
    retry_after_ms: i64,
    summary_at_ms: i64,
    whole_at_ms: i64,
}

impl Schedule {
    pub(super) const fn new(wishes: Wishes) -> Self {
        Self {
            wishes,
            failures: 0,
            asked_at_ms: 0,
            is_wanted: false,
            retry_after_ms: 0,
            summary_at_ms: 0,
            whole_at_ms: 0,
        }
    }

    pub(super) fn succeeded(&mut self, at: Moment, document: Document) {
        // The whole says all that a summary says, so it takes the place of the next one.
        self.failures = 0;
        self.is_wanted = false;
        self.asked_at_ms = at.now_ms;
        self.summary_at_ms = at.now_ms + spread(self.interval_ms(), at.chance);
        if document == Document::Whole {
            self.whole_at_ms = at.now_ms + WHOLE_MS;
        }
    }

    pub(super) fn failed(&mut self, at: Moment, document: Document, retry_after_s: u32) {
        let asked_ms = i64::from(retry_after_s).saturating_mul(1_000);
        self.retry_after_ms = at.now_ms + asked_ms.min(LONGEST_RETRY_AFTER_MS);
        match document {
            Document::Summary => {
                self.is_wanted = false;
                self.asked_at_ms = at.now_ms;
                self.failures = self.failures.saturating_add(1);
                let doubled_ms = self
                    .interval_ms()
                    .saturating_mul(1 << self.failures.min(10));
                let pause_ms = spread(doubled_ms, at.chance).min(LONGEST_PAUSE_MS);
                self.summary_at_ms = at.now_ms + pause_ms;
            }
            Document::Whole => self.whole_at_ms = at.now_ms + spread(WHOLE_PAUSE_MS, at.chance),
        }
    }

    pub(super) fn resumed(&mut self, now_ms: i64) {
        if self.asked_at_ms.saturating_add(NEWS_MS) <= now_ms {
            self.summary_at_ms = now_ms;
        }
    }

    pub(super) fn asked(&mut self, now_ms: i64) {
        self.is_wanted = true;
        self.summary_at_ms = now_ms;
    }

    pub(super) fn ask_for_whole(&mut self, now_ms: i64) {
        self.whole_at_ms = self.whole_at_ms.min(now_ms);
    }

    pub(super) fn wish(&mut self, now_ms: i64, wishes: Wishes) {
        if wishes.poll_s != self.wishes.poll_s {
            let sooner = now_ms.saturating_add(wishes.poll_s.map_or(i64::MAX, poll_ms));
            self.summary_at_ms = self.summary_at_ms.min(sooner);
        }
        self.wishes = wishes;
    }

    pub(super) fn next(&self, now_ms: i64, changes_at_ms: Option<i64>, has_link: bool) -> Next {
        let asks = |wanted: bool, at: i64| {
            (wanted && self.wishes.is_visible).then(|| at.max(self.retry_after_ms))
        };
        let whole_at = asks(self.wishes.is_open && has_link, self.whole_at_ms);
        let summary_at = asks(
            self.is_wanted || self.wishes.poll_s.is_some(),
            self.summary_at_ms,
        );
        let is_due = |at: Option<i64>| at.is_some_and(|at| at <= now_ms);
        let fetch = if is_due(whole_at) {
            Some(Document::Whole)
        } else if is_due(summary_at) {
            Some(Document::Summary)
        } else {
            None
        };
        // What is due already waits for a request under way, and its end looks again by itself.
        let wake_at = [whole_at, summary_at, changes_at_ms].into_iter().flatten();
        let look_at = now_ms.saturating_add(LOOK_MS);
        let wake_at = wake_at.filter(|at| now_ms < *at).fold(look_at, i64::min);
        Next {
            fetch,
            wake_at_ms: wake_at,
        }
    }

    fn interval_ms(&self) -> i64 {
        self.wishes.poll_s.map_or(LONGEST_PAUSE_MS, poll_ms)
    }
}

fn poll_ms(seconds: u32) -> i64 {
    i64::from(seconds) * 1_000
}

/// A tenth more or less, as chance has it.
fn spread(pause_ms: i64, chance: u32) -> i64 {
    pause_ms / 1_000 * i64::from(900 + chance % 201)
}
