//! The running server while one of its parts is at fault: nothing of ours is ever shown as a
//! component's fault, and nothing is told that is not durable.

use std::path::Path;
use std::time::Duration;

use pilotlight_feed::{Feed, Status, Timestamp};
use pilotlight_server::core::Command;
use pilotlight_server::store::Actor;
use pilotlight_server::{Server, config, start};
use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;
use tokio::net::TcpListener;

/// Long enough on any machine; a condition that holds returns at once.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

fn operator() -> Actor {
    Actor {
        name: "a test".to_owned(),
        token: None,
        address: None,
    }
}

/// A server in a folder of its own that checks one TCP target every second.
struct Running {
    folder: TempDir,
    server: Server,
    target: Option<TcpListener>,
}

impl Running {
    async fn start() -> Self {
        let folder = TempDir::new().expect("a folder");
        let target = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = target.local_addr().expect("an address");
        let text = format!(
            r#"
            [page]
            name = "Acme"
            url = "http://127.0.0.1/"
            [http]
            listen = "127.0.0.1:0"
            [publish]
            directory = "public"
            refresh = "1s"
            valid_for = "3s"
            [[component]]
            id = "web"
            name = "Web"
            [[component.monitor]]
            kind = "tcp"
            address = "{address}"
            every = "1s"
            failures = 2
            recoveries = 1
            "#
        );
        let config = config::parse(&text, folder.path()).expect("a good configuration");
        let server = start(config).await.expect("starts");
        Self {
            folder,
            server,
            target: Some(target),
        }
    }

