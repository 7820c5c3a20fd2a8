//! A site in several languages: each page in each of them, in nothing but its words, and with the ways
//! to the others.

use std::collections::BTreeSet;

use pilotlight_feed::Feed;
use pilotlight_site::file::in_any_language;
use pilotlight_site::{File, Language, Languages, Live, Look};
use serde_json::Value;

use crate::document::{Document, Element};
use crate::files::dead_references;
use crate::{BUSY, FORMER, PROMISES, feed, rendered_in, site_maps, text};

fn language(tag: &str) -> Language {
    Language::of_tag(tag).expect(tag)
}

fn in_languages(feed: &Feed, main: &str, others: &[&str]) -> Vec<File> {
    let look = Look {
        languages: Languages {
            main: language(main),
            others: others.iter().map(|tag| language(tag)).collect(),
        },
        ..Look::OURS
    };
    rendered_in(feed, Live::Widget, &look)
}

/// A feed whose own texts are a sign, so that what is left in letters is ours. The sentence about its
/// level stays: it is English, and nobody asked for that.
fn without_texts(text: &str) -> Feed {
    let mut value: Value = serde_json::from_str(text).expect("a feed");
    blank(&mut value);
    value["status"]["description"] = "Partial outage".into();
    serde_json::from_value(value).expect("still a feed")
}

fn blank(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(blank),
        Value::Object(fields) => {
            for (key, field) in fields {
                let is_own = ["name", "description", "body", "markdown"].contains(&key.as_str());
                match field {
                    Value::String(text) if is_own => *text = "§".to_owned(),
                    field => blank(field),
                }
            }
        }
        _ => {}
    }
}

fn pages(files: &[File]) -> impl Iterator<Item = (&str, Document)> {
    let pages = files.iter().filter(|file| file.path.ends_with(".html"));
    pages.map(|file| {
        (
            file.path.as_str(),
            Document::parse(&text(files, &file.path)),
        )
    })
}

/// Everything on a page that somebody reads, also what is read aloud or shown by a search engine.
/// Lines to copy and the names of the languages are no words of ours.
fn read(page: &Document) -> Vec<String> {
    let is_left_out = |element: &&Element| {
        ["pre", "code"].contains(&element.name.as_str()) || element.attribute("hreflang").is_some()
    };
    let left_out: Vec<&str> = page
        .elements
        .iter()
        .filter(is_left_out)
        .map(|element| element.text.as_str())
        .filter(|text| !text.is_empty())
        .collect();
    let mut all = Vec::new();
    for element in &page.elements {
        for name in ["title", "alt", "aria-label"] {
            all.extend(element.attribute(name).map(str::to_owned));
        }
        let says = ["name", "itemprop", "property"].map(|name| element.attribute(name));
        let said = ["description", "name", "og:title", "og:description"];
        if says.iter().flatten().any(|name| said.contains(name)) {
            all.extend(element.attribute("content").map(str::to_owned));
        }
        if ["body", "title"].contains(&element.name.as_str()) {
            let mut text = element.text.clone();
            for left in &left_out {
                text = text.replacen(left, " ", 1);
            }
            all.push(text);
        }
    }
    all
}

/// What is called the same everywhere, and the page's zone.
const NAMES: [&str; 7] = ["Atom", "RSS", "JSON", "Feed", "CET", "Europe", "Berlin"];

/// The words in Latin letters that are no names.
fn latin(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_ascii_alphabetic());
    words
        .filter(|word| !word.is_empty() && !NAMES.contains(word))
        .map(str::to_owned)
        .collect()
}

#[test]
fn no_word_of_ours_is_left_in_english() {
    for source in [BUSY, PROMISES, FORMER] {
        let files = in_languages(&without_texts(source), "ar", &["he", "en"]);
        for (path, page) in pages(&files) {
            let lang = page.one("html").attribute("lang").expect("a language");
            if lang == "en" {
                continue;
            }
            let left: Vec<String> = read(&page).iter().flat_map(|text| latin(text)).collect();
            assert_eq!(left, Vec::<String>::new(), "{path}");
        }
    }
}

