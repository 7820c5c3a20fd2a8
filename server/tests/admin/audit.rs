//! The audit log: who did what, from where, before and after, and nobody takes it back.

use serde_json::json;
use sqlx::{Connection, Executor, SqliteConnection};

use crate::client::Running;
use crate::incident;

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_is_logged_with_who_where_before_and_after() {
    let running = Running::start().await;
    let opened = running
        .send("POST", "/api/v1/incidents", Some(incident()))
        .await;
    let id = opened.ok()["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/v1/incidents/{id}");
    let edit = json!({ "name": "Renamed" });
    running
        .send_with(&[("if-match", "*")], "PATCH", &path, Some(edit))
        .await
        .ok();
    let log = running.get("/api/v1/audit").await.ok();
    let [edited, opened] = [&log["items"][0], &log["items"][1]];
    assert_eq!(edited["action"], "incident.edit");
    assert_eq!(edited["target"], id.as_str());
    assert_eq!(edited["address"], "127.0.0.1");
    assert_eq!(edited["before"]["name"], "Payments fail");
    assert_eq!(edited["after"]["name"], "Renamed");
    assert_eq!(opened["action"], "incident.open");
    assert!(opened["before"].is_null());
    let token = running.token.split('_').nth(1).expect("an id");
    assert_eq!(
        (&edited["token"], &opened["token"]),
        (&json!(token), &json!(token))
    );
    let is_later = |field: &str| opened[field].as_i64() < edited[field].as_i64();
    assert!(is_later("seq"));
    running.stop().await;
}

/// Puts another line in the place of the first.
const REPLACES_BY_NUMBER: &str = "INSERT OR REPLACE INTO audit (seq, at, actor, action, target) \
     VALUES (1, 0, 'somebody else', 'nothing', 'nothing')";
/// Puts another line in the place of one that a request has left, under a new number.
const REPLACES_BY_REQUEST: &str = "INSERT OR REPLACE INTO audit \
         (at, actor, token, action, target, request_key, fingerprint) \
     SELECT 0, 'somebody else', token, 'nothing', 'nothing', request_key, '' FROM audit \
     WHERE request_key IS NOT NULL";

#[tokio::test(flavor = "multi_thread")]
async fn the_database_itself_takes_nothing_back() {
    let running = Running::start().await;
    let headers = [("idempotency-key", "once")];
    let told = running.send_with(&headers, "POST", "/api/v1/incidents", Some(incident()));
    told.await.ok();
    let path = running.folder.path().join("data/pilotlight.db");
    let url = format!("sqlite://{}", path.display());
    let mut database = SqliteConnection::connect(&url).await.expect("connects");
    for statement in [
        "UPDATE audit SET actor = 'somebody else'",
        "UPDATE audit SET after = NULL WHERE seq = 1",
        "UPDATE OR REPLACE audit SET seq = seq + 1",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
        REPLACES_BY_NUMBER,
        REPLACES_BY_REQUEST,
        "INSERT INTO audit (seq, at, actor, action, target) VALUES (1, 0, 'x', 'x', 'x') \
         ON CONFLICT DO UPDATE SET actor = 'somebody else'",
    ] {
        let refused = database.execute(statement).await;
        let told = refused.expect_err(statement).to_string();
        assert!(told.contains("append-only"), "{statement}: {told}");
    }
    // The control: the same statements on a table that nothing watches.
    let unwatched = "CREATE TABLE other AS SELECT * FROM audit";
    database.execute(unwatched).await.expect("is a table");
    for statement in [
        "UPDATE other SET actor = 'somebody else'",
        "DELETE FROM other",
    ] {
        let done = database.execute(statement).await.expect(statement);
        assert!(0 < done.rows_affected(), "{statement}");
    }
    // And of the one trigger: without it, both ways of replacing get past the others.
    let unguarded = "DROP TRIGGER audit_is_never_replaced";
    database.execute(unguarded).await.expect("is dropped");
    for statement in [REPLACES_BY_NUMBER, REPLACES_BY_REQUEST] {
        let done = database.execute(statement).await.expect(statement);
        assert_eq!(done.rows_affected(), 1, "{statement}");
    }
    running.stop().await;
}
