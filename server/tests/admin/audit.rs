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

#[tokio::test(flavor = "multi_thread")]
async fn the_database_itself_takes_nothing_back() {
    let running = Running::start().await;
    running
        .send("POST", "/api/v1/incidents", Some(incident()))
        .await
        .ok();
    let path = running.folder.path().join("data/pilotlight.db");
    let url = format!("sqlite://{}", path.display());
    let mut database = SqliteConnection::connect(&url).await.expect("connects");
    for statement in [
        "UPDATE audit SET actor = 'somebody else'",
        "UPDATE audit SET after = NULL WHERE seq = 1",
        "UPDATE OR REPLACE audit SET seq = seq + 1",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
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
    running.stop().await;
}
