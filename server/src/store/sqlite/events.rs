//! Rows of incidents, maintenances, their series and statuses set by hand.

use std::sync::Arc;

use pilotlight_feed::{Status, Timestamp};
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{Row, Sqlite, SqliteConnection, Transaction};

use super::{other, told};
use crate::core::{Events, Incident, Maintenance, Series, StatusOverride};
use crate::record::{
    Unreadable, incident_json, maintenance_json, read_incident, read_maintenance, read_series,
    series_json,
};
use crate::store::{EventQuery, StoreError, Stored, StoredTransition};

/// Writes one record. False when the same is there already, as new or newer: it is never written over.
pub(super) async fn write(
    transaction: &mut Transaction<'static, Sqlite>,
    record: &Stored,
) -> Result<bool, sqlx::Error> {
    match record {
        Stored::Transition(transition) => write_transition(transaction, transition).await?,
        Stored::Incident(incident) => {
            let row = Written {
                id: &incident.id,
                version: incident.version,
                began_at: incident.started_at(),
                ended_at: incident.resolved_at(),
                document: incident_json(incident).to_string(),
            };
            return row.write(INSERT_INCIDENT, transaction).await;
        }
        Stored::Maintenance(maintenance) => {
            let row = Written {
                id: &maintenance.id,
                version: maintenance.version,
                began_at: maintenance.starts_at(),
                ended_at: maintenance.ended_at(),
                document: maintenance_json(maintenance).to_string(),
            };
            return row.write(INSERT_MAINTENANCE, transaction).await;
        }
        Stored::Series(series) => {
            let row = Written {
                id: &series.id,
                version: series.version,
                began_at: series.start.on(series.start.date),
                ended_at: series.ended_at,
                document: series_json(series).to_string(),
            };
            return row.write(INSERT_SERIES, transaction).await;
        }
        Stored::Override(set) => write_override(transaction, set).await?,
        Stored::Component(component) => told::write_component(transaction, component).await?,
        Stored::Group(group) => told::write_group(transaction, group).await?,
        Stored::Order(kind, order) => told::write_order(transaction, *kind, order).await?,
        Stored::Name(id, named) => told::write_name(transaction, id, named).await?,
    }
    Ok(true)
}

const INSERT_INCIDENT: &str = "INSERT INTO incident (id, version, began_at, ended_at, document) \
     VALUES (?1, ?2, ?3, ?4, ?5) \
     ON CONFLICT (id) DO UPDATE SET version = excluded.version, began_at = excluded.began_at, \
         ended_at = excluded.ended_at, document = excluded.document \
     WHERE incident.version < excluded.version";
const INSERT_MAINTENANCE: &str = "INSERT INTO maintenance (id, version, began_at, ended_at, document) \
     VALUES (?1, ?2, ?3, ?4, ?5) \
     ON CONFLICT (id) DO UPDATE SET version = excluded.version, began_at = excluded.began_at, \
         ended_at = excluded.ended_at, document = excluded.document \
     WHERE maintenance.version < excluded.version";
const INSERT_SERIES: &str = "INSERT INTO series (id, version, began_at, ended_at, document) \
     VALUES (?1, ?2, ?3, ?4, ?5) \
     ON CONFLICT (id) DO UPDATE SET version = excluded.version, began_at = excluded.began_at, \
         ended_at = excluded.ended_at, document = excluded.document \
     WHERE series.version < excluded.version";

/// The lists of a table, newest first, from a place on. Each is a statement of its own, so that an
/// index finds what is asked for: the few that are open among ten thousand that are over.
struct Lists {
    all: &'static str,
    open: &'static str,
    over: &'static str,
}

