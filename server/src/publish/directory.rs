//! The folder target: every file whole or not at all, in order, and only what changed. What a
//! component had that is published no more is deleted.
//!
//! A file is written beside its place, synced, renamed over the old one, and the folder is synced.
//! A reader therefore sees the old bytes or the new ones, also after a loss of power.

pub(super) mod gone;
mod writing;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use pilotlight_site::file::{language_of, month_of_map};
use sha2::{Digest, Sha256};

use self::writing::{Batch, TEMPORARY_PREFIX, sync_folders};
use super::entry::{Entry, Turn};
use super::set::{Placed, Published};

/// Every so many publications each file is looked for, so that one that somebody deleted comes back:
/// to look for thousands each time would cost more than to write what has changed.
const LOOK_EVERY: u32 = 16;
/// A file that never changes, and so is written again only when it is missed: it is looked for each
/// time, for all of them.
const STILL: &str = "robots.txt";
/// Where files come and go with what there is to tell.
const OF_EVENTS: [&str; 7] = [
    ".well-known/security.txt",
    "calendar/",
    "components/",
    "incidents/",
    "history/",
    "badge/",
    "feed/v1/history/",
];

/// Whether a file comes and goes with what there is to tell, or with its language.
pub(super) fn is_of_event(path: &str) -> bool {
    let is_in_language = language_of(path).is_some() && path.ends_with("/index.html");
    is_in_language
        || month_of_map(path).is_some()
        || OF_EVENTS.iter().any(|folder| path.starts_with(folder))
}

/// Why the folder could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot {doing} {}: {source}", path.display())]
pub struct DirectoryError {
    doing: &'static str,
    path: PathBuf,
    source: io::Error,
}

impl DirectoryError {
    /// What to do about it.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self.source.kind() {
            ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
                "move the file that stands in its way"
            }
            ErrorKind::StorageFull => "make room on the disk",
            _ => "make the folder writable",
        }
    }
}

/// A folder that is published to.
#[derive(Debug)]
pub struct Directory {
    root: PathBuf,
    written: HashMap<String, [u8; 32]>,
    /// What stands there and is part of no set yet.
    ahead: HashMap<String, [u8; 32]>,
    /// The number of the set that stands there whole; none when that is not sure.
    has: Option<u64>,
    /// Publications since every file was looked for.
    since_look: u32,
    /// Whether it was looked for what a publisher before us told and nobody tells now.
    has_looked: bool,
    /// The components beside which nothing stands there any more; none until that was looked at.
    components: Option<BTreeSet<String>>,
}

/// How far a publication has come.
#[derive(Default)]
struct Placing {
    /// Whose turn it is.
    order: Option<Turn>,
    /// Folders in which something has changed since they were synced.
    touched: BTreeSet<PathBuf>,
}

impl Directory {
    /// Makes the folder when it is missing, checks that it can be written, and removes what an
    /// interrupted publication left.
    ///
    /// # Errors
    /// [`DirectoryError`] when the folder cannot be made, read or written.
    pub fn open(root: &Path) -> Result<Self, DirectoryError> {
        let directory = Self {
            root: root.to_owned(),
            written: HashMap::new(),
            ahead: HashMap::new(),
            has: None,
            since_look: 0,
            has_looked: false,
            components: None,
        };
        fs::create_dir_all(root).map_err(failed("create the folder", root))?;
        let entries = fs::read_dir(root).map_err(failed("read the folder", root))?;
        remove_leftovers(root, entries)?;
        let probe = root.join(TEMPORARY_PREFIX.to_owned() + "probe");
        fs::write(&probe, b"").map_err(failed("write into the folder", root))?;
        fs::remove_file(&probe).map_err(failed("delete from the folder", root))?;
        Ok(directory)
    }

