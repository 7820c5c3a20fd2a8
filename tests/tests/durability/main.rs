//! What was acknowledged is on the disk: whatever kills the server, whatever the disk refuses.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use pilotlight_tests::{Home, Server, get, has, program, send, until};
use sqlx::{Connection, Row, SqliteConnection};

const WRITERS: usize = 4;
const KILLS: usize = 20;
const INCIDENT: &str =
    r#"{"name":"Slow","updates":[{"status":"investigating","body":"We look."}]}"#;

/// A server that people tell, with its data in `data`.
struct Told {
    home: Home,
    admin: SocketAddr,
}

impl Told {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let admin = listener
            .local_addr()
            .expect("a bound socket has an address");
        let home = Home::with(&format!(
            "data_dir = \"data\"\n\
             [page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n\
             [http]\nlisten = \"{{listen}}\"\n[admin]\nlisten = \"{admin}\"\n\
             [publish]\ndirectory = \"public\"\nrefresh = \"1s\"\n\
             [[component]]\nid = \"web\"\nname = \"Web\"\nmanual = true\n"
        ));
        Self { home, admin }
    }

    /// A token that may do everything, made with the database that the first start makes.
    fn token(&self) -> String {
        drop(Server::start(&self.home));
        let arguments = ["create", "writer", "--scope", "admin", "--local"];
        let made = self.home.run("token", &arguments);
        assert!(made.status.success(), "{made:?}");
        let token = String::from_utf8(made.stdout).expect("is text");
        token.trim().to_owned()
    }

    /// Tells of an incident: the status of the answer, and the incident's id if there is one.
    fn tell(&self, token: &str) -> Option<(u16, String)> {
        let (status, body) = send(self.admin, "POST", "/api/v1/incidents", token, INCIDENT)?;
        let answer: serde_json::Value = serde_json::from_slice(&body).ok()?;
        Some((status, answer["id"].as_str().unwrap_or_default().to_owned()))
    }

    /// The answer to somebody who writes, once there is one of this status.
    #[track_caller]
    fn until_told(&self, token: &str, wanted: u16) -> String {
        until(&format!("an answer with {wanted}"), || {
            let (status, id) = self.tell(token)?;
            (status == wanted).then_some(id)
        })
    }

    fn database(&self) -> PathBuf {
        self.home.path("data/pilotlight.db")
    }
}

/// Ids of all incidents in a database, by the same SQLite that the server has.
fn incidents(database: &Path) -> Result<BTreeSet<String>, sqlx::Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime").block_on(async {
        let address = format!("sqlite:{}", database.display());
        let mut connection = SqliteConnection::connect(&address).await?;
        let whole = sqlx::query("PRAGMA integrity_check").fetch_one(&mut connection);
        assert_eq!(whole.await?.get::<String, _>(0), "ok");
        let rows = sqlx::query("SELECT id FROM incident").fetch_all(&mut connection);
        let ids = rows.await?.iter().map(|row| row.get(0)).collect();
        connection.close().await?;
        Ok(ids)
    })
}

/// Somewhere below `milliseconds`.
fn at_random(milliseconds: u64) -> Duration {
    Duration::from_millis(RandomState::new().hash_one(milliseconds) % milliseconds)
}

/// Lets writers tell of incidents until the server is killed; what was acknowledged.
fn write_until_killed(told: &Told, token: &str, server: Server<'_>) -> Vec<String> {
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| {
                scope.spawn(|| {
                    let mut acknowledged = Vec::new();
                    while !is_over.load(Ordering::Relaxed) {
                        if let Some((201, id)) = told.tell(token) {
                            acknowledged.push(id);
                        }
                    }
                    acknowledged
                })
            })
            .collect();
        // Chance decides in the middle of what it is killed.
        thread::sleep(at_random(400));
        drop(server);
        is_over.store(true, Ordering::Relaxed);
        let writers = writers.into_iter();
        writers
            .flat_map(|writer| writer.join().expect("writes"))
            .collect()
    })
}

#[test]
fn what_was_acknowledged_outlives_any_kill() {
    let told = Told::new();
    let token = told.token();
    let mut acknowledged = BTreeSet::new();
    let mut last = Vec::new();
    for _ in 0..KILLS {
        let server = Server::start(&told.home);
        last = write_until_killed(&told, &token, server);
        acknowledged.extend(last.iter().cloned());
    }
    while last.is_empty() {
        last = write_until_killed(&told, &token, Server::start(&told.home));
        acknowledged.extend(last.iter().cloned());
    }

    // The control: without what was synchronised at each acknowledgement some are gone.
    let copy = told.home.path("copy.db");
    fs::copy(told.database(), &copy).expect("can be copied");
    let without = incidents(&copy).expect("a checkpoint is whole");
    assert!(
        last.iter().any(|id| !without.contains(id)),
        "a loss would not be seen"
    );

    let kept = incidents(&told.database()).expect("can be read");
    let lost: Vec<_> = acknowledged.difference(&kept).collect();
    assert!(lost.is_empty(), "{lost:?} of {}", acknowledged.len());
    let server = Server::start(&told.home);
    let known = get(told.home.listen, "/feed/v1/feed.json").expect("answers");
    assert_eq!(known.0, 200);
    drop(server);
}

/// The server under strace, which writes down what goes to the disk and to the network.
fn traced(told: &Told, calls: &str, more: &[&str]) -> Command {
    let mut command = Command::new("strace");
    // `-D`: what is killed at the end is the server itself.
    command
        .args(["-D", "-f", "-qq", "-s", "16", "-e"])
        .arg(calls);
    command.args(more).arg("-o").arg(told.home.path("trace"));
    command.arg(program()).args(["run", "--config"]);
    command.arg(told.home.configuration());
    command
}

