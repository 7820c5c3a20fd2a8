//! The loop: the one owner of the state. It reads the clock, asks the core, makes durable what
//! must be, and only then lets anyone know. It never waits for disk or network itself.

use std::sync::Arc;
use std::time::Duration;

use pilotlight_feed::Timestamp;
use tokio::sync::{mpsc, oneshot};

use crate::clock::Clock;
use crate::core::{
    Change, Command, Effect, Input, LedgerEntry, Now, State, Transition, Window, apply, project,
};
use crate::measure::Meter;
use crate::probe::{Ended, Runner};
use crate::publish::{PublishError, Publisher, Report};
use crate::stop::Stop;
use crate::store::{Batch, Loaded, Store, StoreError, StoredTransition};

/// Between two batches of measurements, and between two signs of life.
const RECORD_EVERY: Duration = Duration::from_secs(10);
/// Between two deletions of old measurements.
const PRUNE_EVERY: Duration = Duration::from_secs(3_600);
/// After the store refused a commit, transitions wait this long for the next try: each try may
/// block for the store's own busy time.
const COMMIT_RETRY: Duration = Duration::from_secs(5);

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
type Commit = (Vec<Transition>, Result<u64, StoreError>);
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
    committing: Option<oneshot::Receiver<Commit>>,
    loading: Option<oneshot::Receiver<Result<Loaded, StoreError>>>,
    commit_again_at: Duration,
    /// A transition was decided and could not be handed to the store.
    news_waits_for_store: bool,
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
        committing: None,
        loading: None,
        commit_again_at: Duration::ZERO,
        news_waits_for_store: false,
        meter: Meter::default(),
    };
    run.take(Input::Started {
        last_alive: parts.last_alive,
    });
    let mut record = tokio::time::interval(RECORD_EVERY);
    let mut prune = tokio::time::interval(PRUNE_EVERY);
    loop {
        let wake = run.next_wake().map(|wake| run.clock.instant(wake));
        tokio::select! {
            () = inbox.stop.said() => break,
            Some(ended) = inbox.outcomes.recv() => run.checked(ended),
            Some(command) = inbox.commands.recv() => run.take(Input::Command(command)),
            Some(done) = wait_for(&mut run.committing) => run.committed(done),
            Some(done) = wait_for(&mut run.loading) => run.loaded(done),
            Some(done) = wait_for(&mut run.publication) => run.published(done),
            Some(done) = wait_for(&mut run.recording) => run.recorded(done),
            () = sleep_until(wake) => run.woken(),
            _ = record.tick() => run.record(),
            _ = prune.tick() => run.prune(),
        }
    }
    run.end().await;
}

async fn sleep_until(wake: Option<tokio::time::Instant>) {
    match wake {
        Some(wake) => tokio::time::sleep_until(wake).await,
        None => std::future::pending().await,
    }
}

/// Runs something beside the loop, which waits for its answer with [`wait_for`].
fn beside<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> oneshot::Receiver<T> {
    let (send, receive) = oneshot::channel();
    tokio::spawn(async move {
        // Fails only when the loop is gone, and then nobody waits for the answer.
        let _ = send.send(work.await);
    });
    receive
}

/// What a task under way answers; none at once when none is.
async fn wait_for<T>(under_way: &mut Option<oneshot::Receiver<T>>) -> Option<T> {
    let done = under_way.as_mut()?.await.ok();
    *under_way = None;
    done
}

impl<S: Store> Loop<S> {
    fn next_wake(&self) -> Option<Duration> {
        let is_busy = self.committing.is_some() || self.loading.is_some();
        let retry = (self.news_waits_for_store && !is_busy).then_some(self.commit_again_at);
        self.state.next_wake().into_iter().chain(retry).min()
    }

    fn woken(&mut self) {
        let is_time = self.commit_again_at <= self.clock.now().elapsed;
        if self.news_waits_for_store
            && self.committing.is_none()
            && self.loading.is_none()
            && is_time
        {
            self.store_ready();
        }
        self.take(Input::Tick);
    }

    fn checked(&mut self, ended: Ended) {
        // An outcome may have waited for its turn: what it says was true when the check ended.
        let then = self.clock.at(ended.at);
        self.meter.count(ended.monitor, then.at, &ended.outcome);
        self.take_at(
            then,
            Input::Checked {
                monitor: ended.monitor,
                outcome: ended.outcome,
            },
        );
    }

