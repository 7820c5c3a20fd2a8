//! Commands on incidents: what they do, and what they refuse.

use pilotlight_feed::{Impact, IncidentStatus, Status, Timestamp};

use super::{Desk, open, say, update};
use crate::core::command::{Command, Done, IncidentEdit, NewIncident, NewUpdate, UpdateEdit};
use crate::core::incident::{Audience, Expected};
use crate::core::{Window, project};

#[test]
fn an_incident_gives_its_components_a_status_until_it_is_resolved() {
    let mut desk = Desk::new();
    let major = [("web", Status::MajorOutage)];
    desk.ask(open(vec![update(IncidentStatus::Investigating, &major)]))
        .expect("opens");
    assert_eq!(desk.statuses(), [Status::MajorOutage, Status::Operational]);
    desk.later(60);
    desk.ask(say(update(IncidentStatus::Resolved, &[])))
        .expect("resolves");
    assert_eq!(desk.statuses(), [Status::Operational; 2]);
}

#[test]
fn a_backfilled_incident_corrects_the_uptime() {
    let mut desk = Desk::new();
    let uptime = |desk: &Desk| {
        let window = Window {
            generated_at: Timestamp(desk.at),
            valid_until: Timestamp(desk.at + 1),
        };
        project(&desk.state, window, 1).components[0].uptime_bp
    };
    assert_eq!(uptime(&desk), Some(10_000));
    let mut began = update(
        IncidentStatus::Investigating,
        &[("web", Status::MajorOutage)],
    );
    began.at = Some(Timestamp(100));
    let mut ended = update(IncidentStatus::Resolved, &[]);
    ended.at = Some(Timestamp(200));
    desk.ask(open(vec![ended, began])).expect("opens");
    assert_eq!(uptime(&desk), Some(9_000));
    assert_eq!(desk.statuses(), [Status::Operational; 2]);
}

#[test]
fn an_edit_on_an_older_version_is_refused() {
    let mut desk = Desk::new();
    desk.ask(open(vec![update(IncidentStatus::Investigating, &[])]))
        .expect("opens");
    let edit = |version, name: &str| Command::EditIncident {
        id: "one".to_owned(),
        version: Some(version),
        edit: IncidentEdit {
            name: Some(name.to_owned()),
            ..IncidentEdit::default()
        },
    };
    desk.later(60);
    desk.ask(edit(1, "Payments are slow")).expect("edits");
    let window = Window {
        generated_at: Timestamp(desk.at),
        valid_until: Timestamp(desk.at + 1),
    };
    let feed = project(&desk.state, window, 1);
    let told = &feed.incidents[0];
    assert_eq!(told.version, Some(2));
    assert_eq!(told.updated_at, Some(Timestamp(desk.at)));
    assert_eq!(feed.summary().incidents[0].version, None);
    desk.refused(edit(1, "Overwritten"), "at version 2");
}

#[test]
fn an_update_that_is_edited_says_so_and_moves_to_its_place() {
    let mut desk = Desk::new();
    desk.ask(open(vec![update(IncidentStatus::Investigating, &[])]))
        .expect("opens");
    desk.later(60);
    desk.ask(say(update(IncidentStatus::Identified, &[])))
        .expect("updates");
    let edit = UpdateEdit {
        at: Some(Timestamp(500)),
        body: Some("Corrected.".to_owned()),
        ..UpdateEdit::default()
    };
    let command = Command::EditIncidentUpdate {
        id: "one".to_owned(),
        version: None,
        number: 2,
        edit,
    };
    let Ok(Done::Incident(incident)) = desk.ask(command) else {
        panic!("edits");
    };
    let first = &incident.updates[0];
    assert_eq!((first.number, first.body.as_str()), (2, "Corrected."));
    assert_eq!(first.edited_at, Some(Timestamp(1_060)));
    assert_eq!(incident.status(), IncidentStatus::Investigating);
}

#[test]
fn all_that_an_update_says_can_be_corrected_within_the_rules_of_a_new_one() {
    let mut desk = Desk::new();
    let mut said = update(IncidentStatus::Investigating, &[]);
    said.expected = Expected::At(Timestamp(2_000));
    said.next_update_at = Some(Timestamp(1_500));
    desk.ask(open(vec![said])).expect("opens");
    let edit = |edit| Command::EditIncidentUpdate {
        id: "one".to_owned(),
        version: None,
        number: 1,
        edit,
    };
    let over = UpdateEdit {
        status: Some(IncidentStatus::Resolved),
        ..UpdateEdit::default()
    };
    desk.refused(edit(over.clone()), "next_update_at");
    let late = UpdateEdit {
        expected: Some(Expected::At(Timestamp(1_000))),
        ..UpdateEdit::default()
    };
    desk.refused(edit(late), "expected_resolution_at");
    let all = UpdateEdit {
        status: Some(IncidentStatus::Identified),
        expected: Some(Expected::Withdrawn),
        next_update_at: Some(None),
        ..UpdateEdit::default()
    };
    let Ok(Done::Incident(incident)) = desk.ask(edit(all)) else {
        panic!("edits");
    };
    assert_eq!(incident.status(), IncidentStatus::Identified);
    assert_eq!(incident.expected_resolution_at(), None);
    assert_eq!(incident.next_update_at(), None);
    let Ok(Done::Incident(incident)) = desk.ask(edit(over)) else {
        panic!("edits");
    };
    assert!(!incident.is_open());
}

