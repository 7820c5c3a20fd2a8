//! Rules of the pages.

use expect_test::expect;
use pilotlight_feed::{Feed, Status};

use crate::document::Document;
use crate::{BUSY, FORMER, FUTURE, OUTAGE, PROMISES, feed, files, text};

/// Paths of all pages.
fn pages(feed: &Feed) -> Vec<String> {
    let paths = files(feed).into_iter().map(|file| file.path);
    paths.filter(|path| path.ends_with(".html")).collect()
}

fn page(feed: &Feed, path: &str) -> Document {
    Document::parse(&text(&files(feed), path))
}

#[test]
fn pages_are_well_formed() {
    for feed in [feed(BUSY), feed(PROMISES)] {
        for path in pages(&feed) {
            assert_eq!(page(&feed, &path).errors, Vec::<String>::new(), "{path}");
        }
    }
}

#[test]
fn nothing_of_the_framework_is_left() {
    for path in pages(&feed(BUSY)) {
        let html = text(&files(&feed(BUSY)), &path);
        assert_eq!(
            html.matches("<!").count(),
            1,
            "only the document type begins so"
        );
    }
}

#[test]
fn the_widget_of_the_status_page_waits_for_news_and_that_of_a_component_does_not() {
    for (path, tag) in [
        (
            "index.html",
            r#"<template class="live"><script async src="/widget.js">"#,
        ),
        (
            "components/website/index.html",
            r#"<script async src="/widget.js">"#,
        ),
    ] {
        let html = text(&files(&feed(BUSY)), path);
        assert!(html.contains(tag), "{path}");
        assert_eq!(html.contains("<template"), path == "index.html", "{path}");
    }
}

#[test]
fn nothing_is_inline() {
    for path in pages(&feed(BUSY)) {
        let page = page(&feed(BUSY), &path);
        assert_eq!(page.all("style").count(), 0);
        for script in page.all("script") {
            let source = script.attribute("src").unwrap_or_default();
            assert!(
                source == "/widget.js" || source.starts_with("/assets/"),
                "{source}"
            );
            assert_eq!(script.text, "");
        }
        for element in &page.elements {
            for (name, _) in &element.attributes {
                assert!(
                    name != "style" && !name.starts_with("on"),
                    "{name} in {path}"
                );
            }
        }
    }
}

#[test]
fn the_policy_stands_before_anything_is_loaded() {
    let page = page(&feed(OUTAGE), "index.html");
    let place = |name: &str| {
        page.elements
            .iter()
            .position(|element| element.name == name)
            .unwrap()
    };
    let policy = page
        .elements
        .iter()
        .position(|element| element.attribute("http-equiv") == Some("Content-Security-Policy"));
    assert!(policy.unwrap() < place("link"));
    assert!(policy.unwrap() < place("script"));
}

#[test]
fn every_component_is_said_in_words() {
    let feed = feed(OUTAGE);
    let page = page(&feed, "index.html");
    let rows: Vec<&str> = page
        .with_class("row")
        .map(|row| row.text.as_str())
        .collect();
    assert_eq!(rows.len(), feed.components.len());
    for component in &feed.components {
        let row = rows
            .iter()
            .find(|row| row.contains(&component.name))
            .unwrap();
        assert!(row.contains(component.status.label()), "{row}");
        assert_eq!(row.contains("since "), component.since.is_some(), "{row}");
        assert!(row.contains("90 days: "), "{row}");
    }
}

#[test]
fn what_is_unknown_is_never_green() {
    let mut feed = feed(FUTURE);
    assert_eq!(feed.status.level, Status::Unknown);
    for component in &mut feed.components {
        component.status = Status::Unknown;
        component.days = Some("u".repeat(90));
    }
    let files = files(&feed);
    let page = Document::parse(&text(&files, "index.html"));
    assert_eq!(page.with_class("operational").count(), 0);
    assert!(page.with_class("banner").all(|banner| {
        banner
            .attribute("class")
            .is_some_and(|class| class.ends_with("unknown"))
    }));
    let badge = Document::parse(&text(&files, "badge.svg"));
    assert_eq!(badge.with_class("operational").count(), 0);
    assert_eq!(badge.with_class("unknown").count(), 1);
}