/// The negative control: English is seen where it stands, in text and in attributes.
#[test]
fn english_is_seen_where_it_stands() {
    let files = in_languages(&without_texts(BUSY), "en", &[]);
    for (path, page) in pages(&files) {
        let left = read(&page).iter().flat_map(|text| latin(text)).count();
        assert!(4 < left, "{path}: {left}");
    }
    let alone = |html: &str| {
        let page = Document::parse(&["<!DOCTYPE html>", html].concat());
        read(&page).iter().flat_map(|text| latin(text)).count()
    };
    assert_eq!(
        alone("<html lang=ar><title>ا</title><p title=Since>ا</p>"),
        1
    );
    assert_eq!(alone("<html lang=ar><title>ا</title><p>since 3</p>"), 1);
    assert_eq!(alone("<html lang=ar><title>ا</title><p>RSS</p>"), 0);
}

#[test]
fn a_sentence_of_another_language_is_complete_in_latin_letters_too() {
    let files = in_languages(&feed(BUSY), "de", &[]);
    let page = text(&files, "index.html");
    for words in [
        "Stand: ",
        "Website",
        "90 Tagen",
        "Verfügbarkeit",
        ". Nov. 2026",
    ] {
        assert!(page.contains(words), "{words}");
    }
    for (path, page) in pages(&files) {
        if path == "docs/index.html" {
            continue;
        }
        for text in read(&page) {
            for words in [
                "since ",
                "Past incidents",
                " uptime",
                "ago",
                "Maintenance",
                "Subscribe",
            ] {
                assert!(!text.contains(words), "{path}: {words} in {text}");
            }
        }
    }
}

#[test]
fn each_page_stands_in_each_language_with_its_direction() {
    let files = in_languages(&feed(BUSY), "ar", &["de", "en"]);
    let mut trees = [BTreeSet::new(), BTreeSet::new(), BTreeSet::new()];
    for (path, page) in pages(&files) {
        let html = page.one("html");
        let (lang, dir) = (html.attribute("lang"), html.attribute("dir"));
        let place = match path.strip_prefix("embed/") {
            Some("de/index.html") => "de/embed/index.html".to_owned(),
            Some("en/index.html") => "en/embed/index.html".to_owned(),
            _ => path.to_owned(),
        };
        let tree = ["de/", "en/"]
            .iter()
            .position(|root| place.starts_with(root));
        let wanted = match (tree, path) {
            (_, "docs/index.html") => ("en", None),
            (None, _) => ("ar", Some("rtl")),
            (Some(0), _) => ("de", None),
            (Some(_), _) => ("en", None),
        };
        assert_eq!((lang.expect("a language"), dir), wanted, "{path}");
        if !["404.html", "docs/index.html"].contains(&path) {
            let tree = &mut trees[tree.map_or(0, |number| number + 1)];
            tree.insert(in_any_language(&place).to_owned());
        }
    }
    assert!(8 < trees[0].len());
    assert_eq!(trees[0], trees[1]);
    assert_eq!(trees[0], trees[2]);
    assert_eq!(dead_references(&files), Vec::<String>::new());
}

#[test]
fn search_engines_find_each_language_of_a_page() {
    let files = in_languages(&feed(BUSY), "ar", &["de", "en"]);
    let map = site_maps(&files);
    let mut checked = 0;
    for (path, page) in pages(&files) {
        let canonical = page
            .all("link")
            .find(|link| link.attribute("rel") == Some("canonical"));
        let alternates: Vec<(&str, &str)> = page
            .all("link")
            .filter(|link| link.attribute("hreflang").is_some())
            .map(|link| ["hreflang", "href"].map(|name| link.attribute(name).expect(name)))
            .map(|[tag, address]| (tag, address))
            .collect();
        let Some(canonical) = canonical.and_then(|link| link.attribute("href")) else {
            assert!(path == "404.html" || path.starts_with("embed/"), "{path}");
            assert_eq!(alternates, [], "{path}");
            continue;
        };
        if path == "docs/index.html" {
            assert_eq!(alternates, [], "it is in English alone");
            continue;
        }
        let place = in_any_language(path).trim_end_matches("index.html");
        let wanted = [("ar", ""), ("de", "de/"), ("en", "en/"), ("x-default", "")];
        let wanted =
            wanted.map(|(tag, root)| (tag, ["https://status.acme.example/", root, place].concat()));
        let own = page.one("html").attribute("lang").expect("a language");
        assert!(
            wanted
                .iter()
                .any(|(tag, address)| *tag == own && address == canonical)
        );
        assert!(
            alternates
                .iter()
                .map(|(tag, to)| (*tag, (*to).to_owned()))
                .eq(wanted),
            "{path}"
        );
        assert!(map.contains(&format!("<loc>{canonical}</loc>")), "{path}");
        checked += 1;
    }
    assert!(20 < checked, "{checked}");
    let links = map
        .matches("<xhtml:link rel=\"alternate\" hreflang=\"de\"")
        .count();
    assert_eq!(
        links,
        map.matches("<url>").count() - 1,
        "all but what is for programs"
    );
}

