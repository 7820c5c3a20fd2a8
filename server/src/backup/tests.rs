//! A backup holds what was acknowledged, and a restore loses nothing.

use std::fs;
use std::path::{Path, PathBuf};

use pilotlight_feed::{Status, Timestamp};
use tempfile::TempDir;

use super::{BackupError, Schedule, backup, first_wait, forget, restore};
use crate::config::{self, Config};
use crate::core::LedgerEntry;
use crate::store::{Commit, SqliteStore, Store, Stored, StoredTransition};
use crate::{DATABASE, lock, open_store};

const TEXT: &str = r#"
    [page]
    name = "Acme"
    url = "http://127.0.0.1/"
    [[component]]
    id = "web"
    name = "Web"
    [[component.monitor]]
    kind = "tcp"
    address = "127.0.0.1:9"
"#;

fn config(folder: &TempDir) -> Config {
    config::parse(TEXT, folder.path()).expect("a good configuration")
}

/// Notes that `web` is up since this instant.
async fn note(store: &SqliteStore, version: u64, at: i64) {
    let entry = LedgerEntry {
        at: Timestamp(at),
        status: if at % 2 == 0 {
            Status::Operational
        } else {
            Status::MajorOutage
        },
    };
    let transition = StoredTransition {
        component: "web".to_owned(),
        entry,
        cause: "a test".to_owned(),
    };
    let commit = Commit {
        records: vec![Stored::Transition(transition)],
        audit: Vec::new(),
    };
    store.commit(version, &commit).await.expect("commits");
}

async fn noted(data_dir: &Path) -> usize {
    let store = open_store(data_dir).await.expect("opens");
    let loaded = store.load(Timestamp(0)).await.expect("loads");
    store.close().await;
    loaded.ledger.len()
}

#[tokio::test]
async fn a_backup_beside_a_running_server_holds_what_was_acknowledged_before() {
    let folder = TempDir::new().expect("a folder");
    let (config, file) = (config(&folder), folder.path().join("one.db"));
    let store = open_store(&config.data_dir).await.expect("opens");
    note(&store, 0, 1).await;
    note(&store, 1, 2).await;
    backup(&config, &file)
        .await
        .expect("is taken while the store is open");
    note(&store, 2, 3).await;
    store.close().await;
    let aside = restore(&config, &file)
        .await
        .expect("is put back")
        .expect("is moved aside");
    assert_eq!(noted(&config.data_dir).await, 2);
    fs::rename(aside, config.data_dir.join(DATABASE)).expect("moves");
    assert_eq!(
        noted(&config.data_dir).await,
        3,
        "what was there before is whole"
    );
}

#[tokio::test]
async fn nothing_is_restored_under_a_running_server_or_from_what_is_no_backup() {
    let folder = TempDir::new().expect("a folder");
    let (config, file) = (config(&folder), folder.path().join("one.db"));
    let store = open_store(&config.data_dir).await.expect("opens");
    note(&store, 0, 1).await;
    backup(&config, &file).await.expect("is taken");
    store.close().await;
    let held = lock(&config.data_dir).expect("locks");
    let refused = restore(&config, &file).await;
    assert!(
        matches!(refused, Err(BackupError::InUse { .. })),
        "{refused:?}"
    );
    drop(held);
    let whole = fs::read(&file).expect("reads");
    let torn = folder.path().join("torn.db");
    fs::write(&torn, &whole[..whole.len() / 2]).expect("writes");
    let text = folder.path().join("text.db");
    fs::write(&text, "SQLite format 4").expect("writes");
    for bad in [torn, text, folder.path().join("missing.db")] {
        let refused = restore(&config, &bad).await;
        assert!(
            matches!(refused, Err(BackupError::Store { .. })),
            "{bad:?}: {refused:?}"
        );
    }
    assert_eq!(
        noted(&config.data_dir).await,
        1,
        "the database is as it was"
    );
}

#[tokio::test]
async fn a_backup_overwrites_nothing_and_needs_a_database() {
    let folder = TempDir::new().expect("a folder");
    let (config, file) = (config(&folder), folder.path().join("one.db"));
    let refused = backup(&config, &file).await;
    assert!(
        matches!(refused, Err(BackupError::NoDatabase { .. })),
        "{refused:?}"
    );
    open_store(&config.data_dir)
        .await
        .expect("opens")
        .close()
        .await;
    fs::write(&file, "precious").expect("writes");
    let refused = backup(&config, &file).await;
    assert!(
        matches!(refused, Err(BackupError::Exists { .. })),
        "{refused:?}"
    );
    assert_eq!(fs::read_to_string(&file).expect("reads"), "precious");
}

#[test]
fn of_scheduled_backups_the_newest_are_kept_and_other_files_left_alone() {
    let folder = TempDir::new().expect("a folder");
    let names = [
        "pilotlight-20260101T000000Z.db",
        "pilotlight-20260102T000000Z.db",
        "pilotlight-20260103T000000Z.db",
        "holiday.jpg",
    ];
    for name in names {
        fs::write(folder.path().join(name), "").expect("writes");
    }
    let schedule = Schedule {
        directory: folder.path().to_owned(),
        every: std::time::Duration::from_secs(60),
        keep: 2,
    };
    forget(&schedule).expect("deletes");
    let left: Vec<PathBuf> = names
        .iter()
        .map(|name| folder.path().join(name))
        .filter(|path| path.exists())
        .collect();
    assert_eq!(left.len(), 3);
    assert!(!folder.path().join(names[0]).exists());
}

#[test]
fn the_next_backup_is_due_by_the_age_of_the_newest_however_often_the_server_starts() {
    let day = std::time::Duration::from_secs(86_400);
    let folder = TempDir::new().expect("a folder");
    let schedule = Schedule {
        directory: folder.path().join("backups"),
        every: day,
        keep: 2,
    };
    let at = |text: &str| text.parse().expect("a time");
    let noon = at("2026-01-02T12:00:00Z");
    let nothing = std::time::Duration::ZERO;
    assert_eq!(first_wait(&schedule, noon), nothing, "there is none yet");
    fs::create_dir(&schedule.directory).expect("a folder");
    assert_eq!(first_wait(&schedule, noon), nothing, "there is still none");
    for name in ["20260101T120000Z", "20260102T000000Z", "by-hand"] {
        let file = format!("pilotlight-{name}.db");
        fs::write(schedule.directory.join(file), "").expect("writes");
    }
    assert_eq!(first_wait(&schedule, noon), day / 2);
    let later = at("2026-01-05T00:00:00Z");
    assert_eq!(first_wait(&schedule, later), nothing, "it is long due");
    let before = at("2026-01-01T00:00:00Z");
    assert_eq!(first_wait(&schedule, before), day, "the clock was set back");
}
