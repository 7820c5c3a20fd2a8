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

use std::collections::{BTreeMap, HashSet};

use pilotlight_feed::uptime::Weights;
use pilotlight_feed::{
    Component, Feed, HISTORY_SCHEMA, Incident, Ledger, Month, SCHEMA, Timestamp,
};

use crate::asset::Asset;
pub use crate::bundle::{Bundle, Digest, Made};
pub use crate::file::{File, Kind, Order, Scheme, Terms};
pub use crate::format::calendar::is_calendar;
pub use crate::format::security::is_security;
pub use crate::local::LocalTime;
pub use crate::look::Look;
use crate::page::Context;
pub use crate::part::chart::ResponseTimes;
pub use crate::past::{PastMonth, digest, months_of};
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
/// More than two zones can be apart, seconds.
const ZONES_APART_S: i64 = 2 * 86_400;
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
                bundles.extend([still(context), map::index(context)]);
                bundles.extend([map::of_pages(context), preview(context)]);
                let components = context.feed.components.iter();
                bundles.extend(components.map(|known| badges(context, known)));
            }
            bundles.extend(pages(context));
        }
        bundles
    }

    /// Those of one month of the past alone.
    #[must_use]
    pub fn month(&self, of: Month) -> Vec<Bundle<'_>> {
        let all = self.contexts.iter().flat_map(move |context| {
            let past = context.options.past.iter();
            let past = past.filter(move |past| past.history.month == of);
            past.map(|past| month(context, *past))
        });
        all.collect()
    }
}

/// The pages in one language.
fn pages<'a>(context: &'a Context<'a>) -> Vec<Bundle<'a>> {
    let feed = context.feed;
    let mut bundles = vec![
        // They say when they were made, or are so small that looking for a change is no less work.
        Bundle::of(
            context.key("present"),
            context.inputs().with(feed),
            move || present(context),
        ),
        index(context),
        by_component(context),
    ];
    bundles.push(Bundle::of(
        context.key("subscribe"),
        context.inputs(),
        move || {
            let text = page::subscribe(context);
            vec![document(context, "subscribe/index.html", text)]
        },
    ));
    bundles.push(Bundle::of(
        context.key("maintenance"),
        maintenances(context),
        move || {
            let text = page::maintenance(context);
            vec![document(context, "maintenance/index.html", text)]
        },
    ));
    let components = feed.components.iter();
    bundles.extend(components.map(|known| component(context, known)));
    let past = context.options.past.iter();
    bundles.extend(past.map(|past| month(context, *past)));
    bundles.extend(recent(context).map(|one| incident(context, one)));
    bundles
}

/// What changes with the configuration alone, or never.
fn still<'a>(context: &'a Context<'a>) -> Bundle<'a> {
    let security = format::security::draw(context.feed, context.options.security_contact);
    let said = security.as_ref().map(|file| &file.body);
    // The page of what programs can read takes the first component as its example.
    let example = context.feed.components.first().map(|known| &known.id);
    let has_all = badge::has_all(context.feed);
    let inputs = context.inputs().with(&said).with(&(example, has_all));
    Bundle::of("still", inputs, move || {
        let mut files = vec![
            File::text("404.html", page::missing(context)),
            document(context, "docs/index.html", page::docs(context)),
            File::text("robots.txt", format::sitemap::robots(context.feed)),
            File::text("llms.txt", format::guide::draw(context.feed)),
            File::text("feed/v1/schema.json", SCHEMA),
            File::text("feed/v1/history-schema.json", HISTORY_SCHEMA),
            File::text(
                file::HOST_HEADERS,
                file::host_headers(
                    &Terms::of(&context.feed.page.url, context.options.look),
                    &context.options.look.languages,
                ),
            ),
        ];
        files.extend(Asset::ALL.map(Asset::file));
        files.extend(context.options.look.files());
        files.extend(security);
        files
    })
}

