//! The status site: a feed, rendered to plain files.
//!
//! [`render`] is pure: no clock, no I/O, the same feed always yields the same bytes, so a publisher
//! can skip what did not change. The pages are HTML that is complete without script; what moves is
//! a `<pilot-light>` element around the part that would otherwise grow old.
//!
//! [`file`] alone knows what each published path is: its type, its headers, its turn in publishing.

mod asset;
pub mod badge;
pub mod file;
mod format;
mod html;
mod level;
mod local;
pub mod look;
mod page;
mod part;
pub mod preview;

use pilotlight_feed::uptime::Weights;
use pilotlight_feed::{Feed, Ledger, SCHEMA, Timestamp};

use crate::asset::Asset;
pub use crate::file::{File, Kind, Order, Scheme};
pub use crate::local::LocalTime;
pub use crate::look::Look;

/// What a page needs and a feed does not say.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// What stands for the status once the page is open.
    pub live: Live,
    /// Tells what a clock on the wall shows in the zone of [`pilotlight_feed::Page::time_zone`].
    /// Zones are data that change, so the server brings them and this crate stays pure.
    pub local_time: &'a dyn Fn(Timestamp) -> LocalTime,
    /// How the percentages of the feed were reckoned.
    pub weights: Weights,
    /// The ledgers of the components, for what is reckoned over other days than those of the feed.
    pub ledgers: &'a [Ledger],
    /// Where to report what is not safe: an address as `security.txt` has it, with its scheme.
    pub security_contact: Option<&'a str>,
    /// What the operator decided of its look.
    pub look: &'a Look,
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

/// Renders everything public that follows from a feed alone, in the order of publishing. The widget's own files are not among
/// it: they are made by another build and published as they are.
#[must_use]
pub fn render(feed: &Feed, options: &Options<'_>) -> Vec<File> {
    let context = page::Context { feed, options };
    let mut files = vec![
        File::text("index.html", page::status(&context)),
        File::text("404.html", page::missing(&context)),
        File::text("badge.svg", badge::draw(feed)),
        File::text("badge.json", format::shield::draw(feed)),
        File::text("status.txt", format::plain::draw(feed)),
        File::text("feed.atom", format::atom::draw(feed)),
        File::text("feed.rss", format::rss::draw(feed)),
        File::text("jsonfeed.json", format::json_feed::draw(feed)),
        File::text("maintenance.ics", format::calendar::draw(feed)),
        File::text("robots.txt", format::sitemap::robots(feed)),
        File::text("llms.txt", format::guide::draw(feed)),
        File::text("metrics.txt", format::metrics::draw(feed)),
        File::text("feed/v1/schema.json", SCHEMA),
        File::text("feed/v1/feed.json", json(feed)),
        File::text("feed/v1/summary.json", json(&feed.summary())),
        File::text(
            file::HOST_HEADERS,
            file::host_headers(Scheme::of(&feed.page.url)),
        ),
    ];
    files.extend(format::statuspage::draw(feed));
    files.extend(badge::draw_all(feed, options));
    files.extend(format::calendar::draw_each(feed));
    files.extend(format::security::draw(feed, options.security_contact));
    files.extend(pages(&context));
    for page in files.iter_mut().filter(|file| file.is_indexed()) {
        page.body = html::with_address(&page.body, &page.address_on(&feed.page));
    }
    files.push(File::text(
        "sitemap.xml",
        format::sitemap::draw(feed, &files),
    ));
    files.extend(Asset::ALL.map(Asset::file));
    files.extend(options.look.files());
    files.sort_by_cached_key(|file| Kind::of(&file.path).order());
    files
}

/// The pages behind the front page.
fn pages(context: &page::Context<'_>) -> Vec<File> {
    let feed = context.feed;
    let below = |folder: &str, name: &str| [folder, "/", name, "/index.html"].concat();
    let mut pages = vec![
        File::text("history/index.html", page::history(context)),
        File::text("maintenance/index.html", page::maintenance(context)),
        File::text("subscribe/index.html", page::subscribe(context)),
        File::text("docs/index.html", page::docs(context)),
        File::text("embed/index.html", page::embed(context)),
    ];
    for month in page::months(context) {
        let text = page::month(context, month);
        pages.push(File::text(below("history", &month.path()), text));
    }
    for incident in feed.incidents.iter().chain(&feed.past_incidents) {
        let text = page::incident(context, incident);
        pages.push(File::text(below("incidents", &incident.id), text));
    }
    for component in &feed.components {
        let text = page::component(context, component);
        pages.push(File::text(below("components", &component.id), text));
    }
    pages
}

fn json(feed: &Feed) -> String {
    serde_json::to_string(feed)
        .expect("a feed holds only what JSON can say: texts, whole numbers, lists")
}
