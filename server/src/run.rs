//! The loop: the one owner of the state. It reads the clock, asks the core, makes durable what
//! must be, and only then lets anyone know.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use pilotlight_feed::Timestamp;
use tokio::sync::{mpsc, oneshot};

use crate::core::{Change, Command, Effect, Input, Now, State, Step, Window, apply, project};
use crate::measure::Meter;
use crate::probe::{Ended, Runner};
use crate::publish::{PublishError, Publisher, Report};
use crate::stop::Stop;
use crate::store::{Batch, Store, StoreError, StoredTransition};

/// Between two batches of measurements, and between two signs of life.
const RECORD_EVERY: Duration = Duration::from_secs(10);
/// Between two deletions of old measurements.
const PRUNE_EVERY: Duration = Duration::from_secs(3_600);
/// After the store refused a commit, transitions wait this long for the next try: each try may
/// block for the store's own busy time.
const COMMIT_RETRY: Duration = Duration::from_secs(5);

/// The two clocks. The only place of the server that reads them for the core.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    began: Instant,
}

impl Clock {
    /// Starts the monotonic clock at zero.
    #[must_use]
    pub(crate) fn start() -> Self {
        Self {
            began: Instant::now(),
        }
    }

    /// The present by both clocks.
    #[must_use]
    pub(crate) fn now(&self) -> Now {
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let seconds = i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX);
        Now {
            at: Timestamp(seconds),
            elapsed: self.began.elapsed(),
        }
    }

    fn instant(&self, elapsed: Duration) -> tokio::time::Instant {
        tokio::time::Instant::from_std(self.began + elapsed)
    }
}

/// The parts that the loop drives.
#[derive(Debug)]
pub(crate) struct Parts<S> {
    /// Where transitions and measurements go.
    pub(crate) store: Arc<S>,
    /// The version that the first commit builds on.
    pub(crate) version: u64,
    /// The state as loaded.
    pub(crate) state: State,
    /// When the server was last known to run.
    pub(crate) last_alive: Option<Timestamp>,
    /// Makes the checks.
    pub(crate) runner: Runner,
    /// Makes the files.
    pub(crate) publisher: Publisher,
}

/// What the loop waits for, beside time.
#[derive(Debug)]
pub(crate) struct Inbox {
    /// Outcomes of checks.
    pub(crate) outcomes: mpsc::Receiver<Ended>,
    /// Commands.
    pub(crate) commands: mpsc::Receiver<Command>,
    /// The word to stop.
    pub(crate) stop: Stop,
}

type Publication = (Publisher, Result<Report, PublishError>);
type Recording = (Batch, Result<(), StoreError>);

struct Loop<S> {
    clock: Clock,
    store: Arc<S>,
    version: u64,
    state: State,
    monitor_ids: Arc<[String]>,
    runner: Runner,
    publisher: Option<Publisher>,
    publication: Option<oneshot::Receiver<Publication>>,
    recording: Option<oneshot::Receiver<Recording>>,
    commit_again_at: Duration,
    meter: Meter,
}

/// Runs until told to stop, then records what was measured.
pub(crate) async fn run<S: Store>(clock: Clock, parts: Parts<S>, mut inbox: Inbox) {
    let monitors = parts.state.catalog.monitors.iter();
    let mut run = Loop {
        clock,
        store: parts.store,
        version: parts.version,
        monitor_ids: monitors.map(|monitor| monitor.id.clone()).collect(),
        state: parts.state,
        runner: parts.runner,
        publisher: Some(parts.publisher),
        publication: None,
        recording: None,
        commit_again_at: Duration::ZERO,
        meter: Meter::default(),
    };
    run.take(Input::Started {
        last_alive: parts.last_alive,
    })
    .await;
    let mut record = tokio::time::interval(RECORD_EVERY);
    let mut prune = tokio::time::interval(PRUNE_EVERY);
    loop {
        let wake = run.state.next_wake().map(|wake| run.clock.instant(wake));
        tokio::select! {
            () = inbox.stop.said() => break,
            Some((monitor, outcome)) = inbox.outcomes.recv() => {
                run.meter.count(monitor, run.clock.now().at, &outcome);
                run.take(Input::Checked { monitor, outcome }).await;
            }
            Some(command) = inbox.commands.recv() => run.take(Input::Command(command)).await,
            Some(done) = wait_for(&mut run.publication) => run.published(done).await,
            () = sleep_until(wake) => run.take(Input::Tick).await,
            Some(done) = wait_for(&mut run.recording) => run.recorded(done),
            _ = record.tick() => run.record(),
            _ = prune.tick() => run.prune(),
        }
    }
    if let Some(done) = wait_for(&mut run.publication).await {
        run.published(done).await;
    }
    for _ in 0..2 {
        // What is under way, then what came since.
        run.record();
        if let Some(done) = wait_for(&mut run.recording).await {
            run.recorded(done);
        }
    }
}

async fn sleep_until(wake: Option<tokio::time::Instant>) {
    match wake {
        Some(wake) => tokio::time::sleep_until(wake).await,
        None => std::future::pending().await,
    }
}

/// What a task under way answers; none at once when none is.
async fn wait_for<T>(under_way: &mut Option<oneshot::Receiver<T>>) -> Option<T> {
    let done = under_way.as_mut()?.await.ok();
    *under_way = None;
    done
}

