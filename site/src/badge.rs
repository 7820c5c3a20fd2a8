//! Badges: the status as a picture, for pages that allow nothing more. The page's own is 200 by 28
//! pixels and says as of when; those in the styles that others know, of the page and of each
//! component, say only what is: its status, its uptime, how fast it answers.

mod style;
mod uptime;
mod width;

use pilotlight_feed::uptime::percent;
use pilotlight_feed::{Component, Feed, Status, Timestamp};
use serde::Serialize;

use self::style::{Style, Words};
use self::uptime::{Uptime, WINDOWS, uptime};
use crate::part::icon::shape;
use crate::{File, Options, level};

const STYLE: &str = include_str!("asset/badge.css");
/// What of it is for the dark follows this.
const DARK: &str = "@media (prefers-color-scheme:dark){";

/// Components up to which each has its badges in every style and for every window. On a page of more
/// each has the two that most people want: thousands of files, each held in memory, are no badge's
/// worth.
const MOST_WITH_ALL: usize = 200;

/// What is green in a badge of uptime: so many basis points and more. What is red is below the
/// second.
const GOOD_BP: u16 = 9_990;
const FAIR_BP: u16 = 9_900;

/// What stands in `badge/<id>/` of a component, beside `badge/<id>.svg`; on a page of many components
/// only some of it does.
pub const MORE: [&str; 6] = [
    "flat-square.svg",
    "for-the-badge.svg",
    "response.svg",
    "uptime.svg",
    "uptime-30.svg",
    "uptime-7.svg",
];

/// The badges of the page in the styles of others.
pub(crate) fn draw_page(feed: &Feed) -> [File; 3] {
    let level = feed.status.level;
    Style::ALL.map(|style| {
        let words = words(&feed.page.name, level);
        let path = format!("badge-{}.svg", style.name());
        File::text(path, style::draw(style, &words))
    })
}

/// Whether each component has its badges in every style and for every window.
pub(crate) fn has_all(feed: &Feed) -> bool {
    feed.components.len() <= MOST_WITH_ALL
}

/// What the badges of one component are drawn from.
#[derive(Debug, Serialize)]
pub(crate) struct OfComponent<'a> {
    id: &'a str,
    name: &'a str,
    status: Status,
    has_all: bool,
    /// Its uptime over so many days, where it is known how to reckon it.
    uptimes: Vec<(i64, Uptime)>,
    /// How long it took to answer over the last day, in milliseconds; none when nothing was measured.
    response_ms: Option<u32>,
}

/// What the badges of a component are drawn from.
pub(crate) fn of_component<'a>(
    feed: &Feed,
    options: &Options<'_>,
    component: &'a Component,
) -> OfComponent<'a> {
    let has_all = has_all(feed);
    let windows = if has_all { WINDOWS.len() } else { 1 };
    let windows = WINDOWS.into_iter().take(windows);
    let uptimes = windows.filter_map(|days| Some((days, uptime(feed, options, component, days)?)));
    OfComponent {
        id: &component.id,
        name: &component.name,
        status: component.status,
        has_all,
        uptimes: uptimes.collect(),
        response_ms: has_all
            .then(|| options.responses.get(&component.id)?.latest_median_ms())
            .flatten(),
    }
}

/// The badges of one component.
pub(crate) fn draw_component(of: &OfComponent<'_>) -> Vec<File> {
    let mut files = Vec::new();
    add_status(&mut files, of);
    files.extend(
        of.uptimes
            .iter()
            .map(|(days, found)| of_uptime(of, *days, *found)),
    );
    files.extend(of.has_all.then(|| of_response(of)));
    files
}

fn add_status(files: &mut Vec<File>, component: &OfComponent<'_>) {
    let words = words(component.name, component.status);
    for style in Style::ALL {
        let path = match style {
            Style::Flat => format!("badge/{}.svg", component.id),
            _ if component.has_all => format!("badge/{}/{}.svg", component.id, style.name()),
            _ => continue,
        };
        files.push(File::text(path, style::draw(style, &words)));
    }
}

