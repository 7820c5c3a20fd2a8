//! The loop: the one owner of the state. It reads the clock, asks the core, makes durable what
//! must be, and only then lets anyone know. It never waits for disk or network itself.

mod asked;
mod audit;
mod past;
mod publishing;
mod recording;
mod reminding;
mod renewing;
mod responding;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use arc_swap::ArcSwap;
use pilotlight_feed::Timestamp;
use pilotlight_site::ResponseTimes;
use tokio::sync::{mpsc, oneshot};

pub(crate) use self::audit::entries as audit_entries;
pub(crate) use self::past::whole_past;
use self::past::{PastRead, Stale};
use self::reminding::remind;
pub(crate) use self::renewing::Renewal;
use self::renewing::Renewed;
use self::responding::Measured;
use crate::clock::Clock;
use crate::config::Witness;
use crate::core::{Catalog, Change, Done, Effect, Input, Now, Past, Record, State, Step, apply};
use crate::measure::Meter;
use crate::probe::{Ended, Runner, Watch};
use crate::publish::{PublishError, Publisher, Report};
use crate::request::Request;
use crate::stop::Stop;
use crate::store::{Batch, Loaded, Store, StoreError};

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
    /// How each monitor is checked.
    pub(crate) watches: Vec<Watch>,
    /// How we tell that our own network is at fault.
    pub(crate) witness: Witness,
    /// Makes the files.
    pub(crate) publisher: Publisher,
    /// What is told of the past; none when it could not be read.
    pub(crate) past: Option<Past>,
    /// What the page has, for questions that the loop need not answer.
    pub(crate) catalog: Arc<ArcSwap<Catalog>>,
}

/// What the loop waits for, beside time.
#[derive(Debug)]
pub(crate) struct Inbox {
    /// Outcomes of checks.
    pub(crate) outcomes: mpsc::Receiver<Ended>,
    /// What somebody asks for.
    pub(crate) requests: mpsc::Receiver<Request>,
    /// The configuration, read anew.
    pub(crate) renewals: mpsc::Receiver<Renewal>,
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
type Recording = (Arc<[String]>, Batch, Result<(), StoreError>);

struct Loop<S> {
    clock: Clock,
    store: Arc<S>,
    version: u64,
    state: State,
    /// What the page has, for others to read.
    catalog: Arc<ArcSwap<Catalog>>,
    monitor_ids: Arc<[String]>,
    runner: Runner,
    /// How each monitor is checked.
    watches: Vec<Watch>,
    /// How we tell that our own network is at fault.
    witness: Witness,
    publisher: Option<Publisher>,
    publication: Option<oneshot::Receiver<Publication>>,
    /// Whether something is to be published: what the publisher prepares meanwhile can wait.
    news: Arc<AtomicBool>,
    /// What is told of the past.
    past: Past,
    /// Whether that was ever all of it.
    past_is_whole: bool,
    /// What of it is to be read from the store.
    stale: Stale,
    reading_past: Option<oneshot::Receiver<PastRead>>,
    /// Response times of the components, and from which hour on.
    responses: Arc<BTreeMap<String, ResponseTimes>>,
    responses_from: Option<Timestamp>,
    reading_responses: Option<oneshot::Receiver<Measured>>,
    recording: Option<oneshot::Receiver<Recording>>,
    committing: Option<oneshot::Receiver<Committed>>,
    recalling: Option<oneshot::Receiver<Recalled>>,
    renewing: Option<oneshot::Receiver<Renewed>>,
    /// A configuration that the store did not let in yet.
    renewal_waits: Option<Renewal>,
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
        catalog: parts.catalog,
        runner: parts.runner,
        watches: parts.watches,
        witness: parts.witness,
        publisher: Some(parts.publisher),
        publication: None,
        news: Arc::default(),
        past_is_whole: parts.past.is_some(),
        // Else read once the present is published.
        stale: match parts.past {
            Some(_) => Stale::Nothing,
            None => Stale::Everything,
        },
        past: parts.past.unwrap_or_default(),
        reading_past: None,
        responses: Arc::default(),
        responses_from: None,
        reading_responses: None,
        recording: None,
        committing: None,
        recalling: None,
        renewing: None,
        renewal_waits: None,
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
            Some(renewal) = inbox.renewals.recv(), if run.may_renew() => run.renew(renewal),
            Some(done) = wait_for(&mut run.renewing) => {
                if let Some(outcomes) = run.renewed(done) {
                    inbox.outcomes = outcomes;
                }
            }
            Some(done) = wait_for(&mut run.loading) => run.loaded(done),
            Some(done) = wait_for(&mut run.publication) => run.published(done),
            Some(done) = wait_for(&mut run.reading_past) => run.past_read(done),
            Some(done) = wait_for(&mut run.reading_responses) => run.responses_read(done),
            Some(done) = wait_for(&mut run.recording) => run.recorded(done),
            () = sleep_until(wake) => run.woken(),
            _ = record.tick() => run.record(),
            _ = prune.tick() => run.prune(),
        }
        run.hurry();
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
        let waits = self.news_waits_for_store || self.renewal_waits.is_some();
        let retry = (waits && !self.is_busy()).then_some(self.commit_again_at);
        let next = self.state.next_wake(self.clock.now());
        next.into_iter().chain(retry).min()
    }

    /// Whether the store is asked for something that the next commit builds on.
    fn is_busy(&self) -> bool {
        let beside = [self.committing.is_some(), self.loading.is_some()];
        beside.contains(&true) || self.recalling.is_some() || self.renewing.is_some()
    }

    fn woken(&mut self) {
        let is_time = self.commit_again_at <= self.clock.now().elapsed;
        if self.news_waits_for_store && !self.is_busy() && is_time {
            self.store_ready();
        }
        if !self.is_busy()
            && is_time
            && let Some(renewal) = self.renewal_waits.take()
        {
            self.renew(renewal);
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
        self.news.store(true, Ordering::Relaxed);
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
                Effect::Remind(reminder) => remind(&reminder),
            }
        }
        records
    }

    /// Lets others read what the page has now.
    fn share(&self) {
        if !Arc::ptr_eq(&self.catalog.load(), &self.state.catalog) {
            self.catalog.store(Arc::clone(&self.state.catalog));
        }
    }

    fn store_ready(&mut self) {
        self.news_waits_for_store = false;
        self.take(Input::StoreReady);
        self.serve();
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
