//! Random nights on which people have their say: they open incidents, take over those of the monitors,
//! plan maintenances, set statuses by hand, and restart the server in the middle of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use pilotlight_feed::{IncidentStatus, Status, Timestamp};
use proptest::collection::vec;
use proptest::prelude::{
    Just, ProptestConfig, Strategy, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use proptest::test_runner::TestCaseError;

use super::model::talkative_page;
use crate::core::{
    Audience, Change, Command, Incident, IncidentEdit, Input, Maintenance, NewIncident,
    NewMaintenance, NewStatus, NewUpdate, Now, Outcome, PublishPolicy, Record, State, Switches,
    Teller, Transition, Verdict, apply,
};

const POLICY: PublishPolicy = PublishPolicy {
    refresh: Duration::from_secs(30),
    valid_for: Duration::from_secs(180),
};

/// The component of each monitor.
const COMPONENT: [usize; 3] = [0, 1, 1];
const IDS: [&str; 2] = ["web", "api"];

#[derive(Clone, Debug)]
enum Event {
    Checked(usize, Verdict),
    Passed(u64),
    /// After it was away for so many seconds.
    Restarted(i64),
    /// A person tells an incident of a component.
    Opened(usize),
    /// A person changes the newest incident, whoever tells it, or calls it over.
    Touched {
        is_over: bool,
    },
    /// A maintenance of a component, which begins in so many seconds and lasts as many.
    Planned(usize, i64, i64),
    Set(usize, Status),
    Cleared(usize),
}

fn event() -> impl Strategy<Value = Event> {
    let verdict = prop_oneof![
        2 => Just(Verdict::Up),
        1 => Just(Verdict::Degraded),
        3 => Just(Verdict::Down),
        1 => Just(Verdict::Unknown),
    ];
    let status = prop_oneof![
        Just(Status::Operational),
        Just(Status::PartialOutage),
        Just(Status::Unknown),
    ];
    prop_oneof![
        12 => (0..3_usize, verdict).prop_map(|(monitor, verdict)| Event::Checked(monitor, verdict)),
        8 => (1..90_u64).prop_map(Event::Passed),
        1 => (0..120_i64).prop_map(Event::Restarted),
        1 => (0..2_usize).prop_map(Event::Opened),
        2 => proptest::bool::ANY.prop_map(|is_over| Event::Touched { is_over }),
        1 => (0..2_usize, 0..60_i64, 1..200_i64).prop_map(|(of, from, length)| Event::Planned(of, from, length)),
        1 => (0..2_usize, status).prop_map(|(of, status)| Event::Set(of, status)),
        1 => (0..2_usize).prop_map(Event::Cleared),
    ]
}

/// What a page may get wrong, and must be caught at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    /// Calls a component down that no check has found so.
    InventsOutages,
    /// Does not know an incident any more that it has opened.
    ForgetsIncidents,
    /// Does not know any more that a person has told or touched an incident.
    ForgetsPeople,
}

struct Night {
    state: State,
    now: Now,
    fault: Fault,
    /// Of each monitor: whether it has failed since the start, and has not been well again since.
    has_failed: [bool; 3],
    ups_in_row: [u32; 3],
    /// Incidents as they are durable, and which of them are people's.
    known: BTreeMap<String, Arc<Incident>>,
    by_people: BTreeSet<String>,
    maintenances: Vec<Arc<Maintenance>>,
    set: [Option<Status>; 2],
    made: usize,
}

impl Night {
    fn new(fault: Fault) -> Self {
        Self {
            state: State::new(Arc::new(talkative_page()), POLICY, 0),
            now: Now {
                at: Timestamp(1_800_000_000),
                elapsed: Duration::ZERO,
            },
            fault,
            has_failed: [false; 3],
            ups_in_row: [0; 3],
            known: BTreeMap::new(),
            by_people: BTreeSet::new(),
            maintenances: Vec::new(),
            set: [None; 2],
            made: 0,
        }
    }

    fn run(&mut self, events: &[Event]) -> Result<(), TestCaseError> {
        self.take(&Input::Started { last_alive: None })?;
        for event in events {
            match event {
                Event::Checked(monitor, verdict) => self.check(*monitor, *verdict)?,
                Event::Passed(seconds) => {
                    self.now.elapsed += Duration::from_secs(*seconds);
                    self.now.at = self.now.at.plus(seconds.cast_signed());
                    self.take(&Input::Tick)?;
                }
                Event::Restarted(away_s) => self.restart(*away_s)?,
                other => self.tell(other)?,
            }
            if self.fault == Fault::InventsOutages {
                self.invent()?;
            }
        }
        Ok(())
    }