    fn feed(&self) -> Option<Feed> {
        let text = std::fs::read(self.folder.path().join("public/feed/v1/feed.json")).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Waits for a publication of which this holds.
    async fn until(&self, holds: impl Fn(&Feed) -> bool) -> Feed {
        let mut again = tokio::time::interval(LOOK_AGAIN);
        let search = async {
            loop {
                again.tick().await;
                if let Some(feed) = self.feed().filter(&holds) {
                    return feed;
                }
            }
        };
        let found = tokio::time::timeout(PATIENCE, search).await;
        assert!(
            found.is_ok(),
            "not published in time; now {:?}",
            self.feed()
        );
        found.expect("just seen")
    }
}

fn status(feed: &Feed) -> Status {
    feed.components[0].status
}

async fn database(folder: &Path) -> SqliteConnection {
    let url = format!("sqlite://{}", folder.join("data/pilotlight.db").display());
    SqliteConnection::connect(&url).await.expect("connects")
}

async fn number(connection: &mut SqliteConnection, query: &'static str) -> i64 {
    sqlx::query_scalar(query)
        .fetch_one(connection)
        .await
        .expect("answers")
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_database_is_held_an_outage_is_neither_told_nor_lost() {
    let mut running = Running::start().await;
    running
        .until(|feed| status(feed) == Status::Operational)
        .await;
    let mut other = database(running.folder.path()).await;
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut other)
        .await
        .expect("holds it");
    let held_since = running.feed().expect("a feed").generated_at;
    drop(running.target.take());
    // Once the store has refused it, neither the outage may be told, which is not durable, nor what
    // was true before; and it stays so however long the database is held.
    let told = running.until(|feed| status(feed) == Status::Unknown).await;
    let told = running
        .until(|feed| 10 <= feed.generated_at.since(told.generated_at))
        .await;
    assert_eq!(status(&told), Status::Unknown);
    assert!(10 <= told.generated_at.since(held_since));
    let outages = "SELECT count(*) FROM ledger WHERE status = 'major_outage'";
    assert_eq!(number(&mut other, outages).await, 0);
    sqlx::query("ROLLBACK")
        .execute(&mut other)
        .await
        .expect("lets go");
    // Told once it is durable, and since the first failed check, not since the database let go.
    let outage = running
        .until(|feed| status(feed) == Status::MajorOutage)
        .await;
    let since = outage.components[0]
        .since
        .expect("an outage has a beginning");
    assert!(
        since.plus(3) <= told.generated_at,
        "since {since}, still told otherwise at {}",
        told.generated_at
    );
    let stored = number(
        &mut other,
        "SELECT at FROM ledger WHERE status = 'major_outage'",
    )
    .await;
    assert_eq!(Timestamp(stored), since);
    running.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_keeps_what_was_measured_and_the_sign_of_life() {
    let running = Running::start().await;
    let feed = running
        .until(|feed| status(feed) == Status::Operational)
        .await;
    running.server.stop().await;
    let mut connection = database(running.folder.path()).await;
    let measured = "SELECT sum(up) FROM measurement WHERE length_s = 300";
    assert!(0 < number(&mut connection, measured).await);
    let last_alive = number(&mut connection, "SELECT last_alive FROM server").await;
    assert!(feed.generated_at.0 <= last_alive);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_commit_is_read_and_built_upon() {
    let mut running = Running::start().await;
    running
        .until(|feed| status(feed) == Status::Operational)
        .await;
    let mut other = database(running.folder.path()).await;
    let moved_on = sqlx::query("UPDATE server SET version = version + 1");
    moved_on.execute(&mut other).await.expect("commits");
    drop(running.target.take());
    running
        .until(|feed| status(feed) == Status::MajorOutage)
        .await;
    running.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn publishing_on_command_does_not_wait_for_the_refresh() {
    let running = Running::start().await;
    let before = running
        .until(|feed| status(feed) == Status::Operational)
        .await
        .revision;
    let asked = running
        .server
        .desk()
        .ask(Command::Publish, operator(), None)
        .await;
    assert!(asked.is_ok(), "{asked:?}");
    running.until(|feed| before < feed.revision).await;
    running.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_goes_away_is_made_again() {
    let running = Running::start().await;
    let before = running
        .until(|feed| status(feed) == Status::Operational)
        .await;
    let public = running.folder.path().join("public");
    let published = |path: &str| public.join(path).is_file();
    let is_there = |_: &Feed| published("index.html") && published("robots.txt");
    running.until(is_there).await;
    // What is written at the same time may stand in the way for a moment.
    let is_gone = |_: &Feed| std::fs::remove_dir_all(&public).is_ok() || !public.exists();
    running.until(is_gone).await;
    let after = running.until(|feed| before.revision < feed.revision).await;
    assert_eq!(status(&after), Status::Operational);
    // The feed is told from memory; the folder follows at once.
    let is_back = |_: &Feed| published("index.html") && published("robots.txt");
    running.until(is_back).await;
    running.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_feed_after_a_long_stop_is_unknown() {
    let mut running = Running::start().await;
    let before = running
        .until(|feed| status(feed) == Status::Operational)
        .await;
    running.server.stop().await;
    drop(running.target.take());
    let mut connection = database(running.folder.path()).await;
    let a_day_ago = sqlx::query("UPDATE server SET last_alive = last_alive - 86400");
    a_day_ago.execute(&mut connection).await.expect("commits");
    let entries = sqlx::query("UPDATE ledger SET at = at - 90000");
    entries.execute(&mut connection).await.expect("commits");
    // One publication, and then no more: what it says stands for as long as it is valid.
    let text = "[page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n[http]\nlisten = \"127.0.0.1:0\"\n\
         [publish]\ndirectory = \"again\"\nrefresh = \"1h\"\nvalid_for = \"3h\"\n\
         [[component]]\nid = \"web\"\nname = \"Web\"\n[[component.monitor]]\nkind = \"tcp\"\n\
         address = \"127.0.0.1:1\"\nevery = \"1h\"\nfailures = 2\n";
    let config = config::parse(text, running.folder.path()).expect("a good configuration");
    let server = start(config).await.expect("starts");
    let published = running.folder.path().join("again/feed/v1/feed.json");
    let mut again = tokio::time::interval(LOOK_AGAIN);
    let first = tokio::time::timeout(PATIENCE, async {
        loop {
            again.tick().await;
            let read = std::fs::read(&published).ok();
            if let Some(feed) = read.and_then(|text| serde_json::from_slice::<Feed>(&text).ok()) {
                return feed;
            }
        }
    });
    let first = first.await.expect("published in time");
    assert!(before.revision < first.revision);
    assert_eq!(
        (first.status.level, status(&first)),
        (Status::Unknown, Status::Unknown)
    );
    server.stop().await;
}
