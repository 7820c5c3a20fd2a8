//! The data folder: opened by one server at a time, and what is known when it begins.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;

use pilotlight_feed::{Status, Timestamp};

use crate::config::Config;
use crate::core::{Change, Input, LedgerEntry, Now, Record, State, apply, excess};
use crate::store::{Commit, SqliteStore, Store, Stored, StoredTransition};
use crate::{StartError, backup};

/// A restart goes on this much beyond the last revision that was noted, which is more than the
/// publications that fit between two notes.
const REVISIONS_AHEAD: u64 = 1_000;
/// Name of the database file within the data folder.
pub(crate) const DATABASE: &str = "pilotlight.db";
/// Name of the file there that a running server holds.
const LOCK: &str = "pilotlight.lock";

pub(crate) struct LoadedPage {
    pub(crate) version: u64,
    pub(crate) last_alive: Option<Timestamp>,
    pub(crate) state: State,
}

pub(crate) async fn load(
    config: &Config,
    store: &SqliteStore,
    now: Now,
) -> Result<LoadedPage, StartError> {
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
pub(crate) async fn note_gap(
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
pub(crate) fn lock(data_dir: &Path) -> Result<File, StartError> {
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

pub(crate) fn make_folder(path: &Path) -> Result<(), StartError> {
    std::fs::create_dir_all(path).map_err(|source| {
        let path = path.to_owned();
        match source.kind() {
            ErrorKind::AlreadyExists | ErrorKind::NotADirectory => StartError::NoFolder { path },
            _ => StartError::DataFolder { path, source },
        }
    })
}

/// Refuses a folder in which a new, empty history would begin in the middle of a restore.
pub(crate) fn is_not_half_restored(data_dir: &Path) -> Result<(), StartError> {
    if backup::is_half_done(data_dir) {
        let fresh = backup::fresh(data_dir);
        return Err(StartError::HalfRestored { fresh });
    }
    Ok(())
}

pub(crate) async fn open_store(data_dir: &Path) -> Result<SqliteStore, StartError> {
    make_folder(data_dir)?;
    is_not_half_restored(data_dir)?;
    let path = data_dir.join(DATABASE);
    SqliteStore::open(&path)
        .await
        .map_err(|source| StartError::Store { path, source })
}

pub(crate) fn there_is_a_database(config: &Config) -> Result<(), StartError> {
    is_not_half_restored(&config.data_dir)?;
    let path = config.data_dir.join(DATABASE);
    if path.is_file() {
        return Ok(());
    }
    Err(StartError::NoDatabase { path })
}
