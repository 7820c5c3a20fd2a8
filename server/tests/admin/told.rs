//! Components and groups that are told over the API, beside those of the configuration file.

use http::StatusCode;
use pilotlight_server::start;
use serde_json::{Value, json};

use crate::client::{Answer, Running};
use crate::held::{hold, let_go};
use crate::reload::somebody;

const COMPONENTS: &str = "/api/v1/components";

fn support() -> Value {
    json!({ "id": "support", "name": "Support", "description": "By telephone" })
}

async fn add(running: &Running, component: Value) -> Value {
    let added = running.send("POST", COMPONENTS, Some(component)).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.json);
    added.json
}

async fn edit(running: &Running, path: &str, tag: &str, edit: Value) -> Answer {
    let headers = [("if-match", tag)];
    running.send_with(&headers, "PATCH", path, Some(edit)).await
}

fn has(id: &'static str) -> impl Fn(&Value) -> bool {
    move |feed| ids(&feed["components"]).contains(&id)
}

fn ids(list: &Value) -> Vec<&str> {
    let items = list.as_array().into_iter().flatten();
    items.filter_map(|item| item["id"].as_str()).collect()
}

fn problem(answer: &Answer) -> (StatusCode, &str) {
    (
        answer.status,
        answer.json["detail"].as_str().unwrap_or_default(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_component_is_added_changed_and_retired_and_its_history_outlives_that() {
    let running = Running::start().await;
    let added = add(&running, support()).await;
    assert_eq!(
        (&added["version"], &added["retired_at"]),
        (&json!(1), &json!(null))
    );
    let feed = running
        .until(|feed| feed["components"][1]["status"] == "operational")
        .await;
    assert_eq!(ids(&feed["components"]), ["web", "support"]);
    assert_eq!(feed["components"][1]["description"], "By telephone");

    let one = "/api/v1/components/support";
    let read = running.get(one).await;
    assert_eq!(read.header("etag"), Some("\"1\""));
    assert_eq!(
        (&read.json["source"], &read.json["manual"]),
        (&json!("api"), &json!(true))
    );
    let of_file = running.get("/api/v1/components/web").await;
    assert_eq!(
        (of_file.header("etag"), &of_file.json["source"]),
        (None, &json!("file"))
    );
    let unseen = running
        .send("PATCH", one, Some(json!({ "name": "Help" })))
        .await;
    assert_eq!(unseen.status, StatusCode::PRECONDITION_REQUIRED);
    let stale = edit(&running, one, "\"7\"", json!({ "name": "Help" })).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    edit(
        &running,
        one,
        "\"1\"",
        json!({ "name": "Help", "description": null }),
    )
    .await
    .ok();
    let feed = running
        .until(|feed| feed["components"][1]["name"] == "Help")
        .await;
    assert_eq!(feed["components"][1]["description"], json!(null));

    let told = json!({ "name": "Nobody answers", "updates": [
        { "body": "We look.", "components": { "support": "major_outage" } }
    ] });
    running
        .send("POST", "/api/v1/incidents", Some(told))
        .await
        .ok();
    running.send("DELETE", one, None).await.ok();
    let feed = running.until(|feed| !has("support")(feed)).await;
    assert_eq!(feed["incidents"][0]["components"], json!(["support"]));
    let former = json!([{ "id": "support", "name": "Help", "status": "unknown" }]);
    assert_eq!(feed["former_components"], former);
    // And on the pages that stay.
    let public = running.folder.path().join("public");
    let read = |path: &str| std::fs::read_to_string(public.join(path)).expect("is there");
    let incident = &feed["incidents"][0];
    let page = format!(
        "incidents/{}/index.html",
        incident["id"].as_str().unwrap_or_default()
    );
    assert!(read(&page).contains("<bdi>Help</bdi>"), "{}", read(&page));
    let month = &incident["started_at"].as_str().unwrap_or_default()[..7];
    let told: Value = serde_json::from_str(&read(&format!("feed/v1/history/{month}.json")))
        .expect("is a document");
    assert_eq!(
        told["former_components"],
        json!([{ "id": "support", "name": "Help" }])
    );
    assert!(read(&format!("history/{month}/index.html")).contains("<bdi>Help</bdi>"));
    let again = running.send("DELETE", one, None).await;
    assert_eq!(problem(&again).0, StatusCode::CONFLICT);
    let retired = running.get("/api/v1/components?state=retired").await.ok();
    assert_eq!(ids(&retired["items"]), ["support"]);
    assert_eq!(retired["items"][0]["found"]["cause"], "retired");
    let report = running
        .get("/api/v1/reports/uptime?component=support")
        .await;
    let report = report.ok();
    assert_eq!(
        ids(&report["components"]),
        ["support"],
        "its uptime is still told"
    );

    // What it was outlives a restart, and comes back with it.
    let running = running.restart().await;
    let active = crate::client::until_ok(async || {
        let active = running.get(COMPONENTS).await;
        active.status.is_success().then_some(active.json)
    })
    .await;
    assert_eq!(ids(&active["items"]), ["web"]);
    let back = add(&running, support()).await;
    assert_eq!(back["version"], json!(4));
    let feed = running.until(has("support")).await;
    assert_eq!(feed["former_components"], json!(null));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_an_identifier_keeps_it_the_file_or_the_api() {
    let running = Running::start().await;
    let web = json!({ "id": "web", "name": "Web" });
    let taken = running.send("POST", COMPONENTS, Some(web)).await;
    let (status, detail) = problem(&taken);
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(
        detail.contains("stands in the configuration file; change it there"),
        "{detail}"
    );
    for answer in [
        edit(
            &running,
            "/api/v1/components/web",
            "*",
            json!({ "name": "Mine" }),
        )
        .await,
        running.send("DELETE", "/api/v1/components/web", None).await,
    ] {
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.json);
    }

    add(&running, support()).await;
    let more = "[[component]]\nid = \"api\"\nname = \"API\"\nmanual = true\n\
                [[component]]\nid = \"support\"\nname = \"Ours\"\nmanual = true\n";
    let refused = running
        .server
        .renew(running.with_more(more), somebody())
        .await;
    let refused = refused.expect_err("the API has it").to_string();
    assert!(
        refused.contains("component \"support\" stands in the configuration file"),
        "{refused}"
    );
    assert!(
        refused.contains("pilotlight component retire support"),
        "{refused}"
    );
    let active = running.get(COMPONENTS).await.ok();
    assert_eq!(
        ids(&active["items"]),
        ["web", "support"],
        "nothing of it was taken in"
    );

    running
        .send("DELETE", "/api/v1/components/support", None)
        .await
        .ok();
    let lines = running
        .server
        .renew(running.with_more(more), somebody())
        .await;
    assert_eq!(lines.expect("is taken in").len(), 2);
    let feed = running.until(has("api")).await;
    assert_eq!(ids(&feed["components"]), ["web", "api", "support"]);
    let taken = running.send("POST", COMPONENTS, Some(support())).await;
    assert_eq!(taken.status, StatusCode::CONFLICT);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_keeps_what_was_told_and_a_start_refuses_what_both_have() {
    let running = Running::start().await;
    add(&running, support()).await;
    let more = "[[component]]\nid = \"api\"\nname = \"API\"\nmanual = true\n";
    let lines = running
        .server
        .renew(running.with_more(more), somebody())
        .await;
    assert_eq!(lines.expect("is taken in"), ["component api: added"]);
    let feed = running.until(has("api")).await;
    assert_eq!(ids(&feed["components"]), ["web", "api", "support"]);
    let both = more.replace("\"api\"", "\"support\"");
    let config = running.with_more(&both);
    running.server.stop().await;
    let refused = start(config).await.expect_err("the API has it").to_string();
    assert!(
        refused.contains("component \"support\" stands in the configuration file"),
        "{refused}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_leaves_the_file_is_still_named_by_what_was_said_of_it() {
    let running = Running::start().await;
    let more = "[[component]]\nid = \"api\"\nname = \"API\"\nmanual = true\n\
                [[component]]\nid = \"cellar\"\nname = \"Cellar\"\nmanual = true\nhidden = true\n";
    let renewed = running
        .server
        .renew(running.with_more(more), somebody())
        .await;
    renewed.expect("is taken in");
    let told = json!({ "name": "Down", "updates": [
        { "body": "We look.", "components": { "api": "major_outage", "cellar": "major_outage" } }
    ] });
    running
        .send("POST", "/api/v1/incidents", Some(told))
        .await
        .ok();
    running.until(has("api")).await;
    let renewed = running
        .server
        .renew(running.with_more(""), somebody())
        .await;
    renewed.expect("is taken in");
    let feed = running.until(|feed| !has("api")(feed)).await;
    let named = |feed: &Value| {
        assert_eq!(feed["incidents"][0]["components"], json!(["api"]));
        assert_eq!(feed["former_components"][0]["name"], "API");
        assert_eq!(feed["former_components"].as_array().map(Vec::len), Some(1));
    };
    named(&feed);
    let revision = feed["revision"].as_u64();
    let running = running.restart().await;
    named(
        &running
            .until(|feed| revision < feed["revision"].as_u64())
            .await,
    );
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_are_told_and_ordered_like_components() {
    let running = Running::start().await;
    for (id, name) in [("people", "People"), ("machines", "Machines")] {
        let group = json!({ "id": id, "name": name, "collapsed": true });
        let added = running.send("POST", "/api/v1/groups", Some(group)).await;
        assert_eq!(added.status, StatusCode::CREATED, "{}", added.json);
    }
    for (id, group) in [
        ("support", "people"),
        ("robot", "machines"),
        ("desk", "people"),
    ] {
        add(&running, json!({ "id": id, "name": id, "group": group })).await;
    }
    let order = running.get("/api/v1/component-order").await;
    assert_eq!(order.header("etag"), Some("\"0\""));
    assert_eq!(order.json["ids"], json!(["support", "robot", "desk"]));
    let put = async |path: &str, ids: &[&str]| {
        let headers = [("if-match", "\"0\""), ("idempotency-key", path)];
        let body = json!({ "ids": ids });
        running.send_with(&headers, "PUT", path, Some(body)).await
    };
    let short = put("/api/v1/component-order", &["desk"]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    put("/api/v1/component-order", &["desk", "robot", "support"])
        .await
        .ok();
    let again = put("/api/v1/component-order", &["desk", "robot", "support"]).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.json["version"], json!(1));
    put("/api/v1/group-order", &["machines", "people"])
        .await
        .ok();
    let feed = running
        .until(|feed| feed["groups"][0]["id"] == "machines")
        .await;
    assert_eq!(
        ids(&feed["components"]),
        ["web", "desk", "robot", "support"]
    );
    assert_eq!(feed["groups"][1]["collapsed"], json!(true));

    let people = "/api/v1/groups/people";
    let read = running.get(people).await;
    assert_eq!(
        (&read.json["components"], read.header("etag")),
        (&json!(["desk", "support"]), Some("\"1\""))
    );
    edit(&running, people, "\"1\"", json!({ "collapsed": false }))
        .await
        .ok();
    let full = running.send("DELETE", people, None).await;
    assert!(
        problem(&full).1.contains("has components: desk, support"),
        "{}",
        full.json
    );
    for id in ["support", "desk"] {
        let alone = json!({ "group": null });
        edit(&running, &format!("{COMPONENTS}/{id}"), "*", alone)
            .await
            .ok();
    }
    running.send("DELETE", people, None).await.ok();
    let gone = running.get(people).await.ok();
    assert!(gone["retired_at"].is_string());
    let missing = running.send("DELETE", "/api/v1/groups/nowhere", None).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_come_in_pages_and_the_log_says_what_changed() {
    let running = Running::start().await;
    for number in 0..5 {
        add(
            &running,
            json!({ "id": format!("c{number}"), "name": "One of many" }),
        )
        .await;
    }
    let (mut found, mut next) = (Vec::new(), String::new());
    loop {
        let page = running
            .get(&format!("{COMPONENTS}?limit=2{next}"))
            .await
            .ok();
        found.extend(ids(&page["items"]).into_iter().map(str::to_owned));
        match page["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
        // What goes meanwhile neither hides nor repeats another.
        if found.len() == 4 {
            running
                .send("DELETE", "/api/v1/components/c2", None)
                .await
                .ok();
        }
    }
    assert_eq!(found, ["web", "c0", "c1", "c2", "c3", "c4"]);
    for wrong in ["?cursor=x", "?state=open", "?state=", "?limit=0"] {
        let answer = running.get(&format!("{COMPONENTS}{wrong}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    edit(
        &running,
        "/api/v1/components/c4",
        "*",
        json!({ "critical": true }),
    )
    .await
    .ok();
    let log = running.get("/api/v1/audit").await.ok();
    let [edited, retired] = [&log["items"][0], &log["items"][1]];
    assert_eq!(
        (&edited["action"], &edited["target"]),
        (&json!("component.edit"), &json!("c4"))
    );
    assert_eq!(
        (&edited["before"]["critical"], &edited["after"]["critical"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(retired["action"], "component.retire");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_told_that_is_not_durable() {
    let running = Running::start().await;
    let holder = hold(&running).await;
    let refused = running.send("POST", COMPONENTS, Some(support())).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.header("retry-after").is_some());
    assert_eq!(ids(&running.feed()["components"]), ["web"]);
    let_go(holder).await;
    let added = crate::client::until_ok(async || {
        let added = running.send("POST", COMPONENTS, Some(support())).await;
        (added.status == StatusCode::CREATED).then_some(added.json)
    })
    .await;
    assert_eq!(added["version"], json!(1));
    running.until(has("support")).await;
    running.stop().await;
}
