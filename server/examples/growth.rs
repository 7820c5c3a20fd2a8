//! What a publication costs as a page grows: `cargo run --release -p pilotlight-server --example growth`.
//! Components and incidents grow apart from each other. Incidents have ten updates over an hour, take
//! turns on the components, and lie within five years, so that most are of months that a feed does not
//! tell of any more. What counts is that pages rendered and bytes written follow what has changed.
//!
//! Readers take feeds of 256 KiB: beyond about a thousand components with 90 days each a configuration is
//! refused. Here it is not, and what is made is read by nobody: how the work grows is asked beyond that.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use pilotlight_feed::{IncidentStatus, Status, Timestamp};
use pilotlight_server::config;
use pilotlight_server::core::{
    Audience, Change, Component, Expected, Incident, Input, LedgerEntry, Now, Past, PublishPolicy,
    Record, State, Teller, Transition, Update, Window, apply, ledgers, project,
};
use pilotlight_server::publish::{Directory, News, Publisher, Report, Signer, fresh_key};

/// Components and incidents of each run.
const RUNS: [(usize, i64); 7] = [
    (10, 100),
    (100, 100),
    (1_000, 100),
    (5_000, 100),
    (20, 100),
    (20, 1_000),
    (20, 10_000),
];
const UPDATES: u32 = 10;
/// When all of this takes place.
const NOW: Timestamp = Timestamp(1_800_000_000);
/// How far back the incidents lie.
const SPREAD_S: i64 = 5 * 365 * 86_400;
/// How far back the components are known.
const KNOWN_S: i64 = 85 * 86_400;

fn main() -> Result<()> {
    println!(
        "{:>10} {:>9}  {:<24} {:>7} {:>8} {:>7} {:>9} {:>7} {:>7}",
        "components",
        "incidents",
        "",
        "files",
        "rendered",
        "changed",
        "bytes",
        "told ms",
        "made ms"
    );
    for (components, incidents) in RUNS {
        measure(components, incidents)?;
    }
    Ok(())
}

/// A publisher and what it told last.
struct Page {
    state: State,
    past: Past,
    publisher: Publisher,
    revision: u64,
}

impl Page {
    /// Publishes as the loop does; answers what that did, and the times of telling and of making.
    fn publish(&mut self, at: Timestamp) -> Result<(Report, Duration, Duration)> {
        self.revision += 1;
        let window = Window {
            generated_at: at,
            valid_until: at.plus(180),
        };
        let began = Instant::now();
        let feed = project(&self.state, window, self.revision);
        let ledgers = ledgers(&self.state, at);
        self.past = Past::of(&self.state, State::horizon(at), at, &self.past);
        let told = began.elapsed();
        let began = Instant::now();
        let report = self.publisher.publish(News {
            feed: &feed,
            ledgers: &ledgers,
            weights: self.state.catalog.weights,
            security_contact: None,
            look: &self.state.catalog.page.look,
            past: &self.past,
            past_is_whole: true,
            responses: &BTreeMap::new(),
        })?;
        Ok((report, told, began.elapsed()))
    }
}

fn measure(components: usize, incidents: i64) -> Result<()> {
    let mut state = state(components, incidents)?;
    let now = Now {
        at: NOW,
        elapsed: Duration::from_secs(3_600),
    };
    for change in apply(&state, now, &Input::Tick).changes {
        state.absorb(change, now);
    }
    let folder = std::env::temp_dir().join(format!("pilotlight-growth-{}", std::process::id()));
    let signer = Signer::new(&fresh_key()?)?;
    let zone = state.catalog.page.zone.clone();
    let publisher = Publisher::new(zone, signer, Some(Directory::open(&folder)?));
    let past = Past::of(&state, Timestamp(0), NOW, &Past::none());
    let mut page = Page {
        state,
        past,
        publisher: publisher.at_once().for_nobody(),
        revision: 0,
    };
    let say = |what: &str, (report, told, made): (Report, Duration, Duration)| {
        println!(
            "{components:>10} {incidents:>9}  {what:<24} {:>7} {:>8} {:>7} {:>9} {:>7} {:>7}",
            report.files,
            report.rendered,
            report.changed,
            report.changed_bytes,
            told.as_millis(),
            made.as_millis()
        );
    };
    say("all of it, once", page.publish(NOW)?);
    say("nothing but the time", page.publish(NOW.plus(30))?);
    let down = Record::Transition(Transition {
        component: 3,
        at: NOW.plus(40),
        status: Status::MajorOutage,
        cause: "refused".to_owned(),
    });
    page.state.absorb(Change::Record(down), now);
    say("one component", page.publish(NOW.plus(60))?);
    let changed = Arc::new(incident(0, NOW.plus(-7_200), components));
    page.state
        .absorb(Change::Record(Record::Incident(changed)), now);
    say("one incident", page.publish(NOW.plus(90))?);
    say("a new day", page.publish(NOW.plus(86_400))?);
    std::fs::remove_dir_all(&folder).context("delete the folder")
}

fn state(components: usize, incidents: i64) -> Result<State> {
    let text = "[page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n\
                [[component]]\nid = \"c\"\nname = \"C\"\nmanual = true\n";
    let mut config = config::parse(text, std::path::Path::new("/")).map_err(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow::anyhow!(problems.join("; "))
    })?;
    let first = config.catalog.components.remove(0);
    let all = (0..components).map(|number| Component {
        id: format!("c{number}"),
        name: format!("C {number}"),
        ..first.clone()
    });
    config.catalog.components = all.collect();
    let policy = PublishPolicy {
        refresh: Duration::from_secs(30),
        valid_for: Duration::from_secs(180),
    };
    let mut state = State::new(Arc::new(config.catalog), policy, 0);
    let known = (0..components).map(|number| {
        let entry = LedgerEntry {
            at: NOW.plus(-KNOWN_S),
            status: Status::Operational,
        };
        (format!("c{number}"), entry)
    });
    state.replace_ledgers(known, NOW);
    for number in 0..incidents {
        let from = NOW.plus(-SPREAD_S + number * SPREAD_S / incidents);
        let incident = incident(number, from, components);
        let id = incident.id.clone();
        state.events.incidents.insert(id, Arc::new(incident));
    }
    Ok(state)
}

fn incident(number: i64, from: Timestamp, components: usize) -> Incident {
    let components = i64::try_from(components).unwrap_or(1);
    let component = format!("c{}", number.rem_euclid(components));
    let updates = (1..=UPDATES).map(|update| Update {
        number: update,
        status: if update == UPDATES {
            IncidentStatus::Resolved
        } else {
            IncidentStatus::Investigating
        },
        at: from.plus(i64::from(update) * 360),
        body: format!("What is known of **{number}** by now: {update}."),
        components: BTreeMap::from([(component.clone(), Status::PartialOutage)]),
        expected: Expected::Unchanged,
        next_update_at: None,
        edited_at: None,
        by_hand: true,
    });
    Incident {
        id: format!("i{number}"),
        version: 1,
        changed_at: None,
        name: format!("Incident {number}"),
        impact: None,
        audience: Audience::Everyone,
        teller: Teller::People,
        updates: updates.collect(),
    }
}
