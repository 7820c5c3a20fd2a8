//! Copies of the database, and whether a file is one.

use std::collections::BTreeSet;
use std::path::Path;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
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
        let applied =
            sqlx::query_scalar::<_, i64>("SELECT version FROM _sqlx_migrations ORDER BY version")
                .fetch_all(&mut connection)
                .await;
        let found = schema(&mut connection).await;
        connection.close().await.map_err(doing)?;
        let applied = applied.map_err(|_| none_of_ours("none"))?;
        let known = migrations::migrator();
        let of_then: Vec<_> = known.iter().take(applied.len()).cloned().collect();
        if let Some(newest) = applied.last()
            && known.iter().all(|migration| migration.version < *newest)
        {
            return Err(StoreError::Newer(*newest));
        }
        let is_whole = of_then.iter().map(|migration| migration.version);
        if applied.is_empty() || !is_whole.eq(applied) {
            return Err(none_of_ours("none"));
        }
        // A trigger of somebody else would be carried out by our next commit.
        let ours = schema_of(Migrator::with_migrations(of_then)).await?;
        match found.map_err(doing)?.symmetric_difference(&ours).next() {
            None => Ok(()),
            Some((kind, name, _)) => Err(none_of_ours(&format!("its {kind} {name} is none"))),
        }
    }
}

/// Kind, name and definition of everything in a database.
type Schema = BTreeSet<(String, String, String)>;

async fn schema(connection: &mut SqliteConnection) -> Result<Schema, sqlx::Error> {
    let rows = sqlx::query("SELECT type, name, coalesce(sql, '') FROM sqlite_schema")
        .fetch_all(connection)
        .await?;
    let read = |row: &sqlx::sqlite::SqliteRow| -> Result<_, sqlx::Error> {
        Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))
    };
    rows.iter().map(read).collect()
}

/// What a database consists of that was made by these migrations and by nothing else.
async fn schema_of(migrator: Migrator) -> Result<Schema, StoreError> {
    let doing = |source| {
        other(
            "cannot make a database to compare it with".to_owned(),
            source,
        )
    };
    let options = SqliteConnectOptions::new()
        .in_memory(true)
        .log_statements(log::LevelFilter::Off);
    let mut connection = options.connect().await.map_err(doing)?;
    let made = migrator.run(&mut connection).await;
    made.map_err(|error| doing(error.into()))?;
    let found = schema(&mut connection).await;
    connection.close().await.map_err(doing)?;
    found.map_err(doing)
}

fn none_of_ours(what: &str) -> StoreError {
    StoreError::NoDatabase(sqlx::Error::Protocol(format!(
        "it is a database, and {what} of pilotlight's"
    )))
}
