//! The maps of the site for search engines: one of the pages that are always there, one of each month, and
//! what leads to them.

use pilotlight_feed::{History, Incident, Timestamp};

use crate::bundle::{Bundle, Digest};
use crate::file::{File, map_of_month};
use crate::format::sitemap;
use crate::page::Context;

/// Where the map of the pages that are always there stands.
const PAGES: &str = "sitemap-pages.xml";

/// `sitemap.xml`, which leads to a map of the pages that are always there and to one of each month: so that
/// with an incident the map of its month is written, and not that of all that ever was.
pub(crate) fn index<'a>(context: &'a Context<'a>) -> Bundle<'a> {
    // What lies in a month is looked at only when one has changed.
    let past = context.options.past.iter();
    let digests: Vec<Digest> = past.map(|past| past.digest.events).collect();
    let inputs = context.inputs().with(&digests);
    Bundle::of("site map", inputs, move || {
        let months = context.options.past.iter().rev();
        let months = months.map(|past| {
            let changed = past.history.incidents.iter().map(|one| one.updated_at);
            (
                map_of_month(&past.history.month.to_string()),
                changed.max().flatten(),
            )
        });
        let maps: Vec<_> = std::iter::once((PAGES.to_owned(), None))
            .chain(months)
            .collect();
        let text = sitemap::index(&context.feed.page, &maps);
        vec![File::text("sitemap.xml", text)]
    })
}

/// The map of the pages that are always there, and of what is told before its month has been read.
pub(crate) fn of_pages<'a>(context: &'a Context<'a>) -> Bundle<'a> {
    let recent: Vec<_> = crate::contents::recent(context)
        .map(|one| (&one.id, one.updated_at))
        .collect();
    let components = context.feed.components.iter();
    let components: Vec<&String> = components.map(|known| &known.id).collect();
    let inputs = context.inputs().with(&recent).with(&components);
    Bundle::of("site map of pages", inputs, move || {
        let pages = ["", "docs/", "history/", "maintenance/", "subscribe/"].map(str::to_owned);
        let components = context.feed.components.iter();
        let components = components.flat_map(|known| {
            let folders = ["components/", "history/component/"];
            folders.map(|folder| [folder, &known.id, "/"].concat())
        });
        let pages = pages.into_iter().chain(components).map(|path| (path, None));
        let pages: Vec<_> = pages
            .chain(crate::contents::recent(context).map(mapped))
            .collect();
        vec![drawn(context, PAGES, &pages)]
    })
}

/// The map of a month and of its incidents, the newest first.
pub(crate) fn of_month(context: &Context<'_>, history: &History) -> File {
    let itself = ["history/", &history.month.to_string(), "/"].concat();
    let incidents = history.incidents.iter().rev().map(mapped);
    let pages: Vec<_> = std::iter::once((itself, None)).chain(incidents).collect();
    drawn(context, &map_of_month(&history.month.to_string()), &pages)
}

fn drawn(context: &Context<'_>, path: &str, pages: &[(String, Option<Timestamp>)]) -> File {
    let alternates = |path: &str| context.alternates(path);
    File::text(path, sitemap::draw(&context.feed.page, pages, &alternates))
}

/// The path of an incident's page, and when it changed.
fn mapped(one: &Incident) -> (String, Option<Timestamp>) {
    (["incidents/", &one.id, "/"].concat(), one.updated_at)
}
