//! The past that a start reads may be thousands of pages. They are made beside the news: between two
//! publications, the newest month first, page by page, until somebody has something to say. What is ready
//! the next publication takes in; what is half done is gone on with.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use pilotlight_feed::{History, Month, Timestamp};
use pilotlight_site::{MonthDigest, PastMonth, Site, Terms};

use super::making::{Kept, Making};
use super::{News, PublishError, Publisher, local_time, options};

/// Events of months that are prepared at once. What is ready is to be published, and whoever carries it to
/// a bucket has no news to carry meanwhile.
const MOST_EVENTS: usize = 1_000;

/// A month as its pages tell it.
#[derive(Clone, Debug)]
pub(super) struct Told {
    history: Arc<History>,
    digest: MonthDigest,
}

/// Pages of months that are not published yet.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    kept: Kept,
    /// The months that are whole.
    months: BTreeMap<Month, Told>,
}

impl Told {
    /// What is told of a month; its digest is known when it is the same object as before.
    pub(super) fn of(history: &Arc<History>, known: Option<Self>) -> Self {
        let same = known.filter(|known| Arc::ptr_eq(&known.history, history));
        same.unwrap_or_else(|| Self {
            history: Arc::clone(history),
            digest: pilotlight_site::digest(history),
        })
    }

    pub(super) fn month(&self) -> PastMonth<'_> {
        PastMonth::new(&self.history, self.digest)
    }
}

impl Prepared {
    /// The months that are whole; what their pages were made of goes to `kept`.
    pub(super) fn take_whole(&mut self, kept: &mut Kept) -> BTreeMap<Month, Told> {
        if !self.months.is_empty() {
            kept.take(self.kept.clone());
        }
        std::mem::take(&mut self.months)
    }
}

impl Publisher {
    /// Makes pages of months that wait until `stops` says so, or enough are ready to be published. Nothing
    /// leads to them before they are. Blocks: call it where blocking is allowed.
    pub fn prepare<'a>(&mut self, news: impl Into<News<'a>>, stops: &(dyn Fn() -> bool + Sync)) {
        let news = news.into();
        let prepared = catch_unwind(AssertUnwindSafe(|| self.prepare_or_panic(&news, stops)));
        match prepared {
            Ok(Ok(())) => {}
            // The next publication makes them itself, and says why it cannot.
            Ok(Err(_)) | Err(_) => {
                self.prepared = Prepared::default();
                self.most_new = usize::MAX;
            }
        }
    }

    fn prepare_or_panic(
        &mut self,
        news: &News<'_>,
        stops: &(dyn Fn() -> bool + Sync),
    ) -> Result<(), PublishError> {
        let waiting = self.waiting(news);
        let mut months = self.months.clone();
        months.extend(waiting.iter().cloned());
        let past: Vec<PastMonth<'_>> = months.values().map(Told::month).collect();
        let local_time = |at: Timestamp| local_time(&self.zone, at);
        let options = options(news, &local_time, &past);
        let site = Site::new(news.feed, &options);
        let published = self.published.load_full();
        let terms = Terms::of(&news.feed.page.url, news.look);
        let mut making = Making::new(&self.signer, &published, (terms, news.feed));
        making.stops = stops;
        let before = std::mem::take(&mut self.prepared.kept);
        for (month, told) in &waiting {
            let mut is_whole = true;
            for bundle in site.month(*month) {
                is_whole &= self.prepared.kept.keep(bundle, &before, &mut making)?;
            }
            let entries = std::mem::take(&mut making.entries);
            for target in &mut self.targets {
                is_whole = is_whole && target.prepare(&entries, stops);
            }
            if !is_whole {
                break;
            }
            self.prepared.months.insert(*month, told.clone());
        }
        Ok(())
    }

    /// The months that wait, the newest first, and no more than should be prepared at once: each is a
    /// page in every language.
    fn waiting(&self, news: &News<'_>) -> Vec<(Month, Told)> {
        let mut room = (MOST_EVENTS / news.look.languages.count().max(1)).max(1);
        let new = news.past.months().rev();
        let new = new.filter(|history| !self.months.contains_key(&history.month));
        let some = new.take_while(|history| {
            let has_room = 0 < room;
            room = room.saturating_sub(history.incidents.len() + 1);
            has_room
        });
        some.map(|history| (history.month, Told::of(history, None)))
            .collect()
    }
}
