//! A configuration that is read anew waits for what is under way, and is not forgotten over it.

use std::pin::pin;
use std::time::Duration;

use pilotlight_server::core::Command;
use pilotlight_server::store::Actor;
use serde_json::json;
use tokio::time::timeout;

use crate::client::Running;
use crate::held::{hold, let_go};
use crate::incident;

/// Longer than a request takes that nothing holds up.
const A_MOMENT: Duration = Duration::from_millis(500);
/// Longer than the database is waited for in one try.
const ONE_TRY: Duration = Duration::from_secs(6);

pub(crate) fn somebody() -> Actor {
    Actor {
        name: "a test".to_owned(),
        token: None,
        address: None,
    }
}

/// Waits until a commit is under way: whoever asks then is not answered.
async fn until_busy(running: &Running) {
    let desk = running.server.desk();
    let ask = || timeout(A_MOMENT, desk.ask(Command::Publish, somebody(), None));
    while ask().await.is_ok() {}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_that_comes_during_a_commit_is_taken_in_after_it() {
    let running = Running::start().await;
    let holder = hold(&running).await;
    let renewing = async {
        until_busy(&running).await;
        let other = running.with("name = \"Web\"", "name = \"Website\"");
        let mut renewal = pin!(running.server.renew(other, somebody()));
        let at_once = timeout(A_MOMENT, &mut renewal).await;
        assert!(at_once.is_err(), "{at_once:?}");
        let_go(holder).await;
        renewal.await
    };
    let telling = running.send("POST", "/api/v1/incidents", Some(incident()));
    let (told, renewed) = tokio::join!(telling, renewing);
    told.ok();
    let lines = renewed.expect("is taken in");
    assert_eq!(lines, ["component web: \"Web\" is now \"Website\""]);
    running
        .until(|feed| feed["components"][0]["name"] == "Website")
        .await;
    let log = running.get("/api/v1/audit").await.ok();
    let newest = &log["items"][0];
    assert_eq!(newest["action"], "configuration.reload");
    assert_eq!(
        (&newest["actor"], &newest["after"]["changes"]),
        (&json!("a test"), &json!(lines))
    );
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_that_the_database_does_not_let_in_is_tried_again() {
    let running = Running::start().await;
    let more = "[[component]]\nid = \"api\"\nname = \"API\"\nmanual = true\n";
    let with_more = running
        .server
        .renew(running.with_more(more), somebody())
        .await;
    with_more.expect("is taken in");
    running
        .until(|feed| feed["components"][1]["status"] == "operational")
        .await;
    // That a component goes is noted first, which nothing can be now.
    let holder = hold(&running).await;
    let lines = {
        let mut renewal = pin!(running.server.renew(running.with_more(""), somebody()));
        let at_once = timeout(ONE_TRY, &mut renewal).await;
        assert!(at_once.is_err(), "{at_once:?}");
        let_go(holder).await;
        renewal.await.expect("is taken in in the end")
    };
    assert_eq!(lines, ["component api: gone, its history is kept"]);
    let feed = running
        .until(|feed| feed["components"].as_array().map(Vec::len) == Some(1))
        .await;
    assert_eq!(feed["components"][0]["id"], json!("web"));
    running.stop().await;
}