/// Addresses that are in no language.
const FOR_ALL: [&str; 8] = [
    "/assets/",
    "/feed",
    "/jsonfeed.json",
    "/maintenance.ics",
    "/calendar/",
    "/status.txt",
    "/widget.js",
    "/docs/",
];

#[test]
fn links_stay_in_their_language_and_the_ways_out_are_named() {
    let files = in_languages(&feed(BUSY), "ar", &["de", "en"]);
    let mut ways = 0;
    for (path, page) in pages(&files).filter(|(path, _)| path.starts_with("de/")) {
        for link in page.all("a") {
            let address = link.attribute("href").expect("an address");
            let is_own = !address.starts_with('/') || address.starts_with("/de/");
            let is_for_all = FOR_ALL.iter().any(|begin| address.starts_with(begin));
            let is_way = link.attribute("hreflang").is_some();
            ways += usize::from(is_way);
            assert!(is_own || is_for_all || is_way, "{path}: {address}");
        }
        let ways: Vec<(&str, &str)> = page
            .all("a")
            .filter_map(|link| Some((link.attribute("hreflang")?, link.text.as_str())))
            .collect();
        assert_eq!(
            ways,
            [("ar", "العربية"), ("de", "Deutsch"), ("en", "English")]
        );
        let current = page
            .all("a")
            .filter(|link| link.attribute("aria-current").is_some());
        assert_eq!(
            current.map(|link| link.text.as_str()).collect::<Vec<_>>(),
            ["Deutsch"]
        );
    }
    assert!(20 < ways);
}

#[test]
fn a_site_in_one_language_says_nothing_of_languages() {
    for tag in ["en", "ar"] {
        let files = in_languages(&feed(BUSY), tag, &[]);
        for file in &files {
            let body = String::from_utf8_lossy(&file.body);
            assert!(!body.contains("hreflang"), "{}", file.path);
            assert!(!file.path.starts_with("ar/") && !file.path.starts_with("en/"));
        }
        assert!(!text(&files, "_headers").contains("/de/"));
    }
    let two = in_languages(&feed(BUSY), "en", &["de"]);
    assert!(text(&two, "_headers").contains("\n/de/*\n"));
    assert!(!text(&two, "_headers").contains("\n/fr/*\n"));
}

#[test]
fn what_programs_read_is_there_once_and_the_same_in_every_language() {
    let (english, arabic) = (
        in_languages(&feed(BUSY), "en", &[]),
        in_languages(&feed(BUSY), "ar", &["en"]),
    );
    let of_people =
        |path: &str| path.ends_with(".html") || path == "_headers" || path.starts_with("sitemap-");
    let machine = |files: &[File]| {
        let files = files.iter().filter(|file| !of_people(&file.path));
        files.cloned().collect::<Vec<_>>()
    };
    assert_eq!(machine(&english), machine(&arabic));
    let docs = |files: &[File]| text(files, "docs/index.html");
    assert_eq!(docs(&english), docs(&arabic));
}

#[test]
fn a_name_within_our_words_is_set_apart_in_every_language() {
    let mut down = feed(BUSY);
    for component in &mut down.components[1..] {
        component.status = pilotlight_feed::Status::Operational;
    }
    down.components[0].status = pilotlight_feed::Status::MajorOutage;
    let files = in_languages(&down, "ar", &[]);
    let page = Document::parse(&text(&files, "index.html"));
    let banner = page.one("h1");
    assert!(banner.text.starts_with("Website"), "{}", banner.text);
    assert_eq!(banner.attribute("dir"), None, "it is the page's");
    let html = text(&files, "index.html");
    assert!(html.contains("<h1><bdi>Website</bdi>: "), "{}", banner.text);
}