#[test]
fn the_feed_says_what_each_update_promised_and_that_it_was_edited() {
    let mut desk = Desk::new();
    let mut first = update(IncidentStatus::Investigating, &[]);
    first.expected = Expected::At(Timestamp(2_000));
    first.next_update_at = Some(Timestamp(1_500));
    desk.ask(open(vec![first])).expect("opens");
    desk.later(60);
    let mut second = update(IncidentStatus::Identified, &[]);
    second.expected = Expected::Withdrawn;
    desk.ask(say(second)).expect("updates");
    let command = Command::EditIncidentUpdate {
        id: "one".to_owned(),
        version: None,
        number: 2,
        edit: UpdateEdit {
            body: Some("Corrected.".to_owned()),
            ..UpdateEdit::default()
        },
    };
    desk.ask(command).expect("edits");
    let window = Window {
        generated_at: Timestamp(1_100),
        valid_until: Timestamp(1_200),
    };
    let feed = project(&desk.state, window, 1);
    let [newest, oldest] = &feed.incidents[0].updates[..] else {
        panic!("has two updates");
    };
    assert_eq!(oldest.expected_resolution_at, Some(Timestamp(2_000)));
    assert_eq!(oldest.next_update_at, Some(Timestamp(1_500)));
    assert_eq!(
        (oldest.edited_at, oldest.expectation_withdrawn),
        (None, false)
    );
    assert_eq!(newest.edited_at, Some(Timestamp(1_060)));
    assert!(newest.expectation_withdrawn && newest.expected_resolution_at.is_none());
}

#[test]
fn bad_incidents_are_refused_with_what_to_do() {
    let mut desk = Desk::new();
    let mut nameless = open(vec![update(IncidentStatus::Investigating, &[])]);
    if let Command::OpenIncident(new) = &mut nameless {
        new.name = "  ".to_owned();
    }
    desk.refused(nameless, "name is empty");
    desk.refused(open(Vec::new()), "updates is empty");
    let strange = [("nowhere", Status::MajorOutage)];
    desk.refused(
        open(vec![update(IncidentStatus::Investigating, &strange)]),
        "no component \"nowhere\"",
    );
    let unknown = [("web", Status::Unknown)];
    desk.refused(
        open(vec![update(IncidentStatus::Investigating, &unknown)]),
        "unknown",
    );
    let mut ahead = update(IncidentStatus::Investigating, &[]);
    ahead.at = Some(Timestamp(5_000));
    desk.refused(open(vec![ahead]), "lies ahead");
    let mut late = update(IncidentStatus::Investigating, &[]);
    late.expected = Expected::At(Timestamp(900));
    desk.refused(open(vec![late]), "expected_resolution_at");
    let mut long = update(IncidentStatus::Investigating, &[]);
    long.body = "x".repeat(10_001);
    desk.refused(open(vec![long]), "longer than 10000");
    desk.refused(say(NewUpdate::default()), "no incident \"one\"");
}

#[test]
fn what_everyone_has_seen_is_not_hidden_again() {
    let mut desk = Desk::new();
    desk.ask(open(vec![update(IncidentStatus::Investigating, &[])]))
        .expect("opens");
    let hide = Command::EditIncident {
        id: "one".to_owned(),
        version: None,
        edit: IncidentEdit {
            audience: Some(Audience::Operators),
            ..IncidentEdit::default()
        },
    };
    desk.refused(hide, "everyone has seen");
}

#[test]
fn an_incident_of_no_component_sets_the_level_of_the_page_by_its_impact() {
    let told = |desk: &Desk| {
        let window = Window {
            generated_at: Timestamp(desk.at),
            valid_until: Timestamp(desk.at + 1),
        };
        project(&desk.state, window, 1).status
    };
    let opened = |impact, audience, components: &[(&str, Status)]| {
        let mut desk = Desk::new();
        desk.ask(Command::OpenIncident(NewIncident {
            id: "one".to_owned(),
            name: "Everything is down".to_owned(),
            impact,
            audience,
            updates: vec![update(IncidentStatus::Investigating, components)],
        }))
        .expect("opens");
        desk
    };
    let everyone = Audience::Everyone;
    for (impact, level) in [
        (None, Status::Operational),
        (Some(Impact::None), Status::Operational),
        (Some(Impact::Minor), Status::DegradedPerformance),
        (Some(Impact::Major), Status::PartialOutage),
        (Some(Impact::Critical), Status::MajorOutage),
    ] {
        assert_eq!(told(&opened(impact, everyone, &[])).level, level);
    }
    let mut desk = opened(Some(Impact::Critical), everyone, &[]);
    assert_eq!(told(&desk).description, "Major outage");
    // No component is called bad for it, and it ends with the incident.
    assert_eq!(desk.statuses(), [Status::Operational; 2]);
    desk.later(60);
    desk.ask(say(update(IncidentStatus::Resolved, &[])))
        .expect("resolves");
    assert_eq!(told(&desk).level, Status::Operational);
    // A draft is nobody's business; where components are named, theirs counts.
    let draft = opened(Some(Impact::Critical), Audience::Operators, &[]);
    assert_eq!(told(&draft).level, Status::Operational);
    let slow = [("web", Status::DegradedPerformance)];
    let named = told(&opened(Some(Impact::Critical), everyone, &slow));
    assert_eq!(named.level, Status::DegradedPerformance);
}
