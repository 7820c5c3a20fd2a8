//! What pages tell of the past: how long it took, what was learned, how often and how fast.

use std::collections::BTreeMap;

use pilotlight_feed::{Feed, IncidentUpdate, Timestamp};
use pilotlight_site::{Live, Options, PastMonth, ResponseTimes, digest, months_of, render};

use crate::document::Document;
use crate::{OUTAGE, an_hour_ahead, feed, files, text};

/// A component of [`OUTAGE`] with an incident in its past.
const COMPONENT: &str = "search";
const INCIDENT: &str = "incidents/inc-20261101-1/index.html";

fn page(feed: &Feed, path: &str) -> Document {
    Document::parse(&text(&files(feed), path))
}

fn words(page: &Document, class: &str) -> Vec<String> {
    let found = page.with_class(class).map(|element| element.text.as_str());
    found.map(one_line).collect()
}

/// A text with single blanks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands in the table that has this heading in it.
fn table(page: &Document, heading: &str) -> String {
    let mut tables = page.all("table").map(|table| one_line(&table.text));
    tables.find(|text| text.contains(heading)).expect(heading)
}

#[test]
fn the_page_of_an_incident_says_how_long_it_was() {
    let mut feed = feed(OUTAGE);
    let lasted = |feed: &Feed| words(&page(feed, INCIDENT), "meta").join("\n");
    assert!(lasted(&feed).contains("20 min"), "{}", lasted(&feed));
    let incident = &mut feed.past_incidents[0];
    incident.resolved_at = Some(incident.started_at.plus(2 * 3_600 + 5 * 60));
    assert!(lasted(&feed).contains("2 h 5 min"), "{}", lasted(&feed));
}

#[test]
fn what_was_learned_stands_last_under_a_heading_of_its_own() {
    let mut feed = feed(OUTAGE);
    let before = page(&feed, INCIDENT);
    assert_eq!(before.with_class("learned").count(), 0);
    let incident = &mut feed.past_incidents[0];
    let learned = IncidentUpdate {
        status: "postmortem".to_owned(),
        body: "A disk was full.".to_owned(),
        // Said before the end, it stands after it all the same.
        at: incident.started_at,
        ..incident.updates[0].clone()
    };
    incident.updates.insert(0, learned);
    let after = page(&feed, INCIDENT);
    let learned = words(&after, "learned").concat();
    assert!(learned.starts_with("Postmortem"), "{learned}");
    assert!(learned.contains("A disk was full."), "{learned}");
    assert!(!learned.contains("Search is fast again."), "{learned}");
    let article = one_line(&after.one("article").text);
    let place = |text: &str| article.find(text).expect(text);
    assert!(place("Search is fast again.") < place("A disk was full."));
}

#[test]
fn an_incident_that_lasted_long_is_past_from_its_end_on() {
    let mut feed = feed(OUTAGE);
    let now = feed.generated_at;
    let incident = &mut feed.past_incidents[0];
    let (name, days) = (incident.name.clone(), 86_400);
    incident.started_at = now.plus(-60 * days);
    let mut is_told = |resolved_at| {
        feed.past_incidents[0].resolved_at = Some(resolved_at);
        text(&files(&feed), "index.html").contains(&name)
    };
    assert!(is_told(now.plus(-60)));
    // The control: what is over for long is told in its month.
    assert!(!is_told(now.plus(-50 * days)));
}

#[test]
fn figures_of_a_component_stand_in_tables() {
    let feed = feed(OUTAGE);
    let mut months = months_of(&feed, &an_hour_ahead);
    for (month, uptime_bp) in months.iter_mut().rev().zip([9_985, 10_000]) {
        for known in &mut month.components {
            known.uptime_bp = Some(uptime_bp);
        }
    }
    let past: Vec<PastMonth<'_>> = months
        .iter()
        .map(|month| PastMonth::new(month, digest(month)))
        .collect();
    // From midnight of the page's zone on: a day of 200 ms with one slow hour, and one hour of the next.
    let first = Timestamp(feed.generated_at.0.div_euclid(86_400) * 86_400 - 2 * 86_400 - 3_600);
    let mut averages_ms = vec![Some(200); 24];
    averages_ms[7] = Some(680);
    averages_ms.push(Some(90));
    let times = ResponseTimes { first, averages_ms };
    let responses = BTreeMap::from([(COMPONENT.to_owned(), times)]);
    let options = Options {
        past: &past,
        responses: &responses,
        ..Options::new(Live::Static, &an_hour_ahead)
    };
    let files = render(&feed, &options);
    let path = format!("components/{COMPONENT}/index.html");
    let page = Document::parse(&text(&files, &path));
    let uptime = table(&page, "Uptime");
    for told in ["November 2026", "99.85%"] {
        assert!(uptime.contains(told), "{told}: {uptime}");
    }
    let responses = table(&page, "Slowest hour");
    for told in ["21 Nov 2026", "220 ms", "680 ms", "22 Nov 2026", "90 ms"] {
        assert!(responses.contains(told), "{told}: {responses}");
    }
    assert!(page.with_class("chart").count() == 1 && page.all("path").count() != 0);
    // Of another nothing was measured.
    let other = Document::parse(&text(&files, "components/website/index.html"));
    assert_eq!(other.with_class("chart").count(), 0);
}
