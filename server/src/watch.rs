//! The configuration file, looked at every few seconds: a change of it is a reason to read it anew.
//!
//! Looked at and not subscribed to, so that it also works where the file is a link that is swapped, or
//! stands on a network.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Between two looks.
const EVERY: Duration = Duration::from_secs(2);

/// A file that is looked at.
#[derive(Debug)]
pub(crate) struct Watch {
    path: PathBuf,
    /// As it was when it was last read.
    read: Option<Content>,
    /// As it was at the last look.
    seen: Option<Stamp>,
}

#[derive(Debug)]
struct Content {
    stamp: Stamp,
    bytes: Vec<u8>,
}

/// What differs when a file was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: SystemTime,
    size_bytes: u64,
    inode: u64,
}

impl Watch {
    /// Watches a file from now on.
    pub(crate) fn new(path: &Path) -> Self {
        let mut watch = Self {
            path: path.to_owned(),
            read: None,
            seen: None,
        };
        watch.note();
        watch
    }

    /// The file is read as it is now: only what comes after that is a change.
    pub(crate) fn note(&mut self) {
        self.seen = stamp(&self.path);
        self.read = self.seen.and_then(|stamp| {
            let bytes = fs::read(&self.path).ok()?;
            Some(Content { stamp, bytes })
        });
    }

    /// Waits until the file says something else.
    pub(crate) async fn changed(&mut self) {
        loop {
            tokio::time::sleep(EVERY).await;
            if self.look() {
                return;
            }
        }
    }

    /// Looks once. A file is taken when it was the same at two looks, so that none is read that is
    /// half written; and none that says the same as before.
    fn look(&mut self) -> bool {
        let now = stamp(&self.path);
        let is_settled = now == self.seen;
        self.seen = now;
        let is_read = now == self.read.as_ref().map(|read| read.stamp);
        if now.is_none() || !is_settled || is_read {
            return false;
        }
        let before = self.read.take().map(|read| read.bytes);
        self.note();
        self.read.as_ref().map(|read| &read.bytes) != before.as_ref()
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(path).ok()?;
    Some(Stamp {
        modified: metadata.modified().ok()?,
        size_bytes: metadata.len(),
        inode: metadata.ino(),
    })
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::path::PathBuf;
    use std::time::{Duration, SystemTime};

    use tempfile::TempDir;

    use super::Watch;

    struct Watched {
        _folder: TempDir,
        path: PathBuf,
        watch: Watch,
        written: u64,
    }

    impl Watched {
        fn new() -> Self {
            let folder = TempDir::new().expect("a folder");
            let path = folder.path().join("pilotlight.toml");
            fs::write(&path, "one").expect("writes");
            let watch = Watch::new(&path);
            Self {
                _folder: folder,
                path,
                watch,
                written: 0,
            }
        }

        /// Writes the file, each time a second later.
        fn write(&mut self, text: &str) {
            fs::write(&self.path, text).expect("writes");
            self.written += 1;
            let later = SystemTime::now() + Duration::from_secs(self.written);
            let file = File::options().write(true).open(&self.path);
            file.and_then(|file| file.set_modified(later))
                .expect("is dated");
        }

        fn looks(&mut self, times: usize) -> Vec<bool> {
            (0..times).map(|_| self.watch.look()).collect()
        }
    }

    #[test]
    fn a_change_is_told_once_and_only_when_it_has_settled() {
        let mut file = Watched::new();
        assert_eq!(file.looks(3), [false; 3], "nothing has happened");
        file.write("two");
        assert_eq!(file.looks(4), [false, true, false, false]);
        file.write("thr");
        assert_eq!(file.looks(1), [false]);
        file.write("three");
        assert_eq!(file.looks(3), [false, true, false], "it was half written");
    }

    #[test]
    fn a_file_that_says_the_same_or_is_gone_is_no_change() {
        let mut file = Watched::new();
        file.write("one");
        assert_eq!(file.looks(3), [false; 3]);
        fs::remove_file(&file.path).expect("removes");
        assert_eq!(file.looks(3), [false; 3]);
        file.write("one");
        assert_eq!(file.looks(3), [false; 3], "it is back as it was");
        file.write("two");
        assert_eq!(file.looks(3), [false, true, false]);
    }

    #[test]
    fn what_was_read_for_another_reason_is_no_change() {
        let mut file = Watched::new();
        file.write("two");
        file.watch.note();
        assert_eq!(file.looks(3), [false; 3]);
    }

    #[test]
    fn a_link_that_leads_elsewhere_is_a_change() {
        let folder = TempDir::new().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        for name in ["a", "b"] {
            fs::write(path(name), name).expect("writes");
        }
        std::os::unix::fs::symlink(path("a"), path("link")).expect("links");
        let mut watch = Watch::new(&path("link"));
        std::os::unix::fs::symlink(path("b"), path("next")).expect("links");
        fs::rename(path("next"), path("link")).expect("swaps");
        assert_eq!([watch.look(), watch.look()], [false, true]);
    }
}
