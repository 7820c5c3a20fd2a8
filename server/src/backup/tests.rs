//! A backup holds what was acknowledged, and a restore loses nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use pilotlight_feed::{Status, Timestamp};
use tempfile::TempDir;

use super::restore::{moves, restore_at};
use super::{
    BackupError, Schedule, backup, copy, first_wait, forget, fresh, keep_backing_up, restore, taken,
};
use crate::config::{self, Config};
use crate::core::LedgerEntry;
use crate::data::{DATABASE, lock, open_store};
use crate::stop::stop;
use crate::store::{Commit, SqliteStore, Store, Stored, StoredTransition};
use crate::{StartError, start};

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
        // Of somebody who called theirs almost like ours.
        "pilotlight-by-hand.db",
        "pilotlight-0.db",
        "pilotlight-.db",
        "pilotlight-20260101T000000Z-2.db",
        "pilotlight-2026101T000000Z.db",
        "pilotlight-20261301T000000Z.db",
        "pilotlight-20260101T000000Z.db.partial",
    ];
    for name in names {
        fs::write(folder.path().join(name), "").expect("writes");
    }
    let schedule = Schedule {
        directory: folder.path().to_owned(),
        every: Duration::from_secs(60),
        keep: 2,
    };
    forget(&schedule, &folder.path().join(names[2])).expect("deletes");
    let left: Vec<PathBuf> = names
        .iter()
        .map(|name| folder.path().join(name))
        .filter(|path| path.exists())
        .collect();
    assert_eq!(left.len(), names.len() - 1);
    assert!(!folder.path().join(names[0]).exists());
}

#[test]
fn the_backup_that_was_just_taken_is_kept_also_beside_one_of_a_clock_that_went_wrong() {
    for (keep, left) in [(1, &["2026"][..]), (2, &["2026", "2099"])] {
        let folder = TempDir::new().expect("a folder");
        let file = |year: &str| {
            folder
                .path()
                .join(format!("pilotlight-{year}0101T000000Z.db"))
        };
        for year in ["2025", "2026", "2099"] {
            fs::write(file(year), "").expect("writes");
        }
        let directory = folder.path().to_owned();
        let every = Duration::from_secs(60);
        let schedule = Schedule {
            directory,
            every,
            keep,
        };
        forget(&schedule, &file("2026")).expect("deletes");
        let years = ["2025", "2026", "2099"].into_iter();
        let kept: Vec<&str> = years.filter(|year| file(year).exists()).collect();
        assert_eq!(kept, left, "keep = {keep}");
    }
}

