//! Publishing: a feed becomes files, the feeds among them are signed, all are checked as a reader
//! would check them, and only then replace what was there.
//!
//! The published set is kept in memory for our own answers and, when configured, written to a
//! folder or a bucket for others to serve. Whatever fails, the last good files stay.

mod bucket;
mod compress;
mod directory;
mod embedded;
mod entry;
mod making;
mod preparing;
mod purge;
mod set;
mod sign;
mod target;
mod verify;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arc_swap::ArcSwap;
use pilotlight_feed::uptime::Weights;
use pilotlight_feed::{Date, Feed, Ledger, Month, Timestamp};
use pilotlight_site::{
    Bundle, Digest, File, Live, LocalTime, Look, Made, Options, PastMonth, ResponseTimes, Site,
    Terms,
};
use sha2::Digest as _;
use tokio::sync::watch;

pub(crate) use bucket::Courier;
pub use bucket::{Bucket, BucketError, Endpoint, InTheClear, Place};
pub use directory::{Directory, DirectoryError};
pub use embedded::has_widget;
pub use entry::{Encoding, Entry, Form, Representation};
pub(crate) use purge::Purger;
pub use purge::{NoToken, Purge};
pub use set::Published;
pub(crate) use sign::is_signed_by;
pub use sign::{KeyError, Signer, fresh_key};
pub use target::{Edition, Target};
pub use verify::Refusal;

use self::embedded::widget;
use self::making::{Kept, Making};
use self::preparing::{Prepared, Told};
use self::verify::Bounds;
use crate::core::{Past, Zone};

/// Events of months that are new to the publisher and rendered in its first publication: those that the
/// front page leads to. What else of the past is read at start is prepared beside the news.
const NEW_EVENTS_AT_FIRST: usize = 200;

/// Why a publication failed. What was published before is still there.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// A reader would not accept what was about to be published.
    #[error("refused to publish {path}: {refusal}")]
    Refused {
        /// Which file.
        path: String,
        /// Why.
        refusal: Refusal,
    },
    /// The folder could not be written.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// A fault of this program.
    #[error("a fault of this program ({0}); report this with the lines before it")]
    Panicked(String),
}

/// What a publication did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Files of the set.
    pub files: usize,
    /// Files that were rendered, because something that they are made of has changed.
    pub rendered: usize,
    /// Files whose bytes are new.
    pub changed: usize,
    /// Bytes of those.
    pub changed_bytes: usize,
    /// Months of the past that wait for the next publication.
    pub waiting: usize,
    /// Pages of the past that a reader would refuse: the last good ones stay.
    pub refused: usize,
}

/// The look of a page whose operator decided nothing.
static OURS: Look = Look::OURS;

/// What is published together.
#[derive(Clone, Copy, Debug)]
pub struct News<'a> {
    /// The feed, from which the pages follow.
    pub feed: &'a Feed,
    /// The ledgers of its components.
    pub ledgers: &'a [Ledger],
    /// How its percentages were reckoned.
    pub weights: Weights,
    /// Where to report what is not safe, with its scheme.
    pub security_contact: Option<&'a str>,
    /// What the operator decided of the look.
    pub look: &'a Look,
    /// The past by month.
    pub past: &'a Past,
    /// Whether that is all of it, or some could not be read yet.
    pub past_is_whole: bool,
    /// Response times, by the identifier of the component.
    pub responses: &'a BTreeMap<String, ResponseTimes>,
}

/// No past at all.
static NOTHING: Past = Past::none();
/// No response times.
static NONE: BTreeMap<String, ResponseTimes> = BTreeMap::new();

impl<'a> From<&'a Feed> for News<'a> {
    /// A feed alone, reckoned as usual.
    fn from(feed: &'a Feed) -> Self {
        Self {
            feed,
            ledgers: &[],
            weights: Weights::default(),
            security_contact: None,
            look: &OURS,
            past: &NOTHING,
            past_is_whole: true,
            responses: &NONE,
        }
    }
}

/// Publishes one feed after another.
#[derive(Debug)]
pub struct Publisher {
    zone: Zone,
    signer: Signer,
    targets: Vec<Target>,
    /// Whom an edition is told to once the targets have it.
    told: Option<watch::Sender<Option<Edition>>>,
    published: Arc<ArcSwap<Published>>,
    /// What the published files were made of.
    kept: Kept,
    /// The months whose pages are published.
    months: BTreeMap<Month, Told>,
    /// Those whose pages are ready to be.
    prepared: Prepared,
    /// What feeds are held to.
    bounds: Bounds,
    /// Events of months that the next publication renders though nobody has prepared them.
    most_new: usize,
    /// The number of the last publication, the first is one.
    number: u64,
    /// Whether files were made beside the publications and are part of none yet.
    has_taken_in: bool,
}

