//! What several targets ask of what they found.

use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http::Response;
use http_body::Body as _;
use http_body_util::Full;
use pilotlight_feed::{Feed, Timestamp, limits};
use pilotlight_server::config;
use pilotlight_server::core::{Catalog, PublishPolicy, State, Window, project};

/// When a target begins: 2026-11-23T06:10:00Z.
pub const NOW: Timestamp = Timestamp(1_795_414_200);

/// A page with a monitor, a group and templates, as a file has it.
pub const PAGE: &str = r#"
[page]
name = "Acme"
url = "https://status.acme.example"
time_zone = "Europe/Berlin"
[[group]]
id = "shop"
name = "Shop"
[[component]]
id = "web"
name = "Web"
group = "shop"
[[component.monitor]]
kind = "http"
url = "https://www.acme.example/"
[[component]]
id = "api"
name = "API"
manual = true
critical = true
[[incident.template]]
id = "slow"
title = "{components} slow"
text = "Since {since}."
components = { api = "degraded_performance" }
"#;

/// The catalogue of [`PAGE`].
pub fn catalog() -> Arc<Catalog> {
    match config::parse(PAGE, Path::new("/nowhere")) {
        Ok(config) => Arc::new(config.catalog),
        Err(problems) => panic!("{problems:?}"),
    }
}

/// The state of a page of which nothing is known yet.
pub fn state(catalog: Arc<Catalog>) -> State {
    let policy = PublishPolicy {
        refresh: Duration::from_secs(30),
        valid_for: Duration::from_secs(180),
    };
    State::new(catalog, policy, 0)
}

/// What is published of a state can be read by everyone.
pub fn check_published(state: &State, now: Timestamp) {
    let window = Window {
        generated_at: now,
        valid_until: now.plus(180),
    };
    let feed = project(state, window, 1);
    if let Err(invalid) = feed.validate() {
        panic!("a feed that readers refuse: {invalid}");
    }
    check_written(&feed);
    check_written(&feed.summary());
}

/// A feed is what it was once it is written and read, and readers take it.
pub fn check_written(feed: &Feed) {
    let text = serde_json::to_string(feed).expect("a feed can be written");
    let read: Feed = serde_json::from_str(&text).expect("what is written can be read");
    assert!(read == *feed, "read otherwise than written: {text}");
    assert!(text.len() <= limits::DOCUMENT_BYTES, "{} bytes", text.len());
}

/// A refusal blames who asks, and says why.
pub fn check_refusal(refusal: Response<Full<Bytes>>) {
    let status = refusal.status();
    assert!(status.is_client_error(), "{status}");
    let body = body(refusal);
    let problem: serde_json::Value = serde_json::from_slice(&body).expect("a problem is JSON");
    assert_eq!(problem["status"], status.as_u16());
    let detail = problem["detail"].as_str().expect("a problem has a detail");
    assert!(3 < detail.trim().len(), "{detail:?}");
}

/// The body of an answer, which is at hand whole.
pub fn body(answer: Response<Full<Bytes>>) -> Bytes {
    let mut body = answer.into_body();
    let mut context = Context::from_waker(Waker::noop());
    match Pin::new(&mut body).poll_frame(&mut context) {
        Poll::Ready(Some(Ok(frame))) => frame.into_data().unwrap_or_default(),
        _ => Bytes::new(),
    }
}
