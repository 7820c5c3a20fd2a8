//! The Pilotlight server: watches components, keeps their history, and publishes their status as
//! static files.
//!
//! [`start`] binds the port, opens folder and database, and runs until [`Server::stop`]. Decisions
//! are in [`core`], which is pure; everything else here carries them out.

pub mod access;
mod agreement;
pub mod backup;
mod clock;
pub mod config;
pub mod core;
pub mod doctor;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod history;
pub mod http;
pub mod import;
mod key;
pub mod measure;
pub mod probe;
pub mod publish;
pub mod record;
pub mod request;
mod round;
mod run;
pub mod stop;
pub mod store;
mod team;
mod web;

use std::fs::{File, TryLockError};
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use pilotlight_feed::{Status, Timestamp};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use crate::access::{NoRandomness, Unfit};
pub use crate::agreement::agrees;
use crate::clock::Clock;
use crate::config::Config;
use crate::config::difference::Fixed;
use crate::core::{
    Change, Claimed, Input, LedgerEntry, Now, Past, Record, State, Window, apply, excess, ledgers,
    project,
};
pub use crate::history::history;
use crate::http::api::Api;
use crate::http::{Face, Limits, Listener};
pub use crate::key::public_key;
use crate::measure::{first_shown, response_times};
use crate::probe::{Connector, Runner};
use crate::publish::{
    Bucket, BucketError, Courier, Directory, DirectoryError, Edition, KeyError, News, NoToken,
    Place, PublishError, Publisher, Purger, Report, Target,
};
use crate::request::{Desk, Refusal};
pub use crate::round::{Round, check_once};
use crate::run::{Inbox, Parts, Renewal};
use crate::stop::Stopper;
use crate::store::{Actor, Commit, SqliteStore, Store, StoreError, Stored, StoredTransition};
pub use crate::team::make_token;

/// Outcomes that wait for the loop; checks wait when there are more.
const OUTCOMES_WAITING: usize = 1_024;
/// A restart goes on this much beyond the last revision that was noted, which is more than the
/// publications that fit between two notes.
const REVISIONS_AHEAD: u64 = 1_000;
/// How long open requests may take to end when the server stops.
const STOP_GRACE: Duration = Duration::from_secs(5);
/// Name of the database file within the data folder.
const DATABASE: &str = "pilotlight.db";
/// Name of the file there that a running server holds.
const LOCK: &str = "pilotlight.lock";
/// Handles assumed when the system sets no limit.
const OPEN_FILES_UNLIMITED: u64 = 65_536;

