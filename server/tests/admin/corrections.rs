//! What was said is corrected: on the version that was read, once, and for all to see.

use http::StatusCode;
use serde_json::{Value, json};

use crate::client::{Answer, Running};
use crate::incident;

const PATH: &str = "/api/v1/maintenances/work";

/// One that is over, as it was kept elsewhere; it is at version 1.
async fn recorded(running: &Running) -> Value {
    let updates = json!([
        { "status": "scheduled", "at": "2026-01-15T07:00:00Z", "body": "Soon." },
        { "status": "in_progress", "at": "2026-01-15T08:00:00Z" },
        { "status": "completed", "at": "2026-01-15T08:30:00Z", "body": "Dnoe." },
    ]);
    let maintenance = json!({
        "id": "work", "name": "Database", "components": ["web"],
        "from": "2026-01-15T08:00:00Z", "to": "2026-01-15T09:00:00Z", "updates": updates,
    });
    let path = "/api/v1/maintenances";
    running.send("POST", path, Some(maintenance)).await.ok()
}

async fn correct(running: &Running, headers: &[(&str, &str)], number: &str, edit: Value) -> Answer {
    let path = format!("{PATH}/updates/{number}");
    running.send_with(headers, "PATCH", &path, Some(edit)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_of_a_maintenance_is_corrected_and_the_audit_log_keeps_what_it_said() {
    let running = Running::start().await;
    let before = recorded(&running).await;
    let edit = json!({ "body": "**Done.**", "at": "2026-01-15T08:45:00Z" });
    let corrected = correct(&running, &[("if-match", "\"1\"")], "3", edit).await;
    assert_eq!(corrected.header("etag"), Some("\"2\""));
    let known = corrected.ok();
    assert_eq!(known["updates"][2]["body"], "**Done.**");
    assert_eq!(known["ends_at"], "2026-01-15T08:45:00Z");
    assert!(known["updates"][2]["edited_at"].is_string());
    assert_eq!(known["changed_at"], known["updates"][2]["edited_at"]);
    assert!(known["updates"][0].get("edited_at").is_none());
    let log = running.get("/api/v1/audit?limit=1").await.ok();
    let line = &log["items"][0];
    assert_eq!(line["action"], "maintenance.edit_update");
    assert_eq!(line["target"], "work");
    assert_eq!(line["before"]["updates"], before["updates"]);
    assert_eq!(line["after"]["updates"], known["updates"]);
    // It is the same after a start from the database.
    let running = running.restart().await;
    let read = running.get(PATH).await.ok();
    assert_eq!(read["updates"], known["updates"]);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_is_told_that_it_was_corrected() {
    let running = Running::start().await;
    let plan = json!({
        "id": "work", "name": "Database", "components": ["web"], "body": "A puase.",
        "from": "2099-01-15T08:00:00Z", "to": "2099-01-15T09:00:00Z",
    });
    let path = "/api/v1/maintenances";
    running.send("POST", path, Some(plan)).await.ok();
    let any = [("if-match", "*")];
    let edit = json!({ "body": "A *pause*." });
    let known = correct(&running, &any, "1", edit).await.ok();
    let feed = running
        .until(|feed| feed["scheduled_maintenances"][0]["version"] == 2)
        .await;
    let told = &feed["scheduled_maintenances"][0];
    assert_eq!(told["updates"][0]["body"], "A pause.");
    assert_eq!(told["updates"][0]["markdown"], "A *pause*.");
    let edited_at = &known["updates"][0]["edited_at"];
    assert_eq!(&told["updates"][0]["edited_at"], edited_at);
    assert_eq!(&told["updated_at"], edited_at);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_is_made_on_the_version_that_was_read_and_once() {
    let running = Running::start().await;
    recorded(&running).await;
    let done = |body: &str| json!({ "body": body });
    let blind = correct(&running, &[], "3", done("Done.")).await;
    assert_eq!(blind.status, StatusCode::PRECONDITION_REQUIRED);
    let once = [("if-match", "\"1\""), ("idempotency-key", "c-1")];
    let first = correct(&running, &once, "3", done("Done.")).await;
    let again = correct(&running, &once, "3", done("Done.")).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.json, first.ok());
    let other = correct(&running, &once, "3", done("Another.")).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    let stale = correct(&running, &[("if-match", "\"1\"")], "3", done("Mine.")).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    let known = running.get(PATH).await.ok();
    assert_eq!(
        (&known["version"], &known["updates"][2]["body"]),
        (&json!(2), &json!("Done."))
    );
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_correction_may_not_say_is_refused_by_its_name() {
    let running = Running::start().await;
    recorded(&running).await;
    let any = [("if-match", "*")];
    for (number, edit, status, words) in [
        (
            "3",
            json!({ "status": "cancelled" }),
            400,
            "unknown field `status`",
        ),
        ("3", json!({ "at": "soon" }), 400, "the body"),
        (
            "3",
            json!({ "at": "2099-01-01T00:00:00Z" }),
            422,
            "lies ahead",
        ),
        (
            "3",
            json!({ "at": "2026-01-15T07:30:00Z" }),
            422,
            "completed before the work begins",
        ),
        (
            "3",
            json!({ "body": "x".repeat(10_001) }),
            422,
            "longer than 10000",
        ),
        ("4", json!({ "body": "x" }), 404, "no update"),
        ("three", json!({ "body": "x" }), 404, "no update"),
        ("0", json!({ "body": "x" }), 404, "no update"),
    ] {
        let refused = correct(&running, &any, number, edit.clone()).await;
        assert_eq!(
            refused.status.as_u16(),
            status,
            "{number} {edit}: {}",
            refused.text
        );
        assert!(
            refused.text.contains(words),
            "{number} {edit}: {}",
            refused.text
        );
    }
    let missing = "/api/v1/maintenances/none/updates/1";
    let edit = json!({ "body": "x" });
    let missing = running.send_with(&any, "PATCH", missing, Some(edit)).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(running.get(PATH).await.ok()["version"], 1);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_overwrites_nothing_that_it_has_not_seen() {
    let running = Running::start().await;
    let opened = running
        .send("POST", "/api/v1/incidents", Some(incident()))
        .await
        .ok();
    let path = format!(
        "/api/v1/incidents/{}",
        opened["id"].as_str().expect("an id")
    );
    let edit = |tag: &'static str, name: &'static str| {
        let path = path.clone();
        let running = &running;
        async move {
            let body = json!({ "name": name });
            running
                .send_with(&[("if-match", tag)], "PATCH", &path, Some(body))
                .await
        }
    };
    assert_eq!(edit("\"1\"", "First").await.status, StatusCode::OK);
    assert_eq!(
        edit("\"1\"", "Second").await.status,
        StatusCode::PRECONDITION_FAILED
    );
    assert_eq!(edit("*", "Third").await.json["version"], 3);
    let blind = running
        .send("PATCH", &path, Some(json!({ "name": "Blind" })))
        .await;
    assert_eq!(blind.status, StatusCode::PRECONDITION_REQUIRED);
    running.stop().await;
}
