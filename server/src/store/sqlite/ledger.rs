//! Rows of the ledger, for who wants all of it.

use pilotlight_feed::{Status, Timestamp};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{SqliteStore, other};
use crate::core::LedgerEntry;
use crate::store::{StoreError, StoredTransition};

impl SqliteStore {
    /// What the monitors found of every component, also of those that are hidden or on the page no more,
    /// in the order in which it became durable: at most `limit` entries, those after number `after`, each
    /// with its number.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be read.
    pub async fn ledger(
        &self,
        after: Option<u64>,
        limit: u32,
    ) -> Result<Vec<(u64, StoredTransition)>, StoreError> {
        let doing = |source| other("cannot read what was found".to_owned(), source);
        let rows = sqlx::query(
            "SELECT seq, component, at, status, cause FROM ledger WHERE seq > ?1 \
             ORDER BY seq LIMIT ?2",
        );
        let rows = rows
            .bind(after.map_or(i64::MIN, u64::cast_signed))
            .bind(limit)
            .fetch_all(&self.readers)
            .await;
        rows.map_err(doing)?
            .iter()
            .map(|row| read(row).map_err(doing))
            .collect()
    }
}

fn read(row: &SqliteRow) -> Result<(u64, StoredTransition), sqlx::Error> {
    let transition = StoredTransition {
        component: row.try_get("component")?,
        entry: LedgerEntry {
            at: Timestamp(row.try_get("at")?),
            status: Status::from_word(row.try_get("status")?),
        },
        cause: row.try_get("cause")?,
    };
    Ok((row.try_get::<i64, _>("seq")?.cast_unsigned(), transition))
}
