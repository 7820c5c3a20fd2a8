//! The versions of the database, in order. One that has been released never changes again.

use std::borrow::Cow;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{SqlSafeStr, SqlStr};

pub(super) fn migrator() -> Migrator {
    let ledger = include_str!("../../../migrations/sqlite/0001_ledger_and_measurements.sql");
    let key = include_str!("../../../migrations/sqlite/0002_signing_key.sql");
    let events = include_str!("../../../migrations/sqlite/0003_events.sql");
    let access = include_str!("../../../migrations/sqlite/0004_access.sql");
    let series = include_str!("../../../migrations/sqlite/0005_series.sql");
    let told = include_str!("../../../migrations/sqlite/0006_told.sql");
    let audit = include_str!("../../../migrations/sqlite/0007_audit_replaced.sql");
    Migrator::with_migrations(vec![
        migration(1, "ledger and measurements", ledger.into_sql_str()),
        migration(2, "signing key", key.into_sql_str()),
        migration(3, "incidents, maintenances, audit", events.into_sql_str()),
        migration(4, "tokens and members", access.into_sql_str()),
        migration(5, "series of maintenances", series.into_sql_str()),
        migration(6, "told components and groups", told.into_sql_str()),
        migration(7, "audit is never replaced", audit.into_sql_str()),
    ])
}

fn migration(version: i64, description: &'static str, sql: SqlStr) -> Migration {
    Migration::new(
        version,
        Cow::Borrowed(description),
        MigrationType::Simple,
        sql,
        false,
    )
}
