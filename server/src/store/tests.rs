//! One suite over every store: each rule takes any [`Store`], and is run on each that there is.

use std::sync::Arc;
use std::time::Duration;

use pilotlight_feed::{Status, Timestamp};
use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;

use super::{
    AccessChange, Actor, AuditEntry, Batch, Commit, EventQuery, SqliteStore, Store, StoreError,
    Stored, StoredKey, StoredTransition,
};
use crate::access::{Member, NewToken, Role, Scope, Scopes, Token, mint};
use crate::core::{
    Audience, Kind, LedgerEntry, Named, Order, Outcome, Rule, Series, Start, Switches,
    ToldComponent, ToldGroup, Verdict,
};
use crate::measure::{Bucket, BucketKey, Grain, MeasuredHour, Meter};

fn transition(component: &str, at: i64, status: Status) -> Stored {
    let entry = LedgerEntry {
        at: Timestamp(at),
        status,
    };
    Stored::Transition(StoredTransition {
        component: component.to_owned(),
        entry,
        cause: "a test".to_owned(),
    })
}

fn all(records: &[Stored]) -> Commit {
    Commit {
        records: records.to_vec(),
        audit: Vec::new(),
    }
}

async fn sqlite(folder: &TempDir) -> SqliteStore {
    SqliteStore::open(&folder.path().join("test.db"))
        .await
        .expect("opens")
}

fn folder() -> TempDir {
    TempDir::new().expect("a folder")
}

async fn a_new_store_knows_nothing(store: &impl Store) {
    let loaded = store.load(Timestamp(0)).await.expect("loads");
    assert_eq!(
        (loaded.version, loaded.last_alive, loaded.revision),
        (0, None, 0)
    );
    assert!(loaded.ledger.is_empty());
}

async fn what_is_committed_is_loaded_in_order(store: &impl Store) {
    let transitions = [
        transition("web", 100, Status::Operational),
        transition("api", 90, Status::MajorOutage),
    ];
    let version = store.commit(0, &all(&transitions)).await.expect("commits");
    store
        .commit(version, &all(&[transition("web", 200, Status::Unknown)]))
        .await
        .expect("commits");
    let loaded = store.load(Timestamp(0)).await.expect("loads");
    let seen: Vec<_> = loaded
        .ledger
        .iter()
        .map(|(id, entry)| (id.as_str(), entry.at.0, entry.status))
        .collect();
    assert_eq!(loaded.version, 2);
    assert_eq!(
        seen,
        [
            ("web", 100, Status::Operational),
            ("api", 90, Status::MajorOutage),
            ("web", 200, Status::Unknown)
        ]
    );
}

async fn the_last_finding_of_each_component_is_read_with_its_cause(store: &impl Store) {
    let transitions = [
        transition("web", 100, Status::Operational),
        transition("api", 110, Status::Operational),
        transition("web", 120, Status::MajorOutage),
    ];
    store.commit(0, &all(&transitions)).await.expect("commits");
    let mut found = store.findings().await.expect("reads");
    found.sort_by(|a, b| a.component.cmp(&b.component));
    let found: Vec<Stored> = found.into_iter().map(Stored::Transition).collect();
    assert_eq!(found, transitions[1..]);
}

async fn loading_from_a_horizon_keeps_what_reaches_into_it(store: &impl Store) {
    let transitions = [
        transition("web", 100, Status::Operational),
        transition("web", 200, Status::MajorOutage),
        transition("web", 300, Status::Operational),
        transition("api", 50, Status::Operational),
    ];
    store.commit(0, &all(&transitions)).await.expect("commits");
    let loaded = store.load(Timestamp(250)).await.expect("loads");
    let seen: Vec<_> = loaded
        .ledger
        .iter()
        .map(|(id, entry)| (id.as_str(), entry.at.0))
        .collect();
    assert_eq!(seen, [("web", 200), ("web", 300), ("api", 50)]);
}

async fn a_commit_on_an_old_version_changes_nothing(store: &impl Store) {
    store
        .commit(0, &all(&[transition("web", 100, Status::Operational)]))
        .await
        .expect("commits");
    let late = store
        .commit(0, &all(&[transition("web", 110, Status::MajorOutage)]))
        .await;
    assert!(matches!(late, Err(StoreError::Conflict(0))), "{late:?}");
    assert_eq!(
        store.load(Timestamp(0)).await.expect("loads").ledger.len(),
        1
    );
}

