//! How files get into the folder: all of a batch are written and synced beside their places, several at the
//! same time, and then take their places one after the other. A disk is waited for and not worked for: it
//! syncs several files in little more time than one.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{DirectoryError, failed};
use crate::publish::entry::Entry;

/// Name of a file that is being written; a crash may leave one, the next start removes it.
pub(super) const TEMPORARY_PREFIX: &str = ".pilotlight-writing-";

/// Files of one batch: for a moment each of them takes room twice.
const MOST_FILES: usize = 64;
/// And bytes of one.
const MOST_BYTES: usize = 1024 * 1024;
/// Files and folders that are synced at the same time.
const AT_ONCE: usize = 8;

/// Files that are written together.
#[derive(Default)]
pub(super) struct Batch<'a> {
    entries: Vec<&'a Entry>,
    size_bytes: usize,
}

/// A file that is durable beside its place; removed again unless it takes that.
pub(super) struct Ready<'a> {
    pub(super) entry: &'a Entry,
    place: PathBuf,
    temporary: Option<PathBuf>,
}

impl<'a> Batch<'a> {
    pub(super) fn add(&mut self, entry: &'a Entry) {
        self.size_bytes += entry.identity.body.len();
        self.entries.push(entry);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn is_full(&self) -> bool {
        MOST_FILES <= self.entries.len() || MOST_BYTES <= self.size_bytes
    }

    /// Makes all of them durable beside their places, and the folders of these; `touched` are those that
    /// must be synced.
    ///
    /// # Errors
    /// [`DirectoryError`] of the first file that cannot be written; then none is left.
    pub(super) fn write(
        self,
        root: &Path,
        touched: &mut BTreeSet<PathBuf>,
    ) -> Result<Vec<Ready<'a>>, DirectoryError> {
        let mut ready = Vec::with_capacity(self.entries.len());
        for entry in self.entries {
            let place = root.join(&entry.path);
            let folder = place.parent().unwrap_or(root);
            make(folder, touched)?;
            let name = place.file_name().unwrap_or_default().to_string_lossy();
            let temporary = folder.join(format!("{TEMPORARY_PREFIX}{name}"));
            ready.push(Ready {
                entry,
                place,
                temporary: Some(temporary),
            });
        }
        at_once(&ready, |file| {
            let Some(temporary) = &file.temporary else {
                return Ok(());
            };
            let written = write_synced(temporary, &file.entry.identity.body);
            written.map_err(failed("write", &file.place))
        })?;
        Ok(ready)
    }
}

impl Ready<'_> {
    /// Takes its place. It lasts once its folder, which is answered, is synced.
    ///
    /// # Errors
    /// [`DirectoryError`]; then it is gone.
    pub(super) fn take_place(mut self) -> Result<PathBuf, DirectoryError> {
        if let Some(temporary) = &self.temporary {
            fs::rename(temporary, &self.place).map_err(failed("write", &self.place))?;
        }
        self.temporary = None;
        Ok(self.place.parent().unwrap_or(&self.place).to_owned())
    }
}

impl Drop for Ready<'_> {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            // Best effort: the next start removes it when this cannot.
            let _ = fs::remove_file(temporary);
        }
    }
}

/// Makes a folder with those above it.
fn make(folder: &Path, touched: &mut BTreeSet<PathBuf>) -> Result<(), DirectoryError> {
    if folder.is_dir() {
        return Ok(());
    }
    let missing = folder.ancestors().take_while(|above| !above.is_dir());
    touched.extend(missing.filter_map(Path::parent).map(Path::to_owned));
    fs::create_dir_all(folder).map_err(failed("create the folder", folder))
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

pub(super) fn sync_folders(folders: &BTreeSet<PathBuf>) -> Result<(), DirectoryError> {
    let folders: Vec<&PathBuf> = folders.iter().collect();
    at_once(&folders, |folder| {
        let synced = fs::File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(failed("sync the folder", folder))
    })
}

/// Does the same with all of these, several at the same time. Once one fails no other is begun.
fn at_once<T: Sync>(
    all: &[T],
    work: impl Fn(&T) -> Result<(), DirectoryError> + Sync,
) -> Result<(), DirectoryError> {
    let next = AtomicUsize::new(0);
    let some = || -> Result<(), DirectoryError> {
        while let Some(one) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(error) = work(one) {
                next.store(all.len(), Ordering::Relaxed);
                return Err(error);
            }
        }
        Ok(())
    };
    if all.len() < 2 {
        return some();
    }
    std::thread::scope(|scope| {
        let workers = (1..all.len().min(AT_ONCE)).map(|_| scope.spawn(some));
        let workers: Vec<_> = workers.collect();
        let own = some();
        let others = workers.into_iter().map(|worker| match worker.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        others.fold(own, Result::and)
    })
}
