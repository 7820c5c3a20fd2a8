//! The loop: the one owner of the state. It reads the clock, asks the core, makes durable what
//! must be, and only then lets anyone know. It never waits for disk or network itself.

mod audit;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use pilotlight_feed::Timestamp;
use tokio::sync::{mpsc, oneshot};

use crate::clock::Clock;
use crate::core::{
    Change, Done, Effect, Input, Now, Record, State, Step, Subject, Window, apply, ledgers, project,
};
use crate::measure::Meter;
use crate::probe::{Ended, Runner};
use crate::publish::{News, PublishError, Publisher, Report};
use crate::request::{Refusal, Request};
use crate::stop::Stop;
use crate::store::{Batch, Commit, Loaded, Store, StoreError, Stored};

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
    /// What somebody asks for.
    pub(crate) requests: mpsc::Receiver<Request>,
    /// The word to stop.
    pub(crate) stop: Stop,
}

type Publication = (Publisher, Result<Report, PublishError>);
type Committed = (
    Vec<Record>,
    Option<(Request, Done)>,
    Result<u64, StoreError>,
);
type Recalled = Result<Vec<Change>, StoreError>;
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
    committing: Option<oneshot::Receiver<Committed>>,
    recalling: Option<oneshot::Receiver<Recalled>>,
    /// What was asked for, in the order of asking.
    requests: VecDeque<Request>,
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
        recalling: None,
        requests: VecDeque::new(),
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
            Some(request) = inbox.requests.recv(), if run.requests.is_empty() => run.asked(request),
            Some(done) = wait_for(&mut run.committing) => run.committed(done),
            Some(done) = wait_for(&mut run.recalling) => run.recalled(done),
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
        let retry = (self.news_waits_for_store && !self.is_busy()).then_some(self.commit_again_at);
        let next = self.state.next_wake(self.clock.now());
        next.into_iter().chain(retry).min()
    }

    /// Whether the store is asked for something that the next commit builds on.
    fn is_busy(&self) -> bool {
        self.committing.is_some() || self.loading.is_some() || self.recalling.is_some()
    }

    fn woken(&mut self) {
        let is_time = self.commit_again_at <= self.clock.now().elapsed;
        if self.news_waits_for_store && !self.is_busy() && is_time {
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
            self.requests.clear();
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

    /// Decides, absorbs and does; records go to the store first.
    fn take(&mut self, input: Input) {
        self.take_at(self.clock.now(), input);
    }

    fn take_at(&mut self, now: Now, input: Input) {
        let step = apply(&self.state, now, &input);
        let records = self.carry_out(now, step);
        if !records.is_empty() {
            self.commit(records, None);
        }
    }

    /// Absorbs and does what need not be durable first; answers what must.
    fn carry_out(&mut self, now: Now, step: Step) -> Vec<Record> {
        let (records, changes, effects) = step.split();
        for change in changes {
            self.state.absorb(change, now);
        }
        for effect in effects {
            match effect {
                Effect::Check { monitor } => self.runner.start(monitor),
                Effect::Publish { revision } => self.publish(revision),
            }
        }
        records
    }

    fn asked(&mut self, request: Request) {
        self.requests.push_back(request);
        self.serve();
    }

    /// Does what was asked for, one after the other: each is decided on what the one before it has
    /// made durable.
    fn serve(&mut self) {
        while !self.is_busy()
            && let Some(request) = self.requests.pop_front()
        {
            let now = self.clock.now();
            if now.elapsed < self.commit_again_at {
                answer(request, Err(Refusal::Busy));
                continue;
            }
            let subject = request.command.subject();
            let is_away = |it: &Subject| !request.is_recalled && !self.state.knows(it);
            if let Some(subject) = subject.filter(is_away) {
                self.recalling = Some(beside(recall(Arc::clone(&self.store), subject)));
                self.requests.push_front(request);
                return;
            }
            let mut step = apply(&self.state, now, &Input::Command(request.command.clone()));
            let decided = step.answer.take();
            let records = self.carry_out(now, step);
            match decided {
                Some(Ok(done)) if records.is_empty() => answer(request, Ok(done)),
                Some(Ok(done)) => self.commit(records, Some((request, done))),
                Some(Err(rejection)) => answer(request, Err(rejection.into())),
                None => answer(request, Err(Refusal::Stopping)),
            }
        }
    }

    fn recalled(&mut self, result: Recalled) {
        let now = self.clock.now();
        let request = self.requests.pop_front();
        match result {
            Ok(changes) => {
                for change in changes {
                    self.state.absorb(change, now);
                }
                if let Some(mut request) = request {
                    request.is_recalled = true;
                    self.requests.push_front(request);
                }
            }
            Err(error) => {
                complain("cannot read what is to be changed", &error);
                if let Some(request) = request {
                    answer(request, Err(Refusal::Busy));
                }
            }
        }
        self.store_ready();
    }

    /// Has records made durable, beside the loop: a database that is held by another process must
    /// not hold up checks and publications. One commit at a time; what is not asked for and comes
    /// meanwhile is decided anew when the store is ready.
    fn commit(&mut self, records: Vec<Record>, request: Option<(Request, Done)>) {
        let now = self.clock.now();
        if self.is_busy() || now.elapsed < self.commit_again_at {
            self.news_waits_for_store = true;
            return;
        }
        let catalog = &self.state.catalog;
        let asked = request.as_ref().map(|(request, _)| request);
        let commit = Commit {
            records: records
                .iter()
                .map(|record| Stored::of(record, catalog))
                .collect(),
            audit: audit::entries(&self.state, now.at, &records, asked),
        };
        let (store, version) = (Arc::clone(&self.store), self.version);
        self.committing = Some(beside(async move {
            let result = store.commit(version, &commit).await;
            (records, request, result)
        }));
    }

    fn committed(&mut self, (records, request, result): Committed) {
        let now = self.clock.now();
        match result {
            Ok(version) => {
                self.version = version;
                for record in records {
                    self.log(&record);
                    self.state.absorb(Change::Record(record), now);
                }
                if let Some((request, done)) = request {
                    answer(request, Ok(done));
                }
            }
            Err(StoreError::Conflict(_)) => {
                // Decided anew on what somebody else has committed.
                if let Some((request, _)) = request {
                    self.requests.push_front(request);
                }
                return self.reload(now);
            }
            Err(StoreError::Repeated) => {
                if let Some((request, _)) = request {
                    answer(request, Err(Refusal::Repeated));
                }
            }
            Err(error) => {
                complain(
                    "cannot make a change durable: components that it concerns read unknown, and it is tried again",
                    &error,
                );
                self.commit_again_at = now.elapsed + COMMIT_RETRY;
                self.news_waits_for_store = true;
                if let Some((request, _)) = request {
                    answer(request, Err(Refusal::Busy));
                }
                self.take(Input::StoreRefused);
                self.serve();
                return;
            }
        }
        self.store_ready();
    }

    fn log(&self, record: &Record) {
        match record {
            Record::Transition(transition) => tracing::info!(
                component = self.state.catalog.components[transition.component].id,
                status = transition.status.as_str(),
                since = %transition.at,
                cause = transition.cause,
                "status changed"
            ),
            Record::Incident(incident) => tracing::info!(
                id = incident.id,
                status = incident.status().as_str(),
                version = incident.version,
                "incident changed"
            ),
            Record::Maintenance(maintenance) => tracing::info!(
                id = maintenance.id,
                status = maintenance.status().as_str(),
                version = maintenance.version,
                "maintenance changed"
            ),
            Record::Series(series) => tracing::info!(
                id = series.id,
                version = series.version,
                "series of maintenances changed"
            ),
            Record::Override(set) => tracing::info!(
                component = set.component,
                status = set.status.as_str(),
                "status set by hand"
            ),
        }
    }

    fn store_ready(&mut self) {
        self.news_waits_for_store = false;
        self.take(Input::StoreReady);
        self.serve();
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
                self.state.events = loaded.events;
                self.store_ready();
            }
            Err(error) => {
                complain("cannot read the database anew; it is tried again", &error);
                // The next commit fails for the same reason and leads here again.
                self.commit_again_at = now.elapsed + COMMIT_RETRY;
                self.take(Input::StoreRefused);
                self.serve();
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
        let ledgers = ledgers(&self.state, now.at);
        let weights = self.state.catalog.weights;
        let (send, receive) = oneshot::channel();
        self.publication = Some(receive);
        tokio::task::spawn_blocking(move || {
            let result = publisher.publish(News {
                feed: &feed,
                ledgers: &ledgers,
                weights,
            });
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

/// Reads what a command changes and what is not in memory any more.
async fn recall<S: Store>(store: Arc<S>, subject: Subject) -> Recalled {
    Ok(match subject {
        Subject::Incident(id) => {
            let found = store.incident(&id).await?.map(Arc::new);
            found.map(Change::RecalledIncident).into_iter().collect()
        }
        Subject::Maintenance(id) => {
            let found = store.maintenance(&id).await?.map(Arc::new);
            found.map(Change::RecalledMaintenance).into_iter().collect()
        }
        Subject::Series(id) => {
            let found = store.one_series(&id).await?.map(Arc::new);
            found.map(Change::RecalledSeries).into_iter().collect()
        }
    })
}

fn answer(request: Request, answer: Result<Done, Refusal>) {
    // Fails only when nobody waits any more.
    let _ = request.reply.send(answer);
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
