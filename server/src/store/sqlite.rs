//! The embedded store: SQLite in WAL mode, one connection, every commit synced to disk.

mod access;
mod audit;
mod copy;
mod events;
mod key;
mod ledger;
mod migrations;
mod told;
mod turn;

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use pilotlight_feed::{Status, Timestamp};
use sqlx::migrate::MigrateError;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection as _, Row, Sqlite, Transaction};

use self::turn::Turn;
use super::{
    AccessChange, AuditEntry, AuditRow, Batch, Commit, EventQuery, Loaded, MeasuredHour, Store,
    StoreError, StoredKey, StoredTransition,
};
use crate::access::{Member, Token};
use crate::core::{Incident, LedgerEntry, Maintenance, Series};
use crate::measure::Grain;

/// The first SQLite whose WAL cannot be reset under a reader (3.7.0 to 3.51.2 could corrupt).
const LEAST_ENGINE: [u32; 3] = [3, 51, 3];
/// How long a statement waits for another process before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(4);
/// SQLite's primary result codes for a database that another connection holds.
const BUSY_CODES: [i32; 2] = [5, 6];
/// And those for a file that is damaged, or no database at all.
const BROKEN_CODES: [i32; 2] = [11, 26];
/// Questions answered at once.
const READERS: u32 = 2;
/// A connection for questions is closed after this.
const READER_IDLE: Duration = Duration::from_secs(60);
/// Pages of the cache, in KiB: the hot part of the measurements, not the whole.
const CACHE_KIB: &str = "-2048";

/// The embedded store.
#[derive(Debug)]
pub struct SqliteStore {
    /// The one writer.
    pool: SqlitePool,
    /// Whose turn it is to write.
    turn: Turn,
    /// For questions, which a held database does not keep waiting.
    readers: SqlitePool,
}

