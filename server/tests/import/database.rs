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

fn is_told(plan: &Plan, what: &str, why: &str) -> bool {
    let mut unmapped = plan.unmapped.iter();
    unmapped.any(|it| it.what == what && it.why.contains(why))
}

async fn plan_with(sql: &str) -> Plan {
    let plan = read(&[&tables(), sql].concat()).await.expect("a plan");
    assert_eq!(broken(&plan), None);
    plan
}

#[tokio::test]
async fn a_text_of_any_length_is_cut_where_ours_end_and_told() {
    // Two characters a byte.
    let incident = |bytes: u32| {
        format!(
            "INSERT INTO incident (id, title, content, created_date) VALUES (9, 'Long', hex(zeroblob({bytes})), '2026-11-05 10:00:00');"
        )
    };
    for (bytes, is_cut) in [(40, false), (40_000, true), (400_000, true)] {
        let plan = plan_with(&incident(bytes)).await;
        let long = plan.incidents.iter().find(|it| it.key == "9");
        let body = &long.expect("the incident").updates[0].body;
        assert!(body.starts_with("0000000000"), "{bytes}: {body:?}");
        assert_eq!(
            is_told(&plan, "text of updates", "is longer than"),
            is_cut,
            "{bytes}"
        );
    }
}

#[tokio::test]
async fn more_bytes_than_an_import_reads_are_refused() {
    let row = |id: u32| {
        format!(
            "INSERT INTO incident (id, title, content) VALUES ({id}, 'a', hex(zeroblob(5000000)));"
        )
    };
    let rows: String = (10..18).map(row).collect();
    let refused = read(&[tables(), rows].concat()).await;
    let refused = refused.map(|plan| plan.incidents.len());
    assert!(
        matches!(refused, Err(ImportError::TooMuch { what: "bytes", .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_value_that_is_no_text_is_told() {
    let blob = "UPDATE incident SET content = x'ff00ff' WHERE id = 1;";
    let plan = plan_with(blob).await;
    assert!(
        is_told(&plan, "content of table incident", "no text"),
        "{:?}",
        plan.unmapped
    );
}

#[tokio::test]
async fn a_column_that_no_reader_knows_is_told_in_every_table() {
    for (table, kind) in [
        ("monitor", "monitors"),
        ("group", "groups"),
        ("monitor_group", "monitors in groups"),
        ("status_page", "status pages"),
        ("incident", "incidents"),
        ("maintenance", "maintenances"),
        ("monitor_maintenance", "monitors in maintenances"),
    ] {
        let column = format!("ALTER TABLE \"{table}\" ADD COLUMN surprise TEXT;");
        let what = format!("surprise of {kind}");
        // The control: where nothing stands in it there is nothing to tell.
        assert!(!is_told(&plan_with(&column).await, &what, ""), "{table}");
        let filled = format!("{column} UPDATE \"{table}\" SET surprise = 'something';");
        assert!(is_told(&plan_with(&filled).await, &what, ""), "{table}");
    }
}

#[tokio::test]
async fn a_table_that_is_not_read_is_told_when_it_has_rows() {
    for (table, why) in [
        ("proxy", "checks go out directly"),
        ("surprise", "nothing here stands for it"),
        ("sur\"prise", "nothing here stands for it"),
    ] {
        let quoted = table.replace('"', "\"\"");
        let empty = format!("CREATE TABLE \"{quoted}\" (id INTEGER);");
        let what = format!("table {table}");
        assert!(!is_told(&plan_with(&empty).await, &what, ""), "{table}");
        let filled = format!("{empty} INSERT INTO \"{quoted}\" VALUES (1), (2);");
        let plan = plan_with(&filled).await;
        assert!(is_told(&plan, &what, why), "{table}");
        assert!(
            plan.describe().contains("kuma.db, rows: 2"),
            "{}",
            plan.describe()
        );
    }
}

#[tokio::test]
async fn a_row_that_belongs_to_nothing_is_told() {
    let plan = plan_with(
        "CREATE TABLE kept AS SELECT * FROM monitor_maintenance; DROP TABLE monitor_maintenance; \
         CREATE TABLE monitor_maintenance (id INTEGER, monitor_id INTEGER, maintenance_id INTEGER); \
         INSERT INTO monitor_maintenance (id, monitor_id) VALUES (1, 2);",
    )
    .await;
    assert!(
        is_told(&plan, "monitors in maintenances", "does not say"),
        "{:?}",
        plan.unmapped
    );
}

#[tokio::test]
async fn settings_are_named_and_secret_ones_are_not() {
    let plan =
        plan_with("INSERT INTO setting (key, value) VALUES ('entryPage', 'secret-word');").await;
    assert!(
        is_told(&plan, "settings of Kuma", "entryPage"),
        "{:?}",
        plan.unmapped
    );
    assert!(!format!("{plan:?}").contains("secret-word"));
}