    fn check(&mut self, monitor: usize, verdict: Verdict) -> Result<(), TestCaseError> {
        match verdict {
            Verdict::Down => (self.has_failed[monitor], self.ups_in_row[monitor]) = (true, 0),
            Verdict::Up | Verdict::Degraded => {
                self.ups_in_row[monitor] += 1;
                // As many make it well again.
                self.has_failed[monitor] &= self.ups_in_row[monitor] < 2;
            }
            Verdict::Unknown => {}
        }
        let outcome = Outcome {
            verdict,
            latency: Duration::ZERO,
            detail: String::new(),
        };
        self.take(&Input::Checked { monitor, outcome })
    }

    /// Goes on with what is durable, and with nothing else.
    fn restart(&mut self, away_s: i64) -> Result<(), TestCaseError> {
        let before = self.state.clone();
        let last_alive = Some(self.now.at);
        self.now = Now {
            at: self.now.at.plus(away_s),
            elapsed: Duration::ZERO,
        };
        self.state = State::new(Arc::clone(&before.catalog), POLICY, before.revision() + 1);
        let ledgers = IDS.iter().zip(&before.ledgers);
        let entries = ledgers.flat_map(|(id, ledger)| {
            let entries = ledger.entries().iter();
            entries.map(|entry| ((*id).to_owned(), *entry))
        });
        self.state.replace_ledgers(entries, self.now.at);
        self.state.events = before.events;
        (self.has_failed, self.ups_in_row) = ([false; 3], [0; 3]);
        self.take(&Input::Started { last_alive })
    }

    fn tell(&mut self, event: &Event) -> Result<(), TestCaseError> {
        self.made += 1;
        let id = format!("people-{}", self.made);
        let at = self.now.at;
        let command = match event {
            Event::Opened(of) => Command::OpenIncident(NewIncident {
                id,
                name: "We have seen it".to_owned(),
                impact: None,
                audience: Audience::Everyone,
                updates: vec![NewUpdate {
                    components: BTreeMap::from([(IDS[*of].to_owned(), Status::PartialOutage)]),
                    ..NewUpdate::default()
                }],
            }),
            Event::Touched { is_over } => match self.known.keys().last().cloned() {
                Some(id) => touched(id, *is_over),
                None => return Ok(()),
            },
            Event::Planned(of, from, length) => Command::PlanMaintenance(NewMaintenance {
                id,
                name: "Work".to_owned(),
                audience: Audience::Everyone,
                components: vec![IDS[*of].to_owned()],
                from: at.plus(*from),
                to: at.plus(from + length),
                switches: Switches::default(),
                body: String::new(),
                series: None,
            }),
            Event::Set(of, status) => Command::SetStatus(NewStatus {
                id,
                component: IDS[*of].to_owned(),
                status: *status,
                until: None,
                reason: String::new(),
            }),
            Event::Cleared(of) => Command::ClearStatus {
                component: IDS[*of].to_owned(),
            },
            Event::Checked(..) | Event::Passed(_) | Event::Restarted(_) => return Ok(()),
        };
        let step = apply(&self.state, self.now, &Input::Command(command));
        let is_done = matches!(step.answer, Some(Ok(_)));
        for change in step.changes {
            if let Change::Record(Record::Incident(incident)) = &change {
                self.by_people.insert(incident.id.clone());
                self.known.insert(incident.id.clone(), Arc::clone(incident));
            }
            if let Change::Record(Record::Maintenance(maintenance)) = &change {
                self.maintenances.push(Arc::clone(maintenance));
            }
            self.state.absorb(change, self.now);
        }
        match event {
            Event::Set(of, status) if is_done => self.set[*of] = Some(*status),
            Event::Cleared(of) if is_done => self.set[*of] = None,
            _ => {}
        }
        if self.fault == Fault::ForgetsPeople {
            for incident in self.state.events.incidents.values_mut() {
                Arc::make_mut(incident).teller = Teller::Monitors;
            }
        }
        self.take(&Input::StoreReady)
    }

    fn take(&mut self, input: &Input) -> Result<(), TestCaseError> {
        let (records, changes, _) = apply(&self.state, self.now, input).split();
        for change in changes {
            self.state.absorb(change, self.now);
        }
        let is_told = !records.is_empty();
        for record in records {
            match &record {
                Record::Transition(transition) => self.transition(transition)?,
                Record::Incident(incident) => self.incident(incident)?,
                Record::Maintenance(maintenance) => self.maintenances.push(Arc::clone(maintenance)),
                Record::Series(_)
                | Record::Override(_)
                | Record::Component(_)
                | Record::Group(_)
                | Record::Order(_, _)
                | Record::Name(_, _) => {}
            }
            let forgets = self.fault == Fault::ForgetsIncidents;
            if !(forgets && matches!(record, Record::Incident(_))) {
                self.state.absorb(Change::Record(record), self.now);
            } else if 100 < self.known.len() {
                return Ok(());
            }
        }
        if is_told && self.fault != Fault::ForgetsIncidents {
            self.take(&Input::StoreReady)?;
        }
        Ok(())
    }

