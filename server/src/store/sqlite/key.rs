//! The signing key's row: whoever comes first writes it, everyone reads the same, and nobody else
//! on the machine can.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use sqlx::Row;
use sqlx::sqlite::SqlitePool;

use super::other;
use crate::store::{StoreError, StoredKey};

/// Read and written by its owner only.
const PRIVATE: u32 = 0o600;

/// Makes a missing database an empty file of its owner's; SQLite then gives its other files the
/// same rights. One that is there keeps the rights that it has been given.
pub(super) fn make_private(file: &Path) {
    let made = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(PRIVATE)
        .open(file);
    // Whatever is wrong with the place, SQLite is about to find and name it.
    drop(made);
}

/// The stored key; when there is none yet, `fresh` becomes it.
pub(super) async fn keep(pool: &SqlitePool, fresh: StoredKey) -> Result<StoredKey, StoreError> {
    // Without a write where there is a key: a database that another process holds does not
    // matter then.
    if let Some(known) = read(pool).await? {
        return Ok(known);
    }
    // Two processes may both have found none; the second one's is dropped.
    let inserted =
        sqlx::query("INSERT INTO signing_key (id, pkcs8) VALUES (1, ?1) ON CONFLICT DO NOTHING")
            .bind(&fresh.0)
            .execute(pool)
            .await;
    inserted.map_err(|source| other("cannot store the signing key".to_owned(), source))?;
    Ok(read(pool).await?.unwrap_or(fresh))
}

async fn read(pool: &SqlitePool) -> Result<Option<StoredKey>, StoreError> {
    let doing = |source| other("cannot read the signing key".to_owned(), source);
    let row = sqlx::query("SELECT pkcs8 FROM signing_key WHERE id = 1");
    let row = row.fetch_optional(pool).await.map_err(doing)?;
    let key = row.map(|row| row.try_get("pkcs8").map(StoredKey));
    key.transpose().map_err(doing)
}
