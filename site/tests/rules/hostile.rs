//! Whatever stands in a feed stays text.

use pilotlight_feed::Feed;

use crate::document::Document;
use crate::{OUTAGE, feed, files, text};

const TEXTS: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</title></svg></style><script>alert(1)</script>",
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "<!> --> ]]> &amp; &#60;b&#62; 'quoted'",
    "javascript:alert(1)",
];

/// A feed with the same hostile text wherever a text may stand.
fn poisoned(poison: &str) -> Feed {
    let mut feed = feed(OUTAGE);
    let own = || poison.to_owned();
    feed.page.name = own();
    feed.page.time_zone = own();
    feed.status.description = own();
    feed.groups.iter_mut().for_each(|group| group.name = own());
    for component in &mut feed.components {
        component.name = own();
        component.description = Some(own());
    }
    for incident in feed.incidents.iter_mut().chain(&mut feed.past_incidents) {
        incident.name = own();
        for update in &mut incident.updates {
            (update.status, update.body) = (own(), own());
        }
    }
    for maintenance in feed
        .maintenances
        .iter_mut()
        .chain(&mut feed.scheduled_maintenances)
    {
        maintenance.name = own();
        for update in &mut maintenance.updates {
            (update.status, update.body) = (own(), own());
        }
    }
    feed
}

/// Names of elements and attributes, in order: what a text must never change.
fn skeleton(html: &str) -> Vec<String> {
    let of = |element: &crate::document::Element| {
        let names: Vec<&str> = element
            .attributes
            .iter()
            .map(|one| one.0.as_str())
            .collect();
        format!("{} {}", element.name, names.join(" "))
    };
    let document = Document::parse(html);
    assert_eq!(document.errors, Vec::<String>::new());
    document.elements.iter().map(of).collect()
}

#[test]
fn no_text_changes_the_structure_of_a_page() {
    let plain = files(&poisoned("plain"));
    for poison in TEXTS {
        let files = files(&poisoned(poison));
        let pages = plain.iter().map(|file| file.path.as_str());
        let is_badge = |path: &str| path.starts_with("badge") && path.ends_with(".svg");
        for page in pages.filter(|path| path.ends_with(".html") || is_badge(path)) {
            assert_eq!(
                skeleton(&text(&files, page)),
                skeleton(&text(&plain, page)),
                "{poison}"
            );
        }
    }
}

/// The control of the rule above: were one text pasted as markup, the structure would tell.
#[test]
fn a_text_pasted_as_markup_would_be_seen() {
    let page = text(&files(&poisoned("plain")), "index.html");
    for poison in &TEXTS[..2] {
        let pasted = page.replace("plain status", poison);
        let structure = |html: &str| Document::parse(html).elements.len();
        assert!(structure(&page) < structure(&pasted), "{poison}");
    }
}

#[test]
fn every_text_arrives_as_it_was_written() {
    for poison in TEXTS {
        let files = files(&poisoned(poison));
        let page = Document::parse(&text(&files, "index.html"));
        assert_eq!(
            page.one("title").text,
            format!("{poison} · {poison} status")
        );
        assert_eq!(page.one("h1").text, poison);
        assert!(page.with_class("name").all(|name| name.text == poison));
        assert!(page.with_class("body").all(|body| body.text == poison));
        let description = page
            .all("meta")
            .find(|meta| meta.attribute("name") == Some("description"))
            .and_then(|meta| meta.attribute("content"));
        assert!(
            description.is_some_and(|text| text.starts_with(poison)),
            "{description:?}"
        );
        let badge = Document::parse(&text(&files, "badge.svg"));
        assert!(badge.one("title").text.starts_with(poison));
    }
}

#[test]
fn what_xml_forbids_does_not_break_the_badge() {
    let badge = text(&files(&poisoned("a\u{0}b\u{1b}c\u{ffff}d")), "badge.svg");
    assert!(!badge.contains(['\u{0}', '\u{1b}', '\u{ffff}']));
    assert!(
        Document::parse(&badge)
            .one("title")
            .text
            .starts_with("abcd")
    );
}
