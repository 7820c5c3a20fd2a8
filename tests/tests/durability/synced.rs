//! Nothing is acknowledged before it is on the disk, as strace sees it, and a disk that refuses is told.

use std::collections::HashMap;
use std::fs;
use std::process::Command;

use pilotlight_tests::{Server, Told, has, program, until};

use crate::database::names;

const CALLS: &str = "trace=fsync,fdatasync,write,writev,sendto,sendmsg";

fn is_traceable() -> bool {
    has("strace", &["-qq", "-e", "trace=none", "true"])
}

/// The server under strace, which writes down what goes to the disk and to the network. `by` is what
/// starts it, if anything.
fn traced(told: &Told, calls: &[&str], by: Option<&str>) -> Command {
    let mut command = Command::new("strace");
    // `-D`: what is killed at the end is the server itself. `-y`: calls name their files.
    command.args(["-D", "-f", "-qq", "-y", "-s", "16"]);
    for call in calls {
        command.args(["-e", call]);
    }
    command.arg("-o").arg(told.home.path("trace"));
    command.args(by).arg(program());
    command.args(["run", "--config"]);
    command.arg(told.home.configuration());
    command
}

/// How many acknowledgements in a trace have a finished synchronisation of the database since the one
/// before, and how many have none.
fn synchronised(trace: &str) -> (usize, usize) {
    let (mut with, mut without, mut is_safe) = (0, 0, false);
    // By thread: whether the call that is not finished is one on the database.
    let mut under_way = HashMap::new();
    for line in trace.lines() {
        let thread = line.split_whitespace().next().unwrap_or_default();
        let is_call = line.contains(" fsync(") || line.contains(" fdatasync(");
        let is_resumed = line.contains("sync resumed>");
        if is_call || is_resumed {
            let is_database = match is_call {
                true => line.contains("/data/pilotlight.db"),
                false => under_way.remove(thread).unwrap_or(false),
            };
            if line.ends_with("<unfinished ...>") {
                under_way.insert(thread, is_database);
            }
            is_safe |= is_database && line.ends_with("= 0");
        } else if line.contains("\"HTTP/1.1 201") {
            with += usize::from(is_safe);
            without += usize::from(!is_safe);
            is_safe = false;
        }
    }
    (with, without)
}

/// What [`synchronised`] says of so many acknowledgements by a server that this starts.
fn written_by(by: Option<&str>, writes: usize) -> (usize, usize) {
    let told = Told::default();
    let token = told.token();
    let server = Server::start_by(&told.home, traced(&told, &[CALLS], by));
    for number in 0..writes {
        told.until_told(&token, &format!("No. {number}"), 201);
    }
    drop(server);
    let trace = fs::read_to_string(told.home.path("trace")).expect("strace has written");
    synchronised(&trace)
}

#[test]
fn nothing_is_acknowledged_before_it_is_on_the_disk() {
    const WRITES: usize = 100;
    if is_traceable() {
        assert_eq!(written_by(None, WRITES), (WRITES, 0));
    }
}

/// The control: a server whose calls to synchronise do nothing.
#[test]
fn a_server_that_does_not_synchronise_is_caught() {
    const WRITES: usize = 20;
    if is_traceable() && has("eatmydata", &["true"]) {
        assert_eq!(written_by(Some("eatmydata"), WRITES), (0, WRITES));
    }
}

#[test]
fn what_other_files_are_synchronised_for_does_not_count() {
    let database = "/tmp/data/pilotlight.db-wal";
    for (sync, is_safe) in [
        (format!("7 fdatasync(12<{database}>) = 0"), true),
        (format!("7 fdatasync(12<{database}>) = -1 EIO"), false),
        ("7 fsync(12</tmp/public/index.html>) = 0".to_owned(), false),
        (
            format!("7 fsync(12<{database}> <unfinished ...>\n7 <... fsync resumed>) = 0"),
            true,
        ),
        (format!("7 fsync(12<{database}> <unfinished ...>"), false),
        (
            format!("7 fsync(12<{database}> <unfinished ...>\n8 <... fsync resumed>) = 0"),
            false,
        ),
    ] {
        let trace = format!("{sync}\n7 sendto(9, \"HTTP/1.1 201 Cre\"..., 300) = 300");
        let expected = (usize::from(is_safe), usize::from(!is_safe));
        assert_eq!(synchronised(&trace), expected, "{sync}");
    }
}

#[test]
fn a_disk_that_cannot_keep_is_answered_with_503_and_is_used_again() {
    if !is_traceable() {
        return;
    }
    let told = Told::default();
    let token = told.token();
    // Of each thread those after the start, for a while.
    let fault = "inject=fdatasync,fsync:error=EIO:when=40..60";
    let command = traced(&told, &["trace=fsync,fdatasync", fault], None);
    let server = Server::start_by(&told.home, command);
    let (mut acknowledged, mut number) = (Vec::new(), 0);
    let refused = until("a refusal", || {
        number += 1;
        let name = format!("No. {number}");
        let answer = told.open(&token, &name)?;
        if answer.status == 201 {
            acknowledged.push(name);
            return None;
        }
        Some(answer)
    });
    assert_eq!(refused.status, 503);
    told.until_told(&token, "after", 201);
    acknowledged.push("after".to_owned());
    drop(server);
    let kept = names(&told.database()).expect("can be read");
    acknowledged.retain(|name| !kept.contains(name));
    assert_eq!(acknowledged, Vec::<String>::new());
}
