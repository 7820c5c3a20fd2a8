//! What commands do, and what they refuse.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use pilotlight_feed::{IncidentStatus, MaintenanceStatus, Status, Timestamp};

use super::{
    Command, Done, IncidentEdit, MaintenanceEdit, NewIncident, NewMaintenance,
    NewMaintenanceUpdate, NewStatus, NewUpdate, Rejection, UpdateEdit,
};
use crate::core::fixture::page;
use crate::core::incident::{Audience, Expected};
use crate::core::{
    Change, Group, Input, LedgerEntry, Maintenance, Now, PublishPolicy, State, Switches, Window,
    Zone, apply, project,
};

/// A page whose two components have been up since the beginning.
pub(crate) struct Desk {
    pub(crate) state: State,
    pub(crate) at: i64,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let policy = PublishPolicy {
            refresh: Duration::from_secs(30),
            valid_for: Duration::from_secs(180),
        };
        let mut state = State::new(Arc::new(page(Zone::utc())), policy, 0);
        let entry = LedgerEntry {
            at: Timestamp(0),
            status: Status::Operational,
        };
        let up = ["web", "api"].map(|id| (id.to_owned(), entry));
        state.replace_ledgers(up, Timestamp(1_000));
        Self { state, at: 1_000 }
    }

    fn now(&self) -> Now {
        Now {
            at: Timestamp(self.at),
            elapsed: Duration::from_secs(self.at.unsigned_abs()),
        }
    }

    pub(crate) fn take(&mut self, input: &Input) -> Option<Result<Done, Rejection>> {
        let mut step = apply(&self.state, self.now(), input);
        let answer = step.answer.take();
        for change in step.changes {
            self.state.absorb(change, self.now());
        }
        answer
    }

    pub(crate) fn ask(&mut self, command: Command) -> Result<Done, Rejection> {
        self.take(&Input::Command(command))
            .expect("commands are answered")
    }

    #[track_caller]
    pub(crate) fn refused(&mut self, command: Command, words: &str) {
        let before = self.state.events.clone();
        let refusal = self.ask(command).expect_err("is refused").to_string();
        assert!(refusal.contains(words), "{refusal}");
        assert_eq!(self.state.events, before, "nothing has changed");
    }

    fn statuses(&self) -> [Status; 2] {
        [0, 1].map(|component| self.state.status(component, Timestamp(self.at)))
    }

    pub(crate) fn later(&mut self, seconds: i64) {
        self.at += seconds;
        self.take(&Input::Tick);
    }
}

fn update(status: IncidentStatus, components: &[(&str, Status)]) -> NewUpdate {
    let components = components.iter();
    NewUpdate {
        status: Some(status),
        body: "We are on it.".to_owned(),
        components: components
            .map(|(id, status)| ((*id).to_owned(), *status))
            .collect(),
        ..NewUpdate::default()
    }
}

fn open(updates: Vec<NewUpdate>) -> Command {
    Command::OpenIncident(NewIncident {
        id: "one".to_owned(),
        name: "Payments fail".to_owned(),
        impact: None,
        audience: Audience::Everyone,
        updates,
    })
}

fn say(update: NewUpdate) -> Command {
    Command::UpdateIncident {
        id: "one".to_owned(),
        version: None,
        update,
    }
}

fn plan(from: i64, to: i64) -> NewMaintenance {
    NewMaintenance {
        id: "work".to_owned(),
        name: "Database".to_owned(),
        audience: Audience::Everyone,
        components: vec!["web".to_owned()],
        from: Timestamp(from),
        to: Timestamp(to),
        switches: Switches::default(),
        body: "A short pause.".to_owned(),
        series: None,
    }
}

fn work(desk: &Desk) -> Maintenance {
    Maintenance::clone(&desk.state.events.maintenances["work"])
}

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
fn the_feed_says_until_when_a_status_is_set_by_hand() {
    let mut desk = Desk::new();
    let set = |desk: &mut Desk, id: &str, until| {
        let new = NewStatus {
            id: id.to_owned(),
            component: "web".to_owned(),
            status: Status::DegradedPerformance,
            until,
            reason: String::new(),
        };
        desk.ask(Command::SetStatus(new)).expect("is set");
        let window = Window {
            generated_at: Timestamp(desk.at),
            valid_until: Timestamp(desk.at + 100),
        };
        project(&desk.state, window, 1).components[0].until
    };
    let until = Some(Timestamp(3_000));
    assert_eq!(set(&mut desk, "a", until), until);
    desk.later(10);
    assert_eq!(set(&mut desk, "b", None), None, "for as long as it takes");
}

