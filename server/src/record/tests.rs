//! Everything that is written reads back.

use std::collections::BTreeMap;

use pilotlight_feed::{Date, Impact, IncidentStatus, MaintenanceStatus, Status, Timestamp};

use super::{
    incident_json, maintenance_json, read_incident, read_maintenance, read_series, series_json,
};
use crate::core::{
    Audience, Expected, Incident, Maintenance, MaintenanceUpdate, Rule, Series, Start, Switches,
    Teller, Update,
};

fn update(number: u32, expected: Expected) -> Update {
    Update {
        number,
        status: IncidentStatus::Identified,
        at: Timestamp(i64::from(number) * 60),
        body: "*News*\n\"quoted\"".to_owned(),
        components: BTreeMap::from([("web".to_owned(), Status::PartialOutage)]),
        expected,
        next_update_at: Some(Timestamp(9_000)),
        edited_at: Some(Timestamp(8_000)),
        by_hand: number.is_multiple_of(2),
    }
}

#[test]
fn an_incident_reads_back_as_it_was_written() {
    let updates = [
        Expected::Unchanged,
        Expected::Withdrawn,
        Expected::At(Timestamp(7_000)),
    ];
    let updates = (1..)
        .zip(updates)
        .map(|(number, expected)| update(number, expected));
    let incident = Incident {
        id: "a".to_owned(),
        version: 7,
        changed_at: Some(Timestamp(8_500)),
        name: "Down".to_owned(),
        impact: Some(Impact::Major),
        audience: Audience::Operators,
        teller: Teller::Monitors,
        updates: updates.collect(),
    };
    let json = incident_json(&incident).to_string();
    assert_eq!(read_incident("a", &json).expect("reads"), incident);
}

#[test]
fn a_maintenance_reads_back_as_it_was_written() {
    let maintenance = Maintenance {
        id: "m".to_owned(),
        version: 2,
        changed_at: Some(Timestamp(30)),
        name: "Work".to_owned(),
        audience: Audience::Everyone,
        components: vec!["web".to_owned()],
        planned_from: Timestamp(60),
        planned_to: Timestamp(120),
        switches: Switches {
            puts_back: false,
            ..Switches::default()
        },
        updates: vec![MaintenanceUpdate {
            number: 1,
            status: MaintenanceStatus::Cancelled,
            at: Timestamp(5),
            body: String::new(),
            edited_at: Some(Timestamp(30)),
            by_hand: true,
        }],
        series: Some("weekly".to_owned()),
        follows_series: true,
    };
    let json = maintenance_json(&maintenance).to_string();
    assert_eq!(read_maintenance("m", &json).expect("reads"), maintenance);
}

#[test]
fn a_series_reads_back_as_it_was_written() {
    let series = Series {
        id: "weekly".to_owned(),
        version: 3,
        name: "Work".to_owned(),
        body: "*Short*".to_owned(),
        audience: Audience::Everyone,
        components: vec!["web".to_owned()],
        switches: Switches {
            counts_as_downtime: true,
            ..Switches::default()
        },
        start: Start::parse("2026-12-01T02:30", "Europe/Berlin").expect("a start"),
        duration_s: 7_200,
        rule: Rule::parse("freq=weekly;byday=tu").expect("a rule"),
        excluded: vec![Date::from_civil(2026, 12, 29)],
        ended_at: Some(Timestamp(9_000)),
    };
    let json = series_json(&series).to_string();
    assert_eq!(read_series("weekly", &json).expect("reads"), series);
    let elsewhere = json.replace("Europe/Berlin", "Middle/Earth");
    let error = read_series("weekly", &elsewhere).expect_err("is no zone");
    assert!(error.to_string().contains("Middle/Earth"), "{error}");
}

#[test]
fn a_damaged_document_is_named() {
    let error = read_incident("abc", "{\"id\":").expect_err("is damaged");
    assert!(error.to_string().contains("\"abc\""), "{error}");
}
