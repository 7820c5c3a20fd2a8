//! What commands do, and what they refuse.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use pilotlight_feed::{IncidentStatus, MaintenanceStatus, Status, Timestamp};

use super::{
    Command, Done, IncidentEdit, NewIncident, NewMaintenance, NewStatus, NewUpdate, Rejection,
};
use crate::core::fixture::page;
use crate::core::incident::{Audience, Expected};
use crate::core::{
    Change, Group, Input, LedgerEntry, Maintenance, Now, PublishPolicy, State, Switches, Window,
    Zone, apply, project,
};

mod corrections;
mod incidents;
mod maintenances;

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

/// A feed writes four digits of a year: a later one would be read as long ago.
#[test]
fn an_instant_that_no_document_can_write_is_refused() {
    let mut desk = Desk::new();
    let beyond = Timestamp::parse("9999-12-31T23:59:59-23:59").expect("an instant");
    let before = Timestamp::parse("0000-01-01T00:00:00+23:59").expect("an instant");
    let words = "out of the years 1970 to 9998";
    desk.refused(
        Command::SetStatus(NewStatus {
            id: "a".to_owned(),
            component: "web".to_owned(),
            status: Status::MajorOutage,
            until: Some(beyond),
            reason: String::new(),
        }),
        words,
    );
    let mut told = update(IncidentStatus::Investigating, &[]);
    told.at = Some(before);
    desk.refused(open(vec![told]), words);
    let both: [fn(&mut NewUpdate, Timestamp); 2] = [
        |told, at| told.next_update_at = Some(at),
        |told, at| told.expected = Expected::At(at),
    ];
    for promises in both {
        let mut told = update(IncidentStatus::Investigating, &[]);
        promises(&mut told, beyond);
        desk.refused(open(vec![told]), words);
    }
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
