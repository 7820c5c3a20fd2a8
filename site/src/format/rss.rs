//! `feed.rss`: what `feed.atom` says, in RSS 2.0.

use std::fmt::{self, Write};

use pilotlight_feed::{Date, Feed, Timestamp};

use super::entry::{Entry, updated};
use super::xml::escape;
use crate::local::month_name;

const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];

/// The document.
pub(super) fn draw(feed: &Feed, entries: &[Entry]) -> String {
    let mut text = String::new();
    write_channel(&mut text, feed, entries).expect("a string takes every text");
    text
}

fn write_channel(text: &mut String, feed: &Feed, entries: &[Entry]) -> fmt::Result {
    let (url, name) = (escape(&feed.page.url), escape(&feed.page.name));
    writeln!(text, r#"<?xml version="1.0" encoding="utf-8"?>"#)?;
    writeln!(
        text,
        r#"<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>"#
    )?;
    writeln!(text, "<title>{name} status</title>")?;
    writeln!(text, "<link>{url}</link>")?;
    // Unlike a title, a description is HTML to its readers: the name is escaped for both.
    writeln!(
        text,
        "<description>Incidents and maintenance of {}</description>",
        escape(&name)
    )?;
    writeln!(text, "<language>en</language>")?;
    writeln!(
        text,
        "<lastBuildDate>{}</lastBuildDate>",
        date(updated(feed, entries))
    )?;
    writeln!(
        text,
        r#"<atom:link rel="self" type="application/rss+xml" href="{url}feed.rss"/>"#
    )?;
    for entry in entries {
        write_item(text, entry)?;
    }
    writeln!(text, "</channel></rss>")
}

fn write_item(text: &mut String, entry: &Entry) -> fmt::Result {
    let address = escape(&entry.address);
    writeln!(text, "<item>")?;
    writeln!(text, "<title>{}</title>", escape(&entry.title))?;
    writeln!(text, "<link>{address}</link>")?;
    writeln!(text, r#"<guid isPermaLink="true">{address}</guid>"#)?;
    // Readers sort by the one date that there is.
    writeln!(text, "<pubDate>{}</pubDate>", date(entry.updated))?;
    writeln!(text, "<description>{}</description>", escape(&entry.html))?;
    writeln!(text, "</item>")
}

/// As RFC 822 writes it, for example `Mon, 23 Nov 2026 06:10:00 +0000`.
fn date(at: Timestamp) -> String {
    let (days, seconds) = (at.0.div_euclid(86_400), at.0.rem_euclid(86_400));
    let (year, month, day) = Date(days).to_civil();
    let weekday = usize::try_from(days.rem_euclid(7)).map_or("", |index| WEEKDAYS[index]);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!(
        "{weekday}, {day:02} {} {year:04} {hour:02}:{minute:02}:{second:02} +0000",
        month_name(month)
    )
}

#[cfg(test)]
mod tests {
    use pilotlight_feed::Timestamp;

    use super::date;

    #[test]
    fn a_date_has_its_weekday() {
        assert_eq!(date(Timestamp(0)), "Thu, 01 Jan 1970 00:00:00 +0000");
        let at = Timestamp::parse("2026-11-23T06:10:05Z").unwrap();
        assert_eq!(date(at), "Mon, 23 Nov 2026 06:10:05 +0000");
    }
}