#[test]
fn headings_never_skip_a_level() {
    for path in pages(&feed(BUSY)) {
        check_headings(&page(&feed(BUSY), &path), &path);
    }
    let page = page(&feed(OUTAGE), "index.html");
    assert_eq!(page.one("h1").text, "Partial outage");
}

fn check_headings(page: &Document, path: &str) {
    // A page for a frame is a part of another.
    assert!(
        path == "embed/index.html" || page.all("h1").count() == 1,
        "{path}"
    );
    let mut last = 0;
    for element in &page.elements {
        let level = match element.name.as_str() {
            "h1" => 1,
            "h2" => 2,
            "h3" => 3,
            "h4" => 4,
            _ => continue,
        };
        assert!(level <= last + 1, "{path}: {:?}", element.text);
        last = level;
    }
}

#[test]
fn a_moment_is_in_utc_for_machines_and_in_the_zone_of_the_page_for_people() {
    let page = page(&feed(OUTAGE), "index.html");
    let as_of = page.all("time").next().unwrap();
    assert_eq!(as_of.attribute("datetime"), Some("2026-11-23T06:10:00Z"));
    assert_eq!(as_of.text, "23 Nov 2026, 07:10 CET");
}

#[test]
fn a_page_without_script_follows_by_itself() {
    let files = files(&feed(OUTAGE));
    let refresh = r#"<noscript><meta http-equiv="refresh" content="60"></noscript>"#;
    assert!(text(&files, "index.html").contains(refresh));
    assert!(!text(&files, "404.html").contains(refresh));
}