impl Publisher {
    /// Publishes into memory, and into the folder when there is one.
    #[must_use]
    pub fn new(zone: Zone, signer: Signer, directory: Option<Directory>) -> Self {
        Self {
            zone,
            signer,
            targets: directory.map(Target::Directory).into_iter().collect(),
            told: None,
            published: Arc::default(),
            kept: Kept::default(),
            months: BTreeMap::new(),
            prepared: Prepared::default(),
            bounds: Bounds::default(),
            most_new: NEW_EVENTS_AT_FIRST,
            number: 0,
            has_taken_in: false,
        }
    }

    /// Publishes there too.
    pub(crate) fn add(&mut self, target: Target) {
        self.targets.push(target);
    }

    /// Tells of each edition once it is published.
    pub(crate) fn tell(&mut self, told: watch::Sender<Option<Edition>>) {
        self.told = Some(told);
    }

    /// Publishes the whole past at once: for whoever publishes only once.
    #[must_use]
    pub fn at_once(mut self) -> Self {
        self.most_new = usize::MAX;
        self
    }

    /// Publishes also feeds that are larger than readers take: for whoever measures how the work grows
    /// beyond that, and for no page.
    #[must_use]
    pub fn for_nobody(mut self) -> Self {
        self.bounds = Bounds::Nobody;
        self
    }

    /// The set in memory; it is replaced whole.
    #[must_use]
    pub fn published(&self) -> Arc<ArcSwap<Published>> {
        Arc::clone(&self.published)
    }

    /// Takes another zone from now on.
    pub(crate) fn follow(&mut self, zone: &Zone) {
        if self.zone.name != zone.name {
            self.zone = zone.clone();
        }
    }

    /// Renders what has changed, signs, checks and publishes. Blocks: call it where blocking is allowed.
    ///
    /// # Errors
    /// [`PublishError`] when a reader would refuse the files, or the folder cannot be written.
    /// In the second case our own answers are up to date all the same. Also a panic ends here: whoever
    /// publishes goes on with the next news, of which then everything is rendered.
    pub fn publish<'a>(&mut self, news: impl Into<News<'a>>) -> Result<Report, PublishError> {
        let news = news.into();
        // What it leaves is whole: files are swapped as a set, a folder notes what it has written.
        let published = catch_unwind(AssertUnwindSafe(|| self.publish_or_panic(news)));
        published.unwrap_or_else(|panic| {
            self.kept = Kept::default();
            self.prepared = Prepared::default();
            let said = panic.downcast_ref::<String>().map(String::as_str);
            let said = said.or_else(|| panic.downcast_ref::<&str>().copied());
            Err(PublishError::Panicked(said.unwrap_or("a panic").to_owned()))
        })
    }

    fn publish_or_panic(&mut self, news: News<'_>) -> Result<Report, PublishError> {
        let waiting = self.admit(news.past, news.look.languages.count());
        let before = self.published.load_full();
        let terms = Terms::of(&news.feed.page.url, news.look);
        if before.terms().is_some_and(|known| *known != terms) {
            // Every answer has other headers, also of what has the same bytes.
            self.kept = Kept::default();
            self.prepared = Prepared::default();
        }
        let mut making = Making::new(&self.signer, &before, (terms, news.feed));
        making.bounds = self.bounds;
        let kept = make(&news, &self.zone, &self.months, (&self.kept, &mut making))?;
        let report = Report {
            files: making.entries.len(),
            rendered: making.rendered,
            changed: making.changed,
            changed_bytes: making.changed_bytes,
            waiting,
            refused: making.refused,
        };
        let mut published = Published::whole(making.entries);
        let last = self.number;
        self.number += 1;
        if !std::mem::take(&mut self.has_taken_in) {
            published.set_news(self.number, making.new);
        }
        published.lacks_past = !news.past_is_whole || 0 < waiting;
        let is_whole = !published.lacks_past;
        let published = Arc::new(published);
        self.kept = kept;
        if waiting == 0 {
            // All of it is in there now.
            self.prepared = Prepared::default();
        }
        if self.most_new != usize::MAX {
            // A month that is new once all are told is news: nothing of it waits, and what it was moved from
            // is not taken away before it stands there.
            self.most_new = if is_whole { NEW_EVENTS_AT_FIRST } else { 0 };
        }
        self.published.store(Arc::clone(&published));
        let edition = Edition {
            published,
            revision: news.feed.revision,
            page_url: news.feed.page.url.clone(),
        };
        // Each of them, also when one fails.
        let taken: Vec<_> = self
            .targets
            .iter_mut()
            .map(|to| to.take(&edition))
            .collect();
        // A folder holds files as they are: they do not wait for this.
        edition.published.compress(Some(last));
        taken.into_iter().collect::<Result<(), _>>()?;
        if let Some(told) = &self.told {
            told.send_replace(Some(edition));
        }
        Ok(report)
    }

    /// Takes in the months of the past: at once those that are known and have changed, the one that has
    /// just begun, and those that are prepared; at first some of those that are not, the newest first.
    /// Answers how many wait.
    fn admit(&mut self, past: &Past, languages: usize) -> usize {
        let newest = self.months.keys().next_back().copied();
        let (mut room, mut waiting) = (self.most_new / languages.max(1), 0);
        let mut prepared = self.prepared.take_whole(&mut self.kept);
        self.has_taken_in |= !prepared.is_empty();
        let mut months = BTreeMap::new();
        for history in past.months().rev() {
            let month = history.month;
            let known = self.months.remove(&month);
            let known = known.or_else(|| prepared.remove(&month));
            let is_new = known.is_none();
            let has_begun = newest.is_some_and(|newest| newest < month);
            if is_new && !has_begun && room == 0 {
                waiting += 1;
                continue;
            }
            if is_new {
                room = room.saturating_sub(history.incidents.len() + 1);
            }
            months.insert(month, Told::of(history, known));
        }
        self.months = months;
        waiting
    }
}

