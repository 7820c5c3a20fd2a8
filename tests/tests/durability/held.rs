//! Another process holds the database: that is ours, and no component's fault. Nothing is told that is
//! not durable, writers are sent away for a while, and what was measured meanwhile is kept.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use pilotlight_feed::{Feed, Status, Timestamp};
use pilotlight_tests::{Answer, Guarded, Server, Told, has, send, until};

use crate::database::number;

/// How long it is held, by the times of the publications.
const HELD_S: i64 = 30;
/// How long a writer waits at most, also behind others, and what a busy machine adds.
const PATIENCE: Duration = Duration::from_secs(5 + 4);
/// Checks of a monitor that are made meanwhile, of one every second, however busy the machine is.
const LEAST_CHECKS: i64 = 10;
/// How often each writer is refused meanwhile, however long each of them waits.
const LEAST_REFUSALS: usize = 2;

const HOLD: &str = "import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute('PRAGMA busy_timeout = 20000')
held.execute('BEGIN IMMEDIATE')
print('held', flush=True)
sys.stdin.read()
held.execute('ROLLBACK')";

/// Another process, which holds the database until it is told to let go.
struct Holder(Guarded);

impl Holder {
    fn of(told: &Told) -> Self {
        let mut command = Command::new("python3");
        command.args(["-c", HOLD]).arg(told.database());
        let mut child = Guarded::spawn(command.stdin(Stdio::piped()).stdout(Stdio::piped()));
        let mut said = String::new();
        let stdout = child.0.stdout.take().expect("is a pipe");
        let read = BufReader::new(stdout).read_line(&mut said);
        assert!(read.is_ok() && said == "held\n", "{said:?}");
        Self(child)
    }

    fn let_go(mut self) {
        let Child { stdin, .. } = &mut self.0.0;
        drop(stdin.take());
        let ended = until("the other process to end", || self.0.ended());
        assert!(ended.success());
    }
}

fn component(id: &str, target: &TcpListener) -> String {
    let address = target.local_addr().expect("a bound socket has an address");
    format!(
        "[[component]]\nid = \"{id}\"\nname = \"{id}\"\n\
         [component.incident]\nafter = \"2s\"\n\
         [[component.monitor]]\nkind = \"tcp\"\naddress = \"{address}\"\nevery = \"1s\"\n"
    )
}

fn status(feed: &Feed, id: &str) -> Status {
    let found = feed.components.iter().find(|one| one.id == id);
    found.expect("is on the page").status
}

const TRANSITIONS: &str = "SELECT count(*) FROM ledger";
const INCIDENTS: &str = "SELECT count(*) FROM incident";
const MEASURED: &str = "SELECT coalesce(sum(up), 0) FROM measurement WHERE length_s = 300 \
    AND monitor = (SELECT number FROM monitor WHERE id LIKE 'well%')";

/// Down once one of its copies is dropped, also by a panic.
#[derive(Clone, Default)]
struct Flag(Arc<AtomicBool>);

impl Flag {
    fn is_down(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for Flag {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn until_next_publication(server: &Server<'_>, feed: &Feed) {
    until("the next publication", || {
        (feed.revision < server.feed().revision).then_some(())
    });
}

/// Asks once a publication until the flag is down; how often it was refused in time.
fn refused(server: &Server<'_>, held: &Flag, ask: impl Fn() -> Answer) -> usize {
    let mut times = 0;
    loop {
        let began = Instant::now();
        let answer = ask();
        let took = began.elapsed();
        if held.is_down() {
            return times;
        }
        assert_eq!(answer.status, 503, "{}", answer.text());
        assert!(answer.headers.contains_key("retry-after"), "{answer:?}");
        assert!(took < PATIENCE, "{took:?}");
        times += 1;
        until_next_publication(server, &server.feed());
    }
}

/// What is told meanwhile: that nothing is known of the dead one, and when that was last told.
fn watch_while_held(server: &Server<'_>, since: Timestamp) -> (bool, Timestamp) {
    let mut is_unknown = false;
    loop {
        // As often as it is published there is something to see.
        let feed = server.feed();
        assert_eq!(status(&feed, "well"), Status::Operational);
        let of_dead = status(&feed, "dies");
        assert!(!of_dead.is_problem(), "{of_dead:?} is told and not durable");
        is_unknown |= of_dead == Status::Unknown;
        assert_eq!(feed.incidents.len() + feed.past_incidents.len(), 0);
        if HELD_S <= feed.generated_at.since(since) {
            return (is_unknown, feed.generated_at);
        }
        until_next_publication(server, &feed);
    }
}

#[test]
fn a_database_that_somebody_holds_is_no_components_fault() {
    if !has("python3", &["-c", "import sqlite3"]) {
        return;
    }
    let [well, dies] = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").expect("a free port"));
    let told = Told::with(&(component("well", &well) + &component("dies", &dies)));
    let server = Server::start(&told.home);
    let token = told.token_beside();
    for id in ["well", "dies"] {
        server.until_component(id, |known| known.status == Status::Operational);
    }
    // Both are durable once they are told.
    let database = told.database();
    let transitions = number(&database, TRANSITIONS);
    let holder = Holder::of(&told);
    let measured = number(&database, MEASURED);
    let since = server.feed().generated_at;
    drop(dies);

    // Writers of both kinds, one behind the other and each anew, for as long as it is held.
    let held = Flag::default();
    let watch = || {
        let _ends = held.clone();
        watch_while_held(&server, since)
    };
    let new_token = r#"{"name":"new","scopes":["read"]}"#;
    let new_token =
        || send(told.admin, "POST", "/api/v1/tokens", &token, new_token).expect("is answered");
    let new_incident = || told.open(&token, "Not now").expect("is answered");
    let (is_unknown, end) = thread::scope(|scope| {
        let tokens = scope.spawn(|| refused(&server, &held, new_token));
        let incidents = scope.spawn(|| refused(&server, &held, new_incident));
        let seen = watch();
        for times in [tokens, incidents] {
            let times = times.join().expect("every one is refused in time");
            assert!(LEAST_REFUSALS <= times, "{times}");
        }
        seen
    });
    assert!(is_unknown, "the dead one is still called operational");
    assert_eq!(number(&database, TRANSITIONS), transitions);
    assert_eq!(number(&database, INCIDENTS), 0);

    holder.let_go();
    let feed = server.until_component("dies", |known| known.status == Status::MajorOutage);
    let dead = feed.components.iter().find(|one| one.id == "dies");
    let known_since = dead.and_then(|one| one.since).expect("has a beginning");
    assert!(
        known_since < end,
        "since it died, not since it could be kept"
    );
    until("what was measured meanwhile to be kept", || {
        (measured + LEAST_CHECKS <= number(&database, MEASURED)).then_some(())
    });
    told.until_told(&token, "Now", 201);
    let of_well = "SELECT count(*) FROM ledger WHERE component = 'well'";
    assert_eq!(number(&database, of_well), 1);
}
