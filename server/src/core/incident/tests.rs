//! What follows from the updates of an incident.

use std::collections::BTreeMap;

use pilotlight_feed::IncidentStatus::{
    Identified, Investigating, Monitoring, Postmortem, Resolved,
};
use pilotlight_feed::Status::{DegradedPerformance, MajorOutage, Operational};
use pilotlight_feed::{Impact, IncidentStatus, Status, Timestamp};

use super::{Audience, Expected, Incident, Teller, Update};

/// When, where the work stands, and the statuses of components.
type Said<'a> = (i64, IncidentStatus, &'a [(&'a str, Status)]);

fn incident(updates: &[Said<'_>]) -> Incident {
    let mut incident = Incident {
        id: "a".to_owned(),
        version: 1,
        changed_at: None,
        name: "Down".to_owned(),
        impact: None,
        audience: Audience::Everyone,
        teller: Teller::People,
        updates: Vec::new(),
    };
    for (at, status, components) in updates {
        let components = components.iter();
        let update = Update {
            number: incident.next_number(),
            status: *status,
            at: Timestamp(*at),
            body: String::new(),
            components: components
                .map(|(id, status)| ((*id).to_owned(), *status))
                .collect(),
            expected: Expected::Unchanged,
            next_update_at: None,
            edited_at: None,
            by_hand: true,
        };
        incident.insert(update);
    }
    incident
}

/// The stretches that an incident gives `web`: `(from, to, status)`.
fn spans(incident: &Incident) -> Vec<(i64, Option<i64>, Status)> {
    let spans = incident.spans("web").into_iter();
    spans
        .map(|span| (span.from.0, span.to.map(|to| to.0), span.status))
        .collect()
}

#[test]
fn the_state_is_that_of_the_newest_update_by_displayed_time() {
    let known = incident(&[(20, Monitoring, &[]), (10, Investigating, &[])]);
    assert_eq!(
        (known.status(), known.started_at()),
        (Monitoring, Timestamp(10))
    );
}

#[test]
fn it_is_over_since_the_first_of_its_closing_updates() {
    let known = incident(&[
        (10, Investigating, &[]),
        (20, Resolved, &[]),
        (30, Investigating, &[]),
        (40, Resolved, &[]),
        (50, Postmortem, &[]),
    ]);
    assert_eq!(known.resolved_at(), Some(Timestamp(40)));
}

#[test]
fn an_omitted_component_keeps_its_last_status_and_resolving_clears_it() {
    let known = incident(&[
        (10, Investigating, &[("web", MajorOutage)]),
        (20, Identified, &[]),
        (30, Monitoring, &[("web", DegradedPerformance)]),
        (40, Resolved, &[]),
    ]);
    assert_eq!(
        spans(&known),
        [
            (10, Some(30), MajorOutage),
            (30, Some(40), DegradedPerformance)
        ]
    );
    assert!(known.statuses().is_empty());
}

#[test]
fn an_incident_that_is_reopened_takes_its_components_up_again() {
    let known = incident(&[
        (10, Investigating, &[("web", MajorOutage)]),
        (20, Resolved, &[]),
        (30, Investigating, &[]),
    ]);
    assert_eq!(
        spans(&known),
        [(10, Some(20), MajorOutage), (30, None, MajorOutage)]
    );
}

#[test]
fn a_draft_gives_no_component_a_status() {
    let mut known = incident(&[(10, Investigating, &[("web", MajorOutage)])]);
    known.audience = Audience::Operators;
    assert!(spans(&known).is_empty());
}

#[test]
fn the_impact_is_the_worst_that_its_components_took_unless_set_by_hand() {
    let mut known = incident(&[
        (
            10,
            Investigating,
            &[("web", MajorOutage), ("api", Operational)],
        ),
        (20, Monitoring, &[("web", DegradedPerformance)]),
    ]);
    assert_eq!(known.impact(), Impact::Critical);
    known.impact = Some(Impact::Minor);
    assert_eq!(known.impact(), Impact::Minor);
    assert_eq!(incident(&[(10, Investigating, &[])]).impact(), Impact::None);
}

#[test]
fn an_expectation_stands_until_it_is_withdrawn_or_the_incident_is_over() {
    let mut known = incident(&[(10, Investigating, &[]), (20, Identified, &[])]);
    known.updates[0].expected = Expected::At(Timestamp(90));
    assert_eq!(known.expected_resolution_at(), Some(Timestamp(90)));
    known.updates[1].expected = Expected::Withdrawn;
    assert_eq!(known.expected_resolution_at(), None);
    known.updates[1].expected = Expected::At(Timestamp(99));
    assert_eq!(known.expected_resolution_at(), Some(Timestamp(99)));
    known.updates[1].status = Resolved;
    assert_eq!(known.expected_resolution_at(), None);
}

#[test]
fn a_promise_of_the_next_update_is_kept_by_the_next_update() {
    let mut known = incident(&[(10, Investigating, &[])]);
    known.updates[0].next_update_at = Some(Timestamp(40));
    assert_eq!(known.next_update_at(), Some(Timestamp(40)));
    let mut next = known.updates[0].clone();
    (next.number, next.at, next.next_update_at) = (2, Timestamp(30), None);
    next.components = BTreeMap::new();
    known.insert(next);
    assert_eq!(known.next_update_at(), None);
}