macro_rules! lists {
    ($table:literal) => {
        Lists {
            all: lists!($table, ""),
            open: lists!($table, "ended_at IS NULL AND "),
            // The plus keeps SQLite from the index of ends, after which all would be sorted.
            over: lists!($table, "+ended_at IS NOT NULL AND "),
        }
    };
    ($table:literal, $condition:literal) => {
        concat!(
            "SELECT id, document FROM ",
            $table,
            " WHERE ",
            $condition,
            "(began_at, id) < (?1, ?2) ORDER BY began_at DESC, id DESC LIMIT ?3"
        )
    };
}

const INCIDENTS: Lists = lists!("incident");
const MAINTENANCES: Lists = lists!("maintenance");
const SERIES: Lists = lists!("series");

/// A row that holds a document.
struct Written<'a> {
    id: &'a str,
    version: u64,
    began_at: Timestamp,
    ended_at: Option<Timestamp>,
    document: String,
}

impl Written<'_> {
    async fn write(
        self,
        statement: &'static str,
        connection: &mut SqliteConnection,
    ) -> Result<bool, sqlx::Error> {
        let statement = sqlx::query(statement)
            .bind(self.id)
            .bind(self.version.cast_signed())
            .bind(self.began_at.0)
            .bind(self.ended_at.map(|at| at.0))
            .bind(self.document);
        let done = statement.execute(connection).await?;
        Ok(done.rows_affected() == 1)
    }
}

async fn write_transition(
    connection: &mut SqliteConnection,
    transition: &StoredTransition,
) -> Result<(), sqlx::Error> {
    let statement =
        sqlx::query("INSERT INTO ledger (component, at, status, cause) VALUES (?1, ?2, ?3, ?4)")
            .bind(&transition.component)
            .bind(transition.entry.at.0)
            .bind(transition.entry.status.as_str())
            .bind(&transition.cause);
    statement.execute(connection).await.map(drop)
}

async fn write_override(
    connection: &mut SqliteConnection,
    set: &StatusOverride,
) -> Result<(), sqlx::Error> {
    let statement = sqlx::query(
        "INSERT INTO status_override (id, component, status, began_at, ended_at, reason) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
         ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at",
    );
    let statement = statement
        .bind(&set.id)
        .bind(&set.component)
        .bind(set.status.as_str())
        .bind(set.from.0)
        .bind(set.to.map(|to| to.0))
        .bind(&set.reason);
    statement.execute(connection).await.map(drop)
}

/// Everything that is not over since before `since`.
pub(super) async fn load(pool: &SqlitePool, since: Timestamp) -> Result<Events, StoreError> {
    let doing = |source| other("cannot read the database".to_owned(), source);
    let mut events = Events {
        told: told::load(pool).await?,
        ..Events::default()
    };
    let rows = sqlx::query(
        "SELECT id, document FROM incident WHERE ended_at IS NULL \
         UNION ALL SELECT id, document FROM incident WHERE ended_at >= ?1",
    );
    for row in rows.bind(since.0).fetch_all(pool).await.map_err(doing)? {
        let incident = document(&row, read_incident)?;
        events
            .incidents
            .insert(incident.id.clone(), Arc::new(incident));
    }
    let rows = sqlx::query(
        "SELECT id, document FROM maintenance WHERE ended_at IS NULL \
         UNION ALL SELECT id, document FROM maintenance WHERE ended_at >= ?1",
    );
    for row in rows.bind(since.0).fetch_all(pool).await.map_err(doing)? {
        let maintenance = document(&row, read_maintenance)?;
        events
            .maintenances
            .insert(maintenance.id.clone(), Arc::new(maintenance));
    }
    let rows = sqlx::query(
        "SELECT id, document FROM series WHERE ended_at IS NULL \
         UNION ALL SELECT id, document FROM series WHERE ended_at >= ?1",
    );
    for row in rows.bind(since.0).fetch_all(pool).await.map_err(doing)? {
        let series = document(&row, read_series)?;
        events.series.insert(series.id.clone(), Arc::new(series));
    }
    let rows = sqlx::query(
        "SELECT id, component, status, began_at, ended_at, reason FROM status_override \
         WHERE ended_at IS NULL OR ended_at >= ?1",
    );
    for row in rows.bind(since.0).fetch_all(pool).await.map_err(doing)? {
        let set = status_override(&row).map_err(doing)?;
        events.overrides.insert(set.id.clone(), Arc::new(set));
    }
    Ok(events)
}

