//! What operators see of components that the public does not.

use http::StatusCode;
use serde_json::json;

use crate::client::Running;

const HIDDEN: &str = "[[component]]\nid = \"db\"\nname = \"Database\"\nhidden = true\n\
     manual = true\ngroup = \"core\"\n[[group]]\nid = \"core\"\nname = \"Core\"\n";

#[tokio::test(flavor = "multi_thread")]
async fn operators_see_what_is_hidden_what_was_found_and_what_is_set_by_hand() {
    let running = Running::start().await;
    let somebody = crate::reload::somebody();
    let renewed = running.server.renew(running.with_more(HIDDEN), somebody);
    renewed.await.expect("is taken in");
    let found = crate::client::until_ok(async || {
        let list = running.get("/api/v1/components").await.ok();
        (list["items"][1]["found"]["status"] == "operational").then_some(list)
    })
    .await;
    let (web, db) = (&found["items"][0], &found["items"][1]);
    assert_eq!(
        (&web["hidden"], &db["hidden"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(
        (&db["manual"], &db["group"]),
        (&json!(true), &json!("core"))
    );
    assert_eq!(db["found"]["cause"], "people tell its status");
    assert_eq!(web["override"], json!(null));
    let published = running.feed()["components"].as_array().map(Vec::len);
    assert_eq!(published, Some(1), "the public sees one");

    let until = "2999-01-01T00:00:00Z";
    let set = json!({ "status": "partial_outage", "until": until, "reason": "tests" });
    running
        .send("PUT", "/api/v1/components/db/status", Some(set))
        .await
        .ok();
    let db = running.get("/api/v1/components/db").await.ok();
    assert_eq!(
        (&db["status"], &db["id"]),
        (&json!("partial_outage"), &json!("db"))
    );
    let standing = &db["override"];
    assert_eq!(
        (&standing["until"], &standing["reason"]),
        (&json!(until), &json!("tests"))
    );
    let missing = running.get("/api/v1/components/nowhere").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);

    let groups = running.get("/api/v1/groups").await.ok();
    let core = json!({
        "id": "core", "name": "Core", "status": null, "collapsed": false, "components": ["db"],
        "source": "file",
    });
    assert_eq!(groups["items"], json!([core]));
    running.stop().await;
}
