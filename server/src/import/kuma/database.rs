//! The tables of Uptime Kuma's database, as they are: `kuma.db`, opened for reading only. Which
//! columns there are depends on Kuma's version, so all are read, by their names.

use std::path::Path;

use pilotlight_feed::Timestamp;
use serde_json::{Map, Value};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Column, ConnectOptions, Connection, Row};

use super::{Tables, plan};
use crate::import::draft::Draft;
use crate::import::{ImportError, Plan, SOURCE_BYTES, course};

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
/// Rows of a table that is not read are counted up to here.
const COUNTED: i64 = 100_000;
/// Tables that are not read, and why; without a why they mean nothing outside of Kuma, or hold what
/// heartbeats are made into.
const LEFT: [(&str, &str); 19] = [
    ("heartbeat", ""),
    ("stat_minutely", ""),
    ("stat_hourly", ""),
    ("stat_daily", ""),
    ("monitor_tls_info", ""),
    ("notification_sent_history", ""),
    ("maintenance_timeslot", ""),
    ("knex_migrations", ""),
    ("knex_migrations_lock", ""),
    ("sqlite_sequence", ""),
    ("monitor_notification", "notifications are set up anew"),
    ("monitor_tag", "there are no tags"),
    (
        "proxy",
        "checks go out directly, with what they are given here",
    ),
    ("docker_host", "containers are not checked here"),
    ("remote_browser", "checks do not run in browsers"),
    ("user", "people get tokens of their own here"),
    ("api_key", "programs get tokens of their own here"),
    ("status_page_cname", "write the address into url of [page]"),
    ("maintenance_status_page", "one server publishes one page"),
];

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
    let name = file
        .file_name()
        .map_or(path.as_str().into(), |name| name.to_string_lossy());
    let mut draft = Draft::default();
    let tables = read_tables(&mut draft, &mut connection, &path).await;
    let tables = match tables {
        Ok(tables) => leave_tables(&mut draft, &mut connection, &name)
            .await
            .map(|()| tables)
            .map_err(failed),
        Err(error) => Err(error),
    };
    // A failure to close a file that was only read concerns nobody.
    let _ = connection.close().await;
    let mut plan = plan(draft, &tables?, &name, now)?;
    course::settle(&mut plan, now);
    Ok(plan)
}

async fn read_tables(
    draft: &mut Draft,
    connection: &mut SqliteConnection,
    path: &str,
) -> Result<Tables, ImportError> {
    let failed = |source| ImportError::Database {
        path: path.to_owned(),
        source,
    };
    let mut tables = Tables::new();
    let mut all_bytes = 0;
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
        let mut objects = Vec::new();
        for row in &rows {
            let (object, bytes) = object(draft, row, table);
            all_bytes += bytes;
            if SOURCE_BYTES < all_bytes {
                return Err(ImportError::TooMuch {
                    path: format!("{path}, up to table {table}"),
                    what: "bytes",
                    most: SOURCE_BYTES,
                });
            }
            objects.push(object);
        }
        tables.insert(table.to_owned(), objects);
    }
    Ok(tables)
}

/// Every value as the text that SQLite makes of it, and how many bytes they have; the readers take
/// numbers from texts as well.
fn object(draft: &mut Draft, row: &SqliteRow, table: &str) -> (Value, usize) {
    let (mut fields, mut bytes) = (Map::new(), 0);
    for column in row.columns() {
        let text: Result<Option<String>, _> = row.try_get_unchecked(column.ordinal());
        match text {
            Ok(None) => {}
            Ok(Some(text)) => {
                bytes += text.len();
                fields.insert(column.name().to_owned(), Value::from(text));
            }
            Err(_) => {
                let what = format!("{} of table {table}", column.name());
                draft.tell(&what, "it is no text", &format!("table {table}"));
            }
        }
    }
    (Value::Object(fields), bytes)
}

/// Notes the tables that are not read and have rows.
async fn leave_tables(
    draft: &mut Draft,
    connection: &mut SqliteConnection,
    path: &str,
) -> Result<(), sqlx::Error> {
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            .fetch_all(&mut *connection)
            .await?;
    let is_read = |table: &String| TABLES.iter().any(|(read, _)| read == table);
    for table in tables.iter().filter(|table| !is_read(table)) {
        let known = LEFT.iter().find(|(name, _)| name == table);
        let why = known.map_or("nothing here stands for it", |(_, why)| why);
        if why.is_empty() {
            continue;
        }
        let quoted = table.replace('"', "\"\"");
        // A name cannot be bound; it is quoted.
        let query = format!("SELECT count(*) FROM (SELECT 1 FROM \"{quoted}\" LIMIT {COUNTED})");
        let count: i64 = sqlx::query_scalar(AssertSqlSafe(query))
            .fetch_one(&mut *connection)
            .await?;
        if 0 < count {
            draft.tell(
                &format!("table {table}"),
                why,
                &format!("{path}, rows: {count}"),
            );
        }
    }
    Ok(())
}
