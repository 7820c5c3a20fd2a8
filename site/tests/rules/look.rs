//! What the operator decides of the look reaches every page, and only that.

use pilotlight_site::look::{Density, Link, Look, Picture, PictureFormat, Sections};
use pilotlight_site::{File, Live, Options, render};

use crate::document::Document;
use crate::{OUTAGE, an_hour_ahead, feed, text};

const DRAWING: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>"#;

fn picture(text: &str) -> Picture {
    Picture {
        format: PictureFormat::Svg,
        bytes: text.into(),
    }
}

fn own() -> Look {
    Look {
        logo: Some(picture(DRAWING)),
        logo_dark: Some(picture("<svg/>")),
        icon: Some(picture(DRAWING)),
        accent: "#0a5cff".parse().ok(),
        links: vec![Link {
            text: "Support <now>".to_owned(),
            url: "https://www.acme.example/support?a=1&b=2".to_owned(),
        }],
        header: Some("Write to **us**.".to_owned()),
        footer: Some(
            "Acme <script>alert(1)</script> [Imprint](https://acme.example/imprint)".to_owned(),
        ),
        stylesheet: Some("h1{letter-spacing:.1em}".to_owned()),
        density: Density::Compact,
        sections: Sections::default(),
        embed_on: Vec::new(),
    }
}

fn with(look: &Look) -> Vec<File> {
    render(
        &feed(OUTAGE),
        &Options {
            look,
            ..Options::new(Live::Widget, &an_hour_ahead)
        },
    )
}

/// The pages that people come to by themselves.
const PAGES: [&str; 5] = [
    "index.html",
    "404.html",
    "history/index.html",
    "subscribe/index.html",
    "components/website/index.html",
];

#[test]
fn every_page_has_the_operators_look() {
    let files = with(&own());
    for path in PAGES {
        let html = text(&files, path);
        let page = Document::parse(&html);
        let address_of = |element: &str, name: &str| {
            let found = page
                .all(element)
                .find(|found| found.attribute(name).is_some());
            found
                .and_then(|found| found.attribute(name))
                .map(str::to_owned)
        };
        let logo = address_of("img", "src").expect(path);
        let dark = address_of("source", "srcset").expect(path);
        assert_eq!(
            text(&files, logo.trim_start_matches('/')),
            DRAWING,
            "{path}"
        );
        assert_eq!(
            text(&files, dark.trim_start_matches('/')),
            "<svg/>",
            "{path}"
        );
        assert_eq!(
            address_of("img", "alt").as_deref(),
            Some("Acme status"),
            "{path}"
        );
        let linked = |relation: &str| -> Vec<String> {
            page.all("link")
                .filter(|link| link.attribute("rel") == Some(relation))
                .filter_map(|link| link.attribute("href").map(str::to_owned))
                .collect()
        };
        assert_eq!(linked("icon"), [logo], "{path}");
        let sheets = linked("stylesheet");
        let last = text(&files, sheets.last().expect(path).trim_start_matches('/'));
        assert_eq!(sheets.len(), 2, "{path}: ours, then theirs");
        assert!(last.contains("--accent:#0a5cff"), "{path}: {last}");
        assert!(last.ends_with("h1{letter-spacing:.1em}"), "{path}: {last}");
        assert!(html.contains("<strong>us</strong>"), "{path}");
        let imprint = r#"<a href="https://acme.example/imprint""#;
        assert_eq!(html.matches(imprint).count(), 1, "{path}");
        assert_eq!(page.all("footer").count(), 1, "{path}");
        let first = address_of("body", "class");
        assert_eq!(first.as_deref(), Some("compact"), "{path}");
        let nav: Vec<_> = page.all("nav").collect();
        assert_eq!(nav.len(), 1, "{path}");
        assert!(html.contains("Support &lt;now&gt;"), "{path}");
    }
}

#[test]
fn words_of_the_operator_are_no_markup() {
    let files = with(&own());
    for path in PAGES {
        let html = text(&files, path);
        assert!(!html.contains("<script>alert"), "{path}");
        assert!(html.contains("&lt;script&gt;"), "{path}");
    }
}

#[test]
fn one_picture_in_two_places_is_one_file() {
    let files = with(&own());
    let drawings = files.iter().filter(|file| file.body == DRAWING.as_bytes());
    assert_eq!(drawings.count(), 1);
}

#[test]
fn without_a_look_nothing_of_it_is_there() {
    let files = with(&Look::default());
    for path in PAGES {
        let html = text(&files, path);
        let page = Document::parse(&html);
        assert_eq!(page.all("picture").count(), 0, "{path}");
        assert_eq!(html.matches(r#"rel="stylesheet""#).count(), 1, "{path}");
        assert!(!html.contains("compact"), "{path}");
    }
}

#[test]
fn the_front_page_shows_the_sections_that_are_asked_for() {
    let page = |maintenance, past_days| {
        let look = Look {
            sections: Sections {
                maintenance,
                past_days,
            },
            ..Look::default()
        };
        text(&with(&look), "index.html")
    };
    // The golden feed has planned work, and an incident that began 22 days ago.
    let all = page(true, 23);
    assert!(all.contains("Database upgrade") && all.contains("Slow search"));
    let short = page(true, 22);
    assert!(!short.contains("Slow search"), "one day too few");
    assert!(short.contains("None in the last 22 days."));
    let none = page(false, 0);
    assert!(!none.contains("Database upgrade"));
    assert!(!none.contains("Past incidents"));
    assert!(
        none.contains("Payments are failing"),
        "what is open is always there"
    );
}