    /// Writes what differs from what is there, in the order of publishing, and deletes what is left of
    /// components that are published no more.
    ///
    /// # Errors
    /// [`DirectoryError`] at the first file that cannot be written or deleted: it and those after it
    /// are as they were.
    pub fn write(&mut self, published: &Published) -> Result<(), DirectoryError> {
        self.since_look = (self.since_look + 1) % LOOK_EVERY;
        if self.written.contains_key(STILL) && !self.root.join(STILL).is_file() {
            // Somebody has emptied the folder.
            self.since_look = 0;
        }
        // Until it is done nobody knows what stands there.
        let has = self.has.take().filter(|_| self.since_look != 0);
        let mut placing = Placing::default();
        let mut batch = Batch::default();
        for entry in published.new_to(has) {
            if self.is_there(entry) {
                continue;
            }
            batch.add(entry);
            if batch.is_full() {
                self.place(std::mem::take(&mut batch), &mut placing)?;
            }
        }
        self.place(batch, &mut placing)?;
        sync_folders(&placing.touched)?;
        self.delete_left(published)?;
        self.delete_gone(published)?;
        self.has = published.number();
        Ok(())
    }

    /// Writes ahead, as far as that is possible, those files that others lead to, and nothing else. Answers
    /// whether all are written, or was to stop before.
    pub(super) fn prepare(&mut self, entries: &[Placed], stops: &dyn Fn() -> bool) -> bool {
        let entries = entries.iter().map(|placed| &placed.entry);
        let mut left = entries.filter(|entry| entry.comes_first());
        let mut touched = BTreeSet::new();
        loop {
            let mut batch = Batch::default();
            while !batch.is_full()
                && let Some(entry) = left.next()
            {
                if !stops() && !self.is_ahead(entry) {
                    batch.add(entry);
                }
            }
            if stops() {
                return false;
            }
            if batch.is_empty() {
                return true;
            }
            // What cannot be written now is written with the publication, which says why it cannot.
            let Ok(ready) = batch.write(&self.root, &mut touched) else {
                return true;
            };
            for ready in ready {
                let (path, hash) = (ready.entry.path.clone(), ready.entry.hash);
                let Ok(folder) = ready.take_place() else {
                    return true;
                };
                touched.insert(folder);
                self.ahead.insert(path, hash);
            }
            if sync_folders(&std::mem::take(&mut touched)).is_err() {
                return true;
            }
        }
    }

    /// Whether a file stands there already, or is for the publication to write anew.
    fn is_ahead(&mut self, entry: &Entry) -> bool {
        if self.written.contains_key(&entry.path) {
            return true;
        }
        if let Some(known) = self.ahead.get(&entry.path) {
            return *known == entry.hash;
        }
        let is_there = holds(&self.root.join(&entry.path), entry);
        if is_there {
            self.ahead.insert(entry.path.clone(), entry.hash);
        }
        is_there
    }

    /// Writes the files of a batch, which come in the order of publishing.
    fn place(&mut self, batch: Batch<'_>, placing: &mut Placing) -> Result<(), DirectoryError> {
        for ready in batch.write(&self.root, &mut placing.touched)? {
            let entry = ready.entry;
            // What comes later refers to what came before: that must be on disk first.
            if placing.order.is_some_and(|order| order < entry.turn()) {
                sync_folders(&std::mem::take(&mut placing.touched))?;
            }
            placing.order = Some(entry.turn());
            placing.touched.insert(ready.take_place()?);
            self.written.insert(entry.path.clone(), entry.hash);
        }
        Ok(())
    }

