//! A busy page still makes a document that readers take, and what is open comes first.

use pilotlight_feed::{
    Feed, Impact, Incident, IncidentStatus, IncidentUpdate, Links, Overall, Page, Status,
    Timestamp, limits,
};

use super::fit;
use crate::core::project::events::Lists;

fn feed() -> Feed {
    Feed {
        format: Feed::FORMAT.to_owned(),
        revision: 1,
        generated_at: Timestamp(0),
        valid_until: Timestamp(1),
        page: Page {
            name: "Acme".to_owned(),
            url: "https://status.acme.example/".to_owned(),
            time_zone: "UTC".to_owned(),
        },
        status: Overall {
            level: Status::Operational,
            description: "All good".to_owned(),
        },
        groups: Vec::new(),
        components: Vec::new(),
        former_components: Vec::new(),
        incidents: Vec::new(),
        maintenances: Vec::new(),
        scheduled_maintenances: Vec::new(),
        past_incidents: Vec::new(),
        past_maintenances: Vec::new(),
        days: None,
        links: Links {
            summary: "summary.json".to_owned(),
            feed: "feed.json".to_owned(),
        },
    }
}

/// An incident with so many updates of so many quotation marks, which are two bytes each in JSON.
fn incident(id: usize, updates: usize, chars: usize) -> Incident {
    let body = "\"".repeat(chars);
    let update = IncidentUpdate {
        expected_resolution_at: Some(Timestamp(0)),
        expectation_withdrawn: true,
        next_update_at: Some(Timestamp(0)),
        edited_at: Some(Timestamp(0)),
        ..IncidentUpdate::new("investigating".to_owned(), Timestamp(0), body)
    };
    Incident {
        id: format!("incident-{id}"),
        name: "Down".to_owned(),
        status: IncidentStatus::Investigating,
        impact: Impact::Critical,
        started_at: Timestamp(0),
        resolved_at: None,
        expected_resolution_at: None,
        next_update_at: None,
        components: Vec::new(),
        updates: vec![update; updates],
        version: None,
        updated_at: None,
    }
}

#[track_caller]
fn check(told: Lists) -> Feed {
    let fitted = fit(feed(), told, Vec::new());
    let size = serde_json::to_vec(&fitted).expect("serializes").len();
    assert!(size < limits::DOCUMENT_BYTES, "{size}");
    fitted
}

#[test]
fn what_fits_is_left_as_it_is() {
    let past_incidents: Vec<Incident> = (0..50).map(|id| incident(id, 5, 300)).collect();
    let fitted = check(Lists {
        past_incidents: past_incidents.clone(),
        ..Lists::default()
    });
    assert_eq!(fitted.past_incidents, past_incidents);
}

#[test]
fn the_past_makes_room_for_what_is_open() {
    let fitted = check(Lists {
        incidents: vec![incident(0, 12, 5_000)],
        past_incidents: (1..300).map(|id| incident(id, 5, 300)).collect(),
        ..Lists::default()
    });
    assert_eq!(fitted.incidents[0].updates.len(), 12);
    assert!((1..299).contains(&fitted.past_incidents.len()));
}

#[test]
fn the_newest_word_of_everything_open_comes_before_what_was_said_earlier() {
    let fitted = check(Lists {
        incidents: (0..10).map(|id| incident(id, 9, 9_000)).collect(),
        ..Lists::default()
    });
    assert_eq!(fitted.incidents.len(), 10);
    assert!(
        fitted
            .incidents
            .iter()
            .all(|incident| !incident.updates.is_empty())
    );
}

#[test]
fn a_body_is_cut_rather_than_its_incident_left_out() {
    let fitted = check(Lists {
        incidents: (0..40).map(|id| incident(id, 1, 10_000)).collect(),
        ..Lists::default()
    });
    assert_eq!(fitted.incidents.len(), 40);
    assert!(fitted.incidents[39].updates[0].body.ends_with('…'));
}