/// Why the server could not start, or the site could not be written. Nothing stored is touched.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port.
    #[error(
        "cannot listen on {address}: {source}; stop what listens there, or set another address in [http] listen"
    )]
    Listen {
        /// Which address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The port of the admin API.
    #[error(
        "cannot listen on {address}: {source}; stop what listens there, or set another address in [admin] listen"
    )]
    ListenForOperators {
        /// Which address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// A secret is made of random bytes, and there are none.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The token that is to be made.
    #[error("cannot make such a token: {0}")]
    Unfit(#[from] Unfit),
    /// The folder of the database.
    #[error("cannot use the data folder {}: {source}; make it writable, or set another in data_dir", path.display())]
    DataFolder {
        /// Which folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file stands where the folder of the database should be.
    #[error("cannot make the data folder {}: a file stands in its way; move that, or set another folder in data_dir", path.display())]
    NoFolder {
        /// Which folder.
        path: PathBuf,
    },
    /// Another server works in the data folder.
    #[error("the data folder {} is in use by another pilotlight; stop that one, or give this one a data_dir of its own", path.display())]
    InUse {
        /// Which folder.
        path: PathBuf,
    },
    /// A running server publishes there.
    #[error("cannot publish to {target}: the server that runs in {} publishes there itself, and would not go on beside another; `kill -HUP` makes it publish at once; or stop it first, or publish to another place", path.display())]
    Served {
        /// Which folder or bucket.
        target: String,
        /// The data folder of the server.
        path: PathBuf,
    },
    /// The database.
    #[error("cannot use the database {}: {source}", path.display())]
    Store {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: StoreError,
    },
    /// The key that feeds are signed with.
    #[error("cannot sign with the key in the database {}: {source}", path.display())]
    Key {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: KeyError,
    },
    /// There is no database to read from.
    #[error("there is no database {}; run `pilotlight run` first, it makes one", path.display())]
    NoDatabase {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A restore has moved the database aside, and nothing into its place yet.
    #[error("a restore was cut short: the database was moved aside, beside {} as pilotlight.db.before-…; run `pilotlight restore {}`, which puts the backup in its place", fresh.display(), fresh.display())]
    HalfRestored {
        /// The copy of the backup, whole.
        fresh: PathBuf,
    },
    /// The configuration has what was told by API.
    #[error(transparent)]
    Claimed(#[from] Claimed),
    /// What the configuration has and what was told by API are too much for one page.
    #[error("configured and told by API, {0}")]
    TooLarge(String),
    /// The folder to publish to.
    #[error("{0}; {remedy}, or publish to another folder", remedy = .0.remedy())]
    Directory(#[from] DirectoryError),
    /// The bucket to publish to.
    #[error(transparent)]
    Bucket(#[from] BucketError),
    /// The CDN to tell.
    #[error(transparent)]
    NoToken(#[from] NoToken),
    /// The one publication that was asked for.
    #[error(transparent)]
    Publish(#[from] PublishError),
}

/// Why a configuration is not taken in. The old one stays.
#[derive(Debug, thiserror::Error)]
pub enum RenewError {
    /// It changes what is fixed while the server runs.
    #[error("{0} cannot change while the server runs; restart it, or change that back")]
    Fixed(String),
    /// Not now.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    /// The address that it serves on.
    pub address: SocketAddr,
    /// The address of its admin API.
    pub admin_address: Option<SocketAddr>,
    /// The token that was made because there was none: shown once.
    pub first_token: Option<String>,
    /// The public key of its feeds: 43 characters of base64url.
    pub public_key: String,
    desk: Desk,
    renewals: mpsc::Sender<Renewal>,
    fixed: Fixed,
    open_files: u64,
    stop: Stopper,
    tasks: Vec<JoinHandle<()>>,
    store: Arc<SqliteStore>,
    /// Held as long as the server lives; the system lets go of it when the process ends, however
    /// that ends.
    _lock: File,
}

impl Server {
    /// Where to ask for something.
    #[must_use]
    pub fn desk(&self) -> Desk {
        self.desk.clone()
    }

    /// Goes on with another configuration: all of it or nothing. Answers what has changed, a line
    /// each, which the audit log keeps as the doing of `actor`; history stays, also that of what goes.
    ///
    /// # Errors
    /// [`RenewError`]; then the old configuration stays.
    pub async fn renew(&self, config: Config, actor: Actor) -> Result<Vec<String>, RenewError> {
        let differing = self.fixed.differing(&Fixed::of(&config));
        if !differing.is_empty() {
            return Err(RenewError::Fixed(differing.join(", ")));
        }
        let policy = config.publish.policy();
        let (outcome_sender, outcomes) = mpsc::channel(OUTCOMES_WAITING);
        let connector = Connector::new(config.witness.addresses.clone());
        let watches = config.watches;
        let runner = Runner::new(watches.clone(), connector, self.open_files, outcome_sender);
        let (reply, answer) = oneshot::channel();
        let renewal = Renewal {
            catalog: Arc::new(config.catalog),
            watches,
            witness: config.witness,
            policy,
            actor,
            is_written: false,
            runner,
            outcomes,
            reply,
        };
        let sent = self.renewals.send(renewal).await;
        sent.map_err(|_| Refusal::Stopping)?;
        Ok(answer.await.map_err(|_| Refusal::Stopping)??)
    }

    /// Stops: lets open requests end, records what was measured, closes the database.
    pub async fn stop(self) {
        self.stop.say();
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a part of the server ended badly");
            }
        }
        self.store.close().await;
    }
}

/// Starts a server.
///
/// # Errors
/// [`StartError`] when port, folders or database cannot be used; then nothing runs.
pub async fn start(config: Config) -> Result<Server, StartError> {
    let fixed = Fixed::of(&config);
    let clock = Clock::start();
    let open_files = raise_open_files();
    let listen = config.http.listen;
    let bound = Listener::bind(listen, Limits::for_open_files(open_files)).await;
    let listener = bound.map_err(|source| StartError::Listen {
        address: listen,
        source,
    })?;
    let address = listener.address().map_err(|source| StartError::Listen {
        address: listen,
        source,
    })?;
    let admin_listener = match &config.admin {
        Some(admin) => Some(listen_for_operators(admin.listen).await?),
        None => None,
    };
    let directory = config
        .publish
        .directory
        .as_deref()
        .map(Directory::open)
        .transpose()?;
    let bucket = config.publish.bucket.clone();
    let bucket = bucket.map(Bucket::open).transpose()?;
    let purger = config.publish.purge.clone();
    let purger = purger.map(Purger::new).transpose()?;
    let lock = lock(&config.data_dir)?;
    let store = Arc::new(open_store(&config.data_dir).await?);
    let now = clock.now();
    let mut page = load(&config, store.as_ref(), now).await?;
    note_gap(&mut page, &config, store.as_ref(), now).await?;
    // Links to the past hold from the first publication on. What cannot be read now is read later.
    let read = run::whole_past(store.as_ref(), Arc::clone(&page.state.catalog), now.at).await;
    let past = read.inspect_err(|error| {
        tracing::warn!(%error, "cannot read the past yet; it is tried again after the first publication");
    });
    let signer = key::load(&config, store.as_ref()).await?;
    let public_key = signer.public_key().to_owned();
    let mut publisher = Publisher::new(config.catalog.page.zone.clone(), signer, directory);
    let published = publisher.published();
    let mut tasks = Vec::new();
    let told = purger.map(|purger| {
        let (told, editions) = watch::channel(None);
        tasks.push(tokio::spawn(purger.follow(editions)));
        told
    });
    // The last to have an edition tells of it.
    match (bucket, told) {
        (Some(bucket), told) => {
            let (courier, work) = Courier::new(bucket, told);
            publisher.add(Target::Bucket(courier));
            tasks.push(tokio::spawn(work));
        }
        (None, Some(told)) => publisher.tell(told),
        (None, None) => {}
    }
    let (outcome_sender, outcomes) = mpsc::channel(OUTCOMES_WAITING);
    let connector = Connector::new(config.witness.addresses.clone());
    let watches = config.watches;
    let runner = Runner::new(watches.clone(), connector, open_files, outcome_sender);
    let (renewals, renewal_receiver) = mpsc::channel(1);
    let (desk, requests) = Desk::new();
    let (stopper, stop) = stop::stop();
    let catalog = Arc::new(ArcSwap::new(Arc::clone(&page.state.catalog)));
    let parts = Parts {
        store: Arc::clone(&store),
        version: page.version,
        state: page.state,
        last_alive: page.last_alive,
        runner,
        watches,
        witness: config.witness,
        publisher,
        past: past.ok(),
        catalog: Arc::clone(&catalog),
    };
    let inbox = Inbox {
        outcomes,
        requests,
        renewals: renewal_receiver,
        stop: stop.clone(),
    };
    tasks.push(tokio::spawn(run::run(clock, parts, inbox)));
    let face = Arc::clone(&published);
    tasks.push(tokio::spawn(listener.serve(face, stop.clone(), STOP_GRACE)));
    if let Some(schedule) = config.backup {
        let data_dir = config.data_dir.clone();
        tasks.push(tokio::spawn(backup::keep_backing_up(
            data_dir,
            schedule,
            stop.clone(),
        )));
    }
    let (mut admin_address, mut first_token) = (None, None);
    if let Some((listener, address)) = admin_listener {
        first_token = team::first_token(&config.data_dir, store.as_ref(), now.at).await?;
        let shown = (published, catalog);
        let proxies = config.admin.map(|admin| admin.proxies).unwrap_or_default();
        let api = Api::new(Arc::clone(&store), desk.clone(), shown, proxies, clock);
        let face = Face::Admin(Arc::new(api));
        tasks.push(tokio::spawn(listener.serve(face, stop, STOP_GRACE)));
        admin_address = Some(address);
    }
    Ok(Server {
        address,
        admin_address,
        first_token,
        public_key,
        desk,
        renewals,
        fixed,
        open_files,
        stop: stopper,
        tasks,
        store,
        _lock: lock,
    })
}

async fn listen_for_operators(address: SocketAddr) -> Result<(Listener, SocketAddr), StartError> {
    let failed = |source| StartError::ListenForOperators { address, source };
    let bound = Listener::bind(address, Limits::for_admin()).await;
    let listener = bound.map_err(failed)?;
    let address = listener.address().map_err(failed)?;
    Ok((listener, address))
}

/// Where a site is written once.
#[derive(Clone, Debug)]
pub enum Out {
    /// A folder.
    Directory(PathBuf),
    /// A bucket.
    Bucket(Place),
}

impl Out {
    /// Its name, when a server with this configuration publishes there too.
    fn served(&self, config: &Config) -> Option<String> {
        let publish = &config.publish;
        match self {
            Self::Directory(path) => {
                let place = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
                let own = publish.directory.as_deref().map(place);
                (own == Some(place(path))).then(|| path.display().to_string())
            }
            Self::Bucket(place) => {
                let own = publish.bucket.as_ref().map(Place::address);
                own.filter(|own| *own == place.address())
            }
        }
    }
}

/// Writes the site once, from the database, into a folder or a bucket. What is known is as old as the
/// server's last sign of life, and shown so: after a longer stop everything is unknown; what a round of
/// checks found holds until it said it would.
///
/// # Errors
/// [`StartError`] when there is no database, it cannot be read, the folder or bucket cannot be
/// written, or a running server publishes there.
pub async fn publish_once(config: Config, out: Out) -> Result<Report, StartError> {
    there_is_a_database(&config)?;
    // Both number what they write: the server would find a newer number than its own, and stop.
    let _lock = match out.served(&config) {
        Some(target) => Some(lock(&config.data_dir).map_err(|error| match error {
            StartError::InUse { path } => StartError::Served { target, path },
            error => error,
        })?),
        None => None,
    };
    let store = open_store(&config.data_dir).await?;
    let now = Clock::start().now();
    let page = load(&config, &store, now).await?;
    let signer = key::load(&config, &store).await?;
    let catalog = Arc::clone(&page.state.catalog);
    let read = run::whole_past(&store, catalog, now.at).await;
    let shown_from = first_shown(now.at);
    let measured = store.measured_hours(shown_from).await;
    store.close().await;
    let path = config.data_dir.join(DATABASE);
    let failed = |source| StartError::Store {
        path: path.clone(),
        source,
    };
    let (read, measured) = (read.map_err(failed)?, measured.map_err(failed)?);
    let responses = response_times(&page.state.catalog, &measured, shown_from);
    // Only now: what is refused leaves no empty folder behind.
    let (directory, bucket) = match out {
        Out::Directory(path) => (Some(Directory::open(&path)?), None),
        Out::Bucket(place) => (None, Some(Bucket::open(place)?)),
    };
    let mut state = page.state;
    let started = Input::Started {
        last_alive: page.last_alive,
    };
    for change in apply(&state, now, &started).changes {
        state.absorb(change, now);
    }
    let valid_for_s = i64::try_from(state.valid_for().as_secs()).unwrap_or(i64::MAX);
    let valid_until = now.at.plus(valid_for_s);
    // What a round found is promised no longer than it holds.
    let held_until = page.last_alive.filter(|until| now.at < *until);
    let window = Window {
        generated_at: now.at,
        valid_until: held_until.map_or(valid_until, |until| until.min(valid_until)),
    };
    let feed = project(&state, window, state.revision());
    let publisher = Publisher::new(config.catalog.page.zone, signer, directory);
    let mut publisher = publisher.at_once();
    let past = Past::of(&state, State::horizon(now.at), now.at, &read);
    let ledgers = ledgers(&state, now.at);
    let report = publisher.publish(News {
        feed: &feed,
        ledgers: &ledgers,
        weights: state.catalog.weights,
        security_contact: state.catalog.page.security_contact.as_deref(),
        look: &state.catalog.page.look,
        past: &past,
        past_is_whole: true,
        responses: &responses,
    })?;
    if let Some(mut bucket) = bucket {
        let edition = Edition {
            published: publisher.published().load_full(),
            revision: feed.revision,
            page_url: feed.page.url.clone(),
        };
        bucket.publish(&edition).await?;
    }
    Ok(report)
}

fn there_is_a_database(config: &Config) -> Result<(), StartError> {
    is_not_half_restored(&config.data_dir)?;
    let path = config.data_dir.join(DATABASE);
    if path.is_file() {
        return Ok(());
    }
    Err(StartError::NoDatabase { path })
}

struct LoadedPage {
    version: u64,
    last_alive: Option<Timestamp>,
    state: State,
}

async fn load(config: &Config, store: &SqliteStore, now: Now) -> Result<LoadedPage, StartError> {
    let loaded = store.load(State::horizon(now.at)).await;
    let path = config.data_dir.join(DATABASE);
    let loaded = loaded.map_err(|source| StartError::Store { path, source })?;
    let policy = config.publish.policy();
    // Also beyond whatever was published from a database that is lost now: publications are
    // rarer than seconds.
    let since_epoch = u64::try_from(now.at.0).unwrap_or(0);
    let revision = since_epoch.max(loaded.revision + REVISIONS_AHEAD);
    if let Some(claimed) = loaded.events.told.claimed_by(&config.catalog) {
        return Err(claimed.into());
    }
    let mut state = State::new(Arc::new(config.catalog.clone()), policy, revision);
    state.replace_events(loaded.events);
    state.replace_ledgers(loaded.ledger, now.at);
    if let Some(excess) = excess(&state.catalog) {
        return Err(StartError::TooLarge(excess));
    }
    Ok(LoadedPage {
        version: loaded.version,
        last_alive: loaded.last_alive,
        state,
    })
}

/// Makes durable, before anything is published, that nothing is known of a longer stop: the first
/// feed after it must not repeat what was true before. Nor is anything known of components that have
/// gone meanwhile; how the others are called is noted for when they go.
async fn note_gap(
    page: &mut LoadedPage,
    config: &Config,
    store: &SqliteStore,
    now: Now,
) -> Result<(), StartError> {
    let gone_at = page.last_alive.unwrap_or(now.at).min(now.at);
    let started = Input::Started {
        last_alive: page.last_alive.take(),
    };
    let (mut records, _, _) = apply(&page.state, now, &started).split();
    let catalog = &page.state.catalog;
    let names = page.state.events.told.misnamed(catalog).into_iter();
    records.extend(names.map(|(id, named)| Record::Name(id, named)));
    let gone: Vec<String> = page.state.unended().map(str::to_owned).collect();
    if records.is_empty() && gone.is_empty() {
        return Ok(());
    }
    let stored = records.iter().map(|record| Stored::of(record, catalog));
    let commit = Commit {
        records: gone
            .iter()
            .map(|id| left(id, gone_at))
            .chain(stored)
            .collect(),
        audit: Vec::new(),
    };
    let path = config.data_dir.join(DATABASE);
    let committed = store.commit(page.version, &commit).await;
    page.version = committed.map_err(|source| StartError::Store { path, source })?;
    for id in &gone {
        page.state.end_unended(id, gone_at);
    }
    for record in records {
        page.state.absorb(Change::Record(record), now);
    }
    Ok(())
}

/// That nothing is known of a component from an instant on, for the configuration has it no more.
fn left(id: &str, at: Timestamp) -> Stored {
    Stored::Transition(StoredTransition {
        component: id.to_owned(),
        entry: LedgerEntry {
            at,
            status: Status::Unknown,
        },
        cause: "no longer configured".to_owned(),
    })
}

/// Keeps a second server out of the data folder: the two would undo each other's history.
fn lock(data_dir: &Path) -> Result<File, StartError> {
    make_folder(data_dir)?;
    let path = data_dir.join(LOCK);
    // Like all that lies there, for its owner alone.
    let mut options = File::options();
    options.create(true).write(true).truncate(false).mode(0o600);
    let file = options
        .open(&path)
        .map_err(|source| StartError::DataFolder {
            path: data_dir.to_owned(),
            source,
        })?;
    match file.try_lock() {
        // Some network folders know no locks; there the operator must see to it.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StartError::InUse {
            path: data_dir.to_owned(),
        }),
    }
}

fn make_folder(path: &Path) -> Result<(), StartError> {
    std::fs::create_dir_all(path).map_err(|source| {
        let path = path.to_owned();
        match source.kind() {
            ErrorKind::AlreadyExists | ErrorKind::NotADirectory => StartError::NoFolder { path },
            _ => StartError::DataFolder { path, source },
        }
    })
}

/// Refuses a folder in which a new, empty history would begin in the middle of a restore.
fn is_not_half_restored(data_dir: &Path) -> Result<(), StartError> {
    if backup::is_half_done(data_dir) {
        let fresh = backup::fresh(data_dir);
        return Err(StartError::HalfRestored { fresh });
    }
    Ok(())
}

async fn open_store(data_dir: &Path) -> Result<SqliteStore, StartError> {
    make_folder(data_dir)?;
    is_not_half_restored(data_dir)?;
    let path = data_dir.join(DATABASE);
    SqliteStore::open(&path)
        .await
        .map_err(|source| StartError::Store { path, source })
}

/// Raises the limit of open files as far as it goes; answers the limit.
fn raise_open_files() -> u64 {
    let limit = getrlimit(Resource::Nofile);
    let most = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    // Refused in some containers; then the limit stays as it is.
    let _ = setrlimit(Resource::Nofile, most);
    getrlimit(Resource::Nofile)
        .current
        .unwrap_or(OPEN_FILES_UNLIMITED)
}
