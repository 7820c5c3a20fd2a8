//! A configuration that somebody has spoiled: it is refused, or operators are let in by their tokens
//! all the same. Never is a door open because a line of its lock was misread.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::process::Stdio;
use std::thread;

use pilotlight_tests::{Chance, Guarded, Home, ask, until};

const MUTATIONS: usize = 200;
/// Servers that are tried at once.
const AT_ONCE: usize = 4;

const GOOD: &str = r#"data_dir = "data"
[page]
name = "Acme"
url = "http://127.0.0.1/"
time_zone = "Europe/Berlin"
[http]
listen = "{listen}"
[admin]
listen = "127.0.0.1:0"
[publish]
directory = "public"
refresh = "1s"
valid_for = "3m"
[uptime]
partial_outage_percent = 30
[incident]
after = "2m"
[[group]]
id = "product"
name = "Product"
[[component]]
id = "web"
name = "Web"
group = "product"
hidden = false
[[component.monitor]]
kind = "tcp"
address = "127.0.0.1:1"
every = "60s"
[[component]]
id = "support"
name = "Support"
manual = true
"#;

/// What may stand in place of a value.
const VALUES: [&str; 14] = [
    "\"\"",
    "-1",
    "0",
    "true",
    "false",
    "[]",
    "{}",
    "nan",
    "1e99",
    "\"*\"",
    "\"none\"",
    "\"0.0.0.0:0\"",
    "\"127.0.0.1:0\"",
    "99999999999999999999",
];
/// What may stand in place of a character: nothing that would lead out of the folder.
const CHARACTERS: &[u8] = b"abcxyzABC0123456789_-=\"'[]{}#,: \n";
/// Lines of the lock: where most mistakes are made.
const LOCK: [&str; 4] = [
    "[admin]",
    "listen = \"127.0.0.1:0\"",
    "[http]",
    "listen = \"{listen}\"",
];

/// One mistake in a text.
fn mutated(text: &str, chance: &mut Chance) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    // Every other mistake is one in the lock.
    let places = 0..lines.len();
    let places: Vec<usize> = match chance.below(2) {
        0 => places.collect(),
        _ => places
            .filter(|at| LOCK.contains(&lines[*at].as_str()))
            .collect(),
    };
    let at = *chance.one_of(&places);
    match chance.below(10) {
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, lines[at].clone()),
        2 => {
            let other = chance.below(lines.len() as u64);
            lines.swap(at, usize::try_from(other).expect("is a line"));
        }
        3 => lines[at].insert(0, '#'),
        4 => {
            let key = lines[at].split('=').next().unwrap_or_default().to_owned();
            lines[at] = format!("{key}= {}", chance.one_of(&VALUES));
        }
        5 => lines.truncate(at),
        // Of these most are no mistakes: the lock is read all the same.
        6 => lines.insert(at, "# A note.".to_owned()),
        7 => lines[at] = lines[at].replace(['1', '3', '6'], &chance.below(10).to_string()),
        8 => lines[at] = lines[at].to_uppercase(),
        _ => {
            let mut bytes = lines[at].clone().into_bytes();
            let place = chance.below(bytes.len() as u64);
            bytes[usize::try_from(place).expect("is a byte")] = *chance.one_of(CHARACTERS);
            lines[at] = String::from_utf8(bytes).expect("is ASCII");
        }
    }
    lines.join("\n") + "\n"
}

/// What became of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    /// It has refused to start.
    Refused,
    /// It runs, and has no door for operators.
    Closed,
    /// It runs, and its door is guarded.
    Guarded,
}

/// The address behind words of a log.
fn address(log: &str, words: &str) -> Option<SocketAddr> {
    let line = log.lines().find(|line| line.contains(words))?;
    let (_, rest) = line.split_once("address=")?;
    rest.split_whitespace().next()?.parse().ok()
}

/// Whether nobody is let in there without a token.
fn is_guarded(door: SocketAddr) -> bool {
    let paths = ["/api/v1/incidents", "/api/v1/tokens", "/api/v1/audit"];
    let wrong = [
        ("Authorization", "Bearer plt_0123456789_x"),
        ("Authorization", "Bearer "),
        ("Cookie", "token=plt_0123456789_x"),
    ];
    paths.iter().all(|path| {
        let mut ways = wrong.iter().map(std::slice::from_ref).chain([&[][..]]);
        ways.all(|way| {
            let answer = ask(door, "GET", path, way, None);
            answer.is_some_and(|answer| matches!(answer.status, 401 | 429))
        })
    })
}

/// Starts a server with this configuration and tries its door.
fn tried(text: &str) -> Ended {
    let home = Home::with(text);
    let mut command = home.command("run");
    let log = fs::File::create(home.path("log")).expect("can be written");
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log);
    let mut server = Guarded::spawn(&mut command);
    let log = || fs::read_to_string(home.path("log")).unwrap_or_default();
    let public = until("the server to run or to end", || {
        let has_ended = server.ended().is_some();
        // In this order: what it said last is there once it has ended.
        let log = log();
        let public = address(&log, "serving");
        (has_ended || public.is_some()).then_some(public)
    });
    let Some(public) = public else {
        return Ended::Refused;
    };
    let answer = ask(public, "GET", "/api/v1/incidents", &[], None);
    let is_open = answer.is_some_and(|answer| answer.status == 200);
    assert!(!is_open, "the public is let in:\n{text}");
    match address(&log(), "operators are let in here") {
        None => Ended::Closed,
        Some(door) => {
            assert!(is_guarded(door), "anyone is let in:\n{text}");
            Ended::Guarded
        }
    }
}

#[test]
fn a_spoiled_configuration_is_refused_or_still_asks_for_a_token() {
    let mut chance = Chance::told("mutations");
    let mut texts: Vec<String> = Vec::new();
    while texts.len() < MUTATIONS {
        let text = mutated(GOOD, &mut chance);
        if text != GOOD && !texts.contains(&text) {
            texts.push(text);
        }
    }
    let parts = texts.chunks(MUTATIONS / AT_ONCE);
    let ended: Vec<Ended> = thread::scope(|scope| {
        let parts: Vec<_> = parts
            .map(|part| scope.spawn(|| part.iter().map(|text| tried(text)).collect::<Vec<_>>()))
            .collect();
        let parts = parts.into_iter();
        parts
            .flat_map(|part| part.join().expect("no door is open"))
            .collect()
    });
    let count = |wanted| ended.iter().filter(|ended| **ended == wanted).count();
    let (refused, closed, guarded) = (
        count(Ended::Refused),
        count(Ended::Closed),
        count(Ended::Guarded),
    );
    eprintln!("{refused} refused, {closed} without a door, {guarded} guarded");
    assert!(20 < refused && 5 < guarded, "the mistakes are all alike");
}

/// The controls: a good configuration is guarded, and a door that is open is seen.
#[test]
fn a_door_that_is_open_is_seen() {
    assert_eq!(tried(GOOD), Ended::Guarded);
    let open = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = open.local_addr().expect("a bound socket has an address");
    thread::spawn(move || {
        for mut stream in open.incoming().flatten() {
            let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]";
            // Whoever asks may have gone.
            let _ = std::io::Write::write_all(&mut stream, answer);
        }
    });
    assert!(!is_guarded(address));
}
