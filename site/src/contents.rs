//! What a site is made of, bundle by bundle: of what each is made, and so when it is made anew.

use std::collections::HashSet;

use pilotlight_feed::{Component, Feed, HISTORY_SCHEMA, Incident, Month, SCHEMA};

use crate::asset::Asset;
use crate::bundle::{Bundle, Digest, Inputs};
use crate::file::{self, File, Terms};
use crate::page::Context;
use crate::past::PastMonth;
use crate::{badge, format, html, map, page, preview};

/// More than two zones can be apart, seconds.
const ZONES_APART_S: i64 = 2 * 86_400;

/// The pages in one language.
pub(super) fn pages<'a>(context: &'a Context<'a>) -> Vec<Bundle<'a>> {
    let feed = context.feed;
    let mut bundles = present(context);
    bundles.extend([index(context), by_component(context)]);
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
pub(super) fn still<'a>(context: &'a Context<'a>) -> Bundle<'a> {
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

/// What tells of the present as a whole: in each language the pages, and once what programs read. They say
/// when they were made, or are so small that looking for a change is no less work; each is a bundle of its
/// own because they can be made at the same time.
fn present<'a>(context: &'a Context<'a>) -> Vec<Bundle<'a>> {
    let feed = context.feed;
    let inputs = context.inputs().with(feed);
    let status = move || vec![document(context, "index.html", page::status(context))];
    let frame = move || vec![File::text(frame_path(context), page::embed(context))];
    let mut bundles = vec![
        Bundle::of(context.key("status"), inputs.clone(), status),
        Bundle::of(context.key("frame"), inputs.clone(), frame),
    ];
    if context.is_main() {
        let statuspage = move || format::statuspage::draw(feed);
        bundles.extend([
            Bundle::of("programs", inputs.clone(), move || programs(feed)),
            Bundle::of("statuspage", inputs, statuspage),
        ]);
    }
    bundles
}

/// What programs read of the present.
fn programs(feed: &Feed) -> Vec<File> {
    let mut files = vec![
        File::text("badge.json", format::shield::draw(feed)),
        File::text("status.txt", format::plain::draw(feed)),
        File::text("metrics.txt", format::metrics::draw(feed)),
        File::text("feed/v1/feed.json", json(feed)),
        File::text("feed/v1/summary.json", json(&feed.summary())),
    ];
    files.extend(badge::draw_own(feed));
    files.extend(badge::draw_page(feed));
    files
}

/// What programs read of incidents and maintenances, and of nothing else.
pub(super) fn events<'a>(context: &'a Context<'a>) -> Bundle<'a> {
    let feed = context.feed;
    let incidents = [&feed.incidents, &feed.past_incidents];
    let maintenances = [
        &feed.maintenances,
        &feed.scheduled_maintenances,
        &feed.past_maintenances,
    ];
    let inputs = context.inputs().with(&(incidents, maintenances, feed.days));
    // Calendars name the components.
    let inputs = inputs.with(&context.all_names());
    Bundle::of("events", inputs, move || format::events(feed))
}

/// What goes on since longer than memory reaches, or has just ended: it is linked to before the past has
/// been read.
pub(super) fn recent<'a>(context: &'a Context<'a>) -> impl Iterator<Item = &'a Incident> {
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
pub(super) fn preview<'a>(context: &'a Context<'a>) -> Bundle<'a> {
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

/// All that happened to each component: looked at only when something has.
fn by_component<'a>(context: &'a Context<'a>) -> Bundle<'a> {
    let past = context.options.past.iter();
    let digests: Vec<Digest> = past.map(|past| past.digest.events).collect();
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

fn maintenances(context: &Context<'_>) -> Inputs {
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
        inputs = inputs.with(&(&of.current, &of.ahead, &of.months));
        inputs = inputs.with(&of.past.iter().map(known_by).collect::<Vec<_>>());
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

/// By what an incident of the past is known again: its version where it has one, which changes with all that
/// is told of it but the names of its components, and else all of it.
fn known_by<'a>(told: &&'a Incident) -> (&'a str, Option<u64>, &'a [String], Option<&'a Incident>) {
    let all = told.version.is_none().then_some(*told);
    (&told.id, told.version, &told.components, all)
}

/// The badges of a component, drawn when what they say is not what they said.
pub(super) fn badges<'a>(context: &'a Context<'a>, known: &'a Component) -> Bundle<'a> {
    let of = badge::of_component(context.feed, context.options, known);
    let inputs = context.inputs().with(&of);
    Bundle::of(["badges of ", &known.id].concat(), inputs, move || {
        badge::draw_component(&of)
    })
}

/// A month with the pages of its incidents.
pub(super) fn month<'a>(context: &'a Context<'a>, past: PastMonth<'a>) -> Bundle<'a> {
    let history = past.history;
    let open = history
        .incidents
        .iter()
        .filter(|one| one.resolved_at.is_none());
    let broken: Vec<_> = open.map(|one| (&one.id, context.broken(one))).collect();
    // Its open incidents show the present, and its level in the picture beside links to them.
    let level = (!broken.is_empty()).then_some(context.feed.status.level);
    let inputs = context.inputs().with(&context.all_names());
    let inputs = inputs.with(&broken).with(&level);
    let told = inputs.clone().with(&past.digest.events);
    let inputs = inputs.with(&past.digest.whole);
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
        // Each of which is looked at only when one has changed: the days of a month do all the time.
        let incidents = Bundle::group([key.as_str(), " told"].concat(), told, move || {
            let incidents = history.incidents.iter();
            incidents.map(|one| incident(context, one)).collect()
        });
        vec![itself, incidents]
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
