//! How an incident goes on: who joins and recovers, when it is over, what happens then.

use pilotlight_feed::{IncidentStatus, Status, Timestamp};

use super::{API, MAIL, WEB, Watch, said};
use crate::core::automatic::MOST_UPDATES;
use crate::core::timeline::{Layers, intervals};

#[test]
fn what_recovers_is_operational_and_what_is_all_good_for_long_enough_is_resolved() {
    let mut watch = Watch::new();
    watch.fails(WEB);
    watch.fails(API);
    watch.finds(WEB, Status::Operational);
    watch.later(60);
    assert_eq!(watch.only().status(), IncidentStatus::Investigating);
    watch.finds(API, Status::Operational);
    watch.later(119);
    assert_eq!(watch.only().status(), IncidentStatus::Monitoring);
    watch.later(1);
    let incident = watch.only();
    assert_eq!(
        said(&incident),
        [
            "1000 investigating web=major_outage",
            "1060 investigating api=major_outage",
            "1120 investigating web=operational",
            "1180 monitoring api=operational",
            "1300 resolved",
        ]
    );
    let last: Vec<&str> = incident.updates[3..]
        .iter()
        .map(|update| update.body.as_str())
        .collect();
    assert_eq!(
        last,
        [
            "API: operational since 1970-01-01 00:19 UTC, after 2 min.",
            "All checks are good again: WEB, API. It lasted 3 min."
        ]
    );
}

#[test]
fn an_incident_of_the_monitors_adds_nothing_to_the_downtime_that_they_found() {
    let mut watch = Watch::new();
    for (component, status, seconds) in [
        (WEB, Status::MajorOutage, 70),
        (API, Status::PartialOutage, 95),
        (WEB, Status::PartialOutage, 7),
        (API, Status::Operational, 30),
        (WEB, Status::DegradedPerformance, 45),
        (WEB, Status::Operational, 90),
        (WEB, Status::MajorOutage, 80),
        (WEB, Status::Operational, 900),
    ] {
        watch.finds(component, status);
        watch.later(seconds);
    }
    assert!(!watch.only().is_open());
    for (component, id) in [(WEB, "web"), (API, "api")] {
        let (ledger, now) = (&watch.state.ledgers[component], Timestamp(watch.at));
        let told = intervals(ledger, &watch.state.events.layers(id), now);
        assert_eq!(told, intervals(ledger, &Layers::default(), now), "{id}");
    }
}

#[test]
fn what_fails_again_before_it_is_resolved_goes_on_in_the_same_incident() {
    let mut watch = Watch::new();
    watch.fails(WEB);
    watch.finds(WEB, Status::Operational);
    watch.later(100);
    watch.finds(WEB, Status::MajorOutage);
    watch.later(30);
    watch.finds(WEB, Status::Operational);
    watch.later(119);
    assert!(watch.only().is_open(), "a blip takes back what was good");
    watch.later(1);
    assert!(!watch.only().is_open());
}

#[test]
fn what_fails_again_soon_after_reopens_and_later_it_is_a_new_incident() {
    for (pause, incidents) in [(300, 1), (301, 2)] {
        let mut watch = Watch::new();
        watch.fails(WEB);
        watch.finds(WEB, Status::Operational);
        watch.later(120);
        assert!(!watch.only().is_open());
        watch.later(pause);
        watch.fails(WEB);
        assert_eq!(watch.incidents().len(), incidents, "after {pause} s");
        assert!(watch.incidents().iter().any(|known| known.is_open()));
    }
}

#[test]
fn another_component_does_not_reopen_what_it_was_not_part_of() {
    let mut watch = Watch::new();
    watch.fails(WEB);
    watch.finds(WEB, Status::Operational);
    watch.later(150);
    watch.fails(API);
    assert_eq!(watch.incidents().len(), 2);
}

#[test]
fn an_incident_has_at_most_one_automatic_update_a_minute() {
    let mut watch = Watch::new();
    watch.finds(WEB, Status::MajorOutage);
    watch.later(60);
    let mut written = vec![(watch.at, watch.only().version)];
    for second in 0..600 {
        watch.later(1);
        let status = [Status::PartialOutage, Status::MajorOutage][second % 2];
        watch.finds(WEB, status);
        let version = watch.only().version;
        if written.last().is_some_and(|last| last.1 != version) {
            written.push((watch.at, version));
        }
    }
    assert!(2 < written.len());
    let apart = |pair: &[(i64, u64)]| 60 <= pair[1].0 - pair[0].0 && pair[1].1 == pair[0].1 + 1;
    assert!(written.windows(2).all(apart), "{written:?}");
}

#[test]
fn what_comes_within_a_minute_is_told_in_one_update() {
    let mut catalog = (*Watch::new().state.catalog).clone();
    catalog.components[MAIL].group = None;
    let mut watch = Watch::of(catalog);
    watch.finds(WEB, Status::MajorOutage);
    watch.later(10);
    watch.finds(API, Status::MajorOutage);
    watch.finds(MAIL, Status::PartialOutage);
    watch.later(110);
    let incident = watch.only();
    assert_eq!(incident.updates.len(), 2);
    assert_eq!(incident.updates[1].components.len(), 2);
}

#[test]
fn a_flapping_component_does_not_fill_its_incident_without_end() {
    let mut watch = Watch::new();
    for _ in 0..MOST_UPDATES {
        watch.fails(WEB);
        watch.finds(WEB, Status::Operational);
        watch.later(60);
    }
    let incident = watch.only();
    assert_eq!(incident.updates.len(), MOST_UPDATES);
    watch.later(120);
    assert!(!watch.only().is_open());
}
