//! Incidents that are over for longer than memory reaches, and whoever has gone before they were answered.

use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};

use crate::client::Running;
use crate::held::{hold, let_go};

/// Far less than the database is waited for.
const GIVES_UP: Duration = Duration::from_millis(700);
const BEGAN: &str = "2020-02-03T10:00:00Z";
const ENDED: &str = "2020-02-03T12:00:00Z";

fn old(name: &str) -> Value {
    let update = |status, at| json!({ "status": status, "body": "Long ago.", "at": at });
    json!({
        "id": "of-2020",
        "name": name,
        "updates": [update("investigating", BEGAN), update("resolved", ENDED)],
    })
}

/// Another process commits: what the server has in memory is not what stands in the database.
async fn commit_beside(running: &Running) {
    let path = running.folder.path().join("data/pilotlight.db");
    let url = format!("sqlite://{}", path.display());
    let mut other = SqliteConnection::connect(&url).await.expect("connects");
    sqlx::query("UPDATE server SET version = version + 1")
        .execute(&mut other)
        .await
        .expect("commits");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_of_long_ago_is_there_to_be_changed_also_after_others_have_committed() {
    let running = Running::start().await;
    let told = running
        .send("POST", "/api/v1/incidents", Some(old("First")))
        .await;
    assert_eq!(told.status, StatusCode::CREATED, "{}", told.text);
    let path = "/api/v1/incidents/of-2020";
    for name in ["Second", "Third"] {
        commit_beside(&running).await;
        let body = json!({ "name": name });
        let edited = running
            .send_with(&[("if-match", "*")], "PATCH", path, Some(body))
            .await;
        assert_eq!(edited.status, StatusCode::OK, "{}", edited.text);
    }
    commit_beside(&running).await;
    let again = running
        .send("POST", "/api/v1/incidents", Some(old("Another")))
        .await;
    assert_eq!(
        again.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        again.text
    );
    assert_eq!(running.get(path).await.ok()["name"], "Third");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_gone_without_an_answer_is_not_served_later() {
    let running = Running::start().await;
    let holder = hold(&running).await;
    let open = |name: &str| {
        let body = json!({ "name": name, "updates": [{ "status": "investigating" }] });
        running.send("POST", "/api/v1/incidents", Some(body))
    };
    let gives_up = || async {
        let gone = tokio::time::timeout(GIVES_UP, open("Gone")).await;
        assert!(gone.is_err(), "the database is held");
    };
    tokio::join!(gives_up(), gives_up(), gives_up(), gives_up());
    let_go(holder).await;
    // Served in their order: what had been asked before this has been done or never is.
    let last = open("Last").await;
    assert_eq!(last.status, StatusCode::CREATED, "{}", last.text);
    let all = running.get("/api/v1/incidents").await.ok();
    let names = all["items"].as_array().expect("a list").iter();
    let gone = names.filter(|it| it["name"] == "Gone").count();
    // What is under way is not taken back.
    assert!(gone <= 1, "{gone} were done for nobody");
    running.stop().await;
}