    /// Deletes what we have written and what is part of the set no more.
    fn delete_left(&mut self, published: &Published) -> Result<(), DirectoryError> {
        if self.has_looked && self.ahead.is_empty() && self.written.len() == published.len() {
            // All of the set is written, so nothing else is.
            return Ok(());
        }
        let paths: HashSet<&str> = published
            .in_order()
            .map(|entry| entry.path.as_str())
            .collect();
        let is_left = |path: &&String| is_of_event(path) && !paths.contains(path.as_str());
        let mut left: Vec<String> = self.written.keys().filter(is_left).cloned().collect();
        // As long as some of the past is not told yet, what lacks may only be late.
        let looks = !self.has_looked && !published.lacks_past;
        if looks {
            left.extend(gone::left(&self.root, &paths)?);
        }
        if !published.lacks_past {
            // It was told before it was to be published, and is not any more.
            left.extend(self.ahead.drain().map(|(path, _)| path));
        }
        left.sort_by_key(|path| gone::tells_of_more(path));
        let mut folders = BTreeSet::new();
        for path in left {
            let place = self.root.join(&path);
            gone::delete_file(&place)?;
            if let Some(folder) = place.parent() {
                remove_empty(folder, &self.root);
                folders.insert(folder.to_owned());
            }
            self.written.remove(&path);
        }
        self.has_looked |= looks;
        // Only now is it known which of them are still there.
        let touched = folders.iter().filter_map(|folder| existing(folder));
        sync_folders(&touched.collect())
    }

    fn delete_gone(&mut self, published: &Published) -> Result<(), DirectoryError> {
        let components = gone::components(published);
        if self.components.as_ref() == Some(&components) {
            return Ok(());
        }
        let mut touched = gone::delete(&self.root, &components)?;
        touched.append(&mut gone::delete_badges(&self.root, published)?);
        sync_folders(&touched)?;
        if !touched.is_empty() {
            // Else what comes back would be taken for there.
            let root = &self.root;
            self.written.retain(|path, _| root.join(path).is_file());
        }
        self.components = Some(components);
        Ok(())
    }

    /// Whether the folder holds these very bytes: as we remember, or, after a start, as we read.
    fn is_there(&mut self, entry: &Entry) -> bool {
        let place = || self.root.join(&entry.path);
        if let Some(hash) = self.written.get(&entry.path) {
            return *hash == entry.hash && (self.since_look != 0 || place().is_file());
        }
        let is_ahead = self.ahead.remove(&entry.path) == Some(entry.hash);
        let found = is_ahead || holds(&place(), entry);
        if found {
            self.written.insert(entry.path.clone(), entry.hash);
        }
        found
    }
}

/// Whether a file holds the bytes of an entry.
fn holds(place: &Path, entry: &Entry) -> bool {
    fs::read(place).is_ok_and(|bytes| {
        let hash: [u8; 32] = Sha256::digest(&bytes).into();
        hash == entry.hash
    })
}

/// Removes a folder below the root, and those above it, as far as they are empty: what holds more stays,
/// and so does what somebody else keeps something in.
fn remove_empty(folder: &Path, root: &Path) {
    let below = folder.ancestors().take_while(|above| *above != root);
    let _ = below.map(fs::remove_dir).take_while(Result::is_ok).count();
}

/// A folder, or what of its parents is still there.
fn existing(folder: &Path) -> Option<PathBuf> {
    let mut above = folder.ancestors();
    above.find(|folder| folder.is_dir()).map(Path::to_owned)
}

fn remove_leftovers(folder: &Path, entries: fs::ReadDir) -> Result<(), DirectoryError> {
    for entry in entries {
        let entry = entry.map_err(failed("read the folder", folder))?;
        let path = entry.path();
        let kind = entry.file_type().map_err(failed("look at", &path))?;
        if kind.is_dir() {
            // What cannot be read is somebody else's, such as `lost+found`: of one of ours it is said once
            // something is to be written there.
            if let Ok(below) = fs::read_dir(&path) {
                remove_leftovers(&path, below)?;
            }
        } else if entry
            .file_name()
            .to_string_lossy()
            .starts_with(TEMPORARY_PREFIX)
        {
            match fs::remove_file(&path) {
                // Whoever was writing it has ended meanwhile.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                removed => removed.map_err(failed("delete", &path))?,
            }
        }
    }
    Ok(())
}

fn failed(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> DirectoryError {
    let path = path.to_owned();
    move |source| DirectoryError {
        doing,
        path,
        source,
    }
}

#[cfg(test)]
mod tests;