fn of_uptime(component: &OfComponent<'_>, days: i64, found: Uptime) -> File {
    let (message, level) = match found {
        Uptime::NoData => ("no data".to_owned(), Status::Unknown),
        Uptime::Known(points) => {
            let level = match points {
                GOOD_BP.. => Status::Operational,
                FAIR_BP.. => Status::DegradedPerformance,
                _ => Status::MajorOutage,
            };
            (format!("{}% in {days} days", percent(points)), level)
        }
    };
    let path = if days == WINDOWS[0] {
        format!("badge/{}/uptime.svg", component.id)
    } else {
        format!("badge/{}/uptime-{days}.svg", component.id)
    };
    let words = Words {
        label: component.name,
        message: &message,
        colour: colour(level),
    };
    File::text(path, style::draw(Style::Flat, &words))
}

/// What is fast is for its reader to say: the colour only says whether anything was measured.
fn of_response(component: &OfComponent<'_>) -> File {
    let (message, level) = match component.response_ms {
        Some(median) => (format!("{median} ms"), Status::UnderMaintenance),
        None => ("no data".to_owned(), Status::Unknown),
    };
    let words = Words {
        label: component.name,
        message: &message,
        colour: colour(level),
    };
    let path = format!("badge/{}/response.svg", component.id);
    File::text(path, style::draw(Style::Flat, &words))
}

fn words(label: &str, level: Status) -> Words<'_> {
    Words {
        label,
        message: level::short_words(level),
        colour: colour(level),
    }
}

/// The colour of a level as the light pages have it: white is read on each.
const fn colour(level: Status) -> &'static str {
    match level {
        Status::Operational => "1a7f37",
        Status::Unknown => "59636e",
        Status::UnderMaintenance => "0969da",
        Status::DegradedPerformance => "9a6700",
        Status::PartialOutage => "bc4c00",
        Status::MajorOutage => "cf222e",
    }
}

/// The page's own badge as it is light, dark, and as its reader is: `<picture>` chooses between the first two
/// where somebody else than the reader's system says which.
pub(crate) fn draw_own(feed: &Feed) -> [File; 3] {
    let (light, dark) = STYLE.split_once(DARK).map_or((STYLE, ""), |(light, dark)| {
        (light, dark.trim_end().trim_end_matches('}'))
    });
    [
        ("badge.svg", STYLE.to_owned()),
        ("badge-light.svg", light.to_owned()),
        ("badge-dark.svg", [light, dark].concat()),
    ]
    .map(|(path, style)| File::text(path, draw(feed, &style)))
}

/// The picture as SVG. The server's policy for badges allows its style and nothing else.
fn draw(feed: &Feed, style: &str) -> String {
    let level = feed.status.level;
    let (short, shape, colour) = (level::short_words(level), shape(level), level::name(level));
    let time = utc_time(feed.generated_at);
    let title = escape(&format!(
        "{}: {}, as of {}",
        feed.page.name, feed.status.description, feed.generated_at
    ));
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="200" height="28" viewBox="0 0 200 28" role="img" aria-labelledby="t">
<title id="t">{title}</title>
<style>{style}</style>
<rect class="box" x=".5" y=".5" width="199" height="27" rx="6"/>
<g class="{colour}"><g class="icon" transform="translate(8 6) scale(.8)">{shape}</g>
<text class="words" x="30" y="18.5">{short}</text></g>
<text class="time" x="191" y="18.5" text-anchor="end">{time}</text>
</svg>
"##
    )
}

/// The time alone, in UTC, because nobody knows where the badge is read.
pub(crate) fn utc_time(at: Timestamp) -> String {
    let minute = at.0.div_euclid(60).rem_euclid(24 * 60);
    format!("{:02}:{:02} UTC", minute / 60, minute % 60)
}

/// A text inside an element of XML, without the characters that XML cannot hold: one of them would
/// turn the picture into an error.
fn escape(text: &str) -> String {
    let allowed = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    let text: String = text.chars().filter(allowed).collect();
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
