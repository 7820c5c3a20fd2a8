//! The page with what a test remembers of it, and the rules held against each other.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use pilotlight_feed::{IncidentStatus, Status, Timestamp};
use proptest::prelude::prop_assert;
use proptest::test_runner::TestCaseError;

use crate::core::fixture::page;
use crate::core::{
    AutomaticIncident, Catalog, Change, Command, Effect, Incident, IncidentEdit, Input, NewUpdate,
    Now, Outcome, PublishPolicy, Record, State, Teller, Transition, Verdict, Zone, apply,
};

/// One thing that happens, and whether the store takes what follows from it.
#[derive(Clone, Debug)]
pub(super) enum Event {
    Checked(usize, Verdict),
    Passed(u64),
    WallJumped(i64),
    StoreFails(bool),
    Published(bool),
    /// A component goes down that no check has found so: what must be caught.
    Invented(usize),
    /// A person changes the newest incident, or says that it is over.
    Touched {
        is_over: bool,
    },
}

/// Both components tell incidents, soon enough for a short run.
pub(super) fn talkative_page() -> Catalog {
    let mut catalog = page(Zone::utc());
    for component in &mut catalog.components {
        component.incident = Some(AutomaticIncident {
            after: Duration::from_secs(20),
            resolve_after: Duration::from_secs(30),
            reopen_within: Duration::from_secs(100),
            ..AutomaticIncident::default()
        });
    }
    catalog
}

/// The page with what the test remembers of it, apart from what the page does.
pub(super) struct Model {
    state: State,
    now: Now,
    store_fails: bool,
    in_flight: bool,
    revision: u64,
    /// Whether each component was ever seen down by a check since it was last known not to be.
    down_seen: [bool; 2],
    /// The incident that tells the present outage of each component.
    told_in: [Option<String>; 2],
    /// What people have touched.
    touched: BTreeSet<String>,
    /// A page that forgets what people have touched: what must be caught.
    pub(super) forgets_touches: bool,
}

impl Model {
    pub(super) fn new() -> Self {
        let policy = PublishPolicy {
            refresh: Duration::from_secs(30),
            valid_for: Duration::from_secs(180),
        };
        Self {
            state: State::new(Arc::new(talkative_page()), policy, 0),
            now: Now {
                at: Timestamp(1_800_000_000),
                elapsed: Duration::ZERO,
            },
            store_fails: false,
            in_flight: false,
            revision: 0,
            down_seen: [false; 2],
            told_in: [None, None],
            touched: BTreeSet::new(),
            forgets_touches: false,
        }
    }

    pub(super) fn run(&mut self, events: Vec<Event>) -> Result<(), TestCaseError> {
        self.take(&Input::Started { last_alive: None })?;
        for event in events {
            match event {
                Event::Checked(monitor, verdict) => {
                    let component = usize::from(monitor != 0);
                    if verdict == Verdict::Down {
                        self.down_seen[component] = true;
                    }
                    let outcome = Outcome {
                        verdict,
                        latency: Duration::ZERO,
                        detail: String::new(),
                    };
                    self.take(&Input::Checked { monitor, outcome })?;
                }
                Event::Passed(seconds) => {
                    self.now.elapsed += Duration::from_secs(seconds);
                    self.now.at = self.now.at.plus(seconds.cast_signed());
                    self.take(&Input::Tick)?;
                }
                Event::WallJumped(seconds) => self.now.at = self.now.at.plus(seconds),
                Event::StoreFails(fails) => self.store_fails = fails,
                Event::Published(succeeded) if self.in_flight => {
                    self.in_flight = false;
                    self.take(&Input::Published { succeeded })?;
                }
                Event::Published(_) => {}
                Event::Invented(component) => self.keep(vec![Record::Transition(Transition {
                    component,
                    at: self.now.at,
                    status: Status::MajorOutage,
                    cause: String::new(),
                })])?,
                Event::Touched { is_over } if !self.store_fails => self.touch(is_over)?,
                Event::Touched { .. } => {}
            }
        }
        Ok(())
    }