async fn a_batch_notes_life_and_never_turns_the_revision_back(store: &impl Store) {
    let batch = |at, revision| Batch {
        at: Timestamp(at),
        revision,
        buckets: Vec::new(),
    };
    store.record(&[], &batch(500, 9)).await.expect("records");
    store.record(&[], &batch(510, 8)).await.expect("records");
    let loaded = store.load(Timestamp(0)).await.expect("loads");
    assert_eq!(
        (loaded.last_alive, loaded.revision),
        (Some(Timestamp(510)), 9)
    );
}

async fn the_first_key_is_kept_and_a_later_one_dropped(store: &impl Store) {
    let (first, second) = (StoredKey(vec![1; 83]), StoredKey(vec![2; 83]));
    for offered in [&first, &second, &second] {
        let kept = store.keep_key(offered.clone()).await.expect("keeps");
        assert!(kept == first);
    }
}

async fn a_series_is_kept_whole_and_listed_until_and_after_its_end(store: &impl Store) {
    let series = |version, ended_at| {
        Stored::Series(Arc::new(Series {
            id: "weekly".to_owned(),
            version,
            name: "Work".to_owned(),
            body: String::new(),
            audience: Audience::Everyone,
            components: vec!["web".to_owned()],
            switches: Switches::default(),
            start: Start::parse("2026-12-01T02:30", "Europe/Berlin").expect("a start"),
            duration_s: 7_200,
            rule: Rule::parse("FREQ=WEEKLY;BYDAY=TU").expect("a rule"),
            excluded: Vec::new(),
            ended_at,
        }))
    };
    let is_open = |is_open| EventQuery {
        is_open: Some(is_open),
        after: None,
        limit: 10,
    };
    for (version, ended_at) in [(1, None), (2, Some(Timestamp(500)))] {
        let written = series(version, ended_at);
        store
            .commit(version - 1, &all(std::slice::from_ref(&written)))
            .await
            .expect("commits");
        let read = store.one_series("weekly").await.expect("reads");
        assert_eq!(read.map(Arc::new).map(Stored::Series), Some(written));
        let open = store.all_series(&is_open(true)).await.expect("lists");
        let over = store.all_series(&is_open(false)).await.expect("lists");
        let ends = usize::from(ended_at.is_some());
        assert_eq!((open.len(), over.len()), (1 - ends, ends));
        let loaded = store.load(Timestamp(501)).await.expect("loads");
        assert_eq!(loaded.events.series.len(), 1 - ends);
    }
    assert_eq!(store.one_series("daily").await.expect("reads"), None);
}

async fn the_tokens_of_a_member_who_goes_are_of_no_use_when_they_come_back(store: &impl Store) {
    let ada = |removed_at| Member {
        id: "ada".to_owned(),
        name: "Ada".to_owned(),
        role: Role::Responder,
        created_at: Timestamp(1),
        removed_at,
    };
    let token = |member: &str| {
        let new = NewToken {
            name: "laptop".to_owned(),
            member: Some(member.to_owned()),
            scopes: Scopes::of(&[Scope::Read]),
            expires_at: None,
        };
        mint(new, Timestamp(2)).expect("random bytes").token
    };
    let (old, new, other) = (token("ada"), token("ada"), token("bob"));
    let bob = Member {
        id: "bob".to_owned(),
        ..ada(None)
    };
    let changes = [
        AccessChange::PutMember(ada(None)),
        AccessChange::PutMember(bob),
        AccessChange::AddToken(old.clone()),
        AccessChange::AddToken(other.clone()),
        // A role that changes takes no token away.
        AccessChange::PutMember(ada(None)),
    ];
    let entry = |at| AuditEntry {
        at: Timestamp(at),
        actor: Actor {
            name: "a test".to_owned(),
            token: None,
            address: None,
        },
        action: String::new(),
        target: String::new(),
        before: None,
        after: None,
        once: None,
    };
    for change in changes {
        store
            .change_access(&change, &entry(3))
            .await
            .expect("changes");
    }
    let revoked = async |token: &Token| {
        let read = store.token(&token.id).await.expect("reads");
        read.expect("is there").revoked_at
    };
    assert_eq!(revoked(&old).await, None);
    let gone = AccessChange::RemoveMember {
        id: "ada".to_owned(),
        at: Timestamp(4),
    };
    let back = AccessChange::PutMember(ada(None));
    for (change, at) in [
        (gone, 4),
        (back, 5),
        (AccessChange::AddToken(new.clone()), 6),
    ] {
        store
            .change_access(&change, &entry(at))
            .await
            .expect("changes");
    }
    assert_eq!(revoked(&old).await, Some(Timestamp(4)));
    assert_eq!((revoked(&new).await, revoked(&other).await), (None, None));
}

