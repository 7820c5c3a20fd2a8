//! What must survive: transitions, what people say and who said it, measurements, a sign of life, and
//! the key that feeds are signed with.
//!
//! `Store` is the only trait of the server: SQLite now, PostgreSQL beside it. One test-suite runs
//! over every implementation.

mod sqlite;

use std::fmt;
use std::future::Future;
use std::net::IpAddr;
use std::sync::Arc;

use pilotlight_feed::Timestamp;

pub use sqlite::SqliteStore;

use crate::access::{Member, Token};
use crate::core::{
    Catalog, Events, Incident, Kind, LedgerEntry, Maintenance, Named, Order, Record, Series,
    StatusOverride, ToldComponent, ToldGroup,
};
pub use crate::measure::MeasuredHour;
use crate::measure::{Bucket, BucketKey};
use crate::record::Unreadable;

/// Everything that is read at start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// The version that the next commit builds on.
    pub version: u64,
    /// Until when something was known: the last sign of life of a server, or the end of what a round of
    /// checks without one holds for.
    pub last_alive: Option<Timestamp>,
    /// Number of the last publication that was noted.
    pub revision: u64,
    /// Entries of all ledgers, each with its component's identifier, oldest first.
    pub ledger: Vec<(String, LedgerEntry)>,
    /// What people say, as far back as the ledgers.
    pub events: Events,
}

/// What becomes durable together, or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commit {
    /// What the state absorbs afterwards.
    pub records: Vec<Stored>,
    /// Who did it.
    pub audit: Vec<AuditEntry>,
}

/// A record as it is stored: with names in place of indexes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stored {
    /// What the monitors of a component found.
    Transition(StoredTransition),
    /// An incident, whole.
    Incident(Arc<Incident>),
    /// A maintenance, whole.
    Maintenance(Arc<Maintenance>),
    /// A series of maintenances, whole.
    Series(Arc<Series>),
    /// A status set by hand, whole.
    Override(Arc<StatusOverride>),
    /// A component told by API, whole, and how it is called.
    Component(Arc<ToldComponent>),
    /// A group told by API, whole.
    Group(Arc<ToldGroup>),
    /// In which order what is told is shown.
    Order(Kind, Arc<Order>),
    /// How a component is called, by its identifier.
    Name(String, Named),
}

impl Stored {
    /// A record with the names of what the catalogue indexes.
    #[must_use]
    pub fn of(record: &Record, catalog: &Catalog) -> Self {
        match record {
            Record::Transition(transition) => Self::Transition(StoredTransition {
                component: catalog.components[transition.component].id.clone(),
                entry: LedgerEntry {
                    at: transition.at,
                    status: transition.status,
                },
                cause: transition.cause.clone(),
            }),
            Record::Incident(incident) => Self::Incident(Arc::clone(incident)),
            Record::Maintenance(maintenance) => Self::Maintenance(Arc::clone(maintenance)),
            Record::Series(series) => Self::Series(Arc::clone(series)),
            Record::Override(set) => Self::Override(Arc::clone(set)),
            Record::Component(component) => Self::Component(Arc::clone(component)),
            Record::Group(group) => Self::Group(Arc::clone(group)),
            Record::Order(kind, order) => Self::Order(*kind, Arc::clone(order)),
            Record::Name(id, named) => Self::Name(id.clone(), named.clone()),
        }
    }
}

/// Who asks: a person or a program by a token of theirs, or we ourselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Name, as the audit log shows it.
    pub name: String,
    /// Identifier of the token; none when we do it ourselves.
    pub token: Option<String>,
    /// Where the request came from.
    pub address: Option<IpAddr>,
}

/// One line of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What, for example `incident.open`.
    pub action: String,
    /// On what: an identifier.
    pub target: String,
    /// As it was, JSON; none when it is new.
    pub before: Option<String>,
    /// As it is, JSON; none when it is gone.
    pub after: Option<String>,
    /// What makes a repeated request the same one.
    pub once: Option<Once>,
}

/// A request that is done once, however often it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// The key that its sender gave it.
    pub key: String,
    /// A digest of what was asked: another request may not use the same key.
    pub fingerprint: String,
}

/// An [`AuditEntry`] with its number in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Grows by one with every entry.
    pub seq: u64,
    /// The entry.
    pub entry: AuditEntry,
}

