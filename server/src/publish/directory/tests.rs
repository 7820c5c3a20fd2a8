//! The folder target: what it writes, what it leaves alone, and what it does when it cannot.
//! Readers that race it are among the tests of the whole program.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use pilotlight_feed::{History, Timestamp};
use pilotlight_site::{File, Scheme};
use tempfile::TempDir;

use super::{Directory, LOOK_EVERY, TEMPORARY_PREFIX};
use crate::publish::Published;

fn set(files: &[(&str, String)]) -> Published {
    let files = files.iter().map(|(path, body)| File {
        path: (*path).to_owned(),
        body: body.clone().into_bytes(),
    });
    Published::of(
        files.collect(),
        &Published::default(),
        Scheme::Http,
        Timestamp(0),
    )
}

fn folder() -> TempDir {
    TempDir::new().expect("a folder")
}

fn read(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).expect("a published file")
}

fn inode(folder: &TempDir, path: &str) -> u64 {
    fs::metadata(folder.path().join(path))
        .expect("a published file")
        .ino()
}

#[test]
fn only_what_changed_is_written_also_after_a_restart() {
    let folder = folder();
    let first = set(&[
        ("index.html", "one".to_owned()),
        ("robots.txt", "same".to_owned()),
    ]);
    let second = set(&[
        ("index.html", "two".to_owned()),
        ("robots.txt", "same".to_owned()),
    ]);
    Directory::open(folder.path())
        .expect("opens")
        .write(&first)
        .expect("writes");
    let (page, robots) = (inode(&folder, "index.html"), inode(&folder, "robots.txt"));
    let mut restarted = Directory::open(folder.path()).expect("opens");
    restarted.write(&second).expect("writes");
    assert_eq!(
        (
            read(&folder, "index.html").as_str(),
            inode(&folder, "robots.txt")
        ),
        ("two", robots)
    );
    assert_ne!(inode(&folder, "index.html"), page);
}

#[test]
fn a_folder_that_cannot_be_read_is_none_of_ours() {
    let (folder, elsewhere) = (folder(), folder());
    // What lies deeper than a path can say nobody reads, not even root.
    let name = "d".repeat(250);
    let top = folder.path().join("lost+found");
    let deep = (0..15).fold(top, |above, _| above.join(&name));
    let deeper = elsewhere.path().join("more").join(&name).join(&name);
    fs::create_dir_all(&deep).expect("makes");
    fs::create_dir_all(deeper).expect("makes");
    fs::rename(elsewhere.path().join("more"), deep.join("more")).expect("moves");
    assert!(fs::read_dir(deep.join("more").join(&name).join(&name)).is_err());
    let left = folder.path().join("history");
    fs::create_dir(&left).expect("makes");
    let left = left.join(TEMPORARY_PREFIX.to_owned() + "index.html");
    fs::write(&left, "half").expect("writes");
    Directory::open(folder.path()).expect("opens");
    assert!(!left.exists(), "what was left elsewhere goes all the same");
}

#[test]
fn a_file_that_somebody_deleted_comes_back() {
    let folder = folder();
    let files = set(&[("index.html", "one".to_owned())]);
    let mut directory = Directory::open(folder.path()).expect("opens");
    directory.write(&files).expect("writes");
    fs::remove_file(folder.path().join("index.html")).expect("deletes");
    for _ in 0..LOOK_EVERY {
        directory.write(&files).expect("writes");
    }
    assert_eq!(read(&folder, "index.html"), "one");
}

#[test]
fn what_is_told_no_more_is_deleted_and_what_others_keep_there_is_not() {
    let folder = folder();
    let page = |name: &str| (format!("history/{name}/index.html"), name.to_owned());
    let both = [page("2026-10"), page("2026-11")];
    let both: Vec<(&str, String)> = both
        .iter()
        .map(|(path, body)| (path.as_str(), body.clone()))
        .collect();
    let mut directory = Directory::open(folder.path()).expect("opens");
    directory.write(&set(&both)).expect("writes");
    let own = folder.path().join("history/2026-09/index.html");
    fs::create_dir_all(own.parent().expect("a folder")).expect("makes");
    fs::write(&own, "of somebody else").expect("writes");
    directory.write(&set(&both[1..])).expect("writes");
    assert!(!folder.path().join("history/2026-10").exists());
    assert!(own.exists());
    assert_eq!(read(&folder, "history/2026-11/index.html"), "2026-11");
}