impl SqliteStore {
    /// Opens the database file, makes it when it is missing, and brings it to this version.
    ///
    /// # Errors
    /// A [`StoreError`] when the file cannot be opened, is no database, comes from a newer
    /// version, or when the linked SQLite is too old.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY_TIMEOUT)
            .foreign_keys(true)
            .pragma("cache_size", CACHE_KIB)
            .log_statements(log::LevelFilter::Off);
        let doing = |source| other("it cannot be opened".to_owned(), source);
        key::make_private(file);
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            // A disk that refuses a commit ends the transaction, and sqlx still counts it: every later
            // one would be refused too. Such a connection gives way to another.
            .before_acquire(|connection, _| {
                let is_free = !connection.is_in_transaction();
                Box::pin(async move { Ok(is_free) })
            })
            .connect_with(options.clone())
            .await;
        // Opened when something is asked, and not kept when nothing is.
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .min_connections(0)
            .idle_timeout(READER_IDLE)
            .connect_lazy_with(options.read_only(true).create_if_missing(false));
        let store = Self {
            pool: pool.map_err(doing)?,
            turn: Turn::default(),
            readers,
        };
        let version = engine_version(&store.pool).await?;
        if parsed_version(&version) < Some(LEAST_ENGINE) {
            return Err(StoreError::Engine(version));
        }
        migrations::migrator()
            .run(&store.pool)
            .await
            .map_err(|error| match error {
                MigrateError::VersionMissing(version) => StoreError::Newer(version),
                MigrateError::Execute(source) => {
                    other("cannot migrate the database".to_owned(), source)
                }
                error => other("cannot migrate the database".to_owned(), error.into()),
            })?;
        Ok(store)
    }

    /// Ends all use of the file.
    pub async fn close(&self) {
        self.readers.close().await;
        self.pool.close().await;
    }

    #[cfg(test)]
    pub(super) fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    async fn begin(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        let begun = self.pool.begin_with("BEGIN IMMEDIATE").await;
        begun.map_err(|source| other("cannot begin a transaction".to_owned(), source))
    }

    async fn commit_now(&self, version: u64, commit: &Commit) -> Result<u64, StoreError> {
        let doing = |source| other("cannot commit".to_owned(), source);
        let mut transaction = self.begin().await?;
        let next = version + 1;
        let swapped = sqlx::query("UPDATE server SET version = ?1 WHERE id = 1 AND version = ?2")
            .bind(next.cast_signed())
            .bind(version.cast_signed())
            .execute(&mut *transaction)
            .await
            .map_err(doing)?;
        if swapped.rows_affected() == 0 {
            return Err(StoreError::Conflict(version));
        }
        for record in &commit.records {
            let written = events::write(&mut transaction, record).await;
            if !written.map_err(doing)? {
                return Err(StoreError::Conflict(version));
            }
        }
        for entry in &commit.audit {
            audit::write(&mut transaction, entry).await?;
        }
        transaction.commit().await.map_err(doing)?;
        Ok(next)
    }

    async fn record_now(&self, monitors: &[String], batch: &Batch) -> Result<(), StoreError> {
        let doing = |source| other("cannot record measurements".to_owned(), source);
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE server SET last_alive = ?1, revision = max(revision, ?2) WHERE id = 1")
            .bind(batch.at.0)
            .bind(batch.revision.cast_signed())
            .execute(&mut *transaction)
            .await
            .map_err(doing)?;
        let mut numbers: HashMap<usize, i64> = HashMap::new();
        for (key, bucket) in &batch.buckets {
            let Some(id) = monitors.get(key.monitor) else {
                continue;
            };
            let number = match numbers.get(&key.monitor) {
                Some(number) => *number,
                None => number_of(&mut transaction, id).await.map_err(doing)?,
            };
            numbers.insert(key.monitor, number);
            sqlx::query(
                "INSERT INTO measurement (monitor, length_s, start, up, degraded, down, unknown, \
                                          latency_sum_ms, latency_max_ms) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) \
                 ON CONFLICT DO UPDATE SET \
                     up = up + excluded.up, degraded = degraded + excluded.degraded, \
                     down = down + excluded.down, unknown = unknown + excluded.unknown, \
                     latency_sum_ms = latency_sum_ms + excluded.latency_sum_ms, \
                     latency_max_ms = max(latency_max_ms, excluded.latency_max_ms)",
            )
            .bind(number)
            .bind(key.grain.length_s())
            .bind(key.start.0)
            .bind(bucket.up)
            .bind(bucket.degraded)
            .bind(bucket.down)
            .bind(bucket.unknown)
            .bind(bucket.latency_sum_ms.cast_signed())
            .bind(bucket.latency_max_ms)
            .execute(&mut *transaction)
            .await
            .map_err(doing)?;
        }
        transaction.commit().await.map_err(doing)
    }
}

async fn load(pool: &SqlitePool, since: Timestamp) -> Result<Loaded, StoreError> {
    let doing = |source| other("cannot read the database".to_owned(), source);
    let server = sqlx::query("SELECT version, last_alive, revision FROM server WHERE id = 1");
    let server = server.fetch_one(pool).await.map_err(doing)?;
    // Of each ledger: what began after `since`, and the entry that reached into it.
    let rows = sqlx::query(
        "SELECT seq, component, at, status FROM ledger WHERE at >= ?1 \
         UNION ALL \
         SELECT seq, component, at, status FROM ledger WHERE seq IN \
             (SELECT max(seq) FROM ledger WHERE at < ?1 GROUP BY component) \
         ORDER BY seq",
    );
    let rows = rows.bind(since.0).fetch_all(pool).await.map_err(doing)?;
    let ledger = rows.iter().map(|row| {
        let status = Status::from_word(row.try_get("status")?);
        let entry = LedgerEntry {
            at: Timestamp(row.try_get("at")?),
            status,
        };
        Ok((row.try_get("component")?, entry))
    });
    let last_alive: Option<i64> = server.try_get("last_alive").map_err(doing)?;
    Ok(Loaded {
        version: server
            .try_get::<i64, _>("version")
            .map_err(doing)?
            .cast_unsigned(),
        last_alive: last_alive.map(Timestamp),
        revision: server
            .try_get::<i64, _>("revision")
            .map_err(doing)?
            .cast_unsigned(),
        ledger: ledger.collect::<Result<_, sqlx::Error>>().map_err(doing)?,
        events: events::load(pool, since).await?,
    })
}

