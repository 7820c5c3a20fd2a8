//! The running server tells an incident by itself: a target goes away, its incident is published,
//! the target comes back, the incident is resolved, and a restart between the two changes nothing.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use pilotlight_feed::{Feed, IncidentStatus, Status};
use pilotlight_server::{Server, config, start};
use tempfile::TempDir;
use tokio::net::TcpListener;

/// Long enough on any machine, and longer than the minute between two automatic updates.
const PATIENCE: Duration = Duration::from_secs(180);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

async fn watching(folder: &Path, target: SocketAddr) -> Server {
    let text = format!(
        r#"
        [page]
        name = "Acme"
        url = "http://127.0.0.1/"
        [http]
        listen = "127.0.0.1:0"
        [publish]
        directory = "public"
        refresh = "1s"
        valid_for = "3s"
        [[component]]
        id = "web"
        name = "Web_1"
        [component.incident]
        after = "2s"
        resolve_after = "1s"
        opening = "{{component}} is not well: {{status}}."
        resolving = "{{component}} is well."
        [[component.monitor]]
        kind = "tcp"
        address = "{target}"
        every = "1s"
        failures = 2
        recoveries = 1
        "#
    );
    let config = config::parse(&text, folder).expect("a good configuration");
    start(config).await.expect("starts")
}

/// Waits for a publication of which this holds.
async fn until(folder: &Path, holds: impl Fn(&Feed) -> bool) -> Feed {
    let path = folder.join("public/feed/v1/feed.json");
    let published = || -> Option<Feed> {
        let text = std::fs::read(&path).ok()?;
        serde_json::from_slice(&text).ok()
    };
    let mut again = tokio::time::interval(LOOK_AGAIN);
    let search = async {
        loop {
            again.tick().await;
            if let Some(feed) = published().filter(&holds) {
                return feed;
            }
        }
    };
    let found = tokio::time::timeout(PATIENCE, search).await;
    assert!(
        found.is_ok(),
        "not published in time; now {:?}",
        published()
    );
    found.expect("just seen")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_is_told_by_itself_and_resolved_when_it_is_over() {
    let folder = TempDir::new().expect("a folder");
    let target = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = target.local_addr().expect("an address");
    let server = watching(folder.path(), address).await;
    let good = |feed: &Feed| feed.status.level == Status::Operational;
    assert_eq!(until(folder.path(), good).await.incidents.len(), 0);

    drop(target);
    let told = until(folder.path(), |feed| !feed.incidents.is_empty()).await;
    let incident = &told.incidents[0];
    assert_eq!(incident.name, "Web_1: major outage");
    assert_eq!(incident.components, ["web"]);
    assert_eq!(incident.updates[0].body, "Web_1 is not well: major outage.");
    assert_eq!(Some(incident.started_at), told.components[0].since);

    server.stop().await;
    let server = watching(folder.path(), address).await;
    let target = TcpListener::bind(address).await.expect("the same port");
    let over = until(folder.path(), |feed| {
        good(feed) && feed.incidents.is_empty() && !feed.past_incidents.is_empty()
    })
    .await;
    let [resolved] = &over.past_incidents[..] else {
        panic!("one incident, not {:?}", over.past_incidents);
    };
    assert_eq!(resolved.id, incident.id);
    assert_eq!(resolved.status, IncidentStatus::Resolved);
    assert_eq!(resolved.updates[0].body, "Web_1 is well.");
    assert_eq!(resolved.updates.last(), incident.updates.last());
    drop(target);
    server.stop().await;
}
