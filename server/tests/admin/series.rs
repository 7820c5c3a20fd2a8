//! Maintenances that recur, over the API: called as whoever plans them wants it, listed by where they
//! stand, changed on the version that was read.

use http::StatusCode;
use serde_json::{Value, json};

use crate::client::{Answer, Running, until_ok};

const PATH: &str = "/api/v1/series";

fn weekly(id: &str) -> Value {
    json!({
        "id": id, "name": "Backup", "components": ["web"], "starts": "2026-01-01T02:30",
        "time_zone": "Europe/Berlin", "duration_s": 3_600, "rule": "FREQ=WEEKLY",
    })
}

async fn plan(running: &Running, series: Value) -> Answer {
    running.send("POST", PATH, Some(series)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_has_the_identifier_that_it_was_given_and_so_have_its_windows() {
    let running = Running::start().await;
    let planned = plan(&running, weekly("weekly-backup")).await;
    assert_eq!(planned.status, StatusCode::CREATED);
    assert_eq!(planned.json["id"], "weekly-backup");
    let windows = until_ok(async || {
        let all = running.get("/api/v1/maintenances").await.ok();
        let windows = all["items"].as_array().cloned().unwrap_or_default();
        (!windows.is_empty()).then_some(windows)
    });
    for window in windows.await {
        assert_eq!(window["series"], "weekly-backup");
        let id = window["id"].as_str().expect("an id");
        assert!(id.starts_with("weekly-backup-20"), "{id}");
    }
    let longest = "x".repeat(55);
    for (id, status, words) in [
        ("weekly-backup", 422, "is taken"),
        ("Weekly Backup", 422, "id is 1 to 64 characters"),
        (&"x".repeat(56), 422, "longer than 55 characters"),
        (&longest, 201, ""),
    ] {
        let answer = plan(&running, weekly(id)).await;
        assert_eq!(answer.status.as_u16(), status, "{id}: {}", answer.text);
        assert!(answer.text.contains(words), "{id}: {}", answer.text);
    }
    let mut nameless = weekly("");
    nameless.as_object_mut().expect("an object").remove("id");
    let drawn = plan(&running, nameless).await.ok();
    assert!(!drawn["id"].as_str().expect("an id").is_empty());
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn series_are_listed_by_whether_they_go_on_and_an_identifier_is_never_given_twice() {
    let running = Running::start().await;
    for id in ["one", "two"] {
        plan(&running, weekly(id)).await.ok();
    }
    let one = format!("{PATH}/one");
    let edit = json!({ "name": "Backups" });
    let blind = running.send("PATCH", &one, Some(edit.clone())).await;
    assert_eq!(blind.status, StatusCode::PRECONDITION_REQUIRED);
    let read = [("if-match", "\"1\"")];
    let edited = running.send_with(&read, "PATCH", &one, Some(edit)).await;
    assert_eq!(edited.ok()["version"], 2);
    let stale = running.send_with(&read, "DELETE", &one, None).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    running.send("DELETE", &one, None).await.ok();
    let listed = async |state: &str| {
        let list = running.get(&format!("{PATH}?state={state}")).await.ok();
        let items = list["items"].as_array().cloned().unwrap_or_default();
        let ids = items
            .iter()
            .map(|known| known["id"].as_str().expect("an id").to_owned());
        ids.collect::<Vec<_>>()
    };
    assert_eq!(listed("open").await, ["two"]);
    assert_eq!(listed("over").await, ["one"]);
    assert_eq!(listed("all").await.len(), 2);
    let again = plan(&running, weekly("one")).await;
    assert!(again.text.contains("is taken"), "{}", again.text);
    let running = running.restart().await;
    let again = plan(&running, weekly("one")).await;
    assert!(again.text.contains("is taken"), "{}", again.text);
    running.stop().await;
}
