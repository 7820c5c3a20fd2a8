//! Incidents that are opened from a template of the configuration.

use http::StatusCode;
use serde_json::{Value, json};

use crate::client::Running;

async fn open(running: &Running, body: Value) -> Value {
    let sent = running.send("POST", "/api/v1/incidents", Some(body));
    sent.await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_says_what_the_request_leaves_out() {
    let running = Running::start().await;
    let opened = open(&running, json!({ "template": "down" })).await;
    assert_eq!(opened["name"], "Web: partial outage");
    assert_eq!(opened["impact_override"], "major");
    assert_eq!(opened["components"], json!({ "web": "partial_outage" }));
    let body = opened["updates"][0]["body"].as_str().unwrap_or_default();
    assert!(body.starts_with("Web since 20"), "{body}");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_request_says_stands_in_place_of_the_templates_words() {
    let running = Running::start().await;
    let asked = json!({
        "template": "down", "name": "Ours", "impact": "minor",
        "updates": [{ "body": "So it is.", "components": { "web": "major_outage" } }],
    });
    let opened = open(&running, asked).await;
    assert_eq!(
        (&opened["name"], &opened["impact"]),
        (&json!("Ours"), &json!("minor"))
    );
    assert_eq!(opened["components"], json!({ "web": "major_outage" }));
    assert_eq!(opened["updates"][0]["body"], "So it is.");
    let asked = json!({
        "template": "any",
        "updates": [{ "components": { "web": "degraded_performance" } }],
    });
    assert_eq!(open(&running, asked).await["name"], "Web is slow");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_that_is_not_there_is_refused_with_those_that_are() {
    let running = Running::start().await;
    let cases = [
        (json!({ "template": "dwon" }), 422, "there are down, any"),
        (
            json!({ "template": "any" }),
            422,
            "name one with its status",
        ),
        (json!({ "tempalte": "any" }), 400, "`template`"),
        (
            json!({ "name": "Down" }),
            400,
            "updates is missing; or name a template",
        ),
        (
            json!({ "updates": [{}] }),
            400,
            "name is missing; or name a template",
        ),
    ];
    for (body, status, words) in cases {
        let shown = body.to_string();
        let answer = running.send("POST", "/api/v1/incidents", Some(body)).await;
        assert_eq!(
            answer.status,
            StatusCode::from_u16(status).expect("a status"),
            "{shown}"
        );
        assert!(answer.text.contains(words), "{shown}: {}", answer.text);
    }
    let listed = running.get("/api/v1/incident-templates").await.ok();
    assert_eq!(listed["items"][0]["title"], "{component}: {status}");
    assert_eq!(listed["items"][1]["id"], "any");
    assert_eq!(
        running.get("/api/v1/incidents").await.ok()["items"],
        json!([])
    );
    running.stop().await;
}