/// A change of who may ask for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccessChange {
    /// A token is made.
    AddToken(Token),
    /// A token is of no use from now on.
    RevokeToken {
        /// Which.
        id: String,
        /// When.
        at: Timestamp,
    },
    /// A member comes, comes back, or is named and ranked anew.
    PutMember(Member),
    /// A member goes; their tokens are of no use from now on.
    RemoveMember {
        /// Who.
        id: String,
        /// When.
        at: Timestamp,
    },
}

/// Which incidents or maintenances to list: newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventQuery {
    /// Only those that go on, or only those that are over.
    pub is_open: Option<bool>,
    /// Only those before this one in the list: its begin and identifier.
    pub after: Option<(Timestamp, String)>,
    /// At most so many.
    pub limit: u32,
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
    /// Until when something is known: when this was collected, the sign of life, or, without a server,
    /// for as long as it holds.
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
    /// A request with this key has been done already; nothing was written.
    #[error("a request with this key has been done already")]
    Repeated,
    /// A document in the database cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
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

    /// Reads the same as a question, which keeps no commit waiting: of each ledger what reaches
    /// beyond `since`, and what people say that was not over by then.
    fn history(&self, since: Timestamp) -> impl Future<Output = Result<Loaded, StoreError>> + Send;

    /// Makes records durable, if the database is still at `version`. When this returns they
    /// survive a loss of power. Answers the new version.
    fn commit(
        &self,
        version: u64,
        commit: &Commit,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Reads what the monitors of each component found last, and why.
    fn findings(&self) -> impl Future<Output = Result<Vec<StoredTransition>, StoreError>> + Send;

    /// Reads one incident; none when there is none.
    fn incident(
        &self,
        id: &str,
    ) -> impl Future<Output = Result<Option<Incident>, StoreError>> + Send;

    /// Lists incidents, the one that began last first.
    fn incidents(
        &self,
        query: &EventQuery,
    ) -> impl Future<Output = Result<Vec<Incident>, StoreError>> + Send;

    /// Reads one maintenance; none when there is none.
    fn maintenance(
        &self,
        id: &str,
    ) -> impl Future<Output = Result<Option<Maintenance>, StoreError>> + Send;

    /// Lists maintenances, the one that begins last first.
    fn maintenances(
        &self,
        query: &EventQuery,
    ) -> impl Future<Output = Result<Vec<Maintenance>, StoreError>> + Send;

    /// Reads one series of maintenances; none when there is none.
    fn one_series(
        &self,
        id: &str,
    ) -> impl Future<Output = Result<Option<Series>, StoreError>> + Send;

    /// Lists series of maintenances, the one that begins last first.
    fn all_series(
        &self,
        query: &EventQuery,
    ) -> impl Future<Output = Result<Vec<Series>, StoreError>> + Send;

    /// Reads the audit log, newest first: at most `limit` entries, those before number `before`.
    fn audit(
        &self,
        before: Option<u64>,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<AuditRow>, StoreError>> + Send;

    /// The entry that a request of this token with this key has left; none when it is new.
    fn done_once(
        &self,
        token: &str,
        key: &str,
    ) -> impl Future<Output = Result<Option<AuditRow>, StoreError>> + Send;

    /// Carries out a change of who may ask for what, with its line of the audit log. Answers whether
    /// there was anything to change.
    fn change_access(
        &self,
        change: &AccessChange,
        entry: &AuditEntry,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Reads one token; none when there is none.
    fn token(&self, id: &str) -> impl Future<Output = Result<Option<Token>, StoreError>> + Send;

    /// Reads all tokens, the oldest first.
    fn tokens(&self) -> impl Future<Output = Result<Vec<Token>, StoreError>> + Send;

    /// Notes that a token was used.
    fn token_used(
        &self,
        id: &str,
        at: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Reads all members, also those that have gone.
    fn members(&self) -> impl Future<Output = Result<Vec<Member>, StoreError>> + Send;

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

    /// Reads what each monitor measured, hour by hour, in those hours that begin at `since` or later.
    fn measured_hours(
        &self,
        since: Timestamp,
    ) -> impl Future<Output = Result<Vec<MeasuredHour>, StoreError>> + Send;

    /// Deletes measurements that are older than their grain is kept. Answers how many.
    fn prune(&self, now: Timestamp) -> impl Future<Output = Result<u64, StoreError>> + Send;
}

#[cfg(test)]
mod tests;
