//! A disk without room below the data folder: nothing is lost, readers are served, and it is used again
//! when it has room.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use pilotlight_feed::Feed;
use pilotlight_tests::{Server, Told, files, get, has, program, until};

use crate::database::{copy, names};

/// A refusal comes at once; this is far above what a busy machine adds to it.
const PROMPT: Duration = Duration::from_secs(10);

/// Whether a small disk can be made here that a server alone sees.
pub(crate) fn may_mount() -> bool {
    let arguments = ["--map-root-user", "--mount", "mount", "-t", "tmpfs"];
    has("unshare", &[&arguments[..], &["none", "/mnt"]].concat())
}

/// The server with a disk of 16 MiB of its own at a folder of its home.
pub(crate) fn with_disk(told: &Told, folder: &str) -> Command {
    let script = "mount -t tmpfs -o size=16m pilotlight \"$0\" && exec \"$@\"";
    let place = told.home.path(folder);
    fs::create_dir_all(&place).expect("a folder");
    let mut command = Command::new("unshare");
    command
        .args(["--map-root-user", "--mount", "sh", "-c", script])
        .arg(place);
    command.arg(program()).args(["run", "--config"]);
    command.arg(told.home.configuration());
    command
}

/// Where the server's own disk is seen from outside.
pub(crate) fn seen_inside(told: &Told, server: &Server<'_>, folder: &str) -> PathBuf {
    let place = told.home.path(folder);
    let below = place.strip_prefix("/").expect("an absolute path");
    PathBuf::from(format!("/proc/{}/root", server.pid())).join(below)
}

/// A command beside the server, on the disk that it alone sees.
pub(crate) fn inside(server: &Server<'_>, command: &[&str]) -> Output {
    let mut entered = Command::new("nsenter");
    entered.args(["--user", "--mount", "--target", &server.pid().to_string()]);
    entered.args(command);
    entered.output().expect("nsenter is part of util-linux")
}

/// Takes all room of the disk that this file is on.
pub(crate) fn fill(filler: &Path) {
    let full = fs::write(filler, vec![1; 32 << 20]);
    assert!(full.is_err(), "the disk is small");
}

/// What readers get, over HTTP and from the folder, is whole.
#[track_caller]
fn readers_are_served(told: &Told) {
    let (status, served) = get(told.home.listen, "/feed/v1/feed.json").expect("is answered");
    assert_eq!(status, 200);
    let written = fs::read(told.home.path("public/feed/v1/feed.json")).expect("is there");
    for text in [served, written] {
        let feed: Feed = serde_json::from_slice(&text).expect("is a feed");
        feed.validate().expect("keeps the contract");
    }
    let published = files(&told.home.path("public"));
    let json = |path: &Path| path.extension().is_some_and(|end| end == "json");
    for (path, text) in published.iter().filter(|(path, _)| json(path)) {
        let read: Result<serde_json::Value, _> = serde_json::from_slice(text);
        assert!(read.is_ok(), "{path:?}: {read:?}");
    }
}

#[test]
fn a_full_disk_loses_nothing_and_is_used_again_when_it_has_room() {
    if !may_mount() {
        return;
    }
    let told = Told::default();
    let server = Server::start_by(&told.home, with_disk(&told, "data"));
    let disk = seen_inside(&told, &server, "data");
    let program = program().display().to_string();
    let file = told.home.configuration().display().to_string();
    let made = inside(
        &server,
        &[
            &program, "token", "create", "w", "--scope", "admin", "--local", "--config", &file,
        ],
    );
    assert!(made.status.success(), "{made:?}");
    let token = String::from_utf8(made.stdout).expect("is text");
    let token = token.trim();
    told.until_told(token, "first", 201);
    let mut acknowledged = vec!["first".to_owned()];
    let published = told.home.path("public/feed/v1/feed.json");
    until("the first publication", || {
        published.is_file().then_some(())
    });

    let filler = disk.join("filler");
    fill(&filler);
    let mut number = 0;
    let refused = until("a refusal", || {
        number += 1;
        let (name, began) = (format!("No. {number}"), Instant::now());
        let answer = told.open(token, &name)?;
        let took = began.elapsed();
        assert!(took < PROMPT, "{}: {took:?}", answer.status);
        if answer.status == 201 {
            acknowledged.push(name);
            return None;
        }
        Some(answer)
    });
    assert_eq!(refused.status, 503);
    assert!(refused.headers.contains_key("retry-after"), "{refused:?}");
    readers_are_served(&told);

    fs::remove_file(&filler).expect("can be removed");
    told.until_told(token, "after", 201);
    acknowledged.push("after".to_owned());
    readers_are_served(&told);
    // The disk is gone with the server.
    let kept = told.home.path("kept/pilotlight.db");
    copy(&disk.join("pilotlight.db"), &kept);
    drop(server);
    let kept = names(&kept).expect("can be read");
    acknowledged.retain(|name| !kept.contains(name));
    assert_eq!(acknowledged, Vec::<String>::new());
}
