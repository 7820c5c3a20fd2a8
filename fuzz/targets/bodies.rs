//! Bodies of the admin API, one a line: each is refused with words that help, or does what makes a page
//! that readers take. An empty line is a request without a body; it takes back what was said last.

#![no_main]

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use pilotlight_fuzz::{NOW, catalog, check_published, check_refusal, state};
use pilotlight_server::core::{Catalog, Change, Command, Done, Input, Now, State, apply};
use pilotlight_server::fuzzing::{Named, commands};

static CATALOG: LazyLock<Arc<Catalog>> = LazyLock::new(catalog);
/// Requests of one input.
const MOST_LINES: usize = 8;
/// From one line to the next, in seconds.
const STEP_S: i64 = 1_800;

fuzz_target!(|data: &[u8]| {
    let mut page = Page::new();
    for body in data.split(|byte| *byte == b'\n').take(MOST_LINES) {
        page.take(body);
    }
});

struct Page {
    state: State,
    now: Now,
    named: Named,
    made: usize,
}

impl Page {
    fn new() -> Self {
        let mut page = Self {
            state: state(Arc::clone(&CATALOG)),
            now: Now {
                at: NOW,
                elapsed: Duration::from_secs(1),
            },
            named: Named {
                component: "api".to_owned(),
                group: "shop".to_owned(),
                ..Named::default()
            },
            made: 0,
        };
        page.does(&Input::Started { last_alive: None });
        page
    }

    fn take(&mut self, body: &[u8]) {
        if body.is_empty() {
            self.take_back();
        }
        self.made += 1;
        self.named.fresh = format!("made-{}", self.made);
        let (catalog, now) = (Arc::clone(&self.state.catalog), self.now.at);
        for read in commands(body, &self.named, (&catalog, now)) {
            match read {
                Ok(command) => self.does(&Input::Command(command)),
                Err(refusal) => check_refusal(refusal),
            }
        }
        check_published(&self.state, self.now.at);
        self.now.at = self.now.at.plus(STEP_S);
        self.now.elapsed += Duration::from_secs(STEP_S.unsigned_abs());
        self.does(&Input::Tick);
        check_published(&self.state, self.now.at);
        check_events(&self.state);
    }

    fn take_back(&mut self) {
        let (id, version) = (self.named.series.clone(), None);
        self.does(&Input::Command(Command::EndSeries { id, version }));
        let component = self.named.component.clone();
        self.does(&Input::Command(Command::ClearStatus { component }));
        let (id, version) = (self.named.component.clone(), None);
        self.does(&Input::Command(Command::RetireComponent { id, version }));
    }

    fn does(&mut self, input: &Input) {
        let step = apply(&self.state, self.now, input);
        match &step.answer {
            Some(Ok(done)) => self.note(done),
            Some(Err(rejection)) => assert!(3 < rejection.to_string().len()),
            None => {}
        }
        for change in step.changes {
            self.state.absorb(change, self.now);
        }
        self.state.absorb(Change::LookedAt(self.now.at), self.now);
    }

    fn note(&mut self, done: &Done) {
        match done {
            Done::Incident(known) => self.named.incident.clone_from(&known.id),
            Done::Maintenance(known) => self.named.maintenance.clone_from(&known.id),
            Done::Series(known) => self.named.series.clone_from(&known.id),
            Done::Component(known) => self.named.component.clone_from(&known.id),
            Done::Group(known) => self.named.group.clone_from(&known.id),
            Done::Publishing | Done::Status(_) | Done::Order(_) => {}
        }
    }
}

/// Each window has a length, each event a word, and words stand in their order.
fn check_events(state: &State) {
    for known in state.events.maintenances.values() {
        assert!(known.planned_from < known.planned_to, "{}", known.id);
        assert!(!known.updates.is_empty(), "{}", known.id);
    }
    for known in state.events.incidents.values() {
        assert!(!known.updates.is_empty(), "{}", known.id);
        assert!(
            known.updates.is_sorted_by_key(|update| update.at),
            "{}",
            known.id
        );
    }
}
