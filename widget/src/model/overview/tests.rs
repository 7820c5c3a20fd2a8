//! What is said of one feed, of a part of it and of several together.

use std::sync::Arc;

use pilotlight_feed::locale::{ENGLISH, Words};
use pilotlight_feed::{Component, Feed, Incident, Status, Timestamp, describe, roll_up};

use super::{Overview, Shown, State};
use crate::options::{Given, Options};

const UP: Status = Status::Operational;
const DOWN: Status = Status::MajorOutage;

fn summary() -> Feed {
    serde_json::from_str(include_str!(
        "../../../../feed/golden/v1/quiet-summary.json"
    ))
    .unwrap()
}

/// What is said of feeds together, of the first only some components.
fn overview(all: &[Shown], components: &str) -> Overview {
    let mut options = Options::from(Given::default());
    options.components = components.split_whitespace().map(str::to_owned).collect();
    Overview::new(all, &options, &Words::default())
}

/// A feed of one page with these components, fresh or past its promise.
fn shown(name: &str, components: &[(&str, Status)], state: State) -> Shown {
    let mut feed = summary();
    feed.page.name = name.to_owned();
    feed.groups.clear();
    let first = feed.components[0].clone();
    let component = |(id, status): &(&str, Status)| Component {
        id: (*id).to_owned(),
        name: (*id).to_owned(),
        group: None,
        status: *status,
        ..first.clone()
    };
    feed.components = components.iter().map(component).collect();
    feed.status.level = roll_up(components.iter().map(|(_, status)| *status));
    feed.status.description = describe(components.iter().copied());
    let promised_until = feed.generated_at;
    Shown {
        state,
        feed: Some(Arc::new(feed)),
        whole: None,
        is_unsigned: false,
        is_settled: true,
        promised_until,
    }
}

#[track_caller]
fn check_overview(all: &[Shown], components: &str, level: Status, said: &str) {
    let overview = overview(all, components);
    assert_eq!((overview.level, overview.said.as_str()), (level, said));
}

#[test]
fn one_feed_speaks_for_itself() {
    let acme = shown("Acme", &[("api", DOWN), ("web", UP)], State::Ready);
    check_overview(&[acme], "", Status::PartialOutage, "api is down");
}

#[test]
fn of_some_components_only_theirs_is_said() {
    let acme = || shown("Acme", &[("api", DOWN), ("web", UP)], State::Ready);
    check_overview(&[acme()], "web", UP, "All systems operational");
    check_overview(&[acme()], "api", DOWN, "api is down");
}

#[test]
fn what_is_asked_for_and_not_there_is_unknown() {
    let acme = || {
        shown(
            "Acme",
            &[("api", UP), ("web", UP), ("db", DOWN)],
            State::Ready,
        )
    };
    check_overview(&[acme()], "none", Status::Unknown, "none: status unknown");
    check_overview(
        &[acme()],
        "api none",
        Status::Unknown,
        "none: status unknown",
    );
    check_overview(&[acme()], "api web", UP, "All systems operational");
    check_overview(&[acme()], "api db", Status::PartialOutage, "db is down");
    // A vendor that counts no components speaks for itself.
    let vendor = shown("Vendor", &[], State::Ready);
    check_overview(
        &[acme(), vendor],
        "api",
        Status::Unknown,
        "Vendor: status unknown",
    );
}

#[test]
fn a_group_that_is_not_there_is_unknown() {
    let acme = shown("Acme", &[("api", UP)], State::Ready);
    let given = Given::default();
    let options = Options {
        group: "none".to_owned(),
        ..Options::from(given)
    };
    let overview = Overview::new(&[acme], &options, &Words::default());
    assert_eq!(overview.level, Status::Unknown);
}

/// One component after another with since when it is as it is.
fn since(shown: &mut Shown, since: &[i64]) {
    let mut feed = Feed::clone(shown.feed.as_ref().unwrap());
    for (component, at) in feed.components.iter_mut().zip(since) {
        component.since = Some(Timestamp(*at));
    }
    shown.feed = Some(Arc::new(feed));
}

