//! When an incident is told, and what it says then.

use pilotlight_feed::{Status, Timestamp};

use super::{API, MAIL, WEB, Watch};
use crate::core::{Audience, Command, NewMaintenance, Switches, Teller};

#[test]
fn a_blip_is_never_told_and_what_lasts_is() {
    let mut watch = Watch::new();
    watch.finds(WEB, Status::MajorOutage);
    watch.later(59);
    watch.finds(WEB, Status::Operational);
    watch.later(600);
    watch.tells_nothing();
    watch.finds(WEB, Status::MajorOutage);
    watch.later(60);
    assert!(watch.only().is_open());
}

#[test]
fn an_incident_is_dated_when_the_component_failed_and_says_so() {
    let mut watch = Watch::new();
    watch.fails(WEB);
    let incident = watch.only();
    assert_eq!(incident.id, "auto-web-1000");
    assert_eq!(incident.name, "WEB: major outage");
    assert_eq!(incident.teller, Teller::Monitors);
    assert_eq!(incident.started_at(), Timestamp(1_000));
    let update = &incident.updates[0];
    assert!(!update.by_hand && update.components["web"] == Status::MajorOutage);
    assert_eq!(
        update.body,
        "Our automatic checks report major outage for WEB since 1970-01-01 00:16 UTC."
    );
}

#[test]
fn only_components_that_are_to_have_one_and_only_their_statuses_open_an_incident() {
    let mut catalog = (*Watch::new().state.catalog).clone();
    catalog.components[API].incident = None;
    let mut watch = Watch::of(catalog);
    watch.finds(WEB, Status::DegradedPerformance);
    watch.fails(API);
    watch.later(600);
    watch.tells_nothing();
    // The time as degraded does not count for the outage.
    watch.finds(WEB, Status::PartialOutage);
    watch.later(59);
    watch.tells_nothing();
    watch.later(1);
    assert_eq!(watch.only().components(), ["web"]);
}

#[test]
fn a_component_of_the_same_group_joins_and_one_of_another_has_its_own() {
    let mut watch = Watch::new();
    watch.fails(WEB);
    watch.fails(API);
    watch.fails(MAIL);
    let incidents = watch.incidents();
    let named: Vec<Vec<&str>> = incidents.iter().map(|known| known.components()).collect();
    assert_eq!(named, [vec!["mail"], vec!["api", "web"]]);
    assert_eq!(incidents[1].name, "WEB, API: major outage");
    assert_eq!(
        incidents[1].updates[1].body,
        "API: major outage since 1970-01-01 00:17 UTC."
    );
}

#[test]
fn a_maintenance_covers_what_monitors_find_and_its_end_begins_the_wait_anew() {
    let mut watch = Watch::new();
    watch.ask(Command::PlanMaintenance(NewMaintenance {
        id: "work".to_owned(),
        name: "Database".to_owned(),
        audience: Audience::Everyone,
        components: vec!["web".to_owned()],
        from: Timestamp(1_010),
        to: Timestamp(1_500),
        switches: Switches::default(),
        body: String::new(),
        series: None,
    }));
    watch.later(20);
    watch.finds(WEB, Status::MajorOutage);
    watch.later(1_559 - watch.at);
    watch.tells_nothing();
    watch.later(1);
    assert_eq!(watch.only().started_at(), Timestamp(1_500));
}

#[test]
fn what_is_unknown_opens_nothing_and_resolves_nothing() {
    let mut watch = Watch::new();
    watch.finds(WEB, Status::Unknown);
    watch.later(600);
    watch.tells_nothing();
    watch.fails(WEB);
    watch.finds(WEB, Status::Unknown);
    watch.later(3_600);
    let incident = watch.only();
    assert_eq!((incident.is_open(), incident.updates.len()), (true, 1));
    // Only what is good again counts towards the end.
    watch.finds(WEB, Status::Operational);
    watch.later(119);
    assert!(watch.only().is_open());
    watch.later(1);
    assert!(!watch.only().is_open());
}
