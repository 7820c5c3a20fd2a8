//! What a publication costs with many incidents behind it: `cargo run -p pilotlight-server --example
//! growth -- 100 1000 10000`. Each has ten updates over an hour, all lie within the days that are
//! shown, and they take turns on twenty components. What counts is how the times grow.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use pilotlight_feed::{IncidentStatus, Status, Timestamp};
use pilotlight_server::config;
use pilotlight_server::core::{
    Audience, Change, Expected, Incident, Input, LedgerEntry, Now, PublishPolicy, Record, State,
    Teller, Update, Window, apply, ledgers, project,
};
use pilotlight_server::publish::{Directory, News, Publisher, Signer, fresh_key};

const COMPONENTS: usize = 20;
const UPDATES: u32 = 10;
/// When all of this takes place.
const NOW: Timestamp = Timestamp(1_800_000_000);
/// How far back the incidents lie.
const SPREAD_S: i64 = 85 * 86_400;

fn main() -> Result<()> {
    for count in std::env::args().skip(1) {
        let count = count.parse().context("parse the number of incidents")?;
        measure(count)?;
    }
    Ok(())
}

fn measure(count: i64) -> Result<()> {
    let mut state = state(count)?;
    let now = Now {
        at: NOW,
        elapsed: Duration::from_secs(3_600),
    };
    for change in apply(&state, now, &Input::Tick).changes {
        state.absorb(change, now);
    }
    let window = Window {
        generated_at: NOW,
        valid_until: NOW.plus(180),
    };
    println!("{count} incidents");
    let timed = |what: &str, began: Instant| {
        println!("{:>12} µs  {what}", began.elapsed().as_micros());
    };

    let began = Instant::now();
    let _ = state.next_wake(now);
    timed("to know when to wake", began);
    let began = Instant::now();
    let step = apply(&state, now, &Input::Tick);
    timed("a tick", began);
    drop(step);
    let folder = std::env::temp_dir().join(format!("pilotlight-growth-{}", std::process::id()));
    let signer = Signer::new(&fresh_key()?)?;
    let zone = state.catalog.page.zone.clone();
    let mut publisher = Publisher::new(zone, signer, Some(Directory::open(&folder)?));
    for (turn, from) in [("first", -7_200), ("after one change", -7_000)] {
        let began = Instant::now();
        let changed = Arc::new(incident(0, NOW.plus(from)));
        state.absorb(Change::Record(Record::Incident(changed)), now);
        timed(&format!("{turn}: to absorb an incident"), began);
        let began = Instant::now();
        let feed = project(&state, window, 1);
        timed(&format!("{turn}: to project the feed"), began);
        let began = Instant::now();
        let ledgers = ledgers(&state, NOW);
        timed(&format!("{turn}: to project the ledgers"), began);
        let began = Instant::now();
        let weights = state.catalog.weights;
        let report = publisher.publish(News {
            feed: &feed,
            ledgers: &ledgers,
            weights,
            security_contact: None,
            look: &state.catalog.page.look,
        });
        timed(&format!("{turn}: to publish"), began);
        let report = report?;
        println!("{:>12} of {} files are new", report.changed, report.files);
    }
    std::fs::remove_dir_all(&folder).context("delete the folder")
}

fn state(count: i64) -> Result<State> {
    let mut text = "[page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n".to_owned();
    for number in 0..COMPONENTS {
        text +=
            &format!("[[component]]\nid = \"c{number}\"\nname = \"C {number}\"\nmanual = true\n");
    }
    let config = config::parse(&text, std::path::Path::new("/")).map_err(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow::anyhow!(problems.join("; "))
    })?;
    let policy = PublishPolicy {
        refresh: Duration::from_secs(30),
        valid_for: Duration::from_secs(180),
    };
    let mut state = State::new(Arc::new(config.catalog), policy, 0);
    let known = (0..COMPONENTS).map(|number| {
        let entry = LedgerEntry {
            at: NOW.plus(-SPREAD_S),
            status: Status::Operational,
        };
        (format!("c{number}"), entry)
    });
    state.replace_ledgers(known, NOW);
    for number in 0..count {
        let incident = incident(number, NOW.plus(-SPREAD_S + number * SPREAD_S / count));
        let id = incident.id.clone();
        state.events.incidents.insert(id, Arc::new(incident));
    }
    Ok(state)
}

fn incident(number: i64, from: Timestamp) -> Incident {
    let component = format!("c{}", number.rem_euclid(20));
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