#[track_caller]
fn check_since(all: &[Shown], components: &str, at: Option<i64>) {
    let mut options = Options::from(Given::default());
    options.components = components.split_whitespace().map(str::to_owned).collect();
    let found = Overview::bad_since(all, &options);
    assert_eq!(found, at.map(Timestamp));
}

#[test]
fn bad_is_told_since_the_first_of_those_that_are_bad_and_shown() {
    let mut acme = shown(
        "Acme",
        &[("api", DOWN), ("web", UP), ("db", DOWN)],
        State::Ready,
    );
    since(&mut acme, &[300, 400, 200]);
    let mut vendor = shown("Vendor", &[("cards", DOWN)], State::Ready);
    since(&mut vendor, &[100]);
    check_since(&[acme.clone()], "", Some(200));
    check_since(&[acme.clone()], "api web", Some(300));
    check_since(&[acme.clone(), vendor.clone()], "", Some(100));
    vendor.state = State::Stale;
    check_since(&[acme, vendor], "", Some(200));
}

#[test]
fn without_a_time_of_a_component_the_incident_that_is_shown_says_it() {
    let outage: Feed =
        serde_json::from_str(include_str!("../../../../feed/golden/v1/outage-feed.json")).unwrap();
    let mut acme = shown("Acme", &[("api", DOWN), ("web", DOWN)], State::Ready);
    let mut feed = Feed::clone(acme.feed.as_ref().unwrap());
    for component in &mut feed.components {
        component.since = None;
    }
    let incident = |component: &str, at| Incident {
        components: vec![component.to_owned()],
        started_at: Timestamp(at),
        ..outage.incidents[0].clone()
    };
    feed.incidents = vec![incident("web", 500), incident("api", 600)];
    acme.feed = Some(Arc::new(feed));
    check_since(&[acme.clone()], "", Some(500));
    check_since(&[acme.clone()], "api", Some(600));
    check_since(&[acme], "db", None);
}

#[test]
fn several_feeds_are_told_by_the_component_or_the_page_in_trouble() {
    let acme = || shown("Acme", &[("api", UP)], State::Ready);
    let vendor = |cards, payouts| {
        shown(
            "Vendor",
            &[("cards", cards), ("payouts", payouts)],
            State::Ready,
        )
    };
    check_overview(&[acme(), vendor(UP, UP)], "", UP, "All systems operational");
    check_overview(
        &[acme(), vendor(DOWN, UP)],
        "",
        Status::PartialOutage,
        "cards is down",
    );
    check_overview(
        &[acme(), vendor(DOWN, DOWN)],
        "",
        Status::PartialOutage,
        "Vendor is down",
    );
}

#[test]
fn a_feed_of_others_that_is_past_is_unknown_and_never_green() {
    let acme = shown("Acme", &[("api", UP)], State::Ready);
    let vendor = shown("Vendor", &[("cards", UP)], State::Stale);
    let overview = overview(&[acme, vendor], "");
    assert_eq!(
        (overview.state, overview.level),
        (State::Ready, Status::Unknown)
    );
}

#[test]
fn in_any_language_the_words_of_a_whole_page_say_the_level_of_its_feed() {
    let mut acme = shown(
        "Acme",
        &[("api", DOWN), ("web", DOWN), ("mail", UP)],
        State::Ready,
    );
    let mut feed = acme.feed.as_deref().cloned().unwrap();
    // One of them is critical.
    feed.status.level = Status::MajorOutage;
    acme.feed = Some(Arc::new(feed));
    // Another language that happens to have the same words.
    let words = Words::new(ENGLISH.map(str::to_owned).to_vec());
    let overview = Overview::new(&[acme], &Options::from(Given::default()), &words);
    assert_eq!(overview.level, Status::MajorOutage);
    assert_eq!(overview.said, words.overall(Status::MajorOutage));
}
