//! Publishing: a feed becomes files, the feeds among them are signed, all are checked as a reader
//! would check them, and only then replace what was there.
//!
//! The published set is kept in memory for our own answers and, when configured, written to a
//! folder or a bucket for others to serve. Whatever fails, the last good files stay.

mod bucket;
mod compress;
mod directory;
mod purge;
mod set;
mod sign;
mod target;
mod verify;

use std::sync::Arc;

use arc_swap::ArcSwap;
use pilotlight_feed::uptime::Weights;
use pilotlight_feed::{Date, Feed, Ledger, Timestamp};
use pilotlight_site::file::is_feed;
use pilotlight_site::preview::Preview;
use pilotlight_site::{File, Live, LocalTime, Look, Options};
use tokio::sync::watch;

pub(crate) use bucket::Courier;
pub use bucket::{Bucket, BucketError, Endpoint, InTheClear, Place};
pub use directory::{Directory, DirectoryError};
pub(crate) use purge::Purger;
pub use purge::{NoToken, Purge};
pub use set::{Encoding, Entry, Published, Representation};
pub(crate) use sign::is_signed_by;
pub use sign::{KeyError, Signer, fresh_key};
pub use target::{Edition, Target};
pub use verify::Refusal;

use crate::core::Zone;

/// The widget's own files, as its build left them; empty when it was not built.
const WIDGET_FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/widget_files.rs"));

/// Whether this binary carries the widget.
#[must_use]
pub fn has_widget() -> bool {
    !WIDGET_FILES.is_empty()
}

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
}

/// What a publication did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Files of the set.
    pub files: usize,
    /// Files whose bytes are new.
    pub changed: usize,
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
}

impl<'a> From<&'a Feed> for News<'a> {
    /// A feed alone, reckoned as usual.
    fn from(feed: &'a Feed) -> Self {
        Self {
            feed,
            ledgers: &[],
            weights: Weights::default(),
            security_contact: None,
            look: &OURS,
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
    /// What the picture for other sites shows, and the picture.
    preview: Option<(Preview, File)>,
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
            preview: None,
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

    /// Renders, signs, checks and publishes. Blocks: call it where blocking is allowed.
    ///
    /// # Errors
    /// [`PublishError`] when a reader would refuse the files, or the folder cannot be written.
    /// In the second case our own answers are up to date all the same.
    pub fn publish<'a>(&mut self, news: impl Into<News<'a>>) -> Result<Report, PublishError> {
        let news = news.into();
        let feed = news.feed;
        let mut files = render(&news, &self.zone);
        files.splice(0..0, news.ledgers.iter().map(File::ledger));
        files.push(self.preview(feed));
        files.insert(0, File::key(self.signer.public_key()));
        sign_feeds(&mut files, &self.signer);
        for file in &files {
            verify::verify(file, &self.signer).map_err(|refusal| PublishError::Refused {
                path: file.path.clone(),
                refusal,
            })?;
        }
        let before = self.published.load();
        let scheme = pilotlight_site::Scheme::of(&feed.page.url);
        let published = Published::of(files, &before, scheme, feed.generated_at);
        let report = Report {
            files: published.len(),
            changed: published.changed_since(&before),
        };
        drop(before);
        let published = Arc::new(published);
        self.published.store(Arc::clone(&published));
        let edition = Edition {
            published,
            revision: feed.revision,
            page_url: feed.page.url.clone(),
        };
        // Each of them, also when one fails.
        let taken: Vec<_> = self
            .targets
            .iter_mut()
            .map(|to| to.take(&edition))
            .collect();
        taken.into_iter().collect::<Result<(), _>>()?;
        if let Some(told) = &self.told {
            told.send_replace(Some(edition));
        }
        Ok(report)
    }
}

impl Publisher {
    /// The picture for other sites, drawn when what it shows is not what it showed.
    fn preview(&mut self, feed: &Feed) -> File {
        let wanted = Preview::of(feed);
        let known = self.preview.take().filter(|(shown, _)| *shown == wanted);
        let (shown, file) = known.unwrap_or_else(|| {
            let file = wanted.draw();
            (wanted, file)
        });
        self.preview = Some((shown, file.clone()));
        file
    }
}

fn render(news: &News<'_>, zone: &Zone) -> Vec<File> {
    let local_time = |at: Timestamp| local_time(zone, at);
    let live = if has_widget() {
        Live::Widget
    } else {
        Live::Static
    };
    let mut files = pilotlight_site::render(
        news.feed,
        &Options {
            live,
            local_time: &local_time,
            weights: news.weights,
            ledgers: news.ledgers,
            security_contact: news.security_contact,
            look: news.look,
        },
    );
    files.extend(WIDGET_FILES.iter().map(|(path, body)| File {
        path: (*path).to_owned(),
        body: body.to_vec(),
    }));
    files
}

/// Signs each feed. What cannot be signed stays as it is: it is refused when it is verified.
fn sign_feeds(files: &mut [File], signer: &Signer) {
    for file in files.iter_mut().filter(|file| is_feed(&file.path)) {
        if let Some(signed) = signer.sign(&file.body) {
            file.body = signed;
        }
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
mod tests;
