//! What a report says of a history that is known to the second.

use std::sync::Arc;
use std::time::Duration;

use expect_test::expect;
use jiff::tz::TimeZone;
use pilotlight_feed::{Status, Timestamp};

use super::{Selection, UptimeReport};
use crate::core::fixture::page;
use crate::core::{Events, Group, LedgerEntry, PublishPolicy, State, Zone};

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

/// Web was down for an hour on both sides of Berlin's midnight into November, and api half down for
/// 100 seconds in November. Both are in one group.
fn state() -> State {
    let zone = Zone {
        name: "Europe/Berlin".to_owned(),
        rules: TimeZone::get("Europe/Berlin").expect("a zone"),
    };
    let mut catalog = page(zone);
    catalog.groups.push(Group {
        id: "all".to_owned(),
        name: "All, really".to_owned(),
        is_collapsed: false,
    });
    for component in &mut catalog.components {
        component.group = Some(0);
    }
    let policy = PublishPolicy {
        refresh: Duration::from_secs(30),
        valid_for: Duration::from_secs(180),
    };
    let mut state = State::new(Arc::new(catalog), policy, 0);
    let entry = |id: &str, time: &str, status| {
        let at = at(time);
        (id.to_owned(), LedgerEntry { at, status })
    };
    let history = [
        entry("web", "2026-10-01T00:00:00Z", Status::Operational),
        entry("web", "2026-10-31T22:30:00Z", Status::MajorOutage),
        entry("web", "2026-10-31T23:30:00Z", Status::Operational),
        entry("api", "2026-11-02T00:00:00Z", Status::Operational),
        entry("api", "2026-11-02T01:00:00Z", Status::PartialOutage),
        entry("api", "2026-11-02T01:01:40Z", Status::Operational),
    ];
    state.replace_ledgers(history, at("2026-11-03T00:00:00Z"));
    state
}

/// The whole page from the last days of October on.
fn whole() -> Selection {
    let now = at("2026-11-03T00:00:00Z");
    Selection {
        from: at("2026-10-30T23:00:00Z"),
        to: now.plus(999),
        now,
        components: Vec::new(),
    }
}

fn report() -> UptimeReport {
    UptimeReport::of(&state(), &whole(), true)
}

#[test]
fn months_are_those_of_the_zone_and_the_window_ends_with_the_present() {
    expect![[r#"
        kind,id,name,month,uptime_ppm,downtime_minutes,operational_s,degraded_performance_s,partial_outage_s,major_outage_s,under_maintenance_s,unknown_s
        component,web,WEB,,986301,60,259200,0,0,3600,0,0
        component,web,WEB,2026-10,979166,30,84600,0,0,1800,0,0
        component,web,WEB,2026-11,989795,30,174600,0,0,1800,0,0
        component,api,API,,999652,1,86300,0,100,0,0,176400
        component,api,API,2026-10,,0,0,0,0,0,0,86400
        component,api,API,2026-11,999652,1,86300,0,100,0,0,90000
        group,all,"All, really",,992976,61,345500,0,100,3600,0,176400
        group,all,"All, really",2026-10,979166,30,84600,0,0,1800,0,86400
        group,all,"All, really",2026-11,994723,31,260900,0,100,1800,0,90000
    "#]]
    .assert_eq(&report().to_csv().replace("\r\n", "\n"));
}

#[test]
fn json_says_the_same_with_names() {
    let json = report().to_json();
    assert_eq!(json["to"], "2026-11-03T00:00:00Z");
    assert_eq!(json["components"][0]["months"][1]["month"], "2026-11");
    assert_eq!(json["components"][0]["months"][1]["uptime_ppm"], 989_795);
    assert_eq!(json["groups"][0]["downtime_minutes"], 61);
    assert_eq!(json["components"][1]["partial_outage_s"], 100);
}

#[test]
fn months_are_said_when_they_are_asked_for() {
    let json = UptimeReport::of(&state(), &whole(), false).to_json();
    assert_eq!(json["components"][0]["uptime_ppm"], 986_301);
    assert_eq!(json["components"][0].get("months"), None);
    assert_eq!(json["groups"][0].get("months"), None);
}

#[test]
fn who_asks_for_a_component_is_told_of_no_other_and_of_no_group() {
    let selection = Selection {
        components: vec!["api".to_owned()],
        ..whole()
    };
    let report = UptimeReport::of(&state(), &selection, true);
    let of_page = self::report();
    assert_eq!(report.components, of_page.components[1..]);
    assert_eq!((report.groups.len(), of_page.groups.len()), (0, 1));
}

#[test]
fn a_window_before_all_history_says_nothing_rather_than_all_is_well() {
    let early = at("2020-01-01T00:00:00Z");
    let selection = Selection {
        from: early,
        to: early.plus(86_400),
        ..whole()
    };
    let report = UptimeReport::of(&state(), &selection, false);
    assert_eq!(report.components[0].total.uptime_ppm, None);
    assert_eq!(report.groups[0].total.uptime_ppm, None);
}

#[test]
fn a_state_that_is_read_knows_what_a_running_one_has_forgotten() {
    let since = at("2020-01-01T00:00:00Z");
    let entry = |time: &str, status| {
        let at = at(time);
        ("web".to_owned(), LedgerEntry { at, status })
    };
    let history = [
        entry("2019-12-31T00:00:00Z", Status::Operational),
        entry("2020-01-01T18:00:00Z", Status::MajorOutage),
        entry("2020-01-02T00:00:00Z", Status::Operational),
    ];
    let selection = Selection {
        from: since,
        to: since.plus(86_400),
        ..whole()
    };
    let uptime = |state: &State| {
        let report = UptimeReport::of(state, &selection, false);
        report.components[0].total.uptime_ppm
    };
    let catalog = Arc::clone(&state().catalog);
    let read = State::of_history(catalog, history.clone(), Events::default(), since);
    let mut running = state();
    running.replace_ledgers(history, selection.now);
    assert_eq!((uptime(&read), uptime(&running)), (Some(750_000), None));
}