impl Store for SqliteStore {
    async fn load(&self, since: Timestamp) -> Result<Loaded, StoreError> {
        load(&self.pool, since).await
    }

    async fn history(&self, since: Timestamp) -> Result<Loaded, StoreError> {
        load(&self.readers, since).await
    }

    async fn commit(&self, version: u64, commit: &Commit) -> Result<u64, StoreError> {
        self.turn.take(self.commit_now(version, commit)).await
    }

    async fn findings(&self) -> Result<Vec<StoredTransition>, StoreError> {
        let doing = |source| other("cannot read what was found".to_owned(), source);
        let rows = sqlx::query(
            "SELECT component, at, status, cause FROM ledger \
             WHERE seq IN (SELECT max(seq) FROM ledger GROUP BY component)",
        );
        let rows = rows.fetch_all(&self.readers).await.map_err(doing)?;
        let found = rows.iter().map(|row| {
            Ok(StoredTransition {
                component: row.try_get("component")?,
                entry: LedgerEntry {
                    at: Timestamp(row.try_get("at")?),
                    status: Status::from_word(row.try_get("status")?),
                },
                cause: row.try_get("cause")?,
            })
        });
        found.collect::<Result<_, sqlx::Error>>().map_err(doing)
    }

    async fn incident(&self, id: &str) -> Result<Option<Incident>, StoreError> {
        events::incident(&self.readers, id).await
    }

    async fn incidents(&self, query: &EventQuery) -> Result<Vec<Incident>, StoreError> {
        events::incidents(&self.readers, query).await
    }

    async fn maintenance(&self, id: &str) -> Result<Option<Maintenance>, StoreError> {
        events::maintenance(&self.readers, id).await
    }

    async fn maintenances(&self, query: &EventQuery) -> Result<Vec<Maintenance>, StoreError> {
        events::maintenances(&self.readers, query).await
    }

    async fn one_series(&self, id: &str) -> Result<Option<Series>, StoreError> {
        events::one_series(&self.readers, id).await
    }

    async fn all_series(&self, query: &EventQuery) -> Result<Vec<Series>, StoreError> {
        events::all_series(&self.readers, query).await
    }

    async fn audit(&self, before: Option<u64>, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
        audit::list(&self.readers, before, limit).await
    }

    async fn done_once(&self, token: &str, key: &str) -> Result<Option<AuditRow>, StoreError> {
        audit::done_once(&self.readers, token, key).await
    }

    async fn change_access(
        &self,
        change: &AccessChange,
        entry: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let change = access::change(&self.pool, change, entry);
        self.turn.take(change).await
    }

    async fn token(&self, id: &str) -> Result<Option<Token>, StoreError> {
        access::token(&self.readers, id).await
    }