impl<S: Store> Loop<S> {
    /// Decides, makes durable, absorbs, does.
    async fn take(&mut self, input: Input) {
        let now = self.clock.now();
        let step = apply(&self.state, now, &input);
        let is_durable = self.commit(&step, now).await;
        for change in step.changes {
            // Not durable is not true yet: the next outcome decides it again.
            if is_durable || !matches!(change, Change::Transition(_)) {
                self.state.absorb(change, now);
            }
        }
        for effect in step.effects {
            self.do_effect(effect, now);
        }
    }

    /// Whether the transitions of the step are durable.
    async fn commit(&mut self, step: &Step, now: Now) -> bool {
        let transitions: Vec<StoredTransition> = step
            .transitions()
            .map(|transition| StoredTransition {
                component: self.state.catalog.components[transition.component]
                    .id
                    .clone(),
                entry: crate::core::LedgerEntry {
                    at: transition.at,
                    status: transition.status,
                },
                cause: transition.cause.clone(),
            })
            .collect();
        if transitions.is_empty() {
            return true;
        }
        if now.elapsed < self.commit_again_at {
            return false;
        }
        match self.store.commit(self.version, &transitions).await {
            Ok(version) => {
                self.version = version;
                for transition in &transitions {
                    tracing::info!(
                        component = transition.component,
                        status = transition.entry.status.as_str(),
                        since = %transition.entry.at,
                        cause = transition.cause,
                        "status changed"
                    );
                }
                true
            }
            Err(StoreError::Conflict(_)) => {
                self.reload(now).await;
                false
            }
            Err(error) => {
                self.commit_again_at = self.clock.now().elapsed + COMMIT_RETRY;
                complain(
                    "cannot make a change of status durable; nothing is published of it, and it is tried again",
                    &error,
                );
                false
            }
        }
    }

    /// Somebody else has committed: what they know counts, and the next outcome decides anew.
    async fn reload(&mut self, now: Now) {
        match self.store.load(State::horizon(now.at)).await {
            Ok(loaded) => {
                self.version = loaded.version;
                self.state.replace_ledgers(loaded.ledger, now.at);
            }
            Err(error) => complain("cannot read the database anew", &error),
        }
    }

    fn do_effect(&mut self, effect: Effect, now: Now) {
        match effect {
            Effect::Check { monitor } => self.runner.start(monitor),
            Effect::Publish { revision } => self.publish(revision, now),
        }
    }

    /// Publishes where blocking is allowed; the loop goes on meanwhile.
    fn publish(&mut self, revision: u64, now: Now) {
        let Some(mut publisher) = self.publisher.take() else {
            return;
        };
        let valid_for_s = i64::try_from(self.state.valid_for().as_secs()).unwrap_or(i64::MAX);
        let window = Window {
            generated_at: now.at,
            valid_until: now.at.plus(valid_for_s),
        };
        let feed = project(&self.state, window, revision);
        let (send, receive) = oneshot::channel();
        self.publication = Some(receive);
        tokio::task::spawn_blocking(move || {
            let result = publisher.publish(&feed);
            // Fails only when the loop is gone, and then nobody publishes any more.
            let _ = send.send((publisher, result));
        });
    }

    async fn published(&mut self, (publisher, result): Publication) {
        self.publisher = Some(publisher);
        match &result {
            Ok(report) => tracing::debug!(
                revision = self.state.revision(),
                files = report.files,
                changed = report.changed,
                "published"
            ),
            Err(error) => {
                tracing::error!(%error, "cannot publish; readers keep the last good files")
            }
        }
        self.take(Input::Published {
            succeeded: result.is_ok(),
        })
        .await;
    }

    /// Writes what was measured. Beside the loop: a database that is held by another process must
    /// not hold up checks and publications.
    fn record(&mut self) {
        if self.recording.is_some() {
            return;
        }
        let (at, revision) = (self.clock.now().at, self.state.revision());
        let batch = Batch {
            at,
            revision,
            buckets: self.meter.take(),
        };
        let (store, monitor_ids) = (Arc::clone(&self.store), Arc::clone(&self.monitor_ids));
        let (send, receive) = oneshot::channel();
        self.recording = Some(receive);
        tokio::spawn(async move {
            let result = store.record(&monitor_ids, &batch).await;
            // Fails only when the loop is gone, and then nobody measures any more.
            let _ = send.send((batch, result));
        });
    }

    fn recorded(&mut self, (batch, result): Recording) {
        if let Err(error) = result {
            complain(
                "cannot record measurements; they are kept and tried again",
                &error,
            );
            self.meter.put_back(batch.buckets);
        }
    }

    fn prune(&self) {
        let (store, now) = (Arc::clone(&self.store), self.clock.now().at);
        tokio::spawn(async move {
            match store.prune(now).await {
                Ok(deleted) => tracing::debug!(deleted, "deleted old measurements"),
                Err(error) => complain(
                    "cannot delete old measurements; tried again in an hour",
                    &error,
                ),
            }
        });
    }
}

/// Says once, on one line, what failed and every reason beneath it.
fn complain(what: &str, error: &StoreError) {
    let mut reasons = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(reason) = source {
        reasons = format!("{reasons}: {reason}");
        source = reason.source();
    }
    match error {
        StoreError::Busy => tracing::warn!(reasons, "{what}"),
        _ => tracing::error!(reasons, "{what}"),
    }
}
