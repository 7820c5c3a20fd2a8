//! What must survive: transitions, measurements, a sign of life, and the key that feeds are signed
//! with.
//!
//! `Store` is the only trait of the server: SQLite now, PostgreSQL beside it. One test-suite runs
//! over every implementation.

mod sqlite;

use std::fmt;
use std::future::Future;

use pilotlight_feed::Timestamp;

pub use sqlite::SqliteStore;

use crate::core::LedgerEntry;
use crate::measure::{Bucket, BucketKey};

/// Everything that is read at start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// The version that the next commit builds on.
    pub version: u64,
    /// When the server was last known to run.
    pub last_alive: Option<Timestamp>,
    /// Number of the last publication that was noted.
    pub revision: u64,
    /// Entries of all ledgers, each with its component's identifier, oldest first.
    pub ledger: Vec<(String, LedgerEntry)>,
}

/// A transition as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTransition {
    /// Identifier of the component.
    pub component: String,
    /// The entry of its ledger.
    pub entry: LedgerEntry,
    /// Why.
    pub cause: String,
}

/// The private key that feeds are signed with, as PKCS#8. It never stands in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredKey(pub Vec<u8>);

impl fmt::Debug for StoredKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredKey").finish_non_exhaustive()
    }
}

/// What is written every few seconds, together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// When this was collected: the sign of life.
    pub at: Timestamp,
    /// Number of the last publication.
    pub revision: u64,
    /// Measurements to add to what is stored.
    pub buckets: Vec<(BucketKey, Bucket)>,
}

/// Why the store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another writer holds the database; nothing was written; try again later.
    #[error("the database is busy: another process holds it")]
    Busy,
    /// Somebody else has committed since; load anew and decide again.
    #[error("the database has moved on from version {0}")]
    Conflict(u64),
    /// The database was written by a newer version of this program.
    #[error(
        "the database has a migration {0} that this version does not know; use a newer pilotlight"
    )]
    Newer(i64),
    /// The linked SQLite has a known fault.
    #[error("SQLite {0} may corrupt a database (WAL reset); 3.51.3 or later is needed")]
    Engine(String),
    /// Another kind of file, or what a failing disk left of a database.
    #[error("{0}; put a backup in its place, or move it away and a new history begins")]
    NoDatabase(sqlx::Error),
    /// Anything else.
    #[error("{doing}")]
    Other {
        /// What was attempted on what.
        doing: String,
        /// Why it failed.
        #[source]
        source: sqlx::Error,
    },
}

/// Where everything durable lives.
pub trait Store: Send + Sync + 'static {
    /// Reads what is needed at start: of each ledger what reaches beyond `since`.
    fn load(&self, since: Timestamp) -> impl Future<Output = Result<Loaded, StoreError>> + Send;

    /// Makes transitions durable, if the database is still at `version`. When this returns they
    /// survive a loss of power. Answers the new version.
    fn commit(
        &self,
        version: u64,
        transitions: &[StoredTransition],
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Answers the signing key: the one that is stored; when there is none yet, `fresh` becomes it
    /// for good, and is durable when this returns.
    fn keep_key(
        &self,
        fresh: StoredKey,
    ) -> impl Future<Output = Result<StoredKey, StoreError>> + Send;

    /// Writes a batch. `monitors` are the identifiers that its keys index.
    fn record(
        &self,
        monitors: &[String],
        batch: &Batch,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Deletes measurements that are older than their grain is kept. Answers how many.
    fn prune(&self, now: Timestamp) -> impl Future<Output = Result<u64, StoreError>> + Send;
}

#[cfg(test)]
mod tests;
