//! Files that are given for backups and are none: refused, whatever they hold and wherever they lead.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use pilotlight_tests::{Server, Told, files};

use crate::database::{names, rows};

/// Databases that are whole, and ours but for one statement.
const FOREIGN: [&str; 9] = [
    "CREATE TRIGGER mine AFTER INSERT ON incident BEGIN DELETE FROM ledger; END",
    "CREATE TRIGGER mine AFTER INSERT ON token BEGIN \
     UPDATE token SET scopes = 'admin'; END",
    "DROP TRIGGER audit_is_never_changed",
    "CREATE VIEW mine AS SELECT digest FROM token",
    "CREATE TABLE mine (one)",
    "ALTER TABLE token ADD COLUMN mine TEXT",
    "ALTER TABLE member RENAME COLUMN role TO rank",
    "DROP INDEX audit_by_request",
    "DELETE FROM _sqlx_migrations WHERE version = 2",
];

/// A server's home with one incident in its database, and a good backup of it.
fn home_with_backup() -> (Told, PathBuf) {
    let told = Told::default();
    let token = told.token();
    let server = Server::start(&told.home);
    told.until_told(&token, "one", 201);
    drop(server);
    let good = told.home.path("good.db");
    let made = told.home.run("backup", &["good.db"]);
    assert!(made.status.success(), "{made:?}");
    (told, good)
}

fn restore(told: &Told, from: &Path) -> bool {
    let from = from.display().to_string();
    let output = told.home.run("restore", &[&from]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("panicked"), "{said}");
    output.status.success()
}

#[test]
fn a_database_with_more_or_less_than_ours_is_no_backup() {
    let (told, good) = home_with_backup();
    let before = files(&told.home.path("data"));
    for statement in FOREIGN {
        let bad = told.home.path("bad.db");
        fs::copy(&good, &bad).expect("can be copied");
        rows(&bad, statement).expect("is a good statement");
        assert!(!restore(&told, &bad), "{statement}");
        let after = files(&told.home.path("data"));
        assert!(after == before, "{statement}: {:?}", after.keys());
    }
    // The control: the same without a statement.
    assert!(restore(&told, &good));
}

#[test]
fn what_is_no_database_is_no_backup() {
    let (told, good) = home_with_backup();
    let whole = fs::read(&good).expect("can be read");
    let mut scrambled = whole.clone();
    for byte in scrambled.iter_mut().skip(4_096).step_by(7) {
        *byte ^= 0x5a;
    }
    let before = files(&told.home.path("data"));
    for (name, bytes) in [
        ("empty", Vec::new()),
        ("garbage", vec![0x5a; 100_000]),
        ("half", whole[..whole.len() / 2].to_vec()),
        ("scrambled", scrambled),
        (
            "tar",
            [b"../../outside\0".as_slice(), &[0; 10_000]].concat(),
        ),
    ] {
        let bad = told.home.path(name);
        fs::write(&bad, bytes).expect("can be written");
        assert!(!restore(&told, &bad), "{name}");
        assert!(files(&told.home.path("data")) == before, "{name}");
    }
    assert!(!restore(&told, &told.home.path("nowhere")));
    assert!(!restore(&told, &told.home.path("data")), "a folder");
}

/// Names that a restore or a backup writes, turned into links to a file elsewhere.
#[test]
fn nothing_is_written_through_a_link() {
    for (link, command, file) in [
        ("data/pilotlight.db.restoring", "restore", "good.db"),
        ("data/pilotlight.db.restoring.partial", "restore", "good.db"),
        ("new.db", "backup", "new.db"),
        ("new.db.partial", "backup", "new.db"),
    ] {
        let (told, _) = home_with_backup();
        for (case, outside) in [("precious", true), ("nothing", false)] {
            let target = told.home.path(case);
            if outside {
                fs::write(&target, case).expect("can be written");
            }
            let place = told.home.path(link);
            // A link of the case before may have been done away with.
            drop(fs::remove_file(&place));
            drop(fs::remove_file(told.home.path("new.db")));
            symlink(&target, &place).expect("can be linked");
            drop(told.home.run(command, &[file]));
            match outside {
                true => assert_eq!(fs::read_to_string(&target).ok().as_deref(), Some(case)),
                false => assert!(!target.exists(), "{link}"),
            }
        }
        let kept = names(&told.database()).expect("can be read");
        assert_eq!(kept.len(), 1, "{link}");
    }
}

/// The control: writing through a link would be seen.
#[test]
fn what_follows_a_link_is_caught() {
    let (told, good) = home_with_backup();
    let target = told.home.path("precious");
    fs::write(&target, "precious").expect("can be written");
    symlink(&target, told.home.path("link.db")).expect("can be linked");
    fs::copy(&good, told.home.path("link.db")).expect("can be copied");
    assert_ne!(fs::read(&target).expect("can be read"), b"precious");
}