/// How many acknowledgements in a trace have a finished synchronisation since the one before, and
/// how many have none.
fn synchronised(trace: &str) -> (usize, usize) {
    let (mut with, mut without, mut is_safe) = (0, 0, false);
    for line in trace.lines() {
        let is_sync = line.contains("fdatasync") || line.contains("fsync");
        if is_sync && line.ends_with("= 0") {
            is_safe = true;
        } else if line.contains("\"HTTP/1.1 201") {
            with += usize::from(is_safe);
            without += usize::from(!is_safe);
            is_safe = false;
        }
    }
    (with, without)
}

#[test]
fn nothing_is_acknowledged_before_it_is_on_the_disk() {
    const WRITES: usize = 100;
    if !has("strace", &["-qq", "-e", "trace=none", "true"]) {
        return;
    }
    let told = Told::new();
    let token = told.token();
    let calls = "trace=fsync,fdatasync,write,writev,sendto,sendmsg";
    let server = Server::start_by(&told.home, traced(&told, calls, &[]));
    for _ in 0..WRITES {
        told.until_told(&token, 201);
    }
    drop(server);
    let trace = fs::read_to_string(told.home.path("trace")).expect("strace has written");
    assert_eq!(synchronised(&trace), (WRITES, 0));

    // The control: the same trace without the calls.
    let lines = trace.lines().filter(|line| !line.contains("sync"));
    let silent: Vec<&str> = lines.collect();
    assert_eq!(synchronised(&silent.join("\n")), (0, WRITES));
}

#[test]
fn a_disk_that_cannot_keep_is_answered_with_503_and_is_used_again() {
    if !has("strace", &["-qq", "-e", "trace=none", "true"]) {
        return;
    }
    let told = Told::new();
    let token = told.token();
    // Of each thread those after the start, for a while.
    let fault = "inject=fdatasync,fsync:error=EIO:when=40..60";
    let server = Server::start_by(
        &told.home,
        traced(&told, "trace=fsync,fdatasync", &["-e", fault]),
    );
    let mut acknowledged = Vec::new();
    let refused = until("a refusal", || {
        let (status, id) = told.tell(&token)?;
        if status == 201 {
            acknowledged.push(id);
            return None;
        }
        Some(status)
    });
    assert_eq!(refused, 503);
    let after = told.until_told(&token, 201);
    drop(server);
    let kept = incidents(&told.database()).expect("can be read");
    let all = acknowledged.iter().chain([&after]);
    assert_eq!(all.filter(|id| !kept.contains(*id)).count(), 0);
}

#[test]
fn a_full_disk_loses_nothing_and_is_used_again_when_it_has_room() {
    if !has(
        "unshare",
        &[
            "--map-root-user",
            "--mount",
            "mount",
            "-t",
            "tmpfs",
            "none",
            "/mnt",
        ],
    ) {
        return;
    }
    let told = Told::new();
    // A small disk of its own below the data folder, seen by the server alone.
    let script = "mount -t tmpfs -o size=16m pilotlight \"$0\" && exec \"$@\"";
    let data = told.home.path("data");
    fs::create_dir(&data).expect("a folder");
    let mut command = Command::new("unshare");
    command
        .args(["--map-root-user", "--mount", "sh", "-c", script])
        .arg(&data);
    command.arg(program()).args(["run", "--config"]);
    command.arg(told.home.configuration());
    let server = Server::start_by(&told.home, command);
    let inside = PathBuf::from(format!("/proc/{}/root", server.pid()));
    let disk = inside.join(data.strip_prefix("/").expect("an absolute path"));
    let token = token_inside(&told, &server);
    let first = told.until_told(&token, 201);

    let filler = disk.join("filler");
    let full = fs::write(&filler, vec![0; 32 << 20]);
    assert!(full.is_err(), "the disk is small");
    let mut acknowledged = vec![first];
    let refused = until("a refusal", || {
        let (status, id) = told.tell(&token)?;
        if status == 201 {
            acknowledged.push(id);
            return None;
        }
        Some(status)
    });
    assert_eq!(refused, 503);
    let known = get(told.home.listen, "/feed/v1/summary.json").expect("readers are answered");
    assert_eq!(known.0, 200);
    assert!(told.home.path("public/feed/v1/summary.json").exists());

    fs::remove_file(&filler).expect("can be removed");
    acknowledged.push(told.until_told(&token, 201));
    let copy = told.home.path("kept");
    fs::create_dir(&copy).expect("a folder");
    for name in ["pilotlight.db", "pilotlight.db-wal"] {
        fs::copy(disk.join(name), copy.join(name)).expect("can be copied");
    }
    drop(server);
    let kept = incidents(&copy.join("pilotlight.db")).expect("can be read");
    assert_eq!(
        acknowledged.iter().filter(|id| !kept.contains(*id)).count(),
        0
    );
}

/// A token made beside the running server, on the disk that it alone sees.
fn token_inside(told: &Told, server: &Server<'_>) -> String {
    let mut command = Command::new("nsenter");
    command.args(["--user", "--mount", "--target", &server.pid().to_string()]);
    command.arg(program()).args(["token", "create", "writer"]);
    command.args(["--scope", "admin", "--local", "--config"]);
    command.arg(told.home.configuration());
    let made = command.output().expect("nsenter is part of util-linux");
    assert!(made.status.success(), "{made:?}");
    let token = String::from_utf8(made.stdout).expect("is text");
    token.trim().to_owned()
}
