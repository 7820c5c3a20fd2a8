//! What a report says of a history that is known to the second.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use expect_test::expect;
use jiff::tz::TimeZone;
use pilotlight_feed::{IncidentStatus, Status, Timestamp};

use super::{Incidents, Report};
use crate::core::fixture::page;
use crate::core::{
    Audience, Expected, Group, Incident, LedgerEntry, PublishPolicy, State, Teller, Update, Zone,
};

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

fn report() -> Report {
    let now = at("2026-11-03T00:00:00Z");
    Report::of(&state(), at("2026-10-30T23:00:00Z"), now.plus(999), now)
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
    assert_eq!(json["incidents"]["count"], 0);
    assert!(json["incidents"]["mean_time_to_resolve_s"].is_null());
}

#[test]
fn a_window_before_all_history_says_nothing_rather_than_all_is_well() {
    let early = at("2020-01-01T00:00:00Z");
    let report = Report::of(
        &state(),
        early,
        early.plus(86_400),
        at("2026-11-03T00:00:00Z"),
    );
    assert_eq!(report.components[0].total.uptime_ppm, None);
    assert_eq!(report.groups[0].total.uptime_ppm, None);
}

/// Updates of an incident: seconds, state, and whether somebody said it.
fn incident(id: &str, said: &[(i64, IncidentStatus, bool)]) -> Incident {
    let updates = (1..)
        .zip(said)
        .map(|(number, (at, status, by_hand))| Update {
            number,
            status: *status,
            at: Timestamp(*at),
            body: String::new(),
            components: BTreeMap::new(),
            expected: Expected::Unchanged,
            next_update_at: None,
            edited_at: None,
            by_hand: *by_hand,
        });
    Incident {
        id: id.to_owned(),
        version: 1,
        name: "Down".to_owned(),
        impact: None,
        audience: Audience::Everyone,
        teller: Teller::People,
        updates: updates.collect(),
    }
}

#[test]
fn the_means_are_of_what_began_in_the_window_and_was_found_by_monitors() {
    use IncidentStatus::{Identified, Investigating, Resolved};
    let mut state = state();
    let mut draft = incident("draft", &[(20, Investigating, true), (21, Resolved, true)]);
    draft.audience = Audience::Operators;
    for incident in [
        incident(
            "found",
            &[
                (10, Investigating, false),
                (70, Identified, true),
                (110, Resolved, true),
            ],
        ),
        incident("said", &[(20, Investigating, true), (41, Resolved, true)]),
        incident("open", &[(30, Investigating, false)]),
        incident(
            "early",
            &[(9, Investigating, false), (5_000, Resolved, true)],
        ),
        draft,
    ] {
        let id = incident.id.clone();
        state.events.incidents.insert(id, Arc::new(incident));
    }
    let report = Report::of(&state, Timestamp(10), Timestamp(1_000), Timestamp(9_000));
    let expected = Incidents {
        count: 3,
        resolved: 2,
        mean_time_to_resolve_s: Some(61),
        acknowledged: 1,
        mean_time_to_acknowledge_s: Some(60),
    };
    assert_eq!(report.incidents, expected);
}