/// What pages need beside the feed.
fn options<'a>(
    news: &News<'a>,
    local_time: &'a (dyn Fn(Timestamp) -> LocalTime + Sync),
    past: &'a [PastMonth<'a>],
) -> Options<'a> {
    Options {
        live: if has_widget() {
            Live::Widget
        } else {
            Live::Static
        },
        local_time,
        weights: news.weights,
        ledgers: news.ledgers,
        security_contact: news.security_contact,
        look: news.look,
        past,
        responses: news.responses,
    }
}

/// Makes every file of a publication, and what to know it by in the next.
fn make(
    news: &News<'_>,
    zone: &Zone,
    months: &BTreeMap<Month, Told>,
    (before, making): (&Kept, &mut Making<'_>),
) -> Result<Kept, PublishError> {
    let local_time = |at: Timestamp| local_time(zone, at);
    let past: Vec<PastMonth<'_>> = months.values().map(Told::month).collect();
    let options = options(news, &local_time, &past);
    let site = Site::new(news.feed, &options);
    let mut bundles = site.bundles();
    let key = File::key(making.signer.public_key());
    bundles.push(ready("key".to_owned(), key));
    bundles.extend(news.ledgers.iter().map(|ledger| {
        let key = ["ledger of ", &ledger.component].concat();
        ready(key, File::ledger(ledger))
    }));
    bundles.push(Bundle {
        key: "widget".to_owned(),
        // The same as long as the process lives.
        inputs: Digest::default(),
        made: Made::Files(Box::new(widget)),
    });
    let mut kept = Kept::default();
    kept.keep_all(bundles, before, making)?;
    Ok(kept)
}

/// A file that is no work to make: it is its own input.
fn ready<'a>(key: String, file: File) -> Bundle<'a> {
    Bundle {
        key,
        inputs: sha2::Sha256::digest(&file.body).into(),
        made: Made::Files(Box::new(|| vec![file])),
    }
}

fn local_time(zone: &Zone, at: Timestamp) -> LocalTime {
    let timestamp = jiff::Timestamp::from_second(at.0).unwrap_or_default();
    let local = zone.rules.to_datetime(timestamp);
    let (year, month, day) = (local.year(), local.month(), local.day());
    LocalTime {
        date: Date::from_civil(i64::from(year), i64::from(month), i64::from(day)),
        hour: local.hour().cast_unsigned(),
        minute: local.minute().cast_unsigned(),
        zone: zone
            .rules
            .to_offset_info(timestamp)
            .abbreviation()
            .to_owned(),
    }
}

#[cfg(test)]
mod language_tests;
#[cfg(test)]
mod news_tests;
#[cfg(test)]
mod past_tests;
#[cfg(test)]
mod tests;
