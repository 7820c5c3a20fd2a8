//! What a request says of itself beside its body: a key, a precondition, parameters. Each is honoured or
//! refused, and none is passed over.

use http::StatusCode;
use serde_json::{Value, json};

use crate::client::{Answer, Running};

async fn with(
    running: &Running,
    header: (&str, &str),
    (method, path): (&str, &str),
    body: &Value,
) -> Answer {
    let body = (!body.is_null()).then(|| body.clone());
    running.send_with(&[header], method, path, body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_team_with_a_key_is_done_once_and_answered_again() {
    let running = Running::start().await;
    let ada = json!({ "name": "Ada", "role": "responder" });
    let made = running.send(
        "POST",
        "/api/v1/tokens",
        Some(json!({ "name": "ci", "scopes": ["read"] })),
    );
    let made = made.await.ok();
    let token = format!("/api/v1/tokens/{}", made["id"].as_str().expect("an id"));
    let member = "/api/v1/members/ada";
    for (key, line, body) in [
        ("put", ("PUT", member), &ada),
        ("remove", ("DELETE", member), &Value::Null),
        ("revoke", ("DELETE", token.as_str()), &Value::Null),
    ] {
        let key = ("idempotency-key", key);
        let first = with(&running, key, line, body).await;
        assert_eq!(first.status, StatusCode::OK, "{line:?}: {}", first.json);
        assert_eq!(first.header("idempotency-replayed"), None);
        let again = with(&running, key, line, body).await;
        assert_eq!(again.status, StatusCode::OK, "{line:?}: {}", again.json);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(again.json, first.json);
        let other = json!({ "name": "Eve", "role": "admin" });
        let other = with(&running, key, ("PUT", "/api/v1/members/eve"), &other).await;
        assert_eq!(
            other.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            other.json
        );
    }
    let log = running.get("/api/v1/audit").await.ok();
    let of_ada = log["items"].as_array().expect("a list");
    let of_ada = of_ada.iter().filter(|line| line["target"] == "ada");
    assert_eq!(of_ada.count(), 2, "each was done once");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_made_once_under_a_key_and_shown_once() {
    let running = Running::start().await;
    let make = |name: &str| {
        let wanted = json!({ "name": name, "scopes": ["read"] });
        let headers = [("idempotency-key", "one")];
        let running = &running;
        async move {
            running
                .send_with(&headers, "POST", "/api/v1/tokens", Some(wanted))
                .await
        }
    };
    assert_eq!(make("ci").await.status, StatusCode::CREATED);
    let again = make("ci").await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.json);
    assert!(again.json["detail"].to_string().contains("shown once"));
    let other = make("cd").await;
    assert_eq!(
        other.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        other.json
    );
    let tokens = running.get("/api/v1/tokens").await.ok();
    assert_eq!(
        tokens["items"].as_array().map(Vec::len),
        Some(2),
        "with the first one"
    );
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_precondition_that_is_not_judged_is_refused_and_nothing_is_done() {
    let running = Running::start().await;
    let down = json!({ "status": "major_outage" });
    let ada = json!({ "name": "Ada", "role": "responder" });
    let token = json!({ "name": "ci", "scopes": ["read"] });
    for (line, body) in [
        (("PUT", "/api/v1/components/web/status"), &down),
        (("DELETE", "/api/v1/components/web/status"), &Value::Null),
        (("PUT", "/api/v1/members/ada"), &ada),
        (("DELETE", "/api/v1/members/ada"), &Value::Null),
        (("POST", "/api/v1/tokens"), &token),
        (("POST", "/api/v1/publish"), &Value::Null),
    ] {
        for tag in ["\"99\"", "*"] {
            let answer = with(&running, ("if-match", tag), line, body).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{line:?} {tag}");
            let detail = answer.json["detail"].as_str().unwrap_or_default();
            assert!(detail.contains("If-Match"), "{line:?}: {detail}");
        }
    }
    let web = running.get("/api/v1/components/web").await.ok();
    assert_eq!(web["override"], Value::Null);
    assert_eq!(
        running.get("/api/v1/members").await.ok()["items"],
        json!([])
    );
    // The control: without it they are done.
    let path = "/api/v1/components/web/status";
    running.send("PUT", path, Some(down)).await.ok();
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_comes_in_pages_and_no_route_passes_a_parameter_over() {
    let running = Running::start().await;
    for id in ["ada", "bob", "eve"] {
        let member = json!({ "name": id, "role": "viewer" });
        let path = format!("/api/v1/members/{id}");
        running.send("PUT", &path, Some(member)).await.ok();
        let token = json!({ "name": id, "scopes": ["read"] });
        running
            .send("POST", "/api/v1/tokens", Some(token))
            .await
            .ok();
    }
    for (list, count) in [("members", 3), ("tokens", 4), ("incident-templates", 2)] {
        let (mut ids, mut next) = (Vec::new(), String::new());
        loop {
            let path = format!("/api/v1/{list}?limit=1{next}");
            let page = running.get(&path).await.ok();
            let items = page["items"].as_array().expect("a list");
            assert_eq!(items.len(), 1, "{path}");
            ids.extend(items.iter().map(|item| item["id"].to_string()));
            match page["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), count, "{list}");
    }
    for path in [
        "members?limt=1",
        "members?state=all",
        "tokens?state=open",
        "tokens?cursor=***",
        "incident-templates?sort=id",
        "audit?state=open",
        "status?component=web",
        "components/web?limit=1",
        "component-order?limit=1",
    ] {
        let answer = running.get(&format!("/api/v1/{path}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
    }
    running.stop().await;
}
