//! What goes with a component, and what stays whatever its name.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use pilotlight_feed::uptime::Weights;
use pilotlight_feed::{Ledger, Timestamp};
use pilotlight_site::{File, Scheme};
use tempfile::TempDir;

use crate::publish::{Directory, Published};

fn ledger(id: &str) -> File {
    File::ledger(&Ledger {
        format: Ledger::FORMAT.to_owned(),
        component: id.to_owned(),
        time_zone: "UTC".to_owned(),
        weights: Weights::default(),
        intervals: Vec::new(),
    })
}

fn file(path: &str) -> File {
    File {
        path: path.to_owned(),
        body: path.as_bytes().to_vec(),
    }
}

/// What is published of these components, with the kinds of files that one may have.
fn set(ids: &[&str]) -> Published {
    let mut files = vec![file("index.html"), file("badge.svg")];
    for id in ids {
        files.push(ledger(id));
        files.push(file(&format!("components/{id}/index.html")));
        files.push(file(&format!("badge/{id}.svg")));
        files.push(file(&format!("badge/{id}/uptime.svg")));
    }
    Published::of(files, &Published::default(), Scheme::Http, Timestamp(0))
}

/// Every file below a folder, in order.
fn files(folder: &Path) -> Vec<String> {
    fn walk(root: &Path, folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).expect("reads") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(root, &path, found);
            } else {
                let below = path.strip_prefix(root).expect("is below");
                found.push(below.to_string_lossy().into_owned());
            }
        }
    }
    let mut found = Vec::new();
    walk(folder, folder, &mut found);
    found.sort();
    found
}

fn publish(folder: &TempDir, ids: &[&str]) {
    let mut directory = Directory::open(folder.path()).expect("opens");
    directory.write(&set(ids)).expect("writes");
}

#[test]
fn what_a_component_had_goes_with_it_also_when_the_server_was_stopped_meanwhile() {
    let (folder, control) = (
        TempDir::new().expect("a folder"),
        TempDir::new().expect("one"),
    );
    publish(&folder, &["api", "api-v2", "web"]);
    publish(&folder, &["api-v2"]);
    publish(&control, &["api-v2"]);
    assert_eq!(files(folder.path()), files(control.path()));
    assert!(
        !folder.path().join("components/api").exists(),
        "nor its folder"
    );
    // The control: without this there would be something to find.
    publish(&control, &["api", "api-v2", "web"]);
    assert_ne!(files(folder.path()), files(control.path()));
}

#[test]
fn the_last_component_takes_its_files_with_it_while_the_server_runs() {
    let folder = TempDir::new().expect("a folder");
    let mut directory = Directory::open(folder.path()).expect("opens");
    directory.write(&set(&["api"])).expect("writes");
    directory.write(&set(&[])).expect("writes");
    assert_eq!(files(folder.path()), ["badge.svg", "index.html"]);
    directory.write(&set(&["api"])).expect("writes");
    assert_eq!(files(folder.path()).len(), 6, "and they come back with it");
}

#[test]
fn what_we_did_not_write_stays_whatever_its_name() {
    let (folder, elsewhere) = (
        TempDir::new().expect("a folder"),
        TempDir::new().expect("one"),
    );
    publish(&folder, &["api", "web"]);
    let foreign = [
        // Of names that no ledger of ours bears.
        "components/shop/index.html",
        "badge/logo.svg",
        // Ledgers of somebody else, and one that says it is of another component.
        "feed/v1/ledger/ours.json",
        "feed/v1/ledger/notes.txt",
        "feed/v1/ledger/other.json",
        // Beside what goes.
        "components/api/notes.md",
        "components/api/deep/index.html",
        "badge/api-logo.svg",
        "api.html",
        "api/index.html",
    ];
    for path in foreign {
        let place = folder.path().join(path);
        fs::create_dir_all(place.parent().expect("has one")).expect("makes");
        fs::write(&place, "theirs").expect("writes");
    }
    fs::write(
        folder.path().join("feed/v1/ledger/other.json"),
        ledger("web").body,
    )
    .expect("writes");
    fs::write(elsewhere.path().join("kept.svg"), "theirs").expect("writes");
    fs::remove_dir_all(folder.path().join("badge/api")).expect("deletes");
    symlink(elsewhere.path(), folder.path().join("badge/api")).expect("links");
    publish(&folder, &[]);
    let left = files(folder.path());
    for path in foreign {
        assert!(left.iter().any(|known| known == path), "{path} of {left:?}");
    }
    assert!(elsewhere.path().join("kept.svg").exists());
    for path in [
        "feed/v1/ledger/api.json",
        "badge/api.svg",
        "components/api/index.html",
    ] {
        assert!(!folder.path().join(path).exists(), "{path}");
    }
}

#[test]
fn a_file_that_cannot_be_deleted_is_said_and_tried_again() {
    let folder = TempDir::new().expect("a folder");
    let mut directory = Directory::open(folder.path()).expect("opens");
    directory.write(&set(&["api"])).expect("writes");
    // Root may delete anything but a folder that takes no more changes; a file in its place is no
    // folder to read and stops nobody, so the folder of the ledgers is moved away and put back.
    let ledgers = folder.path().join("feed/v1/ledger");
    let aside = folder.path().join("aside");
    fs::rename(&ledgers, &aside).expect("moves");
    symlink("ledger", &ledgers).expect("a link to itself");
    let error = directory.write(&set(&[])).expect_err("cannot read it");
    assert!(
        error.to_string().starts_with("cannot read the folder"),
        "{error}"
    );
    fs::remove_file(&ledgers).expect("deletes");
    fs::rename(&aside, &ledgers).expect("moves back");
    directory.write(&set(&[])).expect("writes");
    assert_eq!(files(folder.path()), ["badge.svg", "index.html"]);
}

#[test]
fn a_contact_that_was_taken_out_while_the_server_was_stopped_goes_and_somebody_elses_stays() {
    let folder = TempDir::new().expect("a folder");
    let place = folder.path().join(".well-known/security.txt");
    let ours = "Contact: mailto:a@acme.example\nExpires: 2027-05-01T00:00:00Z\n";
    for (text, stays) in [
        (ours.to_owned(), false),
        (ours.to_owned() + "Policy: x\n", true),
    ] {
        // An empty folder goes too.
        fs::create_dir_all(folder.path().join(".well-known")).expect("makes");
        fs::write(&place, &text).expect("writes");
        publish(&folder, &["api"]);
        assert_eq!(place.exists(), stays, "{text}");
    }
}

#[test]
fn a_badge_that_a_component_has_no_more_goes_and_nobody_elses_file_does() {
    let folder = TempDir::new().expect("a folder");
    let set = |more: &[&str]| {
        let mut files = vec![ledger("api"), file("badge/api.svg")];
        files.extend(more.iter().map(|path| file(path)));
        Published::of(files, &Published::default(), Scheme::Http, Timestamp(0))
    };
    let write = |more: &[&str]| {
        // A directory that was just opened knows of no component.
        let mut directory = Directory::open(folder.path()).expect("opens");
        directory.write(&set(more)).expect("writes");
    };
    write(&["badge/api/uptime.svg", "badge/api/flat-square.svg"]);
    let theirs = folder.path().join("badge/api/logo.svg");
    fs::write(&theirs, "theirs").expect("writes");
    write(&["badge/api/uptime.svg"]);
    assert_eq!(
        files(folder.path()),
        [
            "badge/api.svg",
            "badge/api/logo.svg",
            "badge/api/uptime.svg",
            "feed/v1/ledger/api.json"
        ]
    );
}
