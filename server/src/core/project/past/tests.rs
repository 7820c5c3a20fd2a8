//! The past is told for good, a month at a time, and made anew only where it has changed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use pilotlight_feed::{History, IncidentStatus, Status, Timestamp};

use super::Past;
use crate::core::command::tests::Desk;
use crate::core::{
    Audience, Catalog, Change, Command, Incident, NewIncident, NewUpdate, Now, Record, State,
};

const DAY_S: i64 = 86_400;

fn update(status: IncidentStatus, web: Status) -> NewUpdate {
    NewUpdate {
        status: Some(status),
        body: "We are on it.".to_owned(),
        components: BTreeMap::from([("web".to_owned(), web)]),
        ..NewUpdate::default()
    }
}

/// An incident that is over, on the second day of everything.
fn storied() -> Desk {
    let mut desk = Desk::new();
    desk.later(DAY_S);
    let opened = Command::OpenIncident(NewIncident {
        id: "one".to_owned(),
        name: "Payments fail".to_owned(),
        impact: None,
        audience: Audience::Everyone,
        updates: vec![update(IncidentStatus::Investigating, Status::MajorOutage)],
    });
    desk.ask(opened).expect("opens");
    desk.later(600);
    say(
        &mut desk,
        update(IncidentStatus::Resolved, Status::Operational),
    );
    desk
}

fn say(desk: &mut Desk, update: NewUpdate) {
    let command = Command::UpdateIncident {
        id: "one".to_owned(),
        version: None,
        update,
    };
    desk.ask(command).expect("is said");
}

fn past(desk: &Desk, before: &Past) -> Past {
    let now = Timestamp(desk.at);
    Past::of(&desk.state, State::horizon(now), now, before)
}

fn first(past: &Past) -> &Arc<History> {
    past.months().next().expect("a month")
}

#[test]
fn a_month_tells_its_incidents_and_each_day_of_its_components() {
    let desk = storied();
    let past = past(&desk, &Past::none());
    let history = first(&past);
    assert_eq!(history.month.to_string(), "1970-01");
    assert_eq!(history.incidents[0].id, "one");
    assert_eq!(history.incidents[0].updates.len(), 2);
    let days: Vec<&str> = history
        .components
        .iter()
        .map(|known| known.days.as_str())
        .collect();
    assert_eq!(days, ["om", "oo"]);
    assert!(history.components[0].uptime_bp < Some(10_000));
    assert_eq!(history.components[1].uptime_bp, Some(10_000));
}

#[test]
fn what_memory_has_forgotten_is_told_as_before() {
    let mut desk = storied();
    let early = past(&desk, &Past::none());
    let mut told = early.clone();
    for _ in 0..40 {
        desk.later(5 * DAY_S);
        told = past(&desk, &told);
    }
    let other = Command::OpenIncident(NewIncident {
        id: "two".to_owned(),
        name: "Another".to_owned(),
        impact: None,
        audience: Audience::Everyone,
        updates: vec![update(IncidentStatus::Investigating, Status::MajorOutage)],
    });
    desk.ask(other).expect("opens");
    let told = past(&desk, &told);
    assert!(
        !desk.state.events.incidents.contains_key("one"),
        "is forgotten"
    );
    assert_eq!(told.months().count(), 7);
    assert_eq!(first(&told).incidents, first(&early).incidents);
    // The control: from memory alone nothing of it would be told.
    let alone = past(&desk, &Past::none());
    assert!(first(&alone).incidents.is_empty());
}

#[test]
fn a_month_is_another_object_only_when_something_in_it_has_changed() {
    let mut desk = storied();
    let before = past(&desk, &Past::none());
    desk.later(60);
    let same = past(&desk, &before);
    assert!(Arc::ptr_eq(first(&before), first(&same)));
    say(
        &mut desk,
        update(IncidentStatus::Postmortem, Status::Operational),
    );
    let after = past(&desk, &same);
    assert!(!Arc::ptr_eq(first(&same), first(&after)));
    assert_eq!(first(&after).incidents[0].updates.len(), 3);
}

#[test]
fn a_component_that_is_hidden_is_told_nowhere_at_once() {
    let desk = storied();
    let past = past(&desk, &Past::none());
    let text = |past: &Past| serde_json::to_string(first(past).as_ref()).expect("is written");
    assert!(text(&past).contains("web") && text(&past).contains("WEB"));
    let mut desk = desk;
    let mut catalog = Catalog::clone(&desk.state.catalog);
    catalog.components[0].is_hidden = true;
    desk.state.catalog = Arc::new(catalog);
    let shown = past.shown_by(&desk.state);
    assert!(!text(&shown).contains("web") && !text(&shown).contains("WEB"));
    assert!(text(&shown).contains("api") && text(&shown).contains("Payments fail"));
    // And what memory tells anew does not bring it back.
    let now = Timestamp(desk.at);
    let anew = Past::of(&desk.state, State::horizon(now), now, &shown);
    assert!(!text(&anew).contains("web") && !text(&anew).contains("WEB"));
}

