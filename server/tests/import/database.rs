//! Uptime Kuma's database, made from the tables of its migrations.

use std::fs;
use std::path::Path;

use expect_test::expect_file;
use pilotlight_server::import::{ImportError, Plan, read_kuma_database};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use super::rules::broken;
use super::{NOW, folder};

pub(crate) async fn make(file: &Path, sql: &str) {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true);
    let mut connection = options.connect().await.expect("a database");
    let sql = AssertSqlSafe(sql.to_owned());
    sqlx::raw_sql(sql)
        .execute(&mut connection)
        .await
        .expect("the tables");
    connection.close().await.expect("closed");
}

pub(crate) fn tables() -> String {
    fs::read_to_string(folder("kuma").join("kuma.sql")).expect("the tables")
}

async fn read(sql: &str) -> Result<Plan, ImportError> {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("kuma.db");
    make(&file, sql).await;
    let before = fs::read(&file).expect("a file");
    let plan = read_kuma_database(&file, NOW).await;
    assert_eq!(
        fs::read(&file).expect("a file"),
        before,
        "the file was changed"
    );
    plan
}

#[tokio::test]
async fn a_database_of_kuma_becomes_monitors_incidents_and_maintenances() {
    let plan = read(&tables()).await.expect("a plan");
    assert_eq!(broken(&plan), None);
    expect_file!["golden/kuma-database.txt"].assert_eq(&plan.describe());
}

#[tokio::test]
async fn secrets_beside_names_and_settings_are_not_even_read() {
    let plan = read(&tables()).await.expect("a plan");
    let all = format!("{plan:?}");
    assert!(
        !all.contains("jwtSecret") && !all.contains("smtpPassword"),
        "{all}"
    );
}

#[tokio::test]
async fn what_is_no_database_of_kuma_is_refused_and_not_made() {
    let other = read("CREATE TABLE page (id INTEGER)").await;
    assert!(
        matches!(other, Err(ImportError::Nothing { .. })),
        "{other:?}"
    );
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("kuma.db");
    let missing = read_kuma_database(&file, NOW).await;
    assert!(
        matches!(missing, Err(ImportError::Database { .. })),
        "{missing:?}"
    );
    assert!(!file.exists());
    fs::write(
        &file,
        "no database at all, but longer than a header of one hundred bytes".repeat(4),
    )
    .expect("written");
    let text = read_kuma_database(&file, NOW).await;
    assert!(
        matches!(text, Err(ImportError::Database { .. })),
        "{text:?}"
    );
}
