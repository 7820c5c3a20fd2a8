//! The rules that everything published keeps, checked on what a browser's parser makes of it.

mod badge;
mod document;
mod files;
mod format;
mod hostile;
mod language;
mod look;
mod machine;
mod page;
mod past;
mod statuspage;
mod weight;

use pilotlight_feed::{Date, Feed, Timestamp};
use pilotlight_site::{File, Live, LocalTime, Look, Options, PastMonth, digest, months_of, render};

const OUTAGE: &str = include_str!("../../../feed/golden/v1/outage-feed.json");
const BUSY: &str = include_str!("../../../feed/golden/v1/busy-feed.json");
const PROMISES: &str = include_str!("../../../feed/golden/v1/promises-feed.json");
const FORMER: &str = include_str!("../../../feed/golden/v1/former-feed.json");
const FUTURE: &str = include_str!("../../../feed/golden/v1/from-the-future-feed.json");

fn feed(text: &str) -> Feed {
    serde_json::from_str(text).expect("a feed")
}

/// Renders with the widget beside, in a zone an hour ahead of UTC.
fn files(feed: &Feed) -> Vec<File> {
    rendered(feed, Live::Widget)
}

/// Renders with the past as far as the feed tells it.
fn rendered(feed: &Feed, live: Live) -> Vec<File> {
    rendered_in(feed, live, &Look::OURS)
}

/// The same in another look.
fn rendered_in(feed: &Feed, live: Live, look: &Look) -> Vec<File> {
    let months = months_of(feed, &an_hour_ahead);
    let past: Vec<PastMonth<'_>> = months
        .iter()
        .map(|history| PastMonth::new(history, digest(history)))
        .collect();
    render(
        feed,
        &Options {
            past: &past,
            look,
            ..Options::new(live, &an_hour_ahead)
        },
    )
}

fn an_hour_ahead(at: Timestamp) -> LocalTime {
    let minute = at.0.div_euclid(60) + 60;
    let part = |minutes: i64| u8::try_from(minutes).expect("less than 60");
    LocalTime {
        date: Date(minute.div_euclid(24 * 60)),
        hour: part(minute.div_euclid(60).rem_euclid(24)),
        minute: part(minute.rem_euclid(60)),
        zone: "CET".to_owned(),
    }
}

/// The maps that `sitemap.xml` leads to, one after the other.
fn site_maps(files: &[File]) -> String {
    let maps = files
        .iter()
        .filter(|file| file.path.starts_with("sitemap-"));
    maps.map(|file| text(files, &file.path)).collect()
}

/// The text of one file.
fn text(files: &[File], path: &str) -> String {
    let file = files.iter().find(|file| file.path == path).expect(path);
    String::from_utf8(file.body.clone()).expect("all but the widget is text")
}
