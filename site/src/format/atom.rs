//! `feed.atom`: incidents and maintenances for feed readers, in Atom 1.0 (RFC 4287).

use std::fmt::{self, Write};

use pilotlight_feed::Feed;

use super::entry::{Entry, updated};
use super::xml::escape;

/// The document.
pub(super) fn draw(feed: &Feed, entries: &[Entry]) -> String {
    let mut text = String::new();
    write_feed(&mut text, feed, entries).expect("a string takes every text");
    text
}

fn write_feed(text: &mut String, feed: &Feed, entries: &[Entry]) -> fmt::Result {
    let (url, name) = (escape(&feed.page.url), escape(&feed.page.name));
    writeln!(text, r#"<?xml version="1.0" encoding="utf-8"?>"#)?;
    writeln!(
        text,
        r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">"#
    )?;
    writeln!(text, "<id>{url}</id>")?;
    writeln!(text, "<title>{name} status</title>")?;
    writeln!(text, "<updated>{}</updated>", updated(feed, entries))?;
    writeln!(text, "<author><name>{name}</name></author>")?;
    writeln!(
        text,
        r#"<link rel="alternate" type="text/html" href="{url}"/>"#
    )?;
    writeln!(
        text,
        r#"<link rel="self" type="application/atom+xml" href="{url}feed.atom"/>"#
    )?;
    for entry in entries {
        write_entry(text, entry)?;
    }
    writeln!(text, "</feed>")
}

fn write_entry(text: &mut String, entry: &Entry) -> fmt::Result {
    let address = escape(&entry.address);
    writeln!(text, "<entry>")?;
    writeln!(text, "<id>{address}</id>")?;
    writeln!(text, "<title>{}</title>", escape(&entry.title))?;
    writeln!(
        text,
        r#"<link rel="alternate" type="text/html" href="{address}"/>"#
    )?;
    writeln!(text, "<published>{}</published>", entry.published)?;
    writeln!(text, "<updated>{}</updated>", entry.updated)?;
    writeln!(
        text,
        r#"<content type="html">{}</content>"#,
        escape(&entry.html)
    )?;
    writeln!(text, "</entry>")
}
