//! When monitors tell an incident by themselves, and when they keep quiet.

use std::sync::Arc;
use std::time::Duration;

use pilotlight_feed::{IncidentStatus, Status, Timestamp};

use super::AutomaticIncident;
use crate::core::fixture::page;
use crate::core::{
    Audience, Change, Command, Group, Incident, IncidentEdit, Input, LedgerEntry, NewIncident,
    NewStatus, NewUpdate, Now, PublishPolicy, Record, State, Transition, Zone, apply,
};

mod course;
mod opening;
mod people;
mod steadiness;

const WEB: usize = 0;
const API: usize = 1;
/// The only component in a group.
const MAIL: usize = 2;

/// A page that has been up since the beginning, whose components tell an incident after one minute,
/// resolve it after two and reopen it within five.
struct Watch {
    state: State,
    at: i64,
    store_refuses: bool,
}

impl Watch {
    fn new() -> Self {
        let mut catalog = page(Zone::utc());
        catalog.groups = vec![Group {
            id: "post".to_owned(),
            name: "Post".to_owned(),
            is_collapsed: false,
        }];
        let mut mail = catalog.components[WEB].clone();
        (mail.id, mail.name, mail.group) = ("mail".to_owned(), "MAIL".to_owned(), Some(0));
        catalog.components.push(mail);
        let mut monitor = catalog.monitors[0].clone();
        (monitor.id, monitor.component) = ("mail/1".to_owned(), MAIL);
        catalog.monitors.push(monitor);
        for component in &mut catalog.components {
            component.incident = Some(AutomaticIncident {
                after: Duration::from_secs(60),
                resolve_after: Duration::from_secs(120),
                reopen_within: Duration::from_secs(300),
                ..AutomaticIncident::default()
            });
        }
        Self::of(catalog)
    }

    fn of(catalog: crate::core::Catalog) -> Self {
        let policy = PublishPolicy {
            refresh: Duration::from_secs(30),
            valid_for: Duration::from_secs(180),
        };
        let up = LedgerEntry {
            at: Timestamp(0),
            status: Status::Operational,
        };
        let history: Vec<_> = catalog
            .components
            .iter()
            .map(|component| (component.id.clone(), up))
            .collect();
        let mut state = State::new(Arc::new(catalog), policy, 0);
        state.replace_ledgers(history, Timestamp(1_000));
        let mut watch = Self {
            state,
            at: 1_000,
            store_refuses: false,
        };
        watch.take(&Input::Tick);
        watch
    }

    fn now(&self) -> Now {
        Now {
            at: Timestamp(self.at),
            elapsed: Duration::from_secs(self.at.unsigned_abs()),
        }
    }

    /// As the loop does: records are absorbed once they are durable, and the store says so.
    fn take(&mut self, input: &Input) {
        let now = self.now();
        let (records, changes, _) = apply(&self.state, now, input).split();
        for change in changes {
            self.state.absorb(change, now);
        }
        if records.is_empty() {
            return;
        }
        if self.store_refuses {
            if !matches!(input, Input::StoreRefused) {
                self.take(&Input::StoreRefused);
            }
            return;
        }
        for record in records {
            self.state.absorb(Change::Record(record), now);
        }
        self.take(&Input::StoreReady);
    }

    /// The monitors of a component find this, from now on.
    fn finds(&mut self, component: usize, status: Status) {
        let found = Record::Transition(Transition {
            component,
            at: Timestamp(self.at),
            status,
            cause: "a test".to_owned(),
        });
        self.state.absorb(Change::Record(found), self.now());
        self.take(&Input::StoreReady);
    }

    /// Lets time pass, with a tick whenever the state asks for one.
    #[track_caller]
    fn later(&mut self, seconds: i64) {
        let end = self.at + seconds;
        for _ in 0..1_000 {
            let wake = self.state.next_wake(self.now());
            let whole = |wake: Duration| wake.as_millis().div_ceil(1_000);
            let wake = wake.map_or(i64::MAX, |wake| i64::try_from(whole(wake)).expect("short"));
            if end < wake {
                self.at = end;
                return;
            }
            self.at = wake.max(self.at);
            self.take(&Input::Tick);
        }
        panic!("wakes without end at {}", self.at);
    }

    fn ask(&mut self, command: Command) {
        let now = self.now();
        let mut step = apply(&self.state, now, &Input::Command(command));
        let answer = step.answer.take().expect("commands are answered");
        answer.expect("is done");
        for change in step.changes {
            self.state.absorb(change, now);
        }
        self.take(&Input::StoreReady);
    }

    fn incidents(&self) -> Vec<Arc<Incident>> {
        self.state.events.incidents.values().cloned().collect()
    }

    #[track_caller]
    fn only(&self) -> Arc<Incident> {
        let [one] = &self.incidents()[..] else {
            panic!("one incident, not {:#?}", self.incidents());
        };
        Arc::clone(one)
    }

    #[track_caller]
    fn tells_nothing(&self) {
        assert_eq!(self.incidents(), [], "nothing is told");
    }

    /// Down from here on, and told.
    #[track_caller]
    fn fails(&mut self, component: usize) {
        self.finds(component, Status::MajorOutage);
        self.later(60);
    }
}

fn touch(incident: &Incident) -> Command {
    Command::EditIncident {
        id: incident.id.clone(),
        version: None,
        edit: IncidentEdit {
            name: Some("We know".to_owned()),
            ..IncidentEdit::default()
        },
    }
}

/// An open incident that people tell of `web`.
fn by_people(audience: Audience) -> Command {
    let update = NewUpdate {
        status: Some(IncidentStatus::Investigating),
        body: "We know.".to_owned(),
        components: [("web".to_owned(), Status::MajorOutage)].into(),
        ..NewUpdate::default()
    };
    Command::OpenIncident(NewIncident {
        id: "people".to_owned(),
        name: "We know".to_owned(),
        impact: None,
        audience,
        updates: vec![update],
    })
}

fn set(status: Status, until: Option<i64>) -> Command {
    Command::SetStatus(NewStatus {
        id: format!("until-{}", until.unwrap_or_default()),
        component: "web".to_owned(),
        status,
        until: until.map(Timestamp),
        reason: "a test".to_owned(),
    })
}

/// What was said when, without the words: `1000 investigating web=major_outage`.
fn said(incident: &Incident) -> Vec<String> {
    let updates = incident.updates.iter().map(|update| {
        let components = update.components.iter();
        let components = components.map(|(id, status)| format!(" {id}={}", status.as_str()));
        let (at, status) = (update.at.0, update.status.as_str());
        format!("{at} {status}{}", components.collect::<String>())
    });
    updates.collect()
}