#[test]
fn the_next_backup_is_due_by_the_age_of_the_newest_however_often_the_server_starts() {
    let day = Duration::from_secs(86_400);
    let folder = TempDir::new().expect("a folder");
    let schedule = Schedule {
        directory: folder.path().join("backups"),
        every: day,
        keep: 2,
    };
    let at = |text: &str| text.parse().expect("a time");
    let noon = at("2026-01-02T12:00:00Z");
    let nothing = Duration::ZERO;
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

#[tokio::test]
async fn two_restores_in_one_second_move_two_databases_aside() {
    let folder = TempDir::new().expect("a folder");
    let (config, file) = (config(&folder), folder.path().join("one.db"));
    let store = open_store(&config.data_dir).await.expect("opens");
    note(&store, 0, 1).await;
    backup(&config, &file).await.expect("is taken");
    note(&store, 1, 2).await;
    store.close().await;
    let now = "2026-01-02T12:00:00Z".parse().expect("a time");
    let mut asides = Vec::new();
    for _ in 0..3 {
        let aside = restore_at(&config, &file, now).await.expect("is put back");
        asides.push(aside.expect("is moved aside"));
    }
    assert_eq!(BTreeSet::from_iter(&asides).len(), 3, "{asides:?}");
    fs::rename(&asides[0], config.data_dir.join(DATABASE)).expect("moves");
    let noted = noted(&config.data_dir).await;
    assert_eq!(noted, 2, "the first one was not overwritten");
}

/// A home in which a restore was cut short after so many of its moves: the backup knows of one thing,
/// the database of three, the last two of which stand in its log alone. Answers how many moves there are.
async fn cut_short(folder: &TempDir, config: &Config, done: usize) -> usize {
    let (file, data_dir) = (folder.path().join("one.db"), &config.data_dir);
    let store = open_store(data_dir).await.expect("opens");
    note(&store, 0, 1).await;
    backup(config, &file).await.expect("is taken");
    note(&store, 1, 2).await;
    note(&store, 2, 3).await;
    let files = ["", "-wal"].map(|suffix| format!("{DATABASE}{suffix}"));
    for name in &files {
        fs::copy(data_dir.join(name), folder.path().join(name)).expect("copies");
    }
    store.close().await;
    // As a power cut leaves them.
    for name in &files {
        fs::copy(folder.path().join(name), data_dir.join(name)).expect("copies");
    }
    copy(&file, &fresh(data_dir)).await.expect("copies");
    let moves = moves(
        data_dir,
        &data_dir.join("pilotlight.db.before-20260102T120000Z"),
    );
    for (from, to) in moves.iter().take(done) {
        fs::rename(from, to).expect("moves");
    }
    moves.len()
}

#[tokio::test]
async fn a_restore_that_was_cut_short_begins_no_new_history_and_is_finished_by_another() {
    let mut cuts = 0;
    for done in 0.. {
        let folder = TempDir::new().expect("a folder");
        let config = config(&folder);
        let data_dir = &config.data_dir;
        // Another one, of long ago.
        fs::create_dir_all(data_dir).expect("a folder");
        fs::write(data_dir.join("pilotlight.db.before-20250102T120000Z"), "").expect("writes");
        let moves = cut_short(&folder, &config, done).await;
        if done == 0 {
            assert_eq!(noted(data_dir).await, 3, "nothing was moved yet");
            continue;
        }
        if done == moves {
            assert_eq!(noted(data_dir).await, 1, "all was moved");
            break;
        }
        cuts += 1;
        let refused = open_store(data_dir).await.expect_err("is half done");
        assert!(
            matches!(refused, StartError::HalfRestored { .. }),
            "{refused}"
        );
        let refused = backup(&config, &folder.path().join("two.db")).await;
        assert!(
            matches!(refused, Err(BackupError::Folder(_))),
            "{refused:?}"
        );
        assert!(!data_dir.join(DATABASE).exists(), "no history has begun");
        let aside = restore(&config, &fresh(data_dir)).await;
        let aside = aside.expect("is finished").expect("it was moved before");
        assert_eq!(noted(data_dir).await, 1);
        // With its log, what was there before is whole.
        let other = folder.path().join("other");
        fs::create_dir(&other).expect("a folder");
        for suffix in ["", "-wal"] {
            let from = format!("{}{suffix}", aside.display());
            fs::copy(from, other.join(format!("{DATABASE}{suffix}"))).expect("copies");
        }
        assert_eq!(noted(&other).await, 3, "after {done} of {moves} moves");
    }
    assert!(1 < cuts, "it was cut in several places");
}

#[tokio::test]
async fn a_restore_stands_in_the_audit_log_of_what_it_has_put_in_place() {
    let folder = TempDir::new().expect("a folder");
    let (config, file) = (config(&folder), folder.path().join("one.db"));
    let store = open_store(&config.data_dir).await.expect("opens");
    backup(&config, &file).await.expect("is taken");
    store.close().await;
    restore(&config, &file).await.expect("is put back");
    let store = open_store(&config.data_dir).await.expect("opens");
    let log = store.audit(None, 10).await.expect("reads");
    store.close().await;
    let newest = &log.first().expect("a line").entry;
    assert_eq!(newest.action, "database.restore");
    let after = newest.after.as_deref().unwrap_or_default();
    assert!(
        after.contains("one.db") && after.contains(".before-"),
        "{after}"
    );
}

#[tokio::test]
async fn a_data_folder_that_cannot_be_used_is_not_said_to_be_in_use() {
    let folder = TempDir::new().expect("a folder");
    let (mut config, file) = (config(&folder), folder.path().join("one.db"));
    let store = open_store(&config.data_dir).await.expect("opens");
    backup(&config, &file).await.expect("is taken");
    store.close().await;
    config.data_dir = file.clone();
    let refused = restore(&config, &file)
        .await
        .expect_err("a file is no folder");
    assert!(matches!(refused, BackupError::Folder(_)), "{refused}");
    assert!(
        refused.to_string().contains("stands in its way"),
        "{refused}"
    );
}

const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// Long enough on any machine; a condition that holds returns at once.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until this holds.
async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let mut again = tokio::time::interval(LOOK_AGAIN);
    let search = async {
        while !holds() {
            again.tick().await;
        }
    };
    let found = tokio::time::timeout(PATIENCE, search).await;
    found.unwrap_or_else(|_| panic!("{what} in time"));
}

#[tokio::test(flavor = "multi_thread")]
async fn backups_are_taken_by_themselves_again_and_again_until_told_to_stop() {
    let folder = TempDir::new().expect("a folder");
    let config = config(&folder);
    let store = open_store(&config.data_dir).await.expect("opens");
    note(&store, 0, 1).await;
    note(&store, 1, 2).await;
    let schedule = Schedule {
        directory: folder.path().join("backups"),
        every: Duration::from_millis(50),
        keep: 2,
    };
    let (stopper, stop) = stop();
    let work = keep_backing_up(config.data_dir.clone(), schedule.clone(), stop);
    let work = tokio::spawn(work);
    // They are named by the second: three names are three that were due after another.
    let mut seen = BTreeSet::new();
    until("three backups", || {
        seen.extend(taken(&schedule.directory).unwrap_or_default());
        3 <= seen.len()
    })
    .await;
    until("the oldest to go", || {
        taken(&schedule.directory).is_ok_and(|kept| kept.len() == 2)
    })
    .await;
    stopper.say();
    work.await.expect("ends when it is told to");
    store.close().await;
    let kept = taken(&schedule.directory).expect("a folder");
    let newest = kept.last().expect("there is one");
    restore(&config, newest).await.expect("is put back");
    assert_eq!(noted(&config.data_dir).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_takes_the_backup_that_its_configuration_asks_for_and_no_other_does() {
    for (more, wanted) in [("[backup]\ndirectory = \"backups\"\n", 1), ("", 0)] {
        let folder = TempDir::new().expect("a folder");
        let head = format!("[http]\nlisten = \"127.0.0.1:0\"\n{more}");
        let config = config::parse(&[head.as_str(), TEXT].concat(), folder.path());
        let config = config.expect("a good configuration");
        let data_dir = config.data_dir.clone();
        let server = start(config).await.expect("starts");
        let backups = folder.path().join("backups");
        let count = || taken(&backups).map_or(0, |taken| taken.len());
        until("as many as are wanted", || wanted <= count()).await;
        server.stop().await;
        assert_eq!(count(), wanted, "{more}");
        assert!(data_dir.join(DATABASE).is_file());
    }
}
