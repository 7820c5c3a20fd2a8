//! Reports over the API: any window, as JSON and as CSV, and what there is no report of.

use http::StatusCode;
use serde_json::json;

use crate::client::Running;

/// An incident of long ago, which the loop does not keep in memory.
async fn tell_of_2024(running: &Running) {
    let update =
        |at: &str, status: &str| json!({ "at": at, "status": status, "body": "So it was." });
    let mut first = update("2024-02-10T10:00:00Z", "investigating");
    first["components"] = json!({ "web": "major_outage" });
    let told = json!({
        "name": "Down",
        "updates": [first, update("2024-02-10T11:00:00Z", "resolved")],
    });
    running
        .send("POST", "/api/v1/incidents", Some(told))
        .await
        .ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_of_any_window_also_of_what_is_shown_no_more() {
    let running = Running::start().await;
    tell_of_2024(&running).await;
    let path = "/api/v1/reports/incidents?from=2024-01-01&to=2024-04-01&by=month";
    let report = running.get(path).await.ok();
    assert_eq!(
        (&report["count"], &report["resolved"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(report["mean_time_to_resolve_s"], 3_600);
    assert_eq!(report["parts"][1]["month"], "2024-02");
    assert_eq!(report["parts"][1]["count"], 1);
    assert_eq!(report["parts"][2]["count"], 0);
    let later = "/api/v1/reports/incidents?from=2024-02-10T10:00:01Z";
    assert_eq!(running.get(later).await.ok()["count"], 0);

    let path = "/api/v1/reports/uptime?from=2024-02-10&to=2024-02-11&component=web";
    let report = running.get(path).await.ok();
    let web = &report["components"][0];
    // Nobody watched then, and what is told of such a time makes no uptime.
    assert_eq!(
        (&web["unknown_s"], &web["uptime_ppm"]),
        (&json!(86_400), &json!(null))
    );

    // Of the first second nothing is known yet.
    let now = crate::client::until_ok(async || {
        let now = running.get("/api/v1/reports/uptime").await.ok();
        (now["components"][0]["operational_s"] != 0).then_some(now)
    })
    .await;
    assert_eq!(now["components"][0]["uptime_ppm"], 1_000_000);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_answered_to_who_names_it_or_accepts_it() {
    let running = Running::start().await;
    for (path, accept, is_csv) in [
        ("/api/v1/reports/uptime", "*/*", false),
        ("/api/v1/reports/uptime", "text/csv", true),
        (
            "/api/v1/reports/uptime",
            "application/json, text/csv;q=0.5",
            false,
        ),
        ("/api/v1/reports/uptime?format=json", "text/csv", false),
        (
            "/api/v1/reports/incidents?format=csv&by=impact",
            "*/*",
            true,
        ),
    ] {
        let answer = running
            .send_with(&[("accept", accept)], "GET", path, None)
            .await;
        let media_type = answer
            .header("content-type")
            .expect("has a type")
            .to_owned();
        assert_eq!(
            media_type.starts_with("text/csv"),
            is_csv,
            "{path} {accept}"
        );
        assert_eq!(
            answer.text.starts_with("kind,id,name,"),
            is_csv,
            "{}",
            answer.text
        );
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_there_is_no_report_of_is_said_with_what_to_ask_instead() {
    let running = Running::start().await;
    let cases = [
        ("uptime?from=yesterday", "from", "2026-11-01"),
        ("uptime?from=2026-02-30", "from", "is no time"),
        (
            "uptime?from=2024-01-02&to=2024-01-01",
            "to",
            "let it end later",
        ),
        ("uptime?from=9999-01-01", "to", "let it end later"),
        ("uptime?from=9998-01-01&to=9999-01-01", "from", "is ahead"),
        ("uptime?from=1990-01-01", "from", "3660 days"),
        ("uptime?component=wbe", "component", "there are web"),
        ("uptime?by=week", "by", "is month"),
        ("incidents?by=week", "by", "month, component or impact"),
        ("incidents?format=xls", "format", "json or csv"),
        ("incidents?from=2024-01-01&from=2024-01-01", "from", "twice"),
    ];
    for (path, field, words) in cases {
        let answer = running.get(&format!("/api/v1/reports/{path}")).await;
        assert_eq!(
            answer.status,
            StatusCode::BAD_REQUEST,
            "{path}: {}",
            answer.text
        );
        assert_eq!(answer.json["field"], field, "{path}");
        let detail = answer.json["detail"].as_str().unwrap_or_default();
        assert!(detail.contains(words), "{path}: {detail}");
    }
    let unknown = running.get("/api/v1/reports/uptime?until=2026-01-01").await;
    let detail = unknown.json["detail"].as_str().unwrap_or_default();
    assert!(
        detail.contains("from, to, component, by and format"),
        "{detail}"
    );
    running.stop().await;
}