async fn what_is_told_of_components_is_kept_whole_in_its_newest_version(store: &impl Store) {
    let component = |version, name: &str| ToldComponent {
        id: "support".to_owned(),
        version,
        name: name.to_owned(),
        description: Some("By telephone".to_owned()),
        group: Some("people".to_owned()),
        is_hidden: true,
        is_critical: true,
        number: 1,
        told_at: Timestamp(5),
        retired_at: (version == 2).then_some(Timestamp(9)),
    };
    let group = ToldGroup {
        id: "people".to_owned(),
        version: 3,
        name: "People".to_owned(),
        is_collapsed: true,
        number: 2,
        told_at: Timestamp(4),
        retired_at: None,
    };
    let order = |version| Order {
        version,
        ids: vec!["support".to_owned()],
    };
    let web = Named {
        name: "Web".to_owned(),
        is_hidden: false,
    };
    let first = [
        Stored::Component(Arc::new(component(1, "Support"))),
        Stored::Group(Arc::new(group.clone())),
        Stored::Order(Kind::Component, Arc::new(order(1))),
        Stored::Name("web".to_owned(), web.clone()),
    ];
    store.commit(0, &all(&first)).await.expect("commits");
    let then = [
        Stored::Component(Arc::new(component(2, "Help"))),
        Stored::Order(Kind::Component, Arc::new(order(2))),
    ];
    store.commit(1, &all(&then)).await.expect("commits");
    // However long ago it was.
    let told = store.load(Timestamp(1_000_000)).await.expect("loads");
    let told = told.events.told;
    assert_eq!(*told.components["support"], component(2, "Help"));
    assert_eq!(*told.groups["people"], group);
    assert_eq!(*told.orders[&Kind::Component], order(2));
    let help = Named {
        name: "Help".to_owned(),
        is_hidden: true,
    };
    assert_eq!((&told.names["web"], &told.names["support"]), (&web, &help));
}

/// Runs a rule on a new store of each kind.
macro_rules! rules {
    ($($rule:ident),+ $(,)?) => { mod on_sqlite { $(
        #[tokio::test]
        async fn $rule() {
            let folder = super::folder();
            super::$rule(&super::sqlite(&folder).await).await;
        }
    )+ } };
}

rules!(
    a_new_store_knows_nothing,
    what_is_committed_is_loaded_in_order,
    the_last_finding_of_each_component_is_read_with_its_cause,
    loading_from_a_horizon_keeps_what_reaches_into_it,
    a_commit_on_an_old_version_changes_nothing,
    a_batch_notes_life_and_never_turns_the_revision_back,
    the_first_key_is_kept_and_a_later_one_dropped,
    a_series_is_kept_whole_and_listed_until_and_after_its_end,
    the_tokens_of_a_member_who_goes_are_of_no_use_when_they_come_back,
    what_is_told_of_components_is_kept_whole_in_its_newest_version,
);

async fn raw(folder: &TempDir) -> SqliteConnection {
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    SqliteConnection::connect(&url).await.expect("connects")
}

async fn number(connection: &mut SqliteConnection, query: &'static str) -> i64 {
    sqlx::query_scalar(query)
        .fetch_one(connection)
        .await
        .expect("answers")
}

#[tokio::test]
async fn sqlite_is_new_enough_and_set_to_be_durable() {
    let folder = folder();
    let store = sqlite(&folder).await;
    let mut connection = store.pool().acquire().await.expect("a connection");
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode")
        .fetch_one(&mut *connection)
        .await
        .expect("answers");
    let full = number(&mut connection, "PRAGMA synchronous").await;
    assert_eq!((mode.as_str(), full), ("wal", 2));
}

#[tokio::test]
async fn measurements_of_one_stretch_add_up_over_batches() {
    let folder = folder();
    let store = sqlite(&folder).await;
    let monitors = ["web/1".to_owned(), "api/1".to_owned()];
    let key = BucketKey {
        monitor: 1,
        grain: Grain::Fine,
        start: Timestamp(300),
    };
    let bucket = Bucket {
        up: 2,
        down: 1,
        latency_sum_ms: 40,
        latency_max_ms: 30,
        ..Bucket::default()
    };
    let batch = Batch {
        at: Timestamp(310),
        revision: 1,
        buckets: vec![(key, bucket)],
    };
    store.record(&monitors, &batch).await.expect("records");
    store.record(&monitors, &batch).await.expect("records");
    let row: (String, i64, i64, i64, i64) = sqlx::query_as(
        "SELECT id, up, down, latency_sum_ms, latency_max_ms FROM measurement \
         JOIN monitor ON monitor.number = measurement.monitor",
    )
    .fetch_one(&mut raw(&folder).await)
    .await
    .expect("one row");
    assert_eq!(row, ("api/1".to_owned(), 4, 2, 80, 30));
}