fn status_override(row: &SqliteRow) -> Result<StatusOverride, sqlx::Error> {
    let to: Option<i64> = row.try_get("ended_at")?;
    Ok(StatusOverride {
        id: row.try_get("id")?,
        component: row.try_get("component")?,
        status: Status::from_word(row.try_get("status")?),
        from: Timestamp(row.try_get("began_at")?),
        to: to.map(Timestamp),
        reason: row.try_get("reason")?,
    })
}

pub(super) fn document<T>(
    row: &SqliteRow,
    read: impl Fn(&str, &str) -> Result<T, Unreadable>,
) -> Result<T, StoreError> {
    let doing = |source| other("cannot read the database".to_owned(), source);
    let id: &str = row.try_get("id").map_err(doing)?;
    let document: &str = row.try_get("document").map_err(doing)?;
    Ok(read(id, document)?)
}

pub(super) async fn incident(pool: &SqlitePool, id: &str) -> Result<Option<Incident>, StoreError> {
    let row = one(pool, "SELECT id, document FROM incident WHERE id = ?1", id).await?;
    row.map(|row| document(&row, read_incident)).transpose()
}

pub(super) async fn maintenance(
    pool: &SqlitePool,
    id: &str,
) -> Result<Option<Maintenance>, StoreError> {
    let row = one(
        pool,
        "SELECT id, document FROM maintenance WHERE id = ?1",
        id,
    )
    .await?;
    row.map(|row| document(&row, read_maintenance)).transpose()
}

pub(super) async fn incidents(
    pool: &SqlitePool,
    query: &EventQuery,
) -> Result<Vec<Incident>, StoreError> {
    let rows = list(pool, &INCIDENTS, query);
    let rows = rows.await?;
    rows.iter()
        .map(|row| document(row, read_incident))
        .collect()
}

pub(super) async fn maintenances(
    pool: &SqlitePool,
    query: &EventQuery,
) -> Result<Vec<Maintenance>, StoreError> {
    let rows = list(pool, &MAINTENANCES, query);
    let rows = rows.await?;
    rows.iter()
        .map(|row| document(row, read_maintenance))
        .collect()
}

pub(super) async fn one_series(pool: &SqlitePool, id: &str) -> Result<Option<Series>, StoreError> {
    let row = one(pool, "SELECT id, document FROM series WHERE id = ?1", id).await?;
    row.map(|row| document(&row, read_series)).transpose()
}

pub(super) async fn all_series(
    pool: &SqlitePool,
    query: &EventQuery,
) -> Result<Vec<Series>, StoreError> {
    let rows = list(pool, &SERIES, query);
    let rows = rows.await?;
    rows.iter().map(|row| document(row, read_series)).collect()
}

async fn one(
    pool: &SqlitePool,
    statement: &'static str,
    id: &str,
) -> Result<Option<SqliteRow>, StoreError> {
    let row = sqlx::query(statement).bind(id).fetch_optional(pool).await;
    row.map_err(|source| other("cannot read the database".to_owned(), source))
}

async fn list(
    pool: &SqlitePool,
    statements: &Lists,
    query: &EventQuery,
) -> Result<Vec<SqliteRow>, StoreError> {
    let (at, id) = match &query.after {
        Some((at, id)) => (at.0, id.as_str()),
        None => (i64::MAX, ""),
    };
    let statement = match query.is_open {
        None => statements.all,
        Some(true) => statements.open,
        Some(false) => statements.over,
    };
    let rows = sqlx::query(statement).bind(at).bind(id).bind(query.limit);
    let rows = rows.fetch_all(pool).await;
    rows.map_err(|source| other("cannot read the database".to_owned(), source))
}

#[cfg(test)]
mod tests;