/// What tells of the present as a whole: in each language the pages, and once what programs read.
fn present(context: &Context<'_>) -> Vec<File> {
    let feed = context.feed;
    let mut files = vec![
        document(context, "index.html", page::status(context)),
        File::text(frame_path(context), page::embed(context)),
    ];
    if !context.is_main() {
        return files;
    }
    files.extend([
        File::text("badge.json", format::shield::draw(feed)),
        File::text("status.txt", format::plain::draw(feed)),
        File::text("feed.atom", format::atom::draw(feed)),
        File::text("feed.rss", format::rss::draw(feed)),
        File::text("jsonfeed.json", format::json_feed::draw(feed)),
        File::text("maintenance.ics", format::calendar::draw(feed)),
        File::text("metrics.txt", format::metrics::draw(feed)),
        File::text("feed/v1/feed.json", json(feed)),
        File::text("feed/v1/summary.json", json(&feed.summary())),
    ]);
    files.extend(format::statuspage::draw(feed));
    files.extend(format::calendar::draw_each(feed));
    files.extend(badge::draw_own(feed));
    files.extend(badge::draw_page(feed));
    files
}

/// What goes on since longer than memory reaches, or has just ended: it is linked to before the past has
/// been read.
fn recent<'a>(context: &'a Context<'a>) -> impl Iterator<Item = &'a Incident> {
    let feed = context.feed;
    let recent = || feed.incidents.iter().chain(&feed.past_incidents);
    // No month of years ago is looked at for what lies in the last ones. After a change of the zone its
    // month may be the one before.
    let first = recent().map(|one| one.started_at).min();
    let first = first.map(|at| Month::of(context.local(at.plus(-ZONES_APART_S)).date));
    let past = context.options.past;
    let from = past.partition_point(|past| first.is_none_or(|first| past.history.month < first));
    let told = past[from..].iter().flat_map(|past| &past.history.incidents);
    let known: HashSet<&str> = told.map(|one| one.id.as_str()).collect();
    recent().filter(move |one| !known.contains(one.id.as_str()))
}

/// Where the page for frames stands: all of them below one address, which hosts know.
fn frame_path(context: &Context<'_>) -> String {
    match context.is_main() {
        true => "embed/index.html".to_owned(),
        false => ["embed/", context.words.language.tag(), "/index.html"].concat(),
    }
}

/// A page at a path below the root of its language, which says where it stands when it has an address of
/// its own.
fn document(context: &Context<'_>, path: &str, html: String) -> File {
    let mut file = File::text(context.path(path), html);
    if file.is_indexed() {
        file.body = html::with_address(&file.body, &file.address_on(&context.feed.page));
    }
    file
}

/// The picture beside links, drawn when what it shows is not what it showed.
fn preview<'a>(context: &'a Context<'a>) -> Bundle<'a> {
    let picture = preview::Preview::of(context.feed);
    let inputs = context.inputs().with(&format!("{picture:?}"));
    Bundle::of("preview", inputs, move || vec![picture.draw()])
}

fn index<'a>(context: &'a Context<'a>) -> Bundle<'a> {
    let past = context.options.past.iter();
    let months: Vec<_> = past
        .map(|past| {
            let history = past.history;
            let counts = (history.incidents.len(), history.maintenances.len());
            (history.month, counts, past.bad_days())
        })
        .collect();
    let inputs = context.inputs().with(&months).with(&context.all_names());
    Bundle::of(context.key("history"), inputs, move || {
        vec![document(
            context,
            "history/index.html",
            page::history(context),
        )]
    })
}

/// All that happened to each component: looked at only when a month has changed.
fn by_component<'a>(context: &'a Context<'a>) -> Bundle<'a> {
    let past = context.options.past.iter();
    let digests: Vec<Digest> = past.map(|past| past.digest).collect();
    let names = context.all_names();
    let inputs = context.inputs().with(&digests).with(&names);
    Bundle::group(context.key("history of components"), inputs, move || {
        let mut told = page::told_by_component(context);
        let components = context.feed.components.iter();
        components
            .map(|known| {
                let months = told.remove(known.id.as_str()).unwrap_or_default();
                let inputs = context.inputs().with(&known.name);
                let inputs = inputs.with(&page::lines_of(context, &months));
                let key = ["history of ", &known.id].concat();
                Bundle::of(key, inputs, move || {
                    let text = page::history_of_component(context, known, &months);
                    let path = ["history/component/", &known.id, "/index.html"].concat();
                    vec![document(context, &path, text)]
                })
            })
            .collect()
    })
}

