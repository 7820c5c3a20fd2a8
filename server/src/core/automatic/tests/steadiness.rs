//! The same is decided again whatever the store, the clock and the process do.

use std::time::Duration;

use pilotlight_feed::{Status, Timestamp};

use super::{API, WEB, Watch};
use crate::core::{Input, Outcome, Verdict, apply};

#[test]
fn what_the_store_refuses_is_decided_again_the_same_and_without_haste() {
    let mut watch = Watch::new();
    watch.finds(WEB, Status::MajorOutage);
    watch.store_refuses = true;
    // The harness fails here when the state asks for ticks without end.
    watch.later(100);
    watch.tells_nothing();
    let decide = |watch: &Watch| {
        apply(&watch.state, watch.now(), &Input::StoreReady)
            .split()
            .0
    };
    assert_eq!(decide(&watch), decide(&watch));
    watch.store_refuses = false;
    watch.take(&Input::StoreReady);
    let incident = watch.only();
    assert_eq!(incident.id, "auto-web-1000");
    watch.store_refuses = true;
    watch.finds(WEB, Status::Operational);
    watch.later(600);
    assert_eq!(watch.only(), incident);
    watch.store_refuses = false;
    watch.take(&Input::StoreReady);
    assert!(!watch.only().is_open());
}

#[test]
fn after_a_restart_an_open_incident_goes_on_and_a_gap_opens_none() {
    let mut watch = Watch::new();
    watch.fails(WEB);
    watch.finds(API, Status::MajorOutage);
    let mut next = Watch::new();
    (next.state.ledgers, next.state.events) =
        (watch.state.ledgers.clone(), watch.state.events.clone());
    next.at = watch.at + 7_200;
    let last_alive = Some(Timestamp(watch.at));
    next.take(&Input::Started { last_alive });
    next.later(3_600);
    let incident = next.only();
    assert_eq!(
        (incident.id.as_str(), incident.is_open()),
        ("auto-web-1000", true)
    );
    assert_eq!(incident.components(), ["web"]);
    for _ in 0..3 {
        next.take(&Input::Checked {
            monitor: 0,
            outcome: Outcome {
                verdict: Verdict::Up,
                latency: Duration::ZERO,
                detail: String::new(),
            },
        });
        next.later(60);
    }
    assert!(!next.only().is_open());
}

#[test]
fn a_wall_clock_that_is_put_back_keeps_no_incident_open() {
    let mut watch = Watch::new();
    watch.at += 86_400;
    watch.fails(WEB);
    // The records of the day before lie ahead now; they hold from when the clock gets there.
    watch.at -= 3_600;
    watch.finds(WEB, Status::Operational);
    watch.later(3_600 + 300);
    let incident = watch.only();
    assert!(!incident.is_open());
    let times: Vec<Timestamp> = incident.updates.iter().map(|update| update.at).collect();
    assert!(times.is_sorted(), "{times:?}");
}

#[test]
fn an_incident_of_a_component_that_is_gone_is_left_to_people() {
    let mut watch = Watch::new();
    watch.fails(WEB);
    let mut catalog = (*watch.state.catalog).clone();
    catalog.components[WEB].id = "other".to_owned();
    let mut next = Watch::of(catalog);
    next.state.events = watch.state.events.clone();
    next.later(3_600);
    assert_eq!(next.only(), watch.only());
}