#[tokio::test]
async fn the_hours_of_each_monitor_are_read_from_an_instant_on() {
    let folder = folder();
    let store = sqlite(&folder).await;
    let monitors = ["web/1".to_owned(), "api/1".to_owned()];
    let bucket = Bucket {
        up: 2,
        degraded: 1,
        down: 5,
        latency_sum_ms: 60,
        ..Bucket::default()
    };
    let measured = |monitor, grain, start| {
        let start = Timestamp(start);
        let key = BucketKey {
            monitor,
            grain,
            start,
        };
        (key, bucket)
    };
    let batch = Batch {
        at: Timestamp(9_000),
        revision: 1,
        buckets: vec![
            measured(0, Grain::Coarse, 0),
            measured(0, Grain::Coarse, 3_600),
            measured(0, Grain::Fine, 3_600),
            measured(1, Grain::Coarse, 7_200),
        ],
    };
    store.record(&monitors, &batch).await.expect("records");
    let hours = store.measured_hours(Timestamp(3_600)).await.expect("reads");
    let hour = |monitor: &str, start| MeasuredHour {
        monitor: monitor.to_owned(),
        start: Timestamp(start),
        checks: 3,
        latency_sum_ms: 60,
    };
    assert_eq!(hours, [hour("web/1", 3_600), hour("api/1", 7_200)]);
}

#[tokio::test]
async fn a_database_held_by_another_process_is_busy_and_loses_nothing() {
    let folder = folder();
    let store = sqlite(&folder).await;
    let mut other = raw(&folder).await;
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut other)
        .await
        .expect("holds it");
    let transitions = [transition("web", 100, Status::MajorOutage)];
    let held = store.commit(0, &all(&transitions)).await;
    assert!(matches!(held, Err(StoreError::Busy)), "{held:?}");
    sqlx::query("ROLLBACK")
        .execute(&mut other)
        .await
        .expect("lets go");
    store
        .commit(0, &all(&transitions))
        .await
        .expect("commits now");
    assert_eq!(
        store.load(Timestamp(0)).await.expect("loads").ledger.len(),
        1
    );
}

#[tokio::test]
async fn the_key_outlives_the_store_and_is_read_while_another_process_writes() {
    let folder = folder();
    let first = sqlite(&folder).await;
    let key = StoredKey(vec![1; 83]);
    first.keep_key(key.clone()).await.expect("keeps");
    first.close().await;
    let store = sqlite(&folder).await;
    let mut other = raw(&folder).await;
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut other)
        .await
        .expect("holds it");
    let kept = store.keep_key(StoredKey(vec![2; 83])).await.expect("reads");
    assert!(kept == key);
}

#[tokio::test]
async fn a_database_from_before_there_were_keys_keeps_what_it_knows_and_gets_one() {
    let folder = folder();
    let store = sqlite(&folder).await;
    let known = [transition("web", 100, Status::MajorOutage)];
    store.commit(0, &all(&known)).await.expect("commits");
    store.close().await;
    let mut connection = raw(&folder).await;
    for back in [
        "DROP TABLE signing_key",
        "DELETE FROM _sqlx_migrations WHERE version = 2",
    ] {
        sqlx::query(back)
            .execute(&mut connection)
            .await
            .expect("goes back");
    }
    connection.close().await.expect("closes");
    let store = sqlite(&folder).await;
    let key = StoredKey(vec![1; 83]);
    assert!(store.keep_key(key.clone()).await.expect("keeps") == key);
    let loaded = store.load(Timestamp(0)).await.expect("loads");
    assert_eq!((loaded.version, loaded.ledger.len()), (1, 1));
}

#[test]
fn a_key_does_not_show_itself() {
    let shown = format!("{:?}", StoredKey(b"secret".to_vec()));
    assert_eq!(shown, "StoredKey { .. }");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_and_left_alone() {
    let folder = folder();
    sqlite(&folder).await.close().await;
    let mut connection = raw(&folder).await;
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (9999, 'of tomorrow', TRUE, x'00', 0)",
    )
    .execute(&mut connection)
    .await
    .expect("inserts");
    let file = folder.path().join("test.db");
    let opened = SqliteStore::open(&file).await;
    assert!(matches!(opened, Err(StoreError::Newer(9999))), "{opened:?}");
    assert_eq!(
        number(&mut connection, "SELECT count(*) FROM server").await,
        1
    );
}