fn maintenances(context: &Context<'_>) -> bundle::Inputs {
    let feed = context.feed;
    let lists = [
        &feed.maintenances,
        &feed.scheduled_maintenances,
        &feed.past_maintenances,
    ];
    let inputs = context.inputs().with(&lists).with(&context.all_names());
    // The picture beside links to it.
    inputs.with(&feed.status.level)
}

fn component<'a>(context: &'a Context<'a>, known: &'a Component) -> Bundle<'a> {
    let mut inputs = context.inputs().with(known).with(&context.feed.days);
    inputs = inputs.with(&context.months_of_days());
    inputs = inputs.with(&context.options.responses.get(&known.id));
    if let Some(of) = context.of(known) {
        inputs = inputs.with(&(&of.current, &of.ahead, &of.past, &of.months));
        for one in &of.open {
            inputs = inputs.with(&(one, context.broken(one)));
        }
        let open = of.open.iter().chain(&of.past).map(|one| &one.components);
        let planned = of
            .current
            .iter()
            .chain(&of.ahead)
            .map(|one| &one.components);
        let names: Vec<_> = open
            .chain(planned)
            .map(|ids| context.names_of(ids))
            .collect();
        inputs = inputs.with(&names);
    }
    let key = context.key(&["component ", &known.id].concat());
    Bundle::of(key, inputs, move || {
        let path = ["components/", &known.id, "/index.html"].concat();
        vec![document(context, &path, page::component(context, known))]
    })
}

/// The badges of a component, drawn when what they say is not what they said.
fn badges<'a>(context: &'a Context<'a>, known: &'a Component) -> Bundle<'a> {
    let of = badge::of_component(context.feed, context.options, known);
    let inputs = context.inputs().with(&of);
    Bundle::of(["badges of ", &known.id].concat(), inputs, move || {
        badge::draw_component(&of)
    })
}

/// A month with the pages of its incidents, each of which is looked at only when the month has changed.
fn month<'a>(context: &'a Context<'a>, past: PastMonth<'a>) -> Bundle<'a> {
    let history = past.history;
    let open = history
        .incidents
        .iter()
        .filter(|one| one.resolved_at.is_none());
    let broken: Vec<_> = open.map(|one| (&one.id, context.broken(one))).collect();
    let inputs = context
        .inputs()
        .with(&past.digest)
        .with(&context.all_names());
    let inputs = inputs.with(&broken);
    // Its open incidents show the present, and its level in the picture beside links to them.
    let level = (!broken.is_empty()).then_some(context.feed.status.level);
    let inputs = inputs.with(&level);
    let (before, after) = context.neighbours(history.month);
    let neighbours = [before, after].map(|one| one.map(|one| one.history.month));
    let inputs = inputs.with(&neighbours);
    let key = context.key(&["month ", &history.month.to_string()].concat());
    Bundle::group(key.clone(), inputs.clone(), move || {
        let itself = Bundle::of([key.as_str(), " itself"].concat(), inputs, move || {
            let text = page::month(context, past);
            let page = ["history/", &history.month.to_string(), "/index.html"].concat();
            let itself = document(context, &page, text);
            // What programs read is in no language.
            let told = context
                .is_main()
                .then(|| [File::history(history), map::of_month(context, history)]);
            let told = told.into_iter().flatten();
            [itself].into_iter().chain(told).collect()
        });
        let incidents = history.incidents.iter().map(|one| incident(context, one));
        [itself].into_iter().chain(incidents).collect()
    })
}

fn incident<'a>(context: &'a Context<'a>, told: &'a Incident) -> Bundle<'a> {
    let names = context.names_of(&told.components);
    let inputs = context.inputs().with(told).with(&names);
    // Only what is open shows the present, and its level in the picture beside links to it.
    let level = told
        .resolved_at
        .is_none()
        .then_some(context.feed.status.level);
    let inputs = inputs.with(&context.broken(told)).with(&level);
    let key = context.key(&["incident ", &told.id].concat());
    Bundle::of(key, inputs, move || {
        let path = ["incidents/", &told.id, "/index.html"].concat();
        vec![document(context, &path, page::incident(context, told))]
    })
}

fn json(feed: &Feed) -> String {
    serde_json::to_string(feed)
        .expect("a feed holds only what JSON can say: texts, whole numbers, lists")
}
