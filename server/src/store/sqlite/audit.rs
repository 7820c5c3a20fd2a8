//! Rows of the audit log.

use pilotlight_feed::Timestamp;
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{Row, SqliteConnection};

use super::other;
use crate::store::{Actor, AuditEntry, AuditRow, Once, StoreError};

/// SQLite's extended result codes for a value that is there already: refused by its index, or by the
/// trigger that lets nothing be replaced. Our own lines name no number, so it is the request.
const TAKEN_CODES: [&str; 2] = ["2067", "1811"];

/// Adds a line. A request that has been done once is not done again.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    entry: &AuditEntry,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO audit (at, actor, token, address, action, target, before, after, \
                            request_key, fingerprint) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    );
    let statement = statement
        .bind(entry.at.0)
        .bind(&entry.actor.name)
        .bind(&entry.actor.token)
        .bind(entry.actor.address.map(|address| address.to_string()))
        .bind(&entry.action)
        .bind(&entry.target)
        .bind(&entry.before)
        .bind(&entry.after)
        .bind(entry.once.as_ref().map(|once| &once.key))
        .bind(entry.once.as_ref().map(|once| &once.fingerprint));
    match statement.execute(connection).await {
        Ok(_) => Ok(()),
        Err(error) if is_taken(&error) => Err(StoreError::Repeated),
        Err(source) => Err(other("cannot write the audit log".to_owned(), source)),
    }
}

fn is_taken(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| TAKEN_CODES.contains(&&*code))
}

pub(super) async fn list(
    pool: &SqlitePool,
    before: Option<u64>,
    limit: u32,
) -> Result<Vec<AuditRow>, StoreError> {
    let rows = sqlx::query(
        "SELECT seq, at, actor, token, address, action, target, before, after, request_key, \
                fingerprint \
         FROM audit WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2",
    );
    let rows = rows
        .bind(before.map_or(i64::MAX, u64::cast_signed))
        .bind(limit)
        .fetch_all(pool)
        .await;
    let doing = |source| other("cannot read the audit log".to_owned(), source);
    rows.map_err(doing)?
        .iter()
        .map(|row| read(row).map_err(doing))
        .collect()
}

pub(super) async fn done_once(
    pool: &SqlitePool,
    token: &str,
    key: &str,
) -> Result<Option<AuditRow>, StoreError> {
    let row = sqlx::query(
        "SELECT seq, at, actor, token, address, action, target, before, after, request_key, \
                fingerprint \
         FROM audit WHERE token = ?1 AND request_key = ?2",
    );
    let doing = |source| other("cannot read the audit log".to_owned(), source);
    let row = row
        .bind(token)
        .bind(key)
        .fetch_optional(pool)
        .await
        .map_err(doing)?;
    row.map(|row| read(&row).map_err(doing)).transpose()
}

fn read(row: &SqliteRow) -> Result<AuditRow, sqlx::Error> {
    let address: Option<&str> = row.try_get("address")?;
    let key: Option<String> = row.try_get("request_key")?;
    let fingerprint: Option<String> = row.try_get("fingerprint")?;
    Ok(AuditRow {
        seq: row.try_get::<i64, _>("seq")?.cast_unsigned(),
        entry: AuditEntry {
            at: Timestamp(row.try_get("at")?),
            actor: Actor {
                name: row.try_get("actor")?,
                token: row.try_get("token")?,
                address: address.and_then(|address| address.parse().ok()),
            },
            action: row.try_get("action")?,
            target: row.try_get("target")?,
            before: row.try_get("before")?,
            after: row.try_get("after")?,
            once: key
                .zip(fingerprint)
                .map(|(key, fingerprint)| Once { key, fingerprint }),
        },
    })
}
