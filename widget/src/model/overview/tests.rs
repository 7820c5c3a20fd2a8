//! What is said of one feed, of a part of it and of several together.

use std::sync::Arc;

use pilotlight_feed::locale::{ENGLISH, Words};
use pilotlight_feed::{Component, Feed, Status, describe, roll_up};

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
    // Nobody is called healthy for not being there.
    check_overview(
        &[acme()],
        "none",
        Status::PartialOutage,
        "Acme is partly down",
    );
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
