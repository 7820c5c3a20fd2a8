//! Where the published set goes beside memory.

use std::sync::Arc;
use std::time::Duration;

use ring::rand::{SecureRandom, SystemRandom};
use tokio::sync::watch;

use super::bucket::Courier;
use super::directory::{Directory, DirectoryError};
use super::set::{Placed, Published};

/// A set and which publication it is.
#[derive(Clone, Debug)]
pub struct Edition {
    /// The files.
    pub published: Arc<Published>,
    /// The revision of the feeds among them.
    pub revision: u64,
    /// Where visitors find them.
    pub page_url: String,
}

/// How long the last edition may take when the server stops.
const STOP_GRACE: Duration = Duration::from_secs(5);

/// A place that is published to.
#[derive(Debug)]
pub enum Target {
    /// A folder, written at once.
    Directory(Directory),
    /// A bucket, written beside the rest: however long it takes, nobody waits for it.
    Bucket(Courier),
}

impl Target {
    /// Writes ahead what can stand there before anything leads to it. Answers whether that is all of it:
    /// not so when it was to stop.
    pub(super) fn prepare(&mut self, entries: &[Placed], stops: &dyn Fn() -> bool) -> bool {
        match self {
            Self::Directory(directory) => directory.prepare(entries, stops),
            Self::Bucket(_) => true,
        }
    }

    /// Writes what is new, or has it written.
    ///
    /// # Errors
    /// [`DirectoryError`] of a folder; a bucket tells of its failures in the log.
    pub(super) fn take(&mut self, edition: &Edition) -> Result<(), DirectoryError> {
        match self {
            Self::Directory(directory) => directory.write(&edition.published),
            Self::Bucket(courier) => {
                courier.take(edition);
                Ok(())
            }
        }
    }
}

/// Returns some time after nobody can hand over anything any more.
pub(super) async fn closing(mut editions: watch::Receiver<Option<Edition>>) {
    while editions.changed().await.is_ok() {}
    tokio::time::sleep(STOP_GRACE).await;
}

/// Between half of a pause and all of it, so that several servers do not come at the same time.
pub(super) fn jittered(pause: Duration) -> Duration {
    let mut byte = [u8::MAX];
    // Without random bytes it is all of it.
    let _ = SystemRandom::new().fill(&mut byte);
    pause / 2 + pause / 2 * u32::from(byte[0]) / u32::from(u8::MAX)
}