    /// Waits for what is under way and records what was measured.
    async fn end(mut self) {
        if let Some(done) = wait_for(&mut self.committing).await {
            self.committed(done);
        }
        if let Some(done) = wait_for(&mut self.publication).await {
            self.published(done);
        }
        for _ in 0..2 {
            // What is under way, then what came since.
            self.record();
            if let Some(done) = wait_for(&mut self.recording).await {
                self.recorded(done);
            }
        }
    }

    /// Decides, absorbs and does; transitions go to the store first.
    fn take(&mut self, input: Input) {
        self.take_at(self.clock.now(), input);
    }

    fn take_at(&mut self, now: Now, input: Input) {
        let (transitions, changes, effects) = apply(&self.state, now, &input).split();
        for change in changes {
            self.state.absorb(change, now);
        }
        for effect in effects {
            match effect {
                Effect::Check { monitor } => self.runner.start(monitor),
                Effect::Publish { revision } => self.publish(revision),
            }
        }
        if !transitions.is_empty() {
            self.commit(transitions);
        }
    }

    /// Has transitions made durable, beside the loop: a database that is held by another process
    /// must not hold up checks and publications. One commit at a time; what comes meanwhile is
    /// decided anew when the store is ready.
    fn commit(&mut self, transitions: Vec<Transition>) {
        let is_busy = self.committing.is_some() || self.loading.is_some();
        if is_busy || self.clock.now().elapsed < self.commit_again_at {
            self.news_waits_for_store = true;
            return;
        }
        let components = &self.state.catalog.components;
        let stored = transitions.iter().map(|transition| StoredTransition {
            component: components[transition.component].id.clone(),
            entry: LedgerEntry {
                at: transition.at,
                status: transition.status,
            },
            cause: transition.cause.clone(),
        });
        let stored: Vec<StoredTransition> = stored.collect();
        let (store, version) = (Arc::clone(&self.store), self.version);
        self.committing = Some(beside(async move {
            let result = store.commit(version, &stored).await;
            (transitions, result)
        }));
    }

    fn committed(&mut self, (transitions, result): Commit) {
        let now = self.clock.now();
        match result {
            Ok(version) => {
                self.version = version;
                for transition in transitions {
                    tracing::info!(
                        component = self.state.catalog.components[transition.component].id,
                        status = transition.status.as_str(),
                        since = %transition.at,
                        cause = transition.cause,
                        "status changed"
                    );
                    self.state.absorb(Change::Transition(transition), now);
                }
            }
            Err(StoreError::Conflict(_)) => return self.reload(now),
            Err(error) => {
                complain(
                    "cannot make a change of status durable: its component reads unknown, and it is tried again",
                    &error,
                );
                self.commit_again_at = now.elapsed + COMMIT_RETRY;
                self.news_waits_for_store = true;
                self.take(Input::StoreRefused);
                return;
            }
        }
        self.store_ready();
    }

    fn store_ready(&mut self) {
        self.news_waits_for_store = false;
        self.take(Input::StoreReady);
    }

    /// Somebody else has committed: what they know counts, and is read beside the loop. No commit
    /// can succeed before that.
    fn reload(&mut self, now: Now) {
        let store = Arc::clone(&self.store);
        self.news_waits_for_store = true;
        self.loading = Some(beside(
            async move { store.load(State::horizon(now.at)).await },
        ));
    }

    fn loaded(&mut self, result: Result<Loaded, StoreError>) {
        let now = self.clock.now();
        match result {
            Ok(loaded) => {
                self.version = loaded.version;
                self.state.replace_ledgers(loaded.ledger, now.at);
                self.store_ready();
            }
            Err(error) => {
                complain("cannot read the database anew; it is tried again", &error);
                // The next commit fails for the same reason and leads here again.
                self.commit_again_at = now.elapsed + COMMIT_RETRY;
                self.take(Input::StoreRefused);
            }
        }
    }

    /// Publishes where blocking is allowed; the loop goes on meanwhile.
    fn publish(&mut self, revision: u64) {
        let now = self.clock.now();
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

    fn published(&mut self, (publisher, result): Publication) {
        self.publisher = Some(publisher);
        match &result {
            Ok(report) => tracing::debug!(
                revision = self.state.revision(),
                files = report.files,
                changed = report.changed,
                "published"
            ),
            Err(error) => {
                tracing::error!(%error, "cannot publish; what was published before stays")
            }
        }
        self.take(Input::Published {
            succeeded: result.is_ok(),
        });
    }

    /// Writes what was measured.
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
        self.recording = Some(beside(async move {
            let result = store.record(&monitor_ids, &batch).await;
            (batch, result)
        }));
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
