//! Copies of the database, and whether a file is one.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Row};

use super::{SqliteStore, migrations, other};
use crate::store::StoreError;

impl SqliteStore {
    /// Copies a database, also one that is in use, as it is at one instant. `to` is empty or not
    /// there.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be read, or the copy not be written.
    pub async fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
        let doing = |source| other("cannot copy the database".to_owned(), source);
        let options = SqliteConnectOptions::new()
            .filename(from)
            .create_if_missing(false)
            .busy_timeout(super::BUSY_TIMEOUT)
            .log_statements(log::LevelFilter::Off);
        let mut connection = options.connect().await.map_err(doing)?;
        let copied = sqlx::query("VACUUM INTO ?1")
            .bind(to.to_string_lossy().into_owned())
            .execute(&mut connection)
            .await;
        connection.close().await.map_err(doing)?;
        copied.map(drop).map_err(doing)
    }

    /// Reads a whole database file and says whether this version can work with it.
    ///
    /// # Errors
    /// [`StoreError::NoDatabase`] when it is damaged, another kind of file, or none of ours;
    /// [`StoreError::Newer`] when a newer version has written it.
    pub async fn check(file: &Path) -> Result<(), StoreError> {
        let doing = |source| other("cannot read it".to_owned(), source);
        let options = SqliteConnectOptions::new()
            .filename(file)
            .read_only(true)
            .immutable(true)
            .log_statements(log::LevelFilter::Off);
        let mut connection = options.connect().await.map_err(doing)?;
        let found = sqlx::query("PRAGMA integrity_check(1)")
            .fetch_one(&mut connection)
            .await;
        let found: String = found.and_then(|row| row.try_get(0)).map_err(doing)?;
        if found != "ok" {
            return Err(StoreError::NoDatabase(sqlx::Error::Protocol(found)));
        }
        let newest = sqlx::query("SELECT max(version) FROM _sqlx_migrations")
            .fetch_one(&mut connection)
            .await;
        let newest = newest.and_then(|row| row.try_get::<Option<i64>, _>(0));
        connection.close().await.map_err(doing)?;
        let none_of_ours = || {
            let words = "it is a database, and none of pilotlight's";
            StoreError::NoDatabase(sqlx::Error::Protocol(words.to_owned()))
        };
        let newest = newest
            .map_err(|_| none_of_ours())?
            .ok_or_else(none_of_ours)?;
        let known = migrations::migrator();
        let is_known = known.iter().any(|migration| migration.version == newest);
        if is_known {
            Ok(())
        } else {
            Err(StoreError::Newer(newest))
        }
    }
}
