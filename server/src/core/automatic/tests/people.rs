//! Where people have a say, the monitors are quiet.

use pilotlight_feed::{IncidentStatus, Status};

use super::{API, WEB, Watch, by_people, set, touch};
use crate::core::{Audience, Command, NewUpdate};

#[test]
fn once_a_person_has_touched_it_nothing_automatic_changes_it() {
    for is_touched in [true, false] {
        let mut watch = Watch::new();
        watch.fails(WEB);
        if is_touched {
            watch.ask(touch(&watch.only()));
        }
        let before = watch.only();
        watch.finds(WEB, Status::PartialOutage);
        watch.later(120);
        watch.finds(WEB, Status::Operational);
        watch.later(1_200);
        // Untouched, the same does change it: else this test would show nothing.
        assert_eq!(watch.only() == before, is_touched);
        assert_eq!(watch.only().is_open(), is_touched);
    }
}

#[test]
fn what_a_person_closed_is_not_reopened() {
    let mut watch = Watch::new();
    watch.fails(WEB);
    let id = watch.only().id.clone();
    watch.ask(Command::UpdateIncident {
        id: id.clone(),
        version: None,
        update: NewUpdate {
            status: Some(IncidentStatus::Resolved),
            body: "It was nothing.".to_owned(),
            ..NewUpdate::default()
        },
    });
    watch.later(59);
    assert!(!watch.only().is_open());
    // Still down a settling time later: that is told, and not in theirs.
    watch.later(1);
    assert_eq!(watch.incidents().len(), 2);
    assert!(!watch.state.events.incidents[&id].is_open());
}

#[test]
fn what_people_tell_already_or_draft_is_not_told_again() {
    for audience in [Audience::Everyone, Audience::Operators] {
        let mut watch = Watch::new();
        watch.ask(by_people(audience));
        watch.fails(WEB);
        watch.later(600);
        assert_eq!(watch.only().id, "people");
        watch.fails(API);
        assert_eq!(watch.incidents().len(), 2, "of others they say nothing");
    }
}

#[test]
fn what_is_set_by_hand_counts_and_opens_nothing() {
    let mut watch = Watch::new();
    watch.ask(set(Status::Operational, Some(1_500)));
    watch.finds(WEB, Status::MajorOutage);
    watch.later(1_559 - watch.at);
    watch.tells_nothing();
    watch.later(1);
    assert!(watch.only().is_open());
    watch.later(60);
    watch.ask(set(Status::Operational, None));
    assert_eq!(watch.only().status(), IncidentStatus::Monitoring);
    watch.later(120);
    assert!(!watch.only().is_open());

    let mut watch = Watch::new();
    watch.ask(set(Status::MajorOutage, None));
    watch.later(600);
    watch.tells_nothing();
}
