//! A folder that cannot be published to, because it is full or read-only: what stands there stays as it
//! is to the byte, nothing half-written is left, and the first publication that can be made is made.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use pilotlight_feed::Feed;
use pilotlight_tests::{Server, Told, files, until};

use crate::full::{fill, inside, may_mount, seen_inside, with_disk};

/// Publications that fail before it is looked at what they have left.
const FAILURES: usize = 3;
/// Publications between the moment when the folder can be written again and the one that is found
/// there: one may have begun before, and a busy machine looks late.
const MOST_LATER: u64 = 5;

type Files = BTreeMap<PathBuf, Vec<u8>>;

fn failures(server: &Server<'_>) -> usize {
    server.log().matches("cannot publish").count()
}

/// What is published and what is half-written, without what fills the disk.
fn published(disk: &Path) -> Files {
    let mut found = files(disk);
    found.retain(|path, _| !path.to_string_lossy().starts_with("filler"));
    found
}

fn feed(disk: &Path) -> Option<Feed> {
    serde_json::from_slice(&fs::read(disk.join("feed/v1/feed.json")).ok()?).ok()
}

/// Spoils the folder, lets people tell something, and mends it.
fn spoil(spoil: impl FnOnce(&Server<'_>, &Path), mend: impl FnOnce(&Server<'_>, &Path)) {
    let told = Told::default();
    let token = told.token();
    let server = Server::start_by(&told.home, with_disk(&told, "public"));
    let disk = seen_inside(&told, &server, "public");
    until("the first publication", || feed(&disk));
    spoil(&server, &disk);
    // One publication may have been under way.
    let before = failures(&server);
    until("a failure", || (before < failures(&server)).then_some(()));
    let stood = published(&disk);

    told.until_told(&token, "Nobody is shown this", 201);
    let before = failures(&server);
    until("publications to fail", || {
        (before + FAILURES <= failures(&server)).then_some(())
    });
    // The one under way may have a file that it has not given up yet.
    until("nothing to be left", || {
        let stands = published(&disk);
        for (path, bytes) in &stood {
            assert!(stands.get(path) == Some(bytes), "{path:?} is another one");
        }
        (stands.len() == stood.len()).then_some(())
    });

    mend(&server, &disk);
    let first = server.feed().revision;
    let mended = until("what was told to be published", || {
        feed(&disk).filter(|feed| !feed.incidents.is_empty())
    });
    assert!(
        mended.revision <= first + MOST_LATER,
        "{first}, {}",
        mended.revision
    );
    mended.validate().expect("keeps the contract");
}

#[test]
fn a_full_folder_keeps_what_it_has_and_is_published_to_when_it_has_room() {
    if may_mount() {
        // What a publication that fails gives back is taken as well.
        let fillers = ["filler", "filler-2", "filler-3"];
        let full = |server: &Server<'_>, disk: &Path| {
            for filler in fillers {
                fill(&disk.join(filler));
                let before = failures(server);
                until("a failure", || (before < failures(server)).then_some(()));
            }
        };
        let free = |_: &Server<'_>, disk: &Path| {
            for filler in fillers {
                fs::remove_file(disk.join(filler)).expect("can be removed");
            }
        };
        spoil(full, free);
    }
}

#[test]
fn a_read_only_folder_keeps_what_it_has_and_is_published_to_when_it_is_writable() {
    fn remount(server: &Server<'_>, disk: &Path, mode: &str) {
        let place = disk.display().to_string();
        let own = format!("/proc/{}/root", server.pid());
        let place = place.strip_prefix(&own).expect("is seen through it");
        // While a file is open for writing the system refuses.
        until("the folder to change", || {
            let option = format!("remount,{mode}");
            let done = inside(server, &["mount", "-o", &option, place]);
            done.status.success().then_some(())
        });
    }
    if may_mount() {
        spoil(
            |server, disk| remount(server, disk, "ro"),
            |server, disk| remount(server, disk, "rw"),
        );
    }
}
