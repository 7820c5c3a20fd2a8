//! Backups: the whole database in one file, taken while the server runs, and put back while it does
//! not.

mod restore;

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{Timestamp as Instant, civil};

use crate::StartError;
use crate::config::Config;
use crate::data::{DATABASE, is_not_half_restored};
use crate::stop::Stop;
use crate::store::{SqliteStore, StoreError};

pub use self::restore::restore;
pub(crate) use self::restore::{fresh, is_half_done};

/// Like the database: it holds the signing key.
const PRIVATE: u32 = 0o600;
/// What the files of scheduled backups begin and end with.
const NAME: (&str, &str) = ("pilotlight-", ".db");

/// The time in such a name, in UTC.
const STAMP: &str = "%Y%m%dT%H%M%SZ";

/// When and where backups are taken by themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The folder.
    pub directory: PathBuf,
    /// Between two of them.
    pub every: Duration,
    /// How many are kept; older ones are deleted.
    pub keep: usize,
}

/// Why there is no backup, or why it is not put back. What was there before is still there.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is nothing to back up.
    #[error("there is no database {}; run `pilotlight run` first, it makes one", path.display())]
    NoDatabase {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A file stands there.
    #[error("{} is there already; name another file, a backup overwrites nothing", path.display())]
    Exists {
        /// Which file.
        path: PathBuf,
    },
    /// The server runs.
    #[error("the data folder {} is in use; stop the server first", path.display())]
    InUse {
        /// Which folder.
        path: PathBuf,
    },
    /// The data folder cannot be used.
    #[error(transparent)]
    Folder(Box<StartError>),
    /// A file cannot be written, read or moved.
    #[error("cannot {doing} {}: {source}", path.display())]
    File {
        /// What was attempted.
        doing: &'static str,
        /// On which file.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// The database cannot be read, or the backup is none.
    #[error("cannot use {}: {source}", path.display())]
    Store {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: StoreError,
    },
}

/// Takes a backup of a data folder. Works beside a running server: what it has acknowledged before
/// is in it.
///
/// # Errors
/// [`BackupError`]; then there is no file.
pub async fn backup(config: &Config, to: &Path) -> Result<(), BackupError> {
    is_not_half_restored(&config.data_dir).map_err(|error| BackupError::Folder(Box::new(error)))?;
    let path = config.data_dir.join(DATABASE);
    if !path.is_file() {
        return Err(BackupError::NoDatabase { path });
    }
    if to.exists() {
        let path = to.to_owned();
        return Err(BackupError::Exists { path });
    }
    copy(&path, to).await
}

/// Takes backups by themselves until told to stop. One that fails is told and tried again at its
/// next time; it never holds anything up.
pub(crate) async fn keep_backing_up(data_dir: PathBuf, schedule: Schedule, mut stop: Stop) {
    let mut wait = first_wait(&schedule, Instant::now());
    loop {
        tokio::select! {
            () = stop.said() => return,
            () = tokio::time::sleep(wait) => {}
        }
        wait = schedule.every;
        let (start, end) = NAME;
        let name = format!("{start}{}{end}", stamp(Instant::now()));
        let file = schedule.directory.join(name);
        let made = make_folder(&schedule.directory);
        let done = match made {
            Ok(()) => copy(&data_dir.join(DATABASE), &file).await,
            Err(error) => Err(error),
        };
        match done.and_then(|()| forget(&schedule, &file)) {
            Ok(()) => tracing::info!(file = %file.display(), "took a backup"),
            Err(error) => {
                tracing::error!(%error, "cannot take a backup; tried again at its next time")
            }
        }
    }
}

/// How long after a start the next backup is due: counted from the newest that is there, so that a
/// server which is restarted more often than that takes one all the same. Without any it is due at
/// once.
fn first_wait(schedule: &Schedule, now: Instant) -> Duration {
    let taken = taken(&schedule.directory).ok();
    let newest = taken.and_then(|taken| time_of(taken.last()?));
    // One from the future was taken by another clock.
    newest.map_or(Duration::ZERO, |newest| {
        let age = Duration::try_from(now.duration_since(newest)).unwrap_or_default();
        schedule.every.saturating_sub(age)
    })
}

/// Deletes the oldest of the scheduled backups, beyond those that are kept. The one that was just taken
/// is never among them, also beside one from the future, which another clock has taken.
fn forget(schedule: &Schedule, just_taken: &Path) -> Result<(), BackupError> {
    let directory = &schedule.directory;
    let mut others = taken(directory).map_err(failed("read", directory))?;
    others.retain(|path| path != just_taken);
    let surplus = (others.len() + 1).saturating_sub(schedule.keep);
    others
        .iter()
        .take(surplus)
        .try_for_each(|path| remove(path))
}

/// The scheduled backups of a folder, oldest first: their names are their times.
fn taken(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(directory)?;
    let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut ours: Vec<PathBuf> = paths.filter(|path| time_of(path).is_some()).collect();
    ours.sort_unstable();
    Ok(ours)
}

/// The time in the name of a scheduled backup; none when the name is not written as we write it: then
/// the file is somebody else's.
fn time_of(path: &Path) -> Option<Instant> {
    let (start, end) = NAME;
    let name = path.file_name().and_then(|name| name.to_str())?;
    let text = name.strip_prefix(start)?.strip_suffix(end)?;
    let civil = civil::DateTime::strptime(STAMP, text).ok()?;
    let at = civil.to_zoned(TimeZone::UTC).ok()?.timestamp();
    (stamp(at) == text).then_some(at)
}

/// A consistent copy of a database, durable under its name or not there at all.
async fn copy(from: &Path, to: &Path) -> Result<(), BackupError> {
    let partial = PathBuf::from(format!("{}.partial", to.display()));
    remove(&partial)?;
    let made = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(PRIVATE)
        .open(&partial);
    made.map_err(failed("write", &partial))?;
    let copied = SqliteStore::copy(from, &partial).await;
    if let Err(source) = copied {
        remove(&partial)?;
        let path = from.to_owned();
        return Err(BackupError::Store { path, source });
    }
    let synced = File::open(&partial).and_then(|file| file.sync_all());
    synced.map_err(failed("write", &partial))?;
    rename(&partial, to)?;
    sync_folder(to.parent().unwrap_or(Path::new(".")))
}

async fn check(path: &Path) -> Result<(), BackupError> {
    SqliteStore::check(path).await.map_err(|source| {
        let path = path.to_owned();
        BackupError::Store { path, source }
    })
}

fn make_folder(path: &Path) -> Result<(), BackupError> {
    fs::create_dir_all(path).map_err(failed("make the folder", path))
}

fn rename(from: &Path, to: &Path) -> Result<(), BackupError> {
    fs::rename(from, to).map_err(failed("move", from))
}

fn remove(path: &Path) -> Result<(), BackupError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed("delete", path)(error)),
        _ => Ok(()),
    }
}

fn sync_folder(path: &Path) -> Result<(), BackupError> {
    let path = if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    };
    let synced = File::open(path).and_then(|folder| folder.sync_all());
    synced.map_err(failed("write", path))
}

fn failed(doing: &'static str, path: &Path) -> impl Fn(io::Error) -> BackupError + use<> {
    let path = path.to_owned();
    move |source| BackupError::File {
        doing,
        path: path.clone(),
        source,
    }
}

/// `20261123T061000Z`: in a name, in the order of time.
fn stamp(at: Instant) -> String {
    at.strftime(STAMP).to_string()
}

#[cfg(test)]
mod tests;