    fn transition(&self, transition: &Transition) -> Result<(), TestCaseError> {
        let was = self.state.ledgers[transition.component].status();
        let mut monitors = COMPONENT.iter().zip(self.has_failed);
        let has_failed = monitors.any(|(of, failed)| *of == transition.component && failed);
        prop_assert!(
            has_failed || !is_down(transition.status) || is_down(was),
            "never down without a failed check"
        );
        Ok(())
    }

    /// What must hold of an incident that the page writes by itself.
    fn incident(&mut self, incident: &Arc<Incident>) -> Result<(), TestCaseError> {
        prop_assert!(
            !self.by_people.contains(&incident.id),
            "nothing automatic changes what a person has told or touched"
        );
        let newest = incident.newest().expect("an incident has an update");
        let before = self.known.get(&incident.id);
        let version = before.map_or(0, |known| known.version);
        prop_assert_eq!(
            incident.version,
            version + 1,
            "an outage is told in one incident"
        );
        for (of, id) in IDS.iter().enumerate() {
            let said = newest.components.get(*id).copied();
            let found = self.state.found(of);
            if newest.status == IncidentStatus::Resolved {
                let is_named = incident.components().contains(id);
                let is_good = [Some(found), self.set[of]].contains(&Some(Status::Operational));
                prop_assert!(!is_named || is_good, "only what is good is resolved");
            } else if before.is_none() && said.is_some_and(Status::is_problem) {
                prop_assert!(found.is_problem(), "nothing is opened from unknown");
                self.is_open_to_news(of)?;
            }
        }
        self.known.insert(incident.id.clone(), Arc::clone(incident));
        Ok(())
    }

    /// Whether an incident may be opened of a component.
    fn is_open_to_news(&self, of: usize) -> Result<(), TestCaseError> {
        let id = IDS[of];
        let mut open = self.known.values().filter(|known| known.is_open());
        let is_told = open.any(|known| known.components().contains(&id));
        prop_assert!(!is_told, "an outage is told in one incident");
        prop_assert_eq!(self.set[of], None, "what is set by hand opens nothing");
        // The newest of each that was written counts.
        let newest: BTreeMap<&str, &Arc<Maintenance>> = self
            .maintenances
            .iter()
            .map(|known| (known.id.as_str(), known))
            .collect();
        let is_maintained = newest
            .values()
            .any(|known| known.is_under_way() && known.components.iter().any(|one| one == id));
        prop_assert!(!is_maintained, "what is under maintenance opens nothing");
        Ok(())
    }

    /// A transition that no check has brought about.
    fn invent(&mut self) -> Result<(), TestCaseError> {
        self.transition(&Transition {
            component: 0,
            at: self.now.at,
            status: Status::MajorOutage,
            cause: String::new(),
        })
    }
}

fn is_down(status: Status) -> bool {
    matches!(status, Status::MajorOutage | Status::PartialOutage)
}

fn touched(id: String, is_over: bool) -> Command {
    let version = None;
    if !is_over {
        let edit = IncidentEdit {
            name: Some("We know".to_owned()),
            ..IncidentEdit::default()
        };
        return Command::EditIncident { id, version, edit };
    }
    let update = NewUpdate {
        status: Some(IncidentStatus::Resolved),
        ..NewUpdate::default()
    };
    Command::UpdateIncident {
        id,
        version,
        update,
    }
}

/// Enough for an incident to be told of `web`, and for more to follow.
fn outage() -> Vec<Event> {
    let checks = |verdict| [Event::Checked(0, verdict), Event::Checked(0, verdict)];
    let mut events = checks(Verdict::Up).to_vec();
    events.extend(checks(Verdict::Down));
    events.extend([Event::Passed(30), Event::Passed(61)]);
    events
}

#[test]
fn each_fault_of_a_page_is_caught_by_its_rule() {
    let mut touched = outage();
    touched.push(Event::Touched { is_over: false });
    let checks = [
        Event::Checked(0, Verdict::Up),
        Event::Checked(0, Verdict::Up),
    ];
    touched.extend(checks);
    touched.extend([Event::Passed(61), Event::Passed(61)]);
    for (fault, events, words) in [
        (Fault::InventsOutages, outage(), "never down without"),
        (Fault::ForgetsIncidents, outage(), "told in one incident"),
        (Fault::ForgetsPeople, touched, "told or touched"),
    ] {
        assert!(Night::new(Fault::None).run(&events).is_ok(), "{fault:?}");
        let caught = Night::new(fault).run(&events);
        let caught = caught.expect_err("is caught").to_string();
        assert!(caught.contains(words), "{fault:?}: {caught}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_do_the_rules_hold(events in vec(event(), 1..60)) {
        Night::new(Fault::None).run(&events)?;
    }
}
