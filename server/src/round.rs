//! One round of checks, for a page without a running server: each monitor is checked as often as its
//! thresholds need to decide, what follows is made durable, and that is all. What a round found holds
//! for as long as it may be shown, `valid_for`, and only then is nothing known until the next one.

use std::sync::Arc;
use std::time::Duration;

use pilotlight_feed::Status;
use tokio::task::JoinSet;

use crate::clock::Clock;
use crate::config::Config;
use crate::core::{
    Catalog, Change, Input, Monitor, Now, Record, State, Transition, Verdict, apply,
};
use crate::data::{DATABASE, load, lock, note_gap, open_store};
use crate::measure::Meter;
use crate::probe::{Connector, Ended, Watch, check};
use crate::run::audit_entries;
use crate::store::{Batch, Commit, SqliteStore, Store, Stored};
use crate::{OUTCOMES_WAITING, StartError, raise_open_files};

/// Between two checks of a monitor whose target fails: long enough for a hiccup to pass, unless its
/// own schedule is faster.
const PAUSE: Duration = Duration::from_secs(5);
/// Each decision can lead to another, such as an incident that follows from a status; this many deep.
const DECISIONS: usize = 8;

/// What a round found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Checks made.
    pub checks: usize,
    /// Changes that were made durable.
    pub changes: usize,
}

/// Checks every monitor until it has decided, and makes durable what follows. The database is made when
/// there is none.
///
/// # Errors
/// [`StartError`] when a server works in the data folder, or the database cannot be used.
pub async fn check_once(config: &Config) -> Result<Round, StartError> {
    let clock = Clock::start();
    let _lock = lock(&config.data_dir)?;
    let store = open_store(&config.data_dir).await?;
    let now = clock.now();
    let mut page = load(config, &store, now).await?;
    note_gap(&mut page, config, &store, now).await?;
    let outcomes = outcomes(config).await;
    let mut meter = Meter::default();
    let mut round = Round {
        checks: outcomes.len(),
        changes: 0,
    };
    let mut book = Book {
        store: &store,
        version: page.version,
        state: page.state,
        config,
    };
    for ended in outcomes {
        let then = clock.at(ended.at);
        meter.count(ended.monitor, then.at, &ended.outcome);
        let checked = Input::Checked {
            monitor: ended.monitor,
            outcome: ended.outcome,
        };
        round.changes += book.take(then, &checked).await?;
    }
    round.changes += book.give_up(clock.now()).await?;
    for _ in 0..DECISIONS {
        let changes = book.take(clock.now(), &Input::StoreReady).await?;
        if changes == 0 {
            break;
        }
        round.changes += changes;
    }
    let holds_for_s = i64::try_from(book.state.valid_for().as_secs()).unwrap_or(i64::MAX);
    let batch = Batch {
        at: clock.now().at.plus(holds_for_s),
        revision: book.state.revision(),
        buckets: meter.take(),
    };
    let ids = ids(&book.state.catalog);
    let recorded = store.record(&ids, &batch).await;
    recorded.map_err(|source| StartError::Store {
        path: config.data_dir.join(DATABASE),
        source,
    })?;
    store.close().await;
    Ok(round)
}

fn ids(catalog: &Catalog) -> Vec<String> {
    let monitors = catalog.monitors.iter();
    monitors.map(|monitor| monitor.id.clone()).collect()
}

/// The state and where it is made durable.
struct Book<'a> {
    store: &'a SqliteStore,
    version: u64,
    state: State,
    config: &'a Config,
}

impl Book<'_> {
    /// Decides, makes durable, absorbs; answers how many records there were.
    async fn take(&mut self, now: Now, input: &Input) -> Result<usize, StartError> {
        let (records, changes, _) = apply(&self.state, now, input).split();
        for change in changes {
            self.state.absorb(change, now);
        }
        self.keep(now, records).await
    }

    /// Of a component whose checks came to no result nothing is known any more: what an earlier round
    /// found of it would else be told as this one's.
    async fn give_up(&mut self, now: Now) -> Result<usize, StartError> {
        let unknown = self.state.undecided().map(|component| {
            Record::Transition(Transition {
                component,
                at: now.at,
                status: Status::Unknown,
                cause: "no check has come to a result".to_owned(),
            })
        });
        let unknown = unknown.collect();
        self.keep(now, unknown).await
    }

    /// Makes durable and absorbs; answers how many there were.
    async fn keep(&mut self, now: Now, records: Vec<Record>) -> Result<usize, StartError> {
        if records.is_empty() {
            return Ok(0);
        }
        let catalog = &self.state.catalog;
        let stored = records.iter().map(|record| Stored::of(record, catalog));
        let commit = Commit {
            records: stored.collect(),
            audit: audit_entries(&self.state, now.at, &records, None),
        };
        let committed = self.store.commit(self.version, &commit).await;
        self.version = committed.map_err(|source| StartError::Store {
            path: self.config.data_dir.join(DATABASE),
            source,
        })?;
        let count = records.len();
        for record in records {
            if let Record::Transition(transition) = &record {
                tracing::info!(
                    component = self.state.catalog.components[transition.component].id,
                    status = transition.status.as_str(),
                    cause = transition.cause,
                    "status changed"
                );
            }
            self.state.absorb(Change::Record(record), now);
        }
        Ok(count)
    }
}

/// Every outcome, in the order of their ends.
async fn outcomes(config: &Config) -> Vec<Ended> {
    let connector = Arc::new(Connector::new(config.witness.addresses.clone()));
    // A check needs a handle or two; what is beyond that waits.
    let at_once = usize::try_from(raise_open_files() / 4).unwrap_or(1).max(1);
    let permits = Arc::new(tokio::sync::Semaphore::new(at_once.min(OUTCOMES_WAITING)));
    let mut jobs = JoinSet::new();
    let pairs = config.catalog.monitors.iter().zip(&config.watches);
    for (index, (monitor, watch)) in pairs.enumerate() {
        let (monitor, watch) = (monitor.clone(), watch.clone());
        let (connector, permits) = (Arc::clone(&connector), Arc::clone(&permits));
        jobs.spawn(async move {
            // Never closed, so never refused.
            let _permit = permits.acquire().await;
            decide(index, &monitor, &watch, &connector).await
        });
    }
    let mut outcomes = Vec::new();
    while let Some(ended) = jobs.join_next().await {
        match ended {
            Ok(ended) => outcomes.extend(ended),
            Err(error) => tracing::error!(%error, "a check ended badly"),
        }
    }
    outcomes.sort_by_key(|ended| ended.at);
    outcomes
}

/// Checks until a good answer, or as many bad ones as make it down.
async fn decide(
    index: usize,
    monitor: &Monitor,
    watch: &Watch,
    connector: &Connector,
) -> Vec<Ended> {
    let mut outcomes = Vec::new();
    for number in 1..=monitor.failures {
        let outcome = check(watch, connector).await;
        let is_good = matches!(outcome.verdict, Verdict::Up | Verdict::Degraded);
        outcomes.push(Ended {
            monitor: index,
            outcome,
            at: std::time::Instant::now(),
        });
        if is_good {
            break;
        }
        if number < monitor.failures {
            tokio::time::sleep(PAUSE.min(monitor.every)).await;
        }
    }
    outcomes
}
