//! The status site: a feed, rendered to plain files.
//!
//! [`render`] is pure: no clock, no I/O, the same feed always yields the same bytes, so a publisher
//! can skip what did not change. The pages are HTML that is complete without script; what moves is
//! a `<pilot-light>` element around the part that would otherwise grow old.
//!
//! [`file`] alone knows what each published path is: its type, its headers, its turn in publishing.

mod asset;
pub mod badge;
mod bundle;
mod contents;
pub mod file;
mod format;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod html;
mod level;
mod local;
pub mod look;
mod map;
mod page;
mod part;
mod past;
pub mod preview;
mod words;

use std::collections::BTreeMap;

use pilotlight_feed::uptime::Weights;
use pilotlight_feed::{Feed, Ledger, Month, Timestamp};

pub use crate::bundle::{Bundle, Digest, Made};
pub use crate::file::{File, Kind, Order, Scheme, Terms};
pub use crate::format::calendar::is_calendar;
pub use crate::format::security::is_security;
pub use crate::local::LocalTime;
pub use crate::look::Look;
use crate::page::Context;
pub use crate::part::chart::ResponseTimes;
pub use crate::past::{MonthDigest, PastMonth, digest, months_of};
pub use crate::words::{Language, Languages};

/// What a page needs and a feed does not say.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// What stands for the status once the page is open.
    pub live: Live,
    /// Tells what a clock on the wall shows in the zone of [`pilotlight_feed::Page::time_zone`].
    /// Zones are data that change, so the server brings them and this crate stays pure.
    pub local_time: &'a (dyn Fn(Timestamp) -> LocalTime + Sync),
    /// How the percentages of the feed were reckoned.
    pub weights: Weights,
    /// The ledgers of the components, for what is reckoned over other days than those of the feed.
    pub ledgers: &'a [Ledger],
    /// Where to report what is not safe: an address as `security.txt` has it, with its scheme.
    pub security_contact: Option<&'a str>,
    /// What the operator decided of its look.
    pub look: &'a Look,
    /// The past for good, the oldest month first: what a feed has no room for.
    pub past: &'a [PastMonth<'a>],
    /// Response times, by the identifier of the component.
    pub responses: &'a BTreeMap<String, ResponseTimes>,
}

/// The look of a page whose operator decided nothing.
static OURS: Look = Look::OURS;
/// No response times.
static NONE: BTreeMap<String, ResponseTimes> = BTreeMap::new();

impl<'a> Options<'a> {
    /// Those of a page with no past, reckoned and shown as usual.
    #[must_use]
    pub fn new(live: Live, local_time: &'a (dyn Fn(Timestamp) -> LocalTime + Sync)) -> Self {
        Self {
            live,
            local_time,
            weights: Weights::default(),
            ledgers: &[],
            security_contact: None,
            look: &OURS,
            past: &[],
            responses: &NONE,
        }
    }
}

/// Whether the pages carry the widget's script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Live {
    /// The widget's files are published beside these: the status follows by itself.
    Widget,
    /// There are none: the page stays as it was published.
    Static,
}

impl std::fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("live", &self.live)
            .finish_non_exhaustive()
    }
}

/// Renders everything public, in the order of publishing. The widget's own files are not among it: they
/// are made by another build and published as they are.
#[must_use]
pub fn render(feed: &Feed, options: &Options<'_>) -> Vec<File> {
    let site = Site::new(feed, options);
    let mut files: Vec<File> = site.bundles().into_iter().flat_map(Bundle::files).collect();
    files.sort_by_key(|file| Kind::of(&file.path).order());
    files
}

/// Everything public, not rendered yet.
pub struct Site<'a> {
    /// One for each language, the first language first.
    contexts: Vec<Context<'a>>,
}

impl std::fmt::Debug for Site<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Site").finish_non_exhaustive()
    }
}

impl<'a> Site<'a> {
    /// The site of a feed.
    #[must_use]
    pub fn new(feed: &'a Feed, options: &'a Options<'a>) -> Self {
        Self {
            contexts: Context::all(feed, options),
        }
    }

    /// What it is made of, in no order. A publisher renders those whose inputs have changed.
    #[must_use]
    pub fn bundles(&self) -> Vec<Bundle<'_>> {
        let mut bundles = Vec::new();
        for context in &self.contexts {
            if context.is_main() {
                bundles.extend([map::index(context), map::of_pages(context)]);
                bundles.extend([contents::still(context), contents::events(context)]);
                bundles.push(contents::preview(context));
                let components = context.feed.components.iter();
                bundles.extend(components.map(|known| contents::badges(context, known)));
            }
            bundles.extend(contents::pages(context));
        }
        bundles
    }

    /// Those of one month of the past alone.
    #[must_use]
    pub fn month(&self, of: Month) -> Vec<Bundle<'_>> {
        let all = self.contexts.iter().flat_map(move |context| {
            let past = context.options.past.iter();
            let past = past.filter(move |past| past.history.month == of);
            past.map(|past| contents::month(context, *past))
        });
        all.collect()
    }
}
