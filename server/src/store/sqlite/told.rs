//! Rows of components and groups told by API, of their order, and of how components were called.

use std::path::Path;
use std::sync::Arc;

use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions, SqliteRow};
use sqlx::{ConnectOptions, Row, SqliteConnection};

use super::events::document;
use super::{BUSY_TIMEOUT, SqliteStore, other};
use crate::core::{Kind, Named, Order, Told, ToldComponent, ToldGroup};
use crate::record::{component_json, group_json, read_component, read_group, read_ids};
use crate::store::StoreError;

const PUT_COMPONENT: &str = "INSERT INTO told_component (id, version, retired_at, document) \
     VALUES (?1, ?2, ?3, ?4) \
     ON CONFLICT (id) DO UPDATE SET version = excluded.version, \
         retired_at = excluded.retired_at, document = excluded.document";
const PUT_GROUP: &str = "INSERT INTO told_group (id, version, retired_at, document) \
     VALUES (?1, ?2, ?3, ?4) \
     ON CONFLICT (id) DO UPDATE SET version = excluded.version, \
         retired_at = excluded.retired_at, document = excluded.document";

impl SqliteStore {
    /// What was told by API, from a database that is there, whoever uses it meanwhile. It stays as it is,
    /// also one of an older version, in which nothing can have been told.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be read.
    pub async fn told(file: &Path) -> Result<Told, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(false)
            .busy_timeout(BUSY_TIMEOUT)
            .pragma("query_only", "ON")
            .log_statements(log::LevelFilter::Off);
        let pool = SqlitePoolOptions::new().max_connections(1);
        let pool = pool.connect_with(options).await.map_err(doing)?;
        let told = if knows_told(&pool).await? {
            load(&pool).await
        } else {
            Ok(Told::default())
        };
        pool.close().await;
        told
    }
}

async fn knows_told(pool: &SqlitePool) -> Result<bool, StoreError> {
    let tables = "SELECT count(*) FROM sqlite_schema WHERE name = 'told_component'";
    let tables = sqlx::query_scalar::<_, i64>(tables).fetch_one(pool).await;
    Ok(0 < tables.map_err(doing)?)
}

pub(super) async fn write_component(
    connection: &mut SqliteConnection,
    component: &ToldComponent,
) -> Result<(), sqlx::Error> {
    sqlx::query(PUT_COMPONENT)
        .bind(&component.id)
        .bind(component.version.cast_signed())
        .bind(component.retired_at.map(|at| at.0))
        .bind(component_json(component).to_string())
        .execute(&mut *connection)
        .await?;
    let named = Named {
        name: component.name.clone(),
        is_hidden: component.is_hidden,
    };
    write_name(connection, &component.id, &named).await
}

pub(super) async fn write_group(
    connection: &mut SqliteConnection,
    group: &ToldGroup,
) -> Result<(), sqlx::Error> {
    let statement = sqlx::query(PUT_GROUP)
        .bind(&group.id)
        .bind(group.version.cast_signed())
        .bind(group.retired_at.map(|at| at.0))
        .bind(group_json(group).to_string());
    statement.execute(connection).await.map(drop)
}

pub(super) async fn write_order(
    connection: &mut SqliteConnection,
    kind: Kind,
    order: &Order,
) -> Result<(), sqlx::Error> {
    let statement = sqlx::query(
        "INSERT INTO told_order (kind, version, ids) VALUES (?1, ?2, ?3) \
         ON CONFLICT (kind) DO UPDATE SET version = excluded.version, ids = excluded.ids",
    );
    let statement = statement
        .bind(kind.as_str())
        .bind(order.version.cast_signed())
        .bind(serde_json::json!(order.ids).to_string());
    statement.execute(connection).await.map(drop)
}

pub(super) async fn write_name(
    connection: &mut SqliteConnection,
    id: &str,
    named: &Named,
) -> Result<(), sqlx::Error> {
    let statement = sqlx::query(
        "INSERT INTO component_name (id, name, is_hidden) VALUES (?1, ?2, ?3) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, is_hidden = excluded.is_hidden",
    );
    let statement = statement.bind(id).bind(&named.name).bind(named.is_hidden);
    statement.execute(connection).await.map(drop)
}

/// All of it, also what is retired.
pub(super) async fn load(pool: &SqlitePool) -> Result<Told, StoreError> {
    let mut told = Told::default();
    for row in all(pool, "SELECT id, document FROM told_component").await? {
        let component = document(&row, read_component)?;
        told.components
            .insert(component.id.clone(), Arc::new(component));
    }
    for row in all(pool, "SELECT id, document FROM told_group").await? {
        let group = document(&row, read_group)?;
        told.groups.insert(group.id.clone(), Arc::new(group));
    }
    for row in all(pool, "SELECT kind, version, ids FROM told_order").await? {
        let (kind, version, ids) = order(&row).map_err(doing)?;
        // A kind that a newer version wrote orders nothing here.
        if let Some(kind) = Kind::from_word(&kind) {
            let ids = read_ids(kind, &ids)?;
            told.orders.insert(kind, Arc::new(Order { version, ids }));
        }
    }
    for row in all(pool, "SELECT id, name, is_hidden FROM component_name").await? {
        let (id, named) = named(&row).map_err(doing)?;
        told.names.insert(id, named);
    }
    Ok(told)
}

async fn all(pool: &SqlitePool, statement: &'static str) -> Result<Vec<SqliteRow>, StoreError> {
    sqlx::query(statement).fetch_all(pool).await.map_err(doing)
}

fn doing(source: sqlx::Error) -> StoreError {
    other("cannot read the database".to_owned(), source)
}

fn order(row: &SqliteRow) -> Result<(String, u64, String), sqlx::Error> {
    let version: i64 = row.try_get("version")?;
    Ok((
        row.try_get("kind")?,
        version.cast_unsigned(),
        row.try_get("ids")?,
    ))
}

fn named(row: &SqliteRow) -> Result<(String, Named), sqlx::Error> {
    let named = Named {
        name: row.try_get("name")?,
        is_hidden: row.try_get("is_hidden")?,
    };
    Ok((row.try_get("id")?, named))
}
