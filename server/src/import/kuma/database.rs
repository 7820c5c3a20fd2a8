//! The tables of Uptime Kuma's database, as they are: `kuma.db`, opened for reading only. Which
//! columns there are depends on Kuma's version, so all are read, by their names.

use std::path::Path;

use pilotlight_feed::Timestamp;
use serde_json::{Map, Value};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Column, ConnectOptions, Connection, Row};

use super::{Tables, plan};
use crate::import::{ImportError, Plan, course};

/// What is read of it: a table, and which columns. Heartbeats are not: they are the bulk of the
/// file. Neither are the secrets beside names and settings.
const TABLES: [(&str, &str); 10] = [
    ("monitor", "*"),
    ("group", "*"),
    ("monitor_group", "*"),
    ("status_page", "*"),
    ("incident", "*"),
    ("maintenance", "*"),
    ("monitor_maintenance", "*"),
    ("notification", "id, name"),
    ("tag", "id, name"),
    (
        "setting",
        "\"key\", CASE WHEN \"key\" = 'serverTimezone' THEN value END AS value",
    ),
];
/// Rows of one table. Beyond that it is no Kuma that people look at.
const ROWS: usize = 20_000;
/// Bytes of one value; a screenshot or a script may be large and is not looked at.
const VALUE_BYTES: usize = 64 * 1024;

/// Turns the database of Uptime Kuma into a plan. The file is not changed.
///
/// # Errors
/// An [`ImportError`] when the file is no database of Uptime Kuma, or when there is too much of
/// something in it.
pub async fn read_database(file: &Path, now: Timestamp) -> Result<Plan, ImportError> {
    let path = file.display().to_string();
    let failed = |source| ImportError::Database {
        path: path.clone(),
        source,
    };
    let options = SqliteConnectOptions::new()
        .filename(file)
        .read_only(true)
        .create_if_missing(false)
        .log_statements(log::LevelFilter::Off);
    let mut connection = options.connect().await.map_err(failed)?;
    let tables = read_tables(&mut connection, &path).await;
    // A failure to close a file that was only read concerns nobody.
    let _ = connection.close().await;
    let name = file
        .file_name()
        .map_or(path.as_str().into(), |name| name.to_string_lossy());
    let mut plan = plan(&tables?, &name, now)?;
    course::settle(&mut plan, now);
    Ok(plan)
}

async fn read_tables(connection: &mut SqliteConnection, path: &str) -> Result<Tables, ImportError> {
    let failed = |source| ImportError::Database {
        path: path.to_owned(),
        source,
    };
    let mut tables = Tables::new();
    for (table, columns) in TABLES {
        let known: Option<i64> =
            sqlx::query_scalar("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?")
                .bind(table)
                .fetch_optional(&mut *connection)
                .await
                .map_err(failed)?;
        if known.is_none() {
            continue;
        }
        // Both are of the list above; neither can be bound.
        let query = format!(
            "SELECT {columns} FROM \"{table}\" ORDER BY rowid LIMIT {}",
            ROWS + 1
        );
        let rows = sqlx::query(AssertSqlSafe(query))
            .fetch_all(&mut *connection)
            .await
            .map_err(failed)?;
        if ROWS < rows.len() {
            return Err(ImportError::TooMuch {
                path: format!("{path}, table {table}"),
                what: "rows",
                most: ROWS,
            });
        }
        tables.insert(table.to_owned(), rows.iter().map(object).collect());
    }
    Ok(tables)
}

/// Every value as the text that SQLite makes of it; the readers take numbers from texts as well.
fn object(row: &SqliteRow) -> Value {
    let fields = row.columns().iter().filter_map(|column| {
        let text: Option<String> = row.try_get_unchecked(column.ordinal()).ok()?;
        let text = text.filter(|text| text.len() <= VALUE_BYTES)?;
        Some((column.name().to_owned(), Value::from(text)))
    });
    Value::Object(fields.collect::<Map<_, _>>())
}
