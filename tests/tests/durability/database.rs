//! A look into a database, by the same SQLite that the server has.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sqlx::sqlite::SqliteRow;
use sqlx::{Connection, Row, SqliteConnection};

/// The rows of a question. Whoever asks a database that may be in use asks a [`copy`] of it.
pub(crate) fn rows(database: &Path, question: &'static str) -> Result<Vec<SqliteRow>, sqlx::Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let address = format!("sqlite:{}", database.display());
        let mut connection = SqliteConnection::connect(&address).await?;
        let rows = sqlx::query(question).fetch_all(&mut connection).await?;
        connection.close().await?;
        Ok(rows)
    })
}

/// The one number that a question has for an answer.
pub(crate) fn number(database: &Path, question: &'static str) -> i64 {
    rows(database, question).expect("can be read")[0].get(0)
}

/// Names of all incidents in a database, which is whole.
pub(crate) fn names(database: &Path) -> Result<BTreeSet<String>, sqlx::Error> {
    let whole = rows(database, "PRAGMA integrity_check")?;
    assert_eq!(whole[0].get::<String, _>(0), "ok");
    let names = rows(database, "SELECT document ->> 'name' FROM incident")?;
    Ok(names.iter().map(|row| row.get(0)).collect())
}

/// A copy of a database that nobody writes to, with what is not in its file yet.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.parent().expect("a file has a folder")).expect("a folder");
    for suffix in ["", "-wal"] {
        let with = |path: &Path| format!("{}{suffix}", path.display());
        match fs::copy(with(from), with(to)) {
            Err(_) if !suffix.is_empty() => drop(fs::remove_file(with(to))),
            copied => drop(copied.expect("can be copied")),
        }
    }
}