#[test]
fn a_component_that_is_off_the_page_keeps_its_name_in_what_was_said_of_it() {
    let mut desk = storied();
    let before = past(&desk, &Past::none());
    assert!(first(&before).former_components.is_empty());
    let mut catalog = Catalog::clone(&desk.state.catalog);
    for (id, named) in desk.state.events.told.misnamed(&catalog) {
        desk.state.events.told.names.insert(id, named);
    }
    catalog.components.remove(0);
    desk.state.catalog = Arc::new(catalog);
    desk.state.ledgers.remove(0);
    let now = Timestamp(desk.at);
    let anew = Past::of(&desk.state, State::horizon(now), now, &before);
    // At once, and made anew.
    for told in [before.shown_by(&desk.state), anew] {
        let history = first(&told);
        assert_eq!(history.incidents[0].components, ["web"]);
        let former = &history.former_components;
        assert_eq!(
            (former[0].id.as_str(), former[0].name.as_str()),
            ("web", "WEB")
        );
        assert_eq!(history.components.len(), 1, "and its days are not told");
    }
    // The control: one that was hidden when it went.
    let named = desk.state.events.told.names.get_mut("web");
    named.expect("was noted").is_hidden = true;
    let told = before.shown_by(&desk.state);
    let history = first(&told);
    assert!(history.former_components.is_empty());
    assert!(history.incidents[0].components.is_empty());
}

#[test]
fn months_that_were_read_again_take_the_place_of_those_that_were_told() {
    let desk = storied();
    let told = past(&desk, &Past::none());
    let month = first(&told).month;
    let mut read = History::clone(first(&told));
    read.incidents.clear();
    let read = Past::told(vec![read]);
    assert!(first(&told.with(&read, month)).incidents.is_empty());
    assert_eq!(first(&told.with(&read, month.next())), first(&told));
}

/// In which months of the past the incident is told.
fn months_of(past: &Past) -> Vec<String> {
    let is_told = |history: &&Arc<History>| history.incidents.iter().any(|told| told.id == "one");
    let months = past.months().filter(is_told);
    months.map(|history| history.month.to_string()).collect()
}

/// Tells that the incident began so much later, as the loop does until the store is read again; answers
/// the past of someone who was told of the move, and of someone who was not.
fn moved(desk: &Desk, told: &Past, incident: &Incident, by_s: i64) -> ([Past; 2], State) {
    let now = Timestamp(desk.at);
    let mut incident = incident.clone();
    incident.version += 1;
    for update in &mut incident.updates {
        update.at = update.at.plus(by_s);
    }
    let record = Record::Incident(Arc::new(incident));
    let aware = told.with_event(&record, &desk.state);
    let mut state = desk.state.clone();
    let elapsed = Duration::from_secs(desk.at.unsigned_abs());
    state.absorb(Change::Record(record), Now { at: now, elapsed });
    let pasts = [&aware, told].map(|told| Past::of(&state, State::horizon(now), now, told));
    (pasts, state)
}

/// An incident that memory holds no more, and what is told of it.
fn of_long_ago() -> (Desk, Incident, Past) {
    let mut desk = storied();
    let incident = Incident::clone(&desk.state.events.incidents["one"]);
    let mut told = past(&desk, &Past::none());
    for _ in 0..40 {
        desk.later(5 * DAY_S);
        told = past(&desk, &told);
    }
    (desk, incident, told)
}

#[test]
fn an_incident_that_is_moved_is_told_in_its_new_month_alone_at_once() {
    let (desk, incident, told) = of_long_ago();
    assert_eq!(months_of(&told), ["1970-01"]);
    // From a month of the store to one that memory holds, and to another of the store.
    let ([aware, unaware], _) = moved(&desk, &told, &incident, 198 * DAY_S);
    assert_eq!(months_of(&aware), ["1970-07"]);
    assert_eq!(months_of(&unaware), ["1970-01", "1970-07"], "the control");
    let ([aware, unaware], _) = moved(&desk, &told, &incident, 35 * DAY_S);
    assert_eq!(months_of(&aware), ["1970-02"]);
    assert_eq!(months_of(&unaware), ["1970-01"], "the control");
}

#[test]
fn an_incident_that_is_moved_out_of_memory_is_told_all_the_while() {
    let (mut desk, incident, told) = of_long_ago();
    let ([told, _], state) = moved(&desk, &told, &incident, 198 * DAY_S);
    desk.state = state;
    assert_eq!(months_of(&told), ["1970-07"]);
    let ([aware, unaware], _) = moved(&desk, &told, &incident, 0);
    assert_eq!(months_of(&aware), ["1970-01"]);
    assert_eq!(months_of(&unaware), Vec::<String>::new(), "the control");
}