/// Before tokens were revoked with their member.
#[tokio::test]
async fn a_member_removed_by_an_older_version_comes_back_without_their_tokens() {
    let folder = folder();
    let store = sqlite(&folder).await;
    let mut connection = raw(&folder).await;
    for statement in [
        "INSERT INTO member (id, name, role, created_at, removed_at) \
             VALUES ('ada', 'Ada', 'admin', 1, 2)",
        "INSERT INTO token (id, name, member, scopes, digest, created_at) \
             VALUES ('0123456789', 'laptop', 'ada', 'admin', zeroblob(32), 1)",
    ] {
        sqlx::query(statement)
            .execute(&mut connection)
            .await
            .expect("writes");
    }
    let back = AccessChange::PutMember(Member {
        id: "ada".to_owned(),
        name: "Ada".to_owned(),
        role: Role::Responder,
        created_at: Timestamp(1),
        removed_at: None,
    });
    let entry = AuditEntry {
        at: Timestamp(3),
        actor: Actor {
            name: "a test".to_owned(),
            token: None,
            address: None,
        },
        action: "member.put".to_owned(),
        target: "ada".to_owned(),
        before: None,
        after: None,
        once: None,
    };
    store.change_access(&back, &entry).await.expect("changes");
    let token = store.token("0123456789").await.expect("reads");
    assert_eq!(token.expect("is there").revoked_at, Some(Timestamp(3)));
}

#[tokio::test]
async fn what_is_no_database_is_refused_and_left_alone() {
    let folder = folder();
    let file = folder.path().join("test.db");
    let letter = "Dear reader, ".repeat(1_000);
    std::fs::write(&file, &letter).expect("writes");
    assert!(SqliteStore::open(&file).await.is_err());
    assert_eq!(std::fs::read_to_string(&file).expect("reads"), letter);
}

/// A year of 1,000 monitors at 60 s must stay below 1 GB.
///
/// Arithmetic: a coarse bucket (an hour) is kept for 400 days, a fine one (five minutes) for
/// three: after a year 8,760 and 864 rows a monitor. A row holds a small key and six small numbers,
/// about 22 bytes; pages that grow at many places at once are about two thirds full: about 33
/// bytes a row, 0.32 MB a monitor, 320 MB for a thousand.
#[tokio::test]
async fn a_year_of_a_thousand_monitors_stays_below_a_gigabyte() {
    const MONITORS: usize = 2;
    const DAY_S: i64 = 86_400;
    let folder = folder();
    let store = sqlite(&folder).await;
    let monitors: Vec<String> = (0..MONITORS)
        .map(|number| format!("component-{number}/1"))
        .collect();
    let start = 1_800_000_000 / DAY_S * DAY_S;
    let mut meter = Meter::default();
    for day in 0..365 {
        for minute in 0..1_440 {
            let at = Timestamp(start + day * DAY_S + minute * 60);
            for monitor in 0..MONITORS {
                // Latencies as they are, of two to four digits; they cost one or two bytes more.
                let latency = Duration::from_millis(
                    80 + (at.0.cast_unsigned() / 60 * 7 + monitor as u64 * 13) % 900,
                );
                let outcome = Outcome {
                    verdict: Verdict::Up,
                    latency,
                    detail: String::new(),
                };
                meter.count(monitor, at, &outcome);
            }
            // All monitors side by side, as they come; six hours at a time keeps the test short.
            if minute % 360 == 359 {
                let batch = Batch {
                    at,
                    revision: 1,
                    buckets: meter.take(),
                };
                store.record(&monitors, &batch).await.expect("records");
            }
        }
        store
            .prune(Timestamp(start + (day + 1) * DAY_S))
            .await
            .expect("prunes");
    }
    let mut connection = raw(&folder).await;
    let rows = number(&mut connection, "SELECT count(*) FROM measurement").await;
    let expected = MONITORS as i64 * (365 * 24 + 3 * 288);
    assert_eq!(rows, expected);
    let used = number(
        &mut connection,
        "SELECT (page_count - freelist_count) * page_size \
         FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
    )
    .await;
    let of_a_thousand = used / MONITORS as i64 * 1_000;
    println!(
        "{} bytes a monitor, {} MB for a thousand",
        used / MONITORS as i64,
        of_a_thousand / 1_000_000
    );
    assert!(of_a_thousand < 1_000_000_000, "{of_a_thousand} bytes");
}