#[test]
fn a_critical_component_that_is_down_is_a_major_outage_of_the_page_and_of_its_group() {
    for (is_critical, level) in [(true, Status::MajorOutage), (false, Status::PartialOutage)] {
        let mut desk = Desk::new();
        let mut catalog = page(Zone::utc());
        catalog.groups.push(Group {
            id: "all".to_owned(),
            name: "All".to_owned(),
            is_collapsed: true,
        });
        for component in &mut catalog.components {
            component.group = Some(0);
        }
        catalog.components[0].is_critical = is_critical;
        desk.state.catalog = Arc::new(catalog);
        let down = [("web", Status::MajorOutage)];
        desk.ask(open(vec![update(IncidentStatus::Investigating, &down)]))
            .expect("opens");
        let window = Window {
            generated_at: Timestamp(desk.at),
            valid_until: Timestamp(desk.at + 100),
        };
        let feed = project(&desk.state, window, 1);
        assert_eq!((feed.status.level, feed.groups[0].status), (level, level));
        assert_eq!(feed.components[0].critical, is_critical);
        assert!(feed.groups[0].collapsed);
    }
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
fn the_clock_begins_and_completes_a_maintenance_at_its_planned_times() {
    let mut desk = Desk::new();
    desk.ask(Command::PlanMaintenance(plan(1_100, 1_200)))
        .expect("plans");
    let begin = Some(Duration::from_secs(1_100));
    assert_eq!(desk.state.next_wake(desk.now()), begin);
    desk.later(103);
    assert_eq!(work(&desk).status(), MaintenanceStatus::InProgress);
    assert_eq!(work(&desk).starts_at(), Timestamp(1_100));
    assert_eq!(desk.statuses()[0], Status::UnderMaintenance);
    desk.later(100);
    assert_eq!(work(&desk).status(), MaintenanceStatus::Completed);
    assert_eq!(work(&desk).ends_at(), Timestamp(1_200));
    assert_eq!(desk.statuses()[0], Status::Operational);
}

#[test]
fn what_the_store_refused_the_clock_decides_anew() {
    let mut desk = Desk::new();
    desk.ask(Command::PlanMaintenance(plan(1_100, 1_200)))
        .expect("plans");
    desk.at = 1_110;
    let step = apply(&desk.state, desk.now(), &Input::Tick);
    let lost = |change: &Change| matches!(change, Change::Record(_));
    assert!(step.changes.iter().any(lost));
    for change in step.changes.into_iter().filter(|change| !lost(change)) {
        desk.state.absorb(change, desk.now());
    }
    assert_eq!(work(&desk).status(), MaintenanceStatus::Scheduled);
    desk.take(&Input::StoreReady);
    assert_eq!(work(&desk).status(), MaintenanceStatus::InProgress);
}

#[test]
fn a_maintenance_is_moved_begun_completed_and_cancelled_only_in_that_order() {
    let mut desk = Desk::new();
    let set = |status| Command::UpdateMaintenance {
        id: "work".to_owned(),
        version: None,
        update: NewMaintenanceUpdate {
            status: Some(status),
            ..NewMaintenanceUpdate::default()
        },
    };
    desk.refused(
        Command::PlanMaintenance(plan(1_200, 1_100)),
        "not after the start",
    );
    desk.refused(Command::PlanMaintenance(plan(100, 200)), "which is over");
    desk.ask(Command::PlanMaintenance(plan(1_100, 1_200)))
        .expect("plans");
    desk.refused(set(MaintenanceStatus::Completed), "has not begun");
    desk.ask(set(MaintenanceStatus::InProgress))
        .expect("begins");
    desk.refused(set(MaintenanceStatus::Cancelled), "has begun");
    let edit = |from, to| Command::EditMaintenance {
        id: "work".to_owned(),
        version: None,
        edit: MaintenanceEdit {
            from,
            to,
            ..MaintenanceEdit::default()
        },
    };
    desk.refused(edit(Some(Timestamp(1_150)), None), "only its end");
    desk.ask(edit(None, Some(Timestamp(1_300))))
        .expect("is made longer");
    assert_eq!(work(&desk).updated_at(), Some(Timestamp(desk.at)));
    desk.later(250);
    assert_eq!(work(&desk).status(), MaintenanceStatus::InProgress);
    desk.ask(set(MaintenanceStatus::Completed))
        .expect("completes");
    assert_eq!(work(&desk).ends_at(), Timestamp(1_250));
}

#[test]
fn an_incident_during_a_maintenance_outranks_it() {
    let mut desk = Desk::new();
    desk.ask(Command::PlanMaintenance(plan(1_100, 1_200)))
        .expect("plans");
    desk.later(110);
    let partial = [("web", Status::PartialOutage)];
    desk.ask(open(vec![update(IncidentStatus::Investigating, &partial)]))
        .expect("opens");
    assert_eq!(desk.statuses()[0], Status::PartialOutage);
}

#[test]
fn a_status_set_by_hand_stands_until_its_time_or_until_it_is_taken_back() {
    let mut desk = Desk::new();
    let set = |id: &str, status, until| {
        Command::SetStatus(NewStatus {
            id: id.to_owned(),
            component: "web".to_owned(),
            status,
            until,
            reason: "a partner told us".to_owned(),
        })
    };
    desk.ask(set("a", Status::PartialOutage, Some(Timestamp(1_100))))
        .expect("sets");
    assert_eq!(desk.statuses()[0], Status::PartialOutage);
    desk.later(100);
    assert_eq!(desk.statuses()[0], Status::Operational);
    desk.ask(set("b", Status::MajorOutage, None)).expect("sets");
    desk.ask(set("c", Status::DegradedPerformance, None))
        .expect("sets another");
    assert_eq!(desk.statuses()[0], Status::DegradedPerformance);
    let clear = || Command::ClearStatus {
        component: "web".to_owned(),
    };
    desk.ask(clear()).expect("clears both");
    assert_eq!(desk.statuses()[0], Status::Operational);
    desk.refused(clear(), "its monitors speak");
    desk.refused(set("d", Status::Unknown, None), "unknown");
}

#[test]
fn what_a_draft_says_is_not_told() {
    let mut desk = Desk::new();
    let major = [("web", Status::MajorOutage)];
    let mut draft = open(vec![update(IncidentStatus::Investigating, &major)]);
    if let Command::OpenIncident(new) = &mut draft {
        new.audience = Audience::Operators;
    }
    desk.ask(draft).expect("opens");
    let window = Window {
        generated_at: Timestamp(desk.at),
        valid_until: Timestamp(desk.at + 1),
    };
    let feed = project(&desk.state, window, 1);
    assert!(feed.incidents.is_empty() && feed.status.level == Status::Operational);
    let publish = Command::EditIncident {
        id: "one".to_owned(),
        version: None,
        edit: IncidentEdit {
            audience: Some(Audience::Everyone),
            ..IncidentEdit::default()
        },
    };
    desk.ask(publish).expect("publishes");
    assert_eq!(project(&desk.state, window, 1).incidents.len(), 1);
    assert_eq!(desk.statuses()[0], Status::MajorOutage);
    assert_eq!(
        BTreeMap::from_iter(
            project(&desk.state, window, 1).incidents[0]
                .components
                .iter()
                .map(|id| (id.as_str(), ()))
        )
        .len(),
        1
    );
}

#[test]
fn what_is_hidden_is_told_nowhere() {
    let mut desk = Desk::new();
    let mut catalog = page(Zone::utc());
    catalog.components[0].is_hidden = true;
    desk.state.catalog = Arc::new(catalog);
    let major = [
        ("web", Status::MajorOutage),
        ("api", Status::DegradedPerformance),
    ];
    desk.ask(open(vec![update(IncidentStatus::Investigating, &major)]))
        .expect("opens");
    desk.ask(Command::PlanMaintenance(plan(1_100, 1_200)))
        .expect("plans");
    let window = Window {
        generated_at: Timestamp(desk.at),
        valid_until: Timestamp(desk.at + 1),
    };
    let feed = project(&desk.state, window, 1);
    let text = format!("{feed:?}");
    assert!(!text.contains("\"web\"") && !text.contains("WEB"), "{text}");
    assert_eq!(feed.status.level, Status::DegradedPerformance);
}

#[test]
fn what_begins_at_the_instant_of_publication_is_so_since_then() {
    let mut desk = Desk::new();
    desk.ask(Command::PlanMaintenance(plan(1_100, 1_200)))
        .expect("plans");
    desk.later(100);
    let window = Window {
        generated_at: Timestamp(desk.at),
        valid_until: Timestamp(desk.at + 1),
    };
    let web = project(&desk.state, window, 1).components[0].clone();
    assert_eq!(
        (web.status, web.since),
        (Status::UnderMaintenance, Some(Timestamp(1_100)))
    );
}

#[test]
fn one_pass_over_all_that_was_said_says_the_same_as_one_for_each_component() {
    let mut desk = Desk::new();
    let both = [
        ("web", Status::MajorOutage),
        ("api", Status::DegradedPerformance),
    ];
    desk.ask(open(vec![update(IncidentStatus::Investigating, &both)]))
        .expect("opens");
    desk.ask(Command::PlanMaintenance(plan(1_100, 1_200)))
        .expect("plans");
    let set = NewStatus {
        id: "a".to_owned(),
        component: "api".to_owned(),
        status: Status::PartialOutage,
        until: None,
        reason: String::new(),
    };
    desk.ask(Command::SetStatus(set)).expect("sets");
    desk.later(110);
    let all = desk.state.events.all_layers();
    for id in ["web", "api"] {
        assert_eq!(all.get(id), Some(&desk.state.events.layers(id)), "{id}");
    }
}

fn heard(at: i64, status: MaintenanceStatus, body: &str) -> NewMaintenanceUpdate {
    NewMaintenanceUpdate {
        status: Some(status),
        at: Some(Timestamp(at)),
        body: body.to_owned(),
    }
}

fn record(from: i64, to: i64, said: Vec<NewMaintenanceUpdate>) -> Command {
    Command::RecordMaintenance {
        new: NewMaintenance {
            body: String::new(),
            ..plan(from, to)
        },
        said,
    }
}

#[test]
fn a_maintenance_that_is_over_is_written_down_as_it_ran() {
    let mut desk = Desk::new();
    let said = vec![
        heard(450, MaintenanceStatus::Completed, "Done."),
        heard(210, MaintenanceStatus::InProgress, ""),
        heard(100, MaintenanceStatus::Scheduled, "Soon."),
    ];
    desk.ask(record(200, 400, said)).expect("writes it down");
    let work = work(&desk);
    assert_eq!(work.status(), MaintenanceStatus::Completed);
    assert_eq!(
        (work.starts_at(), work.ends_at()),
        (Timestamp(210), Timestamp(450))
    );
}

#[test]
fn what_a_maintenance_cannot_have_been_is_refused() {
    let over = |said| record(200, 400, said);
    for (command, words) in [
        (over(Vec::new()), "is empty"),
        (
            over(vec![heard(100, MaintenanceStatus::Scheduled, "Soon.")]),
            "no update says",
        ),
        (
            over(vec![heard(400, MaintenanceStatus::Completed, "")]),
            "has not begun",
        ),
        (
            over(vec![
                heard(200, MaintenanceStatus::InProgress, ""),
                heard(300, MaintenanceStatus::Cancelled, ""),
            ]),
            "has begun",
        ),
        (
            record(
                1_100,
                1_200,
                vec![heard(1_100, MaintenanceStatus::InProgress, "")],
            ),
            "lies ahead",
        ),
    ] {
        Desk::new().refused(command, words);
    }
}

#[test]
fn an_update_that_is_dated_back_stands_among_those_of_its_time() {
    let mut desk = Desk::new();
    let said = vec![
        heard(200, MaintenanceStatus::InProgress, ""),
        heard(400, MaintenanceStatus::Completed, ""),
    ];
    desk.ask(record(200, 400, said)).expect("writes it down");
    let update = |update| Command::UpdateMaintenance {
        id: "work".to_owned(),
        version: None,
        update,
    };
    let between = NewMaintenanceUpdate {
        at: Some(Timestamp(300)),
        body: "Half of it.".to_owned(),
        ..NewMaintenanceUpdate::default()
    };
    desk.ask(update(between)).expect("is said");
    let known = work(&desk);
    assert_eq!(known.updates[1].status, MaintenanceStatus::InProgress);
    assert_eq!(known.status(), MaintenanceStatus::Completed);
    desk.refused(
        update(heard(300, MaintenanceStatus::Scheduled, "")),
        "has begun",
    );
}
