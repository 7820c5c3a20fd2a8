//! The admin API of a running server: who is let in, what is durable, what is refused.

mod audit;
mod client;
mod components;
mod corrections;
mod headers;
mod held;
mod long_ago;
mod proxies;
mod reload;
mod reports;
mod scopes;
mod series;
mod templates;
mod tokens;
mod told;

use std::time::Duration;

use client::Running;
use held::{hold, let_go};
use http::StatusCode;
use serde_json::{Value, json};

fn incident() -> Value {
    json!({
        "name": "Payments fail",
        "updates": [{
            "status": "investigating",
            "body": "**All** of them.",
            "components": { "web": "major_outage" },
        }],
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_let_in_learns_nothing_of_what_there_is() {
    let running = Running::start().await;
    // The page for a browser is the same for everyone, and asks like anyone else.
    let page = running.send_as(None, "GET", "/", None).await;
    assert_eq!(page.status, StatusCode::OK);
    for path in [
        "/api/v1",
        "/api/v1/incidents",
        "/api/v1/nowhere",
        "/feed/v1/summary.json",
    ] {
        let answer = running.send_as(None, "GET", path, None).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    let missing = running.get("/api/v1/nowhere").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    let wrong = running.send("DELETE", "/api/v1/incidents", None).await;
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(wrong.header("allow"), Some("GET, POST"));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_slowed_down_and_nobody_is_locked_out_by_it() {
    let running = Running::start().await;
    let mut seen = Vec::new();
    for guess in 0..12 {
        let token = format!("plt_0123456789_{guess}");
        seen.push(
            running
                .send_as(Some(&token), "GET", "/api/v1/status", None)
                .await,
        );
    }
    assert!(
        seen[..10]
            .iter()
            .all(|answer| answer.status == StatusCode::UNAUTHORIZED)
    );
    assert!(
        seen[10..]
            .iter()
            .all(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS)
    );
    assert!(seen[11].header("retry-after").is_some());
    assert_eq!(
        running.get("/api/v1/incidents").await.status,
        StatusCode::OK
    );
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_of_no_use_once_it_is_revoked_or_its_member_gone() {
    let running = Running::start().await;
    let ada = json!({ "name": "Ada", "role": "responder" });
    running
        .send("PUT", "/api/v1/members/ada", Some(ada))
        .await
        .ok();
    let wanted = json!({ "name": "laptop", "scopes": ["admin"], "member": "ada" });
    let made = running
        .send("POST", "/api/v1/tokens", Some(wanted))
        .await
        .ok();
    let token = made["token"].as_str().expect("a token");
    let tokens = running
        .send_as(Some(token), "GET", "/api/v1/tokens", None)
        .await;
    assert_eq!(
        tokens.status,
        StatusCode::FORBIDDEN,
        "the role bounds the token"
    );
    let opened = running
        .send_as(Some(token), "POST", "/api/v1/incidents", Some(incident()))
        .await;
    assert_eq!(opened.status, StatusCode::CREATED);
    let log = running.get("/api/v1/audit").await.ok();
    assert_eq!(
        (&log["items"][0]["actor"], &log["items"][0]["action"]),
        (&json!("Ada"), &json!("incident.open"))
    );
    running
        .send("DELETE", "/api/v1/members/ada", None)
        .await
        .ok();
    let gone = running
        .send_as(Some(token), "GET", "/api/v1/incidents", None)
        .await;
    assert_eq!(gone.status, StatusCode::UNAUTHORIZED);
    let ada = json!({ "name": "Ada", "role": "responder" });
    running
        .send("PUT", "/api/v1/members/ada", Some(ada))
        .await
        .ok();
    let back = running
        .send_as(Some(token), "GET", "/api/v1/incidents", None)
        .await;
    assert_eq!(
        back.status,
        StatusCode::UNAUTHORIZED,
        "who comes back is given new tokens"
    );
    let wanted = json!({ "name": "ci", "scopes": ["read"] });
    let made = running
        .send("POST", "/api/v1/tokens", Some(wanted))
        .await
        .ok();
    let (id, token) = (
        made["id"].as_str().expect("an id"),
        made["token"].as_str().expect("a token"),
    );
    running
        .send_as(Some(token), "GET", "/api/v1/incidents", None)
        .await
        .ok();
    running
        .send("DELETE", &format!("/api/v1/tokens/{id}"), None)
        .await
        .ok();
    let revoked = running
        .send_as(Some(token), "GET", "/api/v1/incidents", None)
        .await;
    assert_eq!(revoked.status, StatusCode::UNAUTHORIZED);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_is_told_from_its_opening_to_its_end() {
    let running = Running::start().await;
    let opened = running
        .send("POST", "/api/v1/incidents", Some(incident()))
        .await;
    assert_eq!(
        (opened.status, opened.header("etag")),
        (StatusCode::CREATED, Some("\"1\""))
    );
    let id = opened.json["id"].as_str().expect("an id").to_owned();
    let feed = running
        .until(|feed| feed["incidents"][0]["id"] == *id)
        .await;
    assert_eq!(feed["incidents"][0]["updates"][0]["body"], "All of them.");
    assert_eq!(feed["incidents"][0]["impact"], "critical");
    assert_eq!(feed["components"][0]["status"], "major_outage");
    let resolve = json!({ "status": "resolved", "body": "Mended." });
    running
        .send(
            "POST",
            &format!("/api/v1/incidents/{id}/updates"),
            Some(resolve),
        )
        .await
        .ok();
    let feed = running
        .until(|feed| feed["past_incidents"][0]["id"] == *id)
        .await;
    assert_eq!(feed["incidents"], json!([]));
    assert_eq!(
        running.get("/api/v1/incidents?state=open").await.ok()["items"],
        json!([])
    );
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_with_a_key_is_done_once_and_answered_again() {
    let running = Running::start().await;
    let once = |body: Value| {
        running.send_with(
            &[("idempotency-key", "a-1")],
            "POST",
            "/api/v1/incidents",
            Some(body),
        )
    };
    let first = once(incident()).await;
    let again = once(incident()).await;
    assert_eq!(
        (first.status, again.status),
        (StatusCode::CREATED, StatusCode::CREATED)
    );
    assert_eq!(first.json, again.json);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    let other = once(json!({ "name": "Another", "updates": [{}] })).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    let all = running.get("/api/v1/incidents").await.ok();
    assert_eq!(all["items"].as_array().map(Vec::len), Some(1));
    // Both at once.
    let (one, two) = tokio::join!(
        running.send_with(
            &[("idempotency-key", "b")],
            "POST",
            "/api/v1/incidents",
            Some(incident())
        ),
        running.send_with(
            &[("idempotency-key", "b")],
            "POST",
            "/api/v1/incidents",
            Some(incident())
        ),
    );
    assert_eq!(one.json["id"], two.json["id"]);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_database_is_held_nothing_is_acknowledged_and_later_everything_works() {
    let running = Running::start().await;
    let holder = hold(&running).await;
    let refused = running
        .send("POST", "/api/v1/incidents", Some(incident()))
        .await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.header("retry-after").is_some());
    // Questions are answered all the same, and tell nothing that is not durable.
    assert_eq!(
        running.get("/api/v1/incidents").await.ok()["items"],
        json!([])
    );
    assert_eq!(running.feed()["incidents"], json!([]));
    let_go(holder).await;
    let mut again = tokio::time::interval(Duration::from_millis(200));
    let works = async {
        loop {
            again.tick().await;
            let answer = running
                .send("POST", "/api/v1/incidents", Some(incident()))
                .await;
            if answer.status == StatusCode::CREATED {
                return;
            }
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        }
    };
    tokio::time::timeout(Duration::from_secs(60), works)
        .await
        .expect("works again");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_acknowledged_is_there_after_the_next_start() {
    let mut running = Running::start().await;
    let opened = running
        .send("POST", "/api/v1/incidents", Some(incident()))
        .await
        .ok();
    let work = json!({
        "name": "Work", "components": ["web"],
        "from": "2999-01-01T00:00:00Z", "to": "2999-01-01T01:00:00Z",
    });
    running
        .send("POST", "/api/v1/maintenances", Some(work))
        .await
        .ok();
    let set = json!({ "status": "degraded_performance" });
    running
        .send("PUT", "/api/v1/components/web/status", Some(set))
        .await
        .ok();
    running = running.restart().await;
    let feed = running
        .until(|feed| feed["scheduled_maintenances"][0]["name"] == "Work")
        .await;
    assert_eq!(feed["incidents"][0]["id"], opened["id"]);
    running
        .send("DELETE", "/api/v1/components/web/status", None)
        .await
        .ok();
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_come_in_pages_that_skip_and_repeat_nothing() {
    let running = Running::start().await;
    for number in 0..7 {
        let body = json!({ "name": format!("No. {number}"), "updates": [{}] });
        running
            .send("POST", "/api/v1/incidents", Some(body))
            .await
            .ok();
    }
    let (mut names, mut path) = (Vec::new(), "/api/v1/incidents?limit=3".to_owned());
    loop {
        let page = running.get(&path).await.ok();
        names.extend(
            page["items"]
                .as_array()
                .expect("items")
                .iter()
                .map(|item| item["name"].to_string()),
        );
        match page["next"].as_str() {
            Some(next) => path = format!("/api/v1/incidents?limit=3&cursor={next}"),
            None => break,
        }
    }
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 7);
    for query in [
        "limit=0",
        "limit=999",
        "cursor=***",
        "state=ajar",
        "sort=name",
    ] {
        let answer = running.get(&format!("/api/v1/incidents?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_bodies_are_refused_with_where_and_what_to_do() {
    let running = Running::start().await;
    let path = "/api/v1/incidents";
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let large = format!("{{\"name\":\"{}\"}}", "x".repeat(70_000));
    let cases: [(&str, StatusCode, &str); 12] = [
        ("", StatusCode::BAD_REQUEST, "empty"),
        ("{", StatusCode::BAD_REQUEST, "line 1"),
        ("[]", StatusCode::BAD_REQUEST, "body"),
        (&deep, StatusCode::BAD_REQUEST, "body"),
        (&large, StatusCode::PAYLOAD_TOO_LARGE, "65536"),
        (r#"{"name":"a"}"#, StatusCode::BAD_REQUEST, "updates"),
        (
            r#"{"name":"a","name":"b","updates":[{}]}"#,
            StatusCode::BAD_REQUEST,
            "duplicate",
        ),
        (
            r#"{"name":"a","updates":[{}],"colour":1}"#,
            StatusCode::BAD_REQUEST,
            "colour",
        ),
        (
            r#"{"name":"a","updates":[{"status":"fine"}]}"#,
            StatusCode::BAD_REQUEST,
            "investigating",
        ),
        (
            r#"{"name":"a\u0000","updates":[{}]}"#,
            StatusCode::UNPROCESSABLE_ENTITY,
            "control",
        ),
        (
            r#"{"name":"\ud800","updates":[{}]}"#,
            StatusCode::BAD_REQUEST,
            "body",
        ),
        (
            r#"{"name":"a","updates":[{"at":"tomorrow"}]}"#,
            StatusCode::BAD_REQUEST,
            "RFC 3339",
        ),
    ];
    for (body, status, words) in cases {
        let answer = running.send_text(path, "application/json", body).await;
        let shown = &body[..body.len().min(80)];
        assert_eq!(answer.status, status, "{shown}: {}", answer.json);
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json"),
            "{shown}"
        );
        let detail = answer.json["detail"].as_str().unwrap_or_default();
        assert!(detail.contains(words), "{shown}: {detail}");
    }
    let form = running
        .send_text(path, "application/x-www-form-urlencoded", "name=a")
        .await;
    assert_eq!(form.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let packed = running
        .send_with(
            &[("content-encoding", "gzip")],
            "POST",
            path,
            Some(incident()),
        )
        .await;
    assert_eq!(packed.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(
        running.get(path).await.ok()["items"],
        json!([]),
        "nothing was stored"
    );
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_token_is_given_once() {
    let running = Running::start().await;
    assert!(running.token.starts_with("plt_"));
    let log = running.get("/api/v1/audit").await.ok();
    let made = log["items"].as_array().expect("a list").last();
    let made = made.expect("a line");
    assert_eq!(made["action"], "token.create");
    assert_eq!(made["after"]["scopes"], json!(["admin"]), "what it may do");
    let running = running.restart().await;
    assert!(running.server.first_token.is_none());
    let listed = running.get("/api/v1/tokens").await.ok();
    let text = listed.to_string();
    assert!(
        !text.contains(&running.token) && !text.contains("digest"),
        "{text}"
    );
    let secret = running
        .token
        .rsplit('_')
        .next()
        .expect("a secret")
        .to_owned();
    running
        .stop_and(|folder| {
            for entry in std::fs::read_dir(folder.path().join("data")).expect("lists") {
                let bytes = std::fs::read(entry.expect("an entry").path()).expect("reads");
                let found = bytes
                    .windows(secret.len())
                    .any(|window| window == secret.as_bytes());
                assert!(!found, "the secret is kept nowhere");
            }
        })
        .await;
}
