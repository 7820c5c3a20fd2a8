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
mod data;
pub mod doctor;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod history;
pub mod http;
pub mod import;
mod key;
pub mod measure;
mod once;
pub mod probe;
pub mod publish;
pub mod record;
pub mod request;
mod round;
mod run;
mod start_error;
pub mod stop;
pub mod store;
mod team;
mod web;

use std::fs::File;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

pub use crate::agreement::agrees;
use crate::clock::Clock;
use crate::config::Config;
use crate::config::difference::Fixed;
use crate::data::{load, lock, note_gap, open_store};
pub use crate::history::history;
use crate::http::api::Api;
use crate::http::{Face, Limits, Listener};
pub use crate::key::public_key;
pub use crate::once::{Out, publish_once};
use crate::probe::{Connector, Runner};
use crate::publish::{Bucket, Courier, Directory, Publisher, Purger, Target};
use crate::request::{Desk, Refusal};
pub use crate::round::{Round, check_once};
use crate::run::{Inbox, Parts, Renewal};
pub use crate::start_error::{RenewError, StartError};
use crate::stop::Stopper;
use crate::store::{Actor, SqliteStore};
pub use crate::team::make_token;

/// Outcomes that wait for the loop; checks wait when there are more.
const OUTCOMES_WAITING: usize = 1_024;
/// How long open requests may take to end when the server stops.
const STOP_GRACE: Duration = Duration::from_secs(5);
/// Handles assumed when the system sets no limit.
const OPEN_FILES_UNLIMITED: u64 = 65_536;

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
