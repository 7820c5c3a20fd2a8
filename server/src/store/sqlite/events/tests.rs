//! Lists of ten thousand incidents: an index finds each page, and memory holds what a page shows. And
//! what earlier versions have written.

use std::sync::Arc;

use pilotlight_feed::{IncidentStatus, MaintenanceStatus, Timestamp};
use sqlx::{AssertSqlSafe, Row};
use tempfile::TempDir;

use super::{INCIDENTS, Lists, MAINTENANCES, SERIES};
use crate::core::{Audience, Expected, Incident, Maintenance, State, Teller, Update};
use crate::store::{Commit, EventQuery, SqliteStore, Store, StoreError, Stored};

const COUNT: i64 = 10_000;
const UPDATES: u32 = 5;
/// The newest begins then, each other one three hours before the next: more than three years in all.
const NEWEST: Timestamp = Timestamp(1_800_000_000);
const APART_S: i64 = 3 * 3_600;

fn incident(number: i64) -> Incident {
    let began = NEWEST.plus(-number * APART_S);
    let updates = (1..=UPDATES).map(|number| Update {
        number,
        status: if number == UPDATES {
            IncidentStatus::Resolved
        } else {
            IncidentStatus::Investigating
        },
        at: began.plus(i64::from(number) * 600),
        body: "Some wait longer than they should.".to_owned(),
        components: [].into(),
        expected: Expected::Unchanged,
        next_update_at: None,
        edited_at: None,
        by_hand: true,
    });
    let mut updates: Vec<Update> = updates.collect();
    // The very first one goes on.
    if number == COUNT - 1 {
        updates.pop();
    }
    Incident {
        id: format!("i{number:05}"),
        version: 1,
        changed_at: None,
        name: format!("Incident {number}"),
        impact: None,
        audience: Audience::Everyone,
        teller: Teller::People,
        updates,
    }
}

async fn filled() -> (SqliteStore, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(&folder.path().join("db")).await;
    let store = store.expect("opens");
    let records = (0..COUNT).map(|number| Stored::Incident(Arc::new(incident(number))));
    let commit = Commit {
        records: records.collect(),
        audit: Vec::new(),
    };
    store.commit(0, &commit).await.expect("commits");
    (store, folder)
}

/// How SQLite goes about a statement.
async fn plan(store: &SqliteStore, statement: &str) -> String {
    let explained = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
    let explained = sqlx::query(explained).bind(1_i64).bind("a").bind(50_i64);
    let rows = explained.fetch_all(store.pool()).await.expect("explains");
    let details = rows.iter().map(|row| row.get::<String, _>("detail"));
    details.collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn every_list_is_found_by_an_index() {
    let (store, _folder) = filled().await;
    for (table, lists) in [
        ("incident", &INCIDENTS),
        ("maintenance", &MAINTENANCES),
        ("series", &SERIES),
    ] {
        let Lists { all, open, over } = lists;
        for statement in [all, open, over] {
            let plan = plan(&store, statement).await;
            let wanted = format!("SEARCH {table} USING INDEX {table}_by_");
            assert!(plan.contains(&wanted), "{statement}: {plan}");
            // One that is sorted afterwards reads everything first; of the open ones there are few.
            let is_sorted = plan.contains("TEMP B-TREE");
            assert!(!is_sorted || statement == open, "{statement}: {plan}");
        }
    }
    // The control: without the indexes it reads the whole table.
    for index in ["incident_by_begin", "incident_by_end"] {
        let dropped = AssertSqlSafe(format!("DROP INDEX {index}"));
        let dropped = sqlx::query(dropped).execute(store.pool()).await;
        dropped.expect("drops");
    }
    for statement in [INCIDENTS.all, INCIDENTS.open, INCIDENTS.over] {
        let plan = plan(&store, statement).await;
        assert!(plan.contains("SCAN incident"), "{statement}: {plan}");
    }
}

#[tokio::test]
async fn memory_holds_what_a_page_shows_and_the_lists_all_of_it() {
    let (store, _folder) = filled().await;
    let horizon = State::horizon(NEWEST);
    let loaded = store.load(horizon).await.expect("loads");
    let ended = |number: &i64| horizon <= NEWEST.plus(-number * APART_S + 3_000);
    let shown = (0..COUNT).filter(ended).count() + 1;
    assert_eq!(loaded.events.incidents.len(), shown);
    assert!(shown < 1_000, "{shown} of {COUNT}");

    let first = |is_open| EventQuery {
        is_open,
        limit: 200,
        ..EventQuery::default()
    };
    let open = store.incidents(&first(Some(true))).await.expect("lists");
    assert_eq!(open.len(), 1);
    let over = store.incidents(&first(Some(false))).await.expect("lists");
    assert!(over.iter().all(|incident| !incident.is_open()));
    let (mut seen, mut query) = (0, first(None));
    loop {
        let page = store.incidents(&query).await.expect("lists");
        let Some(last) = page.last() else { break };
        seen += i64::try_from(page.len()).expect("few");
        query.after = Some((last.started_at(), last.id.clone()));
    }
    assert_eq!(seen, COUNT, "each once, by cursors");
}

#[tokio::test]
async fn an_incident_is_never_written_over_by_one_that_is_no_newer() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(&folder.path().join("db")).await;
    let store = store.expect("opens");
    let of = |name: &str, version| {
        let name = name.to_owned();
        let written = Incident {
            name,
            version,
            ..incident(7)
        };
        Commit {
            records: vec![Stored::Incident(Arc::new(written))],
            audit: Vec::new(),
        }
    };
    assert_eq!(store.commit(0, &of("First", 1)).await.ok(), Some(1));
    assert_eq!(store.commit(1, &of("Second", 2)).await.ok(), Some(2));
    // Another with its identifier, of somebody who does not know it.
    for (name, version) in [("Another", 1), ("As new", 2)] {
        let refused = store.commit(2, &of(name, version)).await;
        assert!(
            matches!(refused, Err(StoreError::Conflict(2))),
            "{refused:?}"
        );
    }
    let there = store.incident("i00007").await.expect("reads");
    assert_eq!(there.map(|it| it.name).as_deref(), Some("Second"));
    // Nothing of a refused commit stands.
    assert_eq!(
        store.load(Timestamp(0)).await.map(|it| it.version).ok(),
        Some(2)
    );
}