    async fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        access::tokens(&self.readers).await
    }

    async fn token_used(&self, id: &str, at: Timestamp) -> Result<(), StoreError> {
        self.turn.take(access::used(&self.pool, id, at)).await
    }

    async fn members(&self) -> Result<Vec<Member>, StoreError> {
        access::members(&self.readers).await
    }

    async fn keep_key(&self, fresh: StoredKey) -> Result<StoredKey, StoreError> {
        self.turn.take(key::keep(&self.pool, fresh)).await
    }

    async fn record(&self, monitors: &[String], batch: &Batch) -> Result<(), StoreError> {
        self.turn.take(self.record_now(monitors, batch)).await
    }

    async fn measured_hours(&self, since: Timestamp) -> Result<Vec<MeasuredHour>, StoreError> {
        let doing = |source| other("cannot read measurements".to_owned(), source);
        let monitors = sqlx::query("SELECT number, id FROM monitor");
        let monitors = monitors.fetch_all(&self.readers).await.map_err(doing)?;
        let mut hours = Vec::new();
        for monitor in &monitors {
            let number: i64 = monitor.try_get("number").map_err(doing)?;
            // A monitor's hours lie side by side; those of all would be a search through everything.
            let rows = sqlx::query(
                "SELECT start, up + degraded AS checks, latency_sum_ms FROM measurement \
                 WHERE monitor = ?1 AND length_s = ?2 AND start >= ?3 ORDER BY start",
            )
            .bind(number)
            .bind(Grain::Coarse.length_s())
            .bind(since.0)
            .fetch_all(&self.readers)
            .await
            .map_err(doing)?;
            for row in &rows {
                let checks: i64 = row.try_get("checks").map_err(doing)?;
                let sum: i64 = row.try_get("latency_sum_ms").map_err(doing)?;
                hours.push(MeasuredHour {
                    monitor: monitor.try_get("id").map_err(doing)?,
                    start: Timestamp(row.try_get("start").map_err(doing)?),
                    checks: checks.cast_unsigned(),
                    latency_sum_ms: sum.cast_unsigned(),
                });
            }
        }
        Ok(hours)
    }

    async fn prune(&self, now: Timestamp) -> Result<u64, StoreError> {
        let doing = |source| other("cannot delete old measurements".to_owned(), source);
        let mut deleted = 0;
        let monitors = sqlx::query("SELECT number FROM monitor")
            .fetch_all(&self.pool)
            .await;
        for monitor in monitors.map_err(doing)? {
            let number: i64 = monitor.try_get("number").map_err(doing)?;
            // One short transaction a monitor: nobody waits long for this.
            for grain in Grain::ALL {
                let old = sqlx::query(
                    "DELETE FROM measurement WHERE monitor = ?1 AND length_s = ?2 AND start < ?3",
                )
                .bind(number)
                .bind(grain.length_s())
                .bind(now.0 - grain.kept_s());
                let delete = async { old.execute(&self.pool).await.map_err(doing) };
                deleted += self.turn.take(delete).await?.rows_affected();
            }
        }
        Ok(deleted)
    }
}

/// The version of the linked SQLite, for example `3.51.3`.
async fn engine_version(pool: &SqlitePool) -> Result<String, StoreError> {
    let row = sqlx::query("SELECT sqlite_version()").fetch_one(pool).await;
    let version = row.and_then(|row| row.try_get(0));
    version.map_err(|source| other("cannot ask SQLite for its version".to_owned(), source))
}

fn parsed_version(text: &str) -> Option<[u32; 3]> {
    let mut parts = text.split('.').map(|part| part.parse().ok());
    Some([parts.next()??, parts.next()??, parts.next()??])
}

async fn number_of(
    transaction: &mut Transaction<'static, Sqlite>,
    id: &str,
) -> Result<i64, sqlx::Error> {
    sqlx::query("INSERT INTO monitor (id) VALUES (?1) ON CONFLICT DO NOTHING")
        .bind(id)
        .execute(&mut **transaction)
        .await?;
    let row = sqlx::query("SELECT number FROM monitor WHERE id = ?1").bind(id);
    row.fetch_one(&mut **transaction).await?.try_get("number")
}

fn other(doing: String, source: sqlx::Error) -> StoreError {
    match primary_code(&source) {
        Some(code) if BUSY_CODES.contains(&code) => StoreError::Busy,
        Some(code) if BROKEN_CODES.contains(&code) => StoreError::NoDatabase(source),
        _ => StoreError::Other { doing, source },
    }
}

/// SQLite's primary result code; its extended ones hold it in their lowest byte.
fn primary_code(error: &sqlx::Error) -> Option<i32> {
    let code = error.as_database_error()?.code()?;
    code.parse::<i32>().ok().map(|code| code & 0xff)
}

#[cfg(test)]
mod tests {
    use super::{LEAST_ENGINE, parsed_version};

    #[test]
    fn a_sqlite_within_the_corruption_range_is_told_apart() {
        assert!(parsed_version("3.40.1") < Some(LEAST_ENGINE));
        assert!(parsed_version("3.51.2") < Some(LEAST_ENGINE));
        assert!(parsed_version("3.51.3") >= Some(LEAST_ENGINE));
        assert!(parsed_version("3.52.0") >= Some(LEAST_ENGINE));
        assert!(parsed_version("nonsense") < Some(LEAST_ENGINE));
    }
}