#[test]
fn the_calendar_of_what_is_not_planned_any_more_goes_and_so_does_a_contact() {
    let folder = folder();
    let all = [
        "calendar/disks.ics",
        ".well-known/security.txt",
        "index.html",
    ];
    let all = all.map(|path| (path, path.to_owned()));
    let mut directory = Directory::open(folder.path()).expect("opens");
    directory.write(&set(&all)).expect("writes");
    directory.write(&set(&all[2..])).expect("writes");
    assert!(!folder.path().join(all[0].0).exists());
    assert!(!folder.path().join(all[1].0).exists());
    assert!(folder.path().join(all[2].0).exists());
}

#[test]
fn what_a_crash_left_is_removed_at_the_next_start() {
    let folder = folder();
    fs::create_dir_all(folder.path().join("feed/v1")).expect("makes");
    let leftover = folder
        .path()
        .join("feed/v1")
        .join(TEMPORARY_PREFIX.to_owned() + "feed.json");
    fs::write(&leftover, "half a fe").expect("writes");
    Directory::open(folder.path()).expect("opens");
    assert!(!leftover.exists());
}

/// Root may write anywhere, so rights alone stop nobody there: a folder in the way of the file
/// does.
#[test]
fn a_file_that_cannot_be_written_keeps_the_old_ones_and_leaves_nothing_behind() {
    let folder = folder();
    let mut directory = Directory::open(folder.path()).expect("opens");
    let old = set(&[
        ("index.html", "old".to_owned()),
        ("feed/v1/feed.json", "old".to_owned()),
    ]);
    directory.write(&old).expect("writes");
    let blocked = folder
        .path()
        .join(TEMPORARY_PREFIX.to_owned() + "index.html");
    fs::create_dir(&blocked).expect("is in the way");
    let new = set(&[
        ("index.html", "new".to_owned()),
        ("feed/v1/feed.json", "new".to_owned()),
    ]);
    directory.write(&new).expect_err("cannot");
    assert_eq!(
        (
            read(&folder, "index.html"),
            read(&folder, "feed/v1/feed.json")
        ),
        ("old".to_owned(), "old".to_owned())
    );
    fs::remove_dir(&blocked).expect("goes away");
    directory.write(&new).expect("writes again by itself");
    assert_eq!(
        (
            read(&folder, "index.html"),
            read(&folder, "feed/v1/feed.json")
        ),
        ("new".to_owned(), "new".to_owned())
    );
    assert!(leftovers(folder.path()).is_empty());
}

#[test]
fn a_folder_without_the_right_to_write_is_refused_at_start() {
    let folder = folder();
    let file = folder.path().join("a-file");
    fs::write(&file, "").expect("writes");
    let error = Directory::open(&file.join("public")).expect_err("is below a file");
    assert!(
        error.to_string().starts_with("cannot create the folder"),
        "{error}"
    );
    let locked = folder.path().join("locked");
    fs::create_dir(&locked).expect("makes");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o500)).expect("locks");
    let may_write_anyway = fs::write(locked.join("probe"), "").is_ok();
    assert_eq!(Directory::open(&locked).is_ok(), may_write_anyway);
}

fn leftovers(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder)
        .expect("reads")
        .map(|entry| entry.expect("an entry").file_name());
    let names = names.map(|name| name.to_string_lossy().into_owned());
    names
        .filter(|name| name.starts_with(TEMPORARY_PREFIX))
        .collect()
}

