//! What becomes of tokens over time: used, run out, revoked.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use http::StatusCode;
use pilotlight_feed::Timestamp;
use serde_json::{Value, json};

use crate::client::Running;

const PATIENCE: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = since.expect("is after 1970").as_secs();
    Timestamp(i64::try_from(seconds).expect("is before the end"))
}

async fn made(running: &Running, wanted: Value) -> (String, String) {
    let made = running.send("POST", "/api/v1/tokens", Some(wanted)).await;
    let made = made.ok();
    let text = |field: &str| made[field].as_str().expect("is there").to_owned();
    (text("id"), text("token"))
}

/// The status of what somebody with a token is answered, once it is this.
async fn until_status(running: &Running, token: &str, wanted: StatusCode) {
    let mut again = tokio::time::interval(LOOK_AGAIN);
    let look = async {
        loop {
            again.tick().await;
            let answer = running.send_as(Some(token), "GET", "/api/v1/incidents", None);
            if answer.await.status == wanted {
                return;
            }
        }
    };
    let found = tokio::time::timeout(PATIENCE, look).await;
    assert!(found.is_ok(), "never {wanted}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_let_in_until_it_runs_out_and_another_one_after_that_too() {
    let running = Running::start().await;
    let end = now().plus(3);
    let short = json!({ "name": "short", "scopes": ["read"], "expires_at": end });
    let long = json!({ "name": "long", "scopes": ["read"], "expires_at": now().plus(3_600) });
    let (_, short) = made(&running, short).await;
    let (_, long) = made(&running, long).await;
    let first = running
        .send_as(Some(&short), "GET", "/api/v1/incidents", None)
        .await;
    // A machine that is slow enough gets here after its end.
    assert!(first.status == StatusCode::OK || end <= now());
    until_status(&running, &short, StatusCode::UNAUTHORIZED).await;
    assert!(end <= now(), "it was refused too early");
    until_status(&running, &long, StatusCode::OK).await;
    let over = json!({ "name": "over", "scopes": ["read"], "expires_at": end });
    let over = running.send("POST", "/api/v1/tokens", Some(over)).await;
    assert_eq!(over.status, StatusCode::UNPROCESSABLE_ENTITY);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_use_of_a_token_is_shown() {
    let running = Running::start().await;
    let wanted = json!({ "name": "ci", "scopes": ["read"] });
    let (id, token) = made(&running, wanted).await;
    let last_use = || async {
        let listed = running.get("/api/v1/tokens").await.ok();
        let items = listed["items"].as_array().cloned().unwrap_or_default();
        let known = items.into_iter().find(|known| known["id"] == *id);
        known.expect("is listed")["last_used_at"].clone()
    };
    assert_eq!(last_use().await, Value::Null);
    let began = now();
    running
        .send_as(Some(&token), "GET", "/api/v1/incidents", None)
        .await
        .ok();
    let mut again = tokio::time::interval(LOOK_AGAIN);
    let look = async {
        loop {
            again.tick().await;
            if let Ok(at) = serde_json::from_value::<Timestamp>(last_use().await) {
                return at;
            }
        }
    };
    let at = tokio::time::timeout(PATIENCE, look).await;
    let at = at.expect("is noted beside the answer");
    assert!(began <= at && at <= now());
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn once_a_token_is_revoked_no_request_with_it_is_let_in() {
    let running = Running::start().await;
    let wanted = json!({ "name": "ci", "scopes": ["read"] });
    let (id, token) = made(&running, wanted).await;
    until_status(&running, &token, StatusCode::OK).await;
    let path = format!("/api/v1/tokens/{id}");
    running.send("DELETE", &path, None).await.ok();
    let began = Instant::now();
    let after = running
        .send_as(Some(&token), "GET", "/api/v1/incidents", None)
        .await;
    assert_eq!(after.status, StatusCode::UNAUTHORIZED);
    eprintln!("refused {:?} after it was revoked", began.elapsed());
    // The control: others are let in all the same.
    running.get("/api/v1/incidents").await.ok();
    running.stop().await;
}