/// A maintenance as versions have written it that knew no correction of one.
const MAINTENANCE_OF_BEFORE: &str = r#"{"id":"work","version":3,"changed_at":"2027-01-15T08:05:00Z","name":"Work","draft":false,"status":"completed","components":["web"],"planned_from":"2027-01-15T08:00:00Z","planned_to":"2027-01-15T09:00:00Z","starts_at":"2027-01-15T08:00:00Z","ends_at":"2027-01-15T08:05:00Z","begins_itself":true,"completes_itself":true,"puts_under":true,"puts_back":true,"counts_as_downtime":false,"updates":[{"number":1,"status":"scheduled","at":"2027-01-15T07:00:00Z","body":"Soon.","by_hand":true},{"number":2,"status":"in_progress","at":"2027-01-15T08:00:00Z","body":"","by_hand":false},{"number":3,"status":"completed","at":"2027-01-15T08:05:00Z","body":"Done.","by_hand":true}]}"#;

#[tokio::test]
async fn a_maintenance_of_before_corrections_reads_as_it_stood_and_is_written_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(&folder.path().join("db")).await;
    let store = store.expect("opens");
    let began = Timestamp::parse("2027-01-15T08:00:00Z").expect("a time");
    let insert = "INSERT INTO maintenance (id, version, began_at, ended_at, document) \
                  VALUES ('work', 3, ?1, ?2, ?3)";
    let inserted = sqlx::query(insert)
        .bind(began.0)
        .bind(began.plus(300).0)
        .bind(MAINTENANCE_OF_BEFORE)
        .execute(store.pool())
        .await;
    inserted.expect("is there");

    let loaded = store.load(Timestamp(0)).await.expect("loads");
    let known = &loaded.events.maintenances["work"];
    assert_eq!(known.status(), MaintenanceStatus::Completed);
    assert_eq!((known.starts_at(), known.version), (began, 3));
    assert!(known.updates.iter().all(|said| said.edited_at.is_none()));

    // A later version of it that corrects nothing, and one that corrects the last word.
    let document = async |version: u64, edited_at| {
        let mut next = Maintenance::clone(known);
        next.version = version;
        next.updates[2].edited_at = edited_at;
        let commit = Commit {
            records: vec![Stored::Maintenance(Arc::new(next.clone()))],
            audit: Vec::new(),
        };
        let done = store.load(Timestamp(0)).await.expect("loads").version;
        store.commit(done, &commit).await.expect("commits");
        let read = store.maintenance("work").await.expect("reads");
        assert_eq!(read, Some(next));
        let select = sqlx::query("SELECT document FROM maintenance");
        let row = select.fetch_one(store.pool()).await.expect("is there");
        let text = row.get::<String, _>("document");
        serde_json::from_str::<serde_json::Value>(&text).expect("is JSON")
    };
    let mut before: serde_json::Value =
        serde_json::from_str(MAINTENANCE_OF_BEFORE).expect("is JSON");
    before["version"] = 4.into();
    assert_eq!(document(4, None).await, before);
    before["version"] = 5.into();
    before["updates"][2]["edited_at"] = "2027-01-15T08:10:00Z".into();
    assert_eq!(document(5, Some(began.plus(600))).await, before);
}