#[test]
fn a_component_without_history_is_a_plain_row() {
    let mut feed = feed(OUTAGE);
    feed.components.truncate(1);
    feed.components[0].days = None;
    let html = text(&files(&feed), "index.html");
    let start = html.find("<li class=\"row\">").unwrap();
    let end = start + html[start..].find("</li>").unwrap();
    expect![[r##"<li class="row"><p class="line"><a href="/components/website/" class="name"><bdi>Website</bdi></a><span class="status operational"><svg width="16" height="16" aria-hidden="true" class="icon"><use href="#icon-operational"></use></svg>Operational</span></p><p class="line meta"><span dir="auto">The public pages.</span></p>"##]].assert_eq(&html[start..end]);
}

#[test]
fn a_page_says_when_it_was_made_and_until_when_it_holds() {
    let footer = page(&feed(OUTAGE), "index.html").one("footer").text.clone();
    assert!(
        footer.contains("Generated 23 Nov 2026, 07:10 CET, valid until 07:13 CET."),
        "{footer}"
    );
    assert!(footer.contains("partial outage at 30%"), "{footer}");
}

#[test]
fn the_missing_page_does_not_change_with_the_status() {
    let mut later = feed(OUTAGE);
    later.generated_at = later.generated_at.plus(60);
    later.status.level = Status::Operational;
    let missing = |feed: &Feed| text(&files(feed), "404.html");
    assert_eq!(missing(&later), missing(&feed(OUTAGE)));
}

#[test]
fn the_page_of_an_incident_says_how_what_was_promised_has_changed() {
    let page = page(&feed(PROMISES), "incidents/inc-20261123-1/index.html");
    let said = &page.one("article").text;
    for words in [
        "edited 23 Nov 2026, 07:07 CET",
        "Expected to be over by 23 Nov 2026, 08:00 CET",
        "Next update promised by 23 Nov 2026, 07:30 CET",
        "When it will be over is not known any more.",
        "Expected to be over by 23 Nov 2026, 07:15 CET",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let mut moved = feed(PROMISES);
    moved.incidents[0].updates.remove(1);
    let page = self::page(&moved, "incidents/inc-20261123-1/index.html");
    let said = &page.one("article").text;
    let words = "by 23 Nov 2026, 08:00 CET, moved from 23 Nov 2026, 07:15 CET";
    assert!(said.contains(words), "{said}");
}

#[test]
fn a_promise_is_overdue_from_its_very_second_on() {
    let mut feed = feed(PROMISES);
    let said = |feed: &Feed| text(&files(feed), "index.html");
    let words = "The next update is overdue";
    let promised = feed.incidents[0].next_update_at.expect("is promised");
    feed.generated_at = promised.plus(-1);
    feed.valid_until = promised.plus(60);
    assert!(!said(&feed).contains(words));
    feed.generated_at = promised;
    assert!(said(&feed).contains(words));
}

#[test]
fn an_end_that_was_expected_and_has_not_come_is_said_from_its_very_second_on() {
    let mut feed = feed(PROMISES);
    let said = |feed: &Feed| text(&files(feed), "index.html");
    let words = "It takes longer than expected";
    let expected = feed.generated_at.plus(600);
    feed.incidents[0].expected_resolution_at = Some(expected);
    feed.generated_at = expected.plus(-1);
    feed.valid_until = expected.plus(60);
    assert!(!said(&feed).contains(words));
    feed.generated_at = expected;
    assert!(said(&feed).contains(words));
}

#[test]
fn a_collapsed_group_is_open_while_something_of_it_is_wrong() {
    let mut feed = feed(PROMISES);
    let is_open = |feed: &Feed| {
        let page = page(feed, "index.html");
        let mut groups = page
            .all("details")
            .filter(|details| details.attribute("class") == Some("group"));
        let group = groups.next().expect("is collapsed");
        assert!(groups.next().is_none(), "the others are not");
        group.attribute("open").is_some()
    };
    assert!(is_open(&feed));
    feed.groups[0].status = Status::Operational;
    assert!(!is_open(&feed));
}

#[test]
fn what_is_open_stands_on_the_page_of_its_component_also_without_script() {
    let feed = feed(BUSY);
    let is_shown = |id: &&String| feed.components.iter().any(|known| known.id == **id);
    for incident in &feed.incidents {
        for id in incident.components.iter().filter(is_shown) {
            let page = page(&feed, &format!("components/{id}/index.html"));
            let mut cards = page.with_class("card");
            assert!(cards.any(|card| card.text.contains(&incident.name)), "{id}");
        }
    }
    let maintenances = feed.maintenances.iter().chain(&feed.scheduled_maintenances);
    let is_shown = |id: &&String| feed.components.iter().any(|known| known.id == **id);
    for maintenance in maintenances {
        for id in maintenance.components.iter().filter(is_shown) {
            let page = page(&feed, &format!("components/{id}/index.html"));
            let mut cards = page.with_class("card");
            assert!(
                cards.any(|card| card.text.contains(&maintenance.name)),
                "{id}"
            );
        }
    }
}

#[test]
fn a_page_without_news_of_its_own_does_not_change_with_the_time() {
    let mut later = feed(BUSY);
    later.generated_at = later.generated_at.plus(30);
    later.valid_until = later.valid_until.plus(30);
    later.revision += 1;
    let (before, after) = (files(&feed(BUSY)), files(&later));
    let changed: Vec<&str> = before
        .iter()
        .filter(|file| !after.contains(file))
        .map(|file| file.path.as_str())
        .collect();
    assert!(
        changed
            .iter()
            .all(|path| !path.contains('/') || path.starts_with("feed/v1/")),
        "{changed:?}"
    );
}

#[test]
fn what_was_said_of_a_component_that_is_gone_names_it_and_nothing_else_does() {
    let former = feed(FORMER);
    let all = files(&former);
    let open = &former.incidents[0].id;
    let past = &former.past_incidents[0].id;
    for (path, name) in [
        (format!("incidents/{open}/index.html"), "Fax gateway"),
        (format!("incidents/{past}/index.html"), "Pager"),
        ("index.html".to_owned(), "Fax gateway"),
    ] {
        assert!(text(&all, &path).contains(name), "{path}");
    }
    let paths: Vec<&str> = all.iter().map(|file| file.path.as_str()).collect();
    assert!(!paths.iter().any(|path| path.contains("/fax")), "{paths:?}");
    assert!(!text(&all, "status.txt").contains("Fax gateway"));
}
