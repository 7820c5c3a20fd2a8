//! Behind a proxy: who is written down, and who is told to wait.

use http::StatusCode;
use serde_json::json;

use crate::client::Running;
use crate::incident;

const TRUSTED: (&str, &str) = ("[admin]", "[admin]\ntrusted_proxies = [\"127.0.0.1\"]");
const FOR: &str = "x-forwarded-for";

/// Opens an incident through what says that it forwards for these; answers who was written down.
async fn written_down(running: &Running, forwarded: &str) -> String {
    let headers = [(FOR, forwarded)];
    running
        .send_with(&headers, "POST", "/api/v1/incidents", Some(incident()))
        .await
        .ok();
    let log = running.get("/api/v1/audit").await.ok();
    let address = &log["items"][0]["address"];
    address.as_str().expect("has an address").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_log_says_who_asked_through_a_proxy_that_is_trusted() {
    let running = Running::start_with(TRUSTED).await;
    assert_eq!(written_down(&running, "192.0.2.7").await, "192.0.2.7");
    let spoofed = "198.51.100.9, 192.0.2.7";
    assert_eq!(written_down(&running, spoofed).await, "192.0.2.7");
    running.stop().await;
}

/// The control: without that setting anybody could write anything.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_believed_who_is_not_trusted() {
    let running = Running::start().await;
    assert_eq!(written_down(&running, "192.0.2.7").await, "127.0.0.1");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_guesses_through_a_proxy_waits_alone() {
    let running = Running::start_with(TRUSTED).await;
    let guess = async |from: &str| {
        let headers = [
            ("authorization", "Bearer plt_0123456789_wrong"),
            (FOR, from),
        ];
        running.send_bare(&headers, "/api/v1/status").await.status
    };
    for number in 0..10 {
        // What a client writes before its own address makes no other of it.
        let from = format!("198.51.100.{number}, 192.0.2.7");
        assert_eq!(guess(&from).await, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(guess("192.0.2.7").await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(guess("192.0.2.8").await, StatusCode::UNAUTHORIZED);
    assert_eq!(
        running.get("/api/v1/status").await.json["format"],
        json!("pilotlight/1")
    );
    running.stop().await;
}
