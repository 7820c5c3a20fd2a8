//! Rules of the published set as a whole.

use std::collections::BTreeSet;

use pilotlight_feed::Feed;
use pilotlight_feed::uptime::Weights;
use pilotlight_site::file::{is_planned, url_path};
use pilotlight_site::{Kind, Live, Look, Options, render};

use crate::document::Document;
use crate::{BUSY, OUTAGE, an_hour_ahead, feed, files, text};

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

#[test]
fn every_file_that_a_page_refers_to_is_there() {
    let files = files(&feed(BUSY));
    let mut addresses: BTreeSet<String> = files.iter().map(|file| url_path(&file.path)).collect();
    addresses.insert("/widget.js".to_owned());
    for page in addresses
        .clone()
        .iter()
        .filter(|address| address.ends_with('/'))
    {
        let document = Document::parse(&text(&files, &format!("{}index.html", &page[1..])));
        let icons: BTreeSet<String> = document
            .all("symbol")
            .map(|symbol| ["#", symbol.attribute("id").unwrap()].concat())
            .collect();
        for element in &document.elements {
            for name in ["href", "src", "feed"] {
                let Some(address) = element.attribute(name) else {
                    continue;
                };
                let (file, _) = address.split_once('#').unwrap_or((address, ""));
                let leads_out = element.attribute("rel") == Some("noopener nofollow")
                    || element.attribute("rel") == Some("canonical")
                    || address.starts_with("webcal://")
                    || address == "/docs/widget/"
                    // What a machine reads of an event leads nowhere here.
                    || element.attribute("itemprop").is_some();
                assert!(
                    addresses.contains(file) || icons.contains(address) || leads_out,
                    "{address} in {page}"
                );
            }
        }
    }
}

#[test]
fn without_the_widget_no_page_asks_for_its_script() {
    let options = Options {
        live: Live::Static,
        local_time: &an_hour_ahead,
        weights: Weights::default(),
        ledgers: &[],
        security_contact: None,
        look: &Look::default(),
    };
    let files = render(&feed(OUTAGE), &options);
    let page = text(&files, "index.html");
    assert_eq!(Document::parse(&page).all("script").count(), 0);
    assert!(!page.contains("widget.js"));
}
