//! Rules of the published set as a whole.

use std::collections::{BTreeMap, BTreeSet};

use pilotlight_feed::Feed;
use pilotlight_site::file::{is_planned, url_path};
use pilotlight_site::{File, Kind, Live};

use crate::document::Document;
use crate::{BUSY, OUTAGE, feed, files, rendered, text};

#[test]
fn everything_is_published_once_and_in_order() {
    let files = files(&feed(OUTAGE));
    let orders: Vec<_> = files
        .iter()
        .map(|file| Kind::of(&file.path).order())
        .collect();
    assert!(orders.is_sorted());
    let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths.len(), files.len());
    for path in &paths {
        assert!(is_planned(path), "{path} is in no pattern");
    }
    for path in [
        "index.html",
        "404.html",
        "badge.svg",
        "badge.json",
        "status.txt",
        "robots.txt",
        "_headers",
        "feed/v1/summary.json",
        "feed/v1/feed.json",
        "feed/v1/schema.json",
    ] {
        assert!(paths.contains(path), "{path}");
    }
}

/// The control of what is planned: a path of no pattern is seen, and gets the fewest rights.
#[test]
fn a_forgotten_path_is_seen() {
    assert!(!is_planned("surprise.json"));
    assert_eq!(Kind::of("surprise.json"), Kind::Text);
}

#[test]
fn the_same_feed_yields_the_same_bytes() {
    assert_eq!(files(&feed(OUTAGE)), files(&feed(OUTAGE)));
}

#[test]
fn the_feeds_read_back_as_what_was_rendered() {
    let original = feed(OUTAGE);
    let files = files(&original);
    let whole: Feed = feed(&text(&files, "feed/v1/feed.json"));
    let summary: Feed = feed(&text(&files, "feed/v1/summary.json"));
    assert_eq!(whole.validate(), Ok(()));
    assert_eq!(whole, original);
    assert_eq!(summary, original.summary());
}

/// Where the page of these feeds stands.
const ORIGIN: &str = "https://status.acme.example";

/// What is wrong with the references of some files: to no file, or to no place on its page.
pub(crate) fn dead_references(files: &[File]) -> Vec<String> {
    let pages: BTreeMap<String, Option<BTreeSet<String>>> = files
        .iter()
        .map(|file| {
            let ids = file.path.ends_with(".html").then(|| {
                let document = Document::parse(&text(files, &file.path));
                let ids = document.elements.iter();
                let ids = ids.filter_map(|element| element.attribute("id"));
                ids.map(str::to_owned).collect()
            });
            (url_path(&file.path), ids)
        })
        .chain([("/widget.js".to_owned(), None)])
        .collect();
    let mut dead = Vec::new();
    for file in files.iter().filter(|file| file.path.ends_with(".html")) {
        let page = url_path(&file.path);
        for element in &Document::parse(&text(files, &file.path)).elements {
            let leads_out = ["noopener nofollow", "canonical"]
                .iter()
                .any(|relation| element.attribute("rel") == Some(relation));
            // What a machine reads of an event leads nowhere here.
            if leads_out || element.attribute("itemprop").is_some() {
                continue;
            }
            for address in ["href", "src", "feed"]
                .iter()
                .filter_map(|name| element.attribute(name))
            {
                // A page in another language is told by its whole address.
                let own = element
                    .attribute("hreflang")
                    .and(address.strip_prefix(ORIGIN));
                let address = own.unwrap_or(address);
                let (to, place) = address.split_once('#').unwrap_or((address, ""));
                let to = if to.is_empty() { &page } else { to };
                let is_there = match pages.get(to) {
                    None => false,
                    Some(None) => place.is_empty(),
                    Some(Some(ids)) => place.is_empty() || ids.contains(place),
                };
                let is_elsewhere = address.starts_with("webcal://") || address == "/docs/widget/";
                if !is_there && !is_elsewhere {
                    dead.push(format!("{address} in {page}"));
                }
            }
        }
    }
    dead
}

#[test]
fn every_file_that_a_page_refers_to_is_there() {
    for name in [BUSY, OUTAGE] {
        assert_eq!(dead_references(&files(&feed(name))), Vec::<String>::new());
    }
}

/// The control of the rule above.
#[test]
fn a_reference_to_a_day_that_is_not_told_would_be_seen() {
    let mut files = files(&feed(BUSY));
    for file in &mut files {
        let text = String::from_utf8_lossy(&file.body);
        if file.path.starts_with("history/2") {
            file.body = text.replace("id=\"2026-11-23\"", "").into_bytes();
        }
    }
    assert!(!dead_references(&files).is_empty());
}

#[test]
fn without_the_widget_no_page_asks_for_its_script() {
    let files = rendered(&feed(OUTAGE), Live::Static);
    let page = text(&files, "index.html");
    assert!(!page.contains("widget.js"));
}
