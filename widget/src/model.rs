//! What is known of one feed, what of it may be shown, and when to ask again. Pure: time and chance
//! are arguments, so every rule is tested without a browser.
//!
//! The truth rule: a fresh feed is shown; past its promise the last level is shown as past; an hour
//! later, or without any feed, the status is unknown. Instants are milliseconds since 1970, because
//! a promise ends at its very second.

mod order;
mod overview;
mod schedule;
mod shown;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use pilotlight_feed::{Feed, Timestamp};

pub(crate) use overview::Overview;
pub(crate) use schedule::{Next, Wishes};
pub(crate) use shown::{Shown, State};

/// How long a feed past its promise is still shown, as past.
const STALE_FOR_MS: i64 = 3_600_000;

/// The two documents of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Document {
    /// `summary.json`, which is polled.
    Summary,
    /// `feed.json`, which is fetched while a panel is open.
    Whole,
}

/// When something happened, and a number that nobody can guess, so that the visitors of a page do
/// not all ask in the same second.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub(crate) now_ms: i64,
    pub(crate) chance: u32,
}

/// What is known of a feed.
#[derive(Debug)]
pub(crate) struct Model {
    /// The newest of either document.
    newest: Option<Arc<Feed>>,
    /// The newest `feed.json`.
    whole: Option<Arc<Feed>>,
    /// Whether `feed.json` could not be had: it is not worth waiting for.
    has_failed: bool,
    /// Whether the newest document was refused for its signature.
    is_unsigned: bool,
    schedule: schedule::Schedule,
}

impl Model {
    /// A feed that was asked for at `at`, and what came of it; else in how many seconds the server
    /// wants to be asked again.
    pub(crate) fn new(at: Moment, wishes: Wishes, first: Result<Feed, u32>) -> Self {
        let mut model = Self {
            newest: None,
            whole: None,
            has_failed: false,
            is_unsigned: false,
            schedule: schedule::Schedule::new(wishes),
        };
        match first {
            Ok(feed) => model.read(at, Document::Summary, feed),
            Err(retry_after_s) => model.failed(at, Document::Summary, retry_after_s),
        }
        model
    }

    /// A document was fetched and is valid.
    pub(crate) fn read(&mut self, at: Moment, document: Document, feed: Feed) {
        self.schedule.succeeded(at, document);
        self.is_unsigned = false;
        let feed = Arc::new(feed);
        if document == Document::Whole {
            // What it tells of past days holds even when a summary was newer.
            self.whole = Some(Arc::clone(&feed));
        }
        if let Some(newest) = &self.newest {
            if order::is_older(&feed, newest) {
                return;
            }
            if document == Document::Summary && order::differs(&feed, newest) {
                self.schedule.ask_for_whole(at.now_ms);
            }
        }
        self.newest = Some(feed);
    }

    /// A document could not be fetched, or is not valid.
    pub(crate) fn failed(&mut self, at: Moment, document: Document, retry_after_s: u32) {
        self.has_failed |= document == Document::Whole;
        self.schedule.failed(at, document, retry_after_s);
    }

    /// Someone came back to the page, or the page to the network.
    pub(crate) fn resumed(&mut self, now_ms: i64) {
        self.schedule.resumed(now_ms);
    }

    /// News are wanted now, whoever has asked when.
    pub(crate) fn asked(&mut self, now_ms: i64) {
        self.schedule.asked(now_ms);
    }

    /// The signature of what was fetched does not fit, or it fits again.
    pub(crate) fn set_unsigned(&mut self, is_unsigned: bool) {
        self.is_unsigned = is_unsigned;
    }

    /// The elements on the page want something else.
    pub(crate) fn wish(&mut self, now_ms: i64, wishes: Wishes) {
        self.schedule.wish(now_ms, wishes);
    }

    /// What to fetch now, and when to look again.
    pub(crate) fn next(&self, now_ms: i64) -> Next {
        // Only a summary says where the whole is.
        let has_link = self.newest.is_some();
        self.schedule
            .next(now_ms, self.changes_at(now_ms), has_link)
    }

    /// Address of `feed.json`, as the feed has it.
    pub(crate) fn whole_link(&self) -> Option<&str> {
        self.newest.as_ref().map(|feed| feed.links.feed.as_str())
    }

    /// What may be shown now.
    pub(crate) fn shown(&self, now_ms: i64) -> Shown {
        Shown {
            state: self.state(now_ms),
            feed: self.newest.clone(),
            whole: self.whole.clone(),
            is_unsigned: self.is_unsigned,
            is_settled: self.newest.is_some() && (self.whole.is_some() || self.has_failed),
            promised_until: self.promised_until(now_ms),
        }
    }

    fn state(&self, now_ms: i64) -> State {
        let Some(feed) = &self.newest else {
            return State::Error;
        };
        let overdue_ms = now_ms.saturating_sub(ends_at(feed));
        if overdue_ms <= 0 {
            State::Ready
        } else if overdue_ms <= STALE_FOR_MS {
            State::Stale
        } else {
            State::Error
        }
    }

    /// When time alone changes what may be shown.
    fn changes_at(&self, now_ms: i64) -> Option<i64> {
        let feed = self.newest.as_ref()?;
        let ends_at = match self.state(now_ms) {
            State::Ready => ends_at(feed) + 1,
            State::Stale => ends_at(feed) + STALE_FOR_MS + 1,
            State::Error => return None,
        };
        let ahead = promises(feed).filter(|at_ms| now_ms < *at_ms);
        Some(ahead.fold(ends_at, i64::min))
    }

    /// A promise that runs out is said by the page itself, whatever has become of who made it.
    fn promised_until(&self, now_ms: i64) -> Timestamp {
        let Some(feed) = &self.newest else {
            return Timestamp::default();
        };
        let past = promises(feed).filter(|at_ms| *at_ms <= now_ms);
        past.fold(feed.generated_at, |last, at_ms| {
            last.max(Timestamp(at_ms / 1_000))
        })
    }
}

/// When what is promised of open incidents runs out.
fn promises(feed: &Feed) -> impl Iterator<Item = i64> {
    let incidents = feed.incidents.iter();
    let all = incidents.flat_map(|it| [it.expected_resolution_at, it.next_update_at]);
    all.flatten().map(|at| at.0.saturating_mul(1_000))
}

/// The last millisecond of a feed's promise.
fn ends_at(feed: &Feed) -> i64 {
    feed.valid_until.0.saturating_mul(1_000)
}