    fn touch(&mut self, is_over: bool) -> Result<(), TestCaseError> {
        let Some(newest) = self.state.events.incidents.values().last().cloned() else {
            return Ok(());
        };
        let (id, version) = (newest.id.clone(), None);
        let command = if is_over {
            let status = Some(IncidentStatus::Resolved);
            let update = NewUpdate {
                status,
                ..NewUpdate::default()
            };
            Command::UpdateIncident {
                id,
                version,
                update,
            }
        } else {
            let edit = IncidentEdit {
                name: Some("We know".to_owned()),
                ..IncidentEdit::default()
            };
            Command::EditIncident { id, version, edit }
        };
        for change in apply(&self.state, self.now, &Input::Command(command)).changes {
            self.state.absorb(change, self.now);
        }
        self.touched.insert(newest.id.clone());
        // Whoever calls an incident over while it is not has it told anew.
        self.told_in = [None, None];
        if self.forgets_touches
            && let Some(known) = self.state.events.incidents.get_mut(&newest.id)
        {
            Arc::make_mut(known).teller = Teller::Monitors;
        }
        self.take(&Input::StoreReady)
    }

    /// What must hold of an incident that the page has written by itself.
    fn told(&mut self, incident: &Incident) -> Result<(), TestCaseError> {
        let id = &incident.id;
        prop_assert!(
            !self.touched.contains(id),
            "nothing automatic changes what a person has touched"
        );
        let times: Vec<Timestamp> = incident.updates.iter().map(|update| update.at).collect();
        prop_assert!(times.is_sorted(), "an incident is told in order");
        let newest = incident.newest().expect("an incident has an update");
        for (index, component) in self.state.catalog.components.iter().enumerate() {
            let found = self.state.found(index);
            if incident.is_open() {
                let said = newest.components.get(&component.id);
                if said.is_some_and(|said| Status::PartialOutage <= *said) {
                    prop_assert!(found.is_problem(), "nothing is opened from unknown");
                    let told = self.told_in[index].get_or_insert_with(|| id.clone());
                    prop_assert!(told == id, "an outage is told in one incident");
                }
            } else if incident.components().contains(&component.id.as_str()) {
                prop_assert!(
                    found == Status::Operational,
                    "only what is good is resolved"
                );
            }
        }
        Ok(())
    }

    /// Makes records durable, and holds each against what is remembered.
    fn keep(&mut self, records: Vec<Record>) -> Result<(), TestCaseError> {
        for record in records {
            let transition = match &record {
                Record::Transition(transition) => transition,
                Record::Incident(incident) => {
                    self.told(incident)?;
                    self.state.absorb(Change::Record(record), self.now);
                    continue;
                }
                Record::Maintenance(_)
                | Record::Series(_)
                | Record::Override(_)
                | Record::Component(_)
                | Record::Group(_)
                | Record::Order(_, _)
                | Record::Name(_, _) => continue,
            };
            let before = self.state.ledgers[transition.component].status();
            prop_assert!(
                before != transition.status,
                "a transition changes something"
            );
            let is_down = matches!(
                transition.status,
                Status::MajorOutage | Status::PartialOutage
            );
            prop_assert!(
                !is_down || self.down_seen[transition.component],
                "never down without a failed check"
            );
            if !is_down {
                self.told_in[transition.component] = None;
                self.down_seen[transition.component] = false;
            }
            self.state.absorb(Change::Record(record), self.now);
        }
        Ok(())
    }

    fn take(&mut self, input: &Input) -> Result<(), TestCaseError> {
        let step = apply(&self.state, self.now, input);
        prop_assert!(
            step == apply(&self.state, self.now, input),
            "apply is deterministic"
        );
        let (records, changes, effects) = step.split();
        for change in changes {
            self.state.absorb(change, self.now);
        }
        for effect in effects {
            if let Effect::Publish { revision } = effect {
                prop_assert!(!self.in_flight, "one publication at a time");
                prop_assert!(revision == self.revision + 1, "revisions grow by one");
                self.in_flight = true;
                self.revision = revision;
            }
        }
        let refused = !records.is_empty() && self.store_fails;
        if !records.is_empty() && !self.store_fails {
            self.keep(records)?;
            self.take(&Input::StoreReady)?;
        }
        if refused {
            self.take(&Input::StoreRefused)?;
        }
        for (component, ledger) in self.state.ledgers.iter().enumerate() {
            let told = self.state.found(component);
            prop_assert!(
                told == ledger.status() || told == Status::Unknown,
                "only what is durable is told"
            );
            let ordered = ledger
                .entries()
                .windows(2)
                .all(|pair| pair[0].at < pair[1].at && pair[0].status != pair[1].status);
            prop_assert!(ordered, "history is in order and without repeats");
        }
        Ok(())
    }
}
