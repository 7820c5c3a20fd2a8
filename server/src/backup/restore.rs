//! Putting a backup in the place of the database. What is moved, and in which order, is such that a power
//! cut on the way loses nothing and is seen: the database goes first, so where it is missing and a copy of
//! the backup waits beside its place, the work is half done, and no server begins a new history there.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp as Instant;
use pilotlight_feed::Timestamp;
use serde_json::json;

use super::{BackupError, check, copy, failed, remove, rename, stamp, sync_folder};
use crate::StartError;
use crate::config::Config;
use crate::data::{DATABASE, lock};
use crate::store::{Actor, AuditEntry, Commit, SqliteStore, Store, StoreError};
use crate::team::OWNER;

/// The files of a database beside the database itself: its log of what is not in it yet, and the index of
/// that.
const BESIDE: [&str; 2] = ["-wal", "-shm"];

/// Puts a backup in the place of the database, which is moved aside; answers to where. The backup is
/// read whole first, and stays where it is. Run again, it finishes what a power cut has left half done.
///
/// # Errors
/// [`BackupError`]; then the database is as it was.
pub async fn restore(config: &Config, from: &Path) -> Result<Option<PathBuf>, BackupError> {
    restore_at(config, from, Instant::now()).await
}

pub(super) async fn restore_at(
    config: &Config,
    from: &Path,
    now: Instant,
) -> Result<Option<PathBuf>, BackupError> {
    let data_dir = &config.data_dir;
    let held = lock(data_dir).map_err(|error| match error {
        StartError::InUse { path } => BackupError::InUse { path },
        error => BackupError::Folder(Box::new(error)),
    })?;
    check(from).await?;
    let begun = begun(data_dir).map_err(failed("read", data_dir))?;
    let place = begun.clone().unwrap_or_else(|| free(data_dir, now));
    let moves = moves(data_dir, &place);
    // The last one is that of the copy.
    let aside = (begun.is_some() || 1 < moves.len()).then_some(place);
    let fresh = fresh(data_dir);
    let ready = make_ready(from, &fresh, aside.as_deref(), now).await;
    if ready.is_err() && begun.is_none() {
        remove(&fresh)?;
    }
    ready?;
    for (from, to) in &moves {
        rename(from, to)?;
    }
    sync_folder(data_dir)?;
    drop(held);
    Ok(aside)
}

/// Copies a backup, looks whether the copy is whole, and says in its audit log what becomes of it.
async fn make_ready(
    from: &Path,
    fresh: &Path,
    aside: Option<&Path>,
    now: Instant,
) -> Result<(), BackupError> {
    copy(from, fresh).await?;
    // Of a run that was cut short: they belong to another copy.
    for suffix in BESIDE {
        remove(&with(fresh, suffix))?;
    }
    check(fresh).await?;
    note(fresh, from, aside, now).await
}

/// Where the copy waits that is to be the database.
pub(crate) fn fresh(data_dir: &Path) -> PathBuf {
    data_dir.join(format!("{DATABASE}.restoring"))
}

/// Whether a restore was cut short after it had moved the database aside.
pub(crate) fn is_half_done(data_dir: &Path) -> bool {
    !data_dir.join(DATABASE).exists() && fresh(data_dir).is_file()
}

/// What is renamed, one after the other: what is there to a place aside, then the copy into its place. A
/// log without its database would be taken for one of the copy, so it goes too.
pub(super) fn moves(data_dir: &Path, aside: &Path) -> Vec<(PathBuf, PathBuf)> {
    let database = data_dir.join(DATABASE);
    let old =
        ["", BESIDE[0], BESIDE[1]].map(|suffix| (with(&database, suffix), with(aside, suffix)));
    let old = old.into_iter().filter(|(from, _)| from.exists());
    old.chain([(fresh(data_dir), database.clone())]).collect()
}

/// Where a run that was cut short has moved the database, whose log may be in its old place yet; none
/// when there was no such run.
fn begun(data_dir: &Path) -> io::Result<Option<PathBuf>> {
    if !is_half_done(data_dir) {
        return Ok(None);
    }
    let start = format!("{DATABASE}.before-");
    let names =
        fs::read_dir(data_dir)?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let databases = names.filter(|name| {
        name.starts_with(&start) && BESIDE.iter().all(|suffix| !name.ends_with(suffix))
    });
    // Of two in one second the later one is longer.
    let newest = databases.max_by(|one, other| {
        let second = |name: &str| name.get(..start.len() + STAMP_CHARS).map(str::to_owned);
        (second(one), one.len(), one).cmp(&(second(other), other.len(), other))
    });
    Ok(newest.map(|name| data_dir.join(name)))
}

/// Characters of a [`stamp`].
const STAMP_CHARS: usize = "20261123T061000Z".len();

/// Where a database is moved aside to: nothing stands there, also after another restore in the same
/// second.
fn free(data_dir: &Path, now: Instant) -> PathBuf {
    let first = data_dir.join(format!("{DATABASE}.before-{}", stamp(now)));
    let numbered = (2..).map(|number: u64| PathBuf::from(format!("{}-{number}", first.display())));
    let is_free = |path: &PathBuf| {
        let mut all = ["", BESIDE[0], BESIDE[1]].iter();
        all.all(|suffix| !with(path, suffix).exists())
    };
    let mut names = std::iter::once(first.clone()).chain(numbered);
    names.find(is_free).unwrap_or(first)
}

fn with(path: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", path.display()))
}

/// Says in the audit log of the copy that the history goes on from there, and where the other one is.
async fn note(
    fresh: &Path,
    from: &Path,
    aside: Option<&Path>,
    now: Instant,
) -> Result<(), BackupError> {
    let unusable = |source: StoreError| BackupError::Store {
        path: fresh.to_owned(),
        source,
    };
    let at = Timestamp(now.as_second());
    let aside = aside.and_then(Path::file_name);
    let after = json!({
        "backup": from.display().to_string(),
        "before": aside.map(|name| name.display().to_string()),
    });
    let entry = AuditEntry {
        at,
        actor: Actor {
            name: OWNER.to_owned(),
            token: None,
            address: None,
        },
        action: "database.restore".to_owned(),
        target: "database".to_owned(),
        before: None,
        after: Some(after.to_string()),
        once: None,
    };
    let commit = Commit {
        records: Vec::new(),
        audit: vec![entry],
    };
    let store = SqliteStore::open(fresh).await.map_err(unusable)?;
    let noted = match store.load(at).await {
        Ok(loaded) => store.commit(loaded.version, &commit).await,
        Err(error) => Err(error),
    };
    // Its log is in it then, and gone.
    store.close().await;
    noted.map_err(unusable)?;
    let synced = File::open(fresh).and_then(|file| file.sync_all());
    synced.map_err(failed("write", fresh))
}
