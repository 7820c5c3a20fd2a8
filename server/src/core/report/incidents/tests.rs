//! What is said of incidents that are known to the second.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use pilotlight_feed::{Date, Impact, IncidentStatus, Status, Timestamp};

use super::{By, IncidentReport, Incidents, Share};
use crate::core::fixture::page;
use crate::core::{
    Audience, Expected, Incident, PublishPolicy, Selection, State, Teller, Update, Zone,
};

/// The whole page, up to a second.
fn until(to: i64) -> Selection {
    Selection {
        from: Timestamp(10),
        to: Timestamp(to),
        now: Timestamp(9_000_000),
        components: Vec::new(),
    }
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
        changed_at: None,
        name: "Down".to_owned(),
        impact: None,
        audience: Audience::Everyone,
        teller: Teller::People,
        updates: updates.collect(),
    }
}

fn state(incidents: impl IntoIterator<Item = Incident>) -> State {
    let policy = PublishPolicy {
        refresh: Duration::from_secs(30),
        valid_for: Duration::from_secs(180),
    };
    let mut state = State::new(Arc::new(page(Zone::utc())), policy, 0);
    for incident in incidents {
        let id = incident.id.clone();
        state.events.incidents.insert(id, Arc::new(incident));
    }
    state
}

#[test]
fn the_means_are_of_what_began_in_the_window_and_was_found_by_monitors() {
    use IncidentStatus::{Identified, Investigating, Resolved};
    let mut draft = incident("draft", &[(20, Investigating, true), (21, Resolved, true)]);
    draft.audience = Audience::Operators;
    let state = state([
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
    ]);
    let expected = Incidents {
        count: 3,
        resolved: 2,
        mean_time_to_resolve_s: Some(61),
        acknowledged: 1,
        mean_time_to_acknowledge_s: Some(60),
    };
    let report = IncidentReport::of(&state, &until(1_000), None);
    assert_eq!((report.total, report.parts), (expected, Vec::new()));
}

/// One that names web in January, and one that names both components in February.
fn two() -> State {
    const FEBRUARY: i64 = 31 * 86_400;
    let open = |id, at| incident(id, &[(at, IncidentStatus::Investigating, true)]);
    let mut minor = open("minor", 20);
    let web = |status| ("web".to_owned(), status);
    minor.updates[0]
        .components
        .extend([web(Status::DegradedPerformance)]);
    let mut critical = open("critical", FEBRUARY);
    let api = ("api".to_owned(), Status::PartialOutage);
    critical.updates[0]
        .components
        .extend([web(Status::MajorOutage), api]);
    state([minor, critical])
}

#[track_caller]
fn check(by: By, expected: &[(Share, usize)]) {
    let report = IncidentReport::of(&two(), &until(9_000_000), Some(by));
    let parts = report.parts.into_iter();
    let counted: Vec<_> = parts
        .map(|part| (part.share, part.incidents.count))
        .collect();
    assert_eq!(counted, expected);
    assert_eq!(report.total.count, 2);
}

#[test]
fn an_incident_counts_in_the_month_in_which_it_began_and_months_without_any_are_named() {
    let month = |month| Share::Month(Date::from_civil(1970, month, 1));
    check(
        By::Month,
        &[(month(1), 1), (month(2), 1), (month(3), 0), (month(4), 0)],
    );
}

#[test]
fn an_incident_counts_for_each_component_that_it_names() {
    let component = |id: &str| Share::Component {
        id: id.to_owned(),
        name: id.to_uppercase(),
    };
    check(
        By::Component,
        &[(component("web"), 2), (component("api"), 1)],
    );
}

#[test]
fn an_incident_counts_for_the_worst_that_it_was() {
    check(
        By::Impact,
        &[
            (Share::Impact(Impact::None), 0),
            (Share::Impact(Impact::Minor), 1),
            (Share::Impact(Impact::Major), 0),
            (Share::Impact(Impact::Critical), 1),
        ],
    );
}

#[test]
fn who_asks_for_a_component_is_told_of_the_incidents_that_name_it() {
    let selection = Selection {
        components: vec!["api".to_owned()],
        ..until(9_000_000)
    };
    let report = IncidentReport::of(&two(), &selection, Some(By::Component));
    assert_eq!((report.total.count, report.parts.len()), (1, 1));
}