/// A month of the past, in which a component was known and an incident began.
fn month(component: &str, incidents: &[&str]) -> String {
    let golden = include_str!("../../../../feed/golden/v1/history-2026-11.json");
    let mut history: History = serde_json::from_str(golden).expect("reads");
    history.components.truncate(1);
    history.components[0].id = component.to_owned();
    history.incidents.truncate(incidents.len());
    for (told, id) in history.incidents.iter_mut().zip(incidents) {
        told.id = (*id).to_owned();
    }
    serde_json::to_string(&history).expect("is written")
}

const MONTH: [&str; 2] = ["feed/v1/history/2026-11.json", "history/2026-11/index.html"];

#[test]
fn a_month_that_is_told_no_more_goes_also_when_the_server_was_stopped_meanwhile() {
    let folder = folder();
    let all = [
        ("index.html", "index".to_owned()),
        ("incidents/moved/index.html", "page".to_owned()),
        (MONTH[1], "page".to_owned()),
        (MONTH[0], month("hidden", &["moved"])),
    ];
    let mut directory = Directory::open(folder.path()).expect("opens");
    directory.write(&set(&all)).expect("writes");
    // What only looks like one is somebody else's: by its name, or by what it says.
    let foreign = ["feed/v1/history/2026-10.json", "feed/v1/history/notes.json"];
    fs::write(folder.path().join(foreign[0]), &all[3].1).expect("writes");
    fs::write(folder.path().join(foreign[1]), "{}").expect("writes");
    // As long as the past is not whole, nothing goes.
    let mut late = set(&all[..2]);
    late.lacks_past = true;
    let mut directory = Directory::open(folder.path()).expect("opens");
    directory.write(&late).expect("writes");
    assert!(folder.path().join(MONTH[0]).exists());
    directory.write(&set(&all[..2])).expect("writes");
    assert!(!folder.path().join(MONTH[0]).exists());
    assert!(!folder.path().join("history/2026-11").exists());
    assert!(foreign.iter().all(|path| folder.path().join(path).exists()));
}

#[test]
fn a_database_that_was_lost_takes_back_nothing_that_was_told_for_good() {
    let check = |component: &str, incidents: &[&str], stays: bool| {
        let folder = folder();
        let all = [
            ("feed/v1/ledger/shown.json", "{}".to_owned()),
            ("incidents/known/index.html", "page".to_owned()),
            (MONTH[1], "page".to_owned()),
            (MONTH[0], month(component, incidents)),
        ];
        for files in [&all[..], &all[..2]] {
            let mut directory = Directory::open(folder.path()).expect("opens");
            directory.write(&set(files)).expect("writes");
        }
        let found = MONTH.map(|path| folder.path().join(path).exists());
        assert_eq!(found, [stays; 2], "{component}, {incidents:?}");
    };
    check("hidden", &[], false);
    check("hidden", &["known"], false);
    check("hidden", &["known", "unheard-of"], true);
    check("shown", &[], true);
}

#[test]
fn a_calendar_goes_also_when_the_server_was_stopped_meanwhile_and_nobody_elses_does() {
    let folder = folder();
    let ours = |id: &str| {
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Pilotlight//Pilotlight//EN\r\n\
             METHOD:PUBLISH\r\nBEGIN:VEVENT\r\nUID:{id}@acme.example\r\n"
        )
    };
    let all = [
        ("calendar/disks.ics", ours("disks")),
        ("calendar/gone.ics", ours("gone")),
    ];
    let mut directory = Directory::open(folder.path()).expect("opens");
    directory.write(&set(&all)).expect("writes");
    let foreign = ["copied.ics", "holidays.ics", "gone.txt"].map(|name| {
        let text = match name {
            "holidays.ics" => "BEGIN:VCALENDAR\r\n".to_owned(),
            _ => ours("gone"),
        };
        let place = folder.path().join("calendar").join(name);
        fs::write(&place, text).expect("writes");
        place
    });
    let mut directory = Directory::open(folder.path()).expect("opens");
    directory.write(&set(&all[..1])).expect("writes");
    assert!(folder.path().join(all[0].0).exists());
    assert!(!folder.path().join(all[1].0).exists());
    assert!(foreign.iter().all(|place| place.exists()));
}
