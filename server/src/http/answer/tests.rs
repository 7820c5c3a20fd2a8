//! What the public listener answers, over a set that the publisher made.

use std::sync::Arc;

use arc_swap::ArcSwap;
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use pilotlight_feed::Feed;
use pilotlight_site::Scheme;
use pilotlight_site::file::headers;

use super::answer;
use crate::core::Zone;
use crate::publish::{News, Published, Publisher, Signer, fresh_key};

fn signer() -> Signer {
    Signer::new(&fresh_key().expect("random bytes")).expect("a key")
}

fn published() -> Arc<ArcSwap<Published>> {
    let golden = include_str!("../../../../feed/golden/v1/outage-feed.json");
    let feed: Feed = serde_json::from_str(golden).expect("a feed");
    let mut publisher = Publisher::new(Zone::utc(), signer(), None);
    publisher.publish(&feed).expect("publishes");
    publisher.published()
}

fn request(method: Method, target: &str, fields: &[(&str, &str)]) -> Request<()> {
    let mut request = Request::builder().method(method).uri(target);
    for (name, value) in fields {
        request = request.header(*name, *value);
    }
    request.body(()).expect("a request")
}

fn get(target: &str, fields: &[(&str, &str)]) -> Response<Full<Bytes>> {
    answer(&published(), &request(Method::GET, target, fields))
}

fn field<'a>(response: &'a Response<Full<Bytes>>, name: &str) -> &'a str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().expect("visible"))
}

fn size(response: &Response<Full<Bytes>>) -> u64 {
    use http_body::Body as _;
    response.body().size_hint().exact().expect("a known size")
}

#[test]
fn every_published_path_is_answered_with_the_headers_of_its_kind() {
    let published = published();
    let set = published.load();
    assert!(8 <= set.len());
    for entry in set.in_order() {
        let address = pilotlight_site::file::url_path(&entry.path);
        let response = answer(&published, &request(Method::GET, &address, &[]));
        assert_eq!(response.status(), StatusCode::OK, "{address}");
        for (name, value) in headers(&entry.path, &Scheme::Https.into()) {
            assert_eq!(field(&response, name), value, "{address}: {name}");
        }
        for name in ["etag", "last-modified"] {
            assert_ne!(field(&response, name), "", "{address}: {name}");
        }
        assert!(!response.headers().contains_key(header::SET_COOKIE));
        assert!(!response.headers().contains_key(header::SERVER));
    }
}

#[test]
fn each_encoding_has_its_own_tag_and_answers_304_to_it_alone() {
    let plain = get("/", &[]);
    let brotli = get("/", &[("accept-encoding", "gzip, br")]);
    assert_eq!(field(&brotli, "content-encoding"), "br");
    assert!(size(&brotli) < size(&plain));
    let (plain_tag, brotli_tag) = (field(&plain, "etag"), field(&brotli, "etag"));
    assert_ne!(plain_tag, brotli_tag);
    let weak = format!("\"other\", W/{brotli_tag}");
    for tag in [brotli_tag, "*", &weak] {
        let again = get("/", &[("accept-encoding", "br"), ("if-none-match", tag)]);
        assert_eq!(
            (again.status(), size(&again)),
            (StatusCode::NOT_MODIFIED, 0),
            "{tag}"
        );
        assert_eq!(field(&again, "etag"), brotli_tag);
        assert_eq!(field(&again, "vary"), "accept-encoding");
    }
    let other = get("/", &[("if-none-match", brotli_tag)]);
    assert_eq!(other.status(), StatusCode::OK);
}

#[test]
fn a_refused_encoding_is_not_sent() {
    let response = get("/", &[("accept-encoding", "br;q=0, gzip;q=0")]);
    assert_eq!(field(&response, "content-encoding"), "");
}

#[test]
fn a_query_changes_nothing() {
    assert_eq!(
        get("/feed/v1/summary.json?v=2", &[]).status(),
        StatusCode::OK
    );
}

#[test]
fn what_is_not_published_is_the_missing_page() {
    for target in [
        "/nope",
        "/index.html/",
        "/feed/v1/",
        "/feed/v1/../v1/summary.json",
        "/..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%5c..%5cetc",
        "/%c0%ae%c0%ae/etc/passwd",
        "/assets/%252e%252e/x",
        "/feed%00/v1/summary.json",
        "//etc/passwd",
        "http://elsewhere.example/etc/passwd",
    ] {
        let response = get(target, &[]);
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{target}");
        assert!(
            field(&response, "content-type").starts_with("text/html"),
            "{target}"
        );
    }
}

#[test]
fn only_get_and_head_are_allowed() {
    for method in [
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::PATCH,
        Method::OPTIONS,
    ] {
        let response = answer(&published(), &request(method.clone(), "/", &[]));
        assert_eq!(
            response.status(),
            StatusCode::METHOD_NOT_ALLOWED,
            "{method}"
        );
        assert_eq!(field(&response, "allow"), "GET, HEAD");
    }
    let head = answer(&published(), &request(Method::HEAD, "/", &[]));
    assert_eq!(head.status(), StatusCode::OK);
}

#[test]
fn a_compressed_request_is_refused() {
    let response = get("/", &[("content-encoding", "gzip")]);
    assert_eq!(response.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[test]
fn a_refusal_varies_and_is_as_strict_as_the_pages() {
    let rule = "strict-transport-security";
    let page = get("/", &[]);
    for refusal in [
        get("/", &[("content-encoding", "gzip")]),
        answer(&published(), &request(Method::POST, "/", &[])),
    ] {
        assert_eq!(field(&refusal, "vary"), "accept-encoding");
        assert_eq!(refusal.headers().get(rule), page.headers().get(rule));
    }
    assert!(page.headers().contains_key(rule), "the page is on https");
}

#[test]
fn before_the_first_publication_a_client_is_asked_to_come_again() {
    let nothing = ArcSwap::from_pointee(Published::default());
    let response = answer(&nothing, &request(Method::GET, "/", &[]));
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(field(&response, "retry-after"), "1");
    // Also a widget on another origin, which reads only what it is allowed to.
    assert_eq!(field(&response, "access-control-allow-origin"), "*");
    assert_eq!(
        field(&response, "access-control-expose-headers"),
        "retry-after"
    );
}

#[test]
fn a_folder_without_its_slash_leads_to_the_one_that_has_it() {
    let there = get("/history?state=resolved", &[]);
    assert_eq!(there.status(), StatusCode::PERMANENT_REDIRECT);
    assert_eq!(field(&there, "location"), "/history/?state=resolved");
    assert_eq!(
        field(&there, "strict-transport-security"),
        "max-age=63072000"
    );
    // What is no folder, and what would lead to another host, is missing.
    for nowhere in [
        "/nowhere",
        "//history",
        "//example.com",
        "/index.html/x",
        "/widget.js/",
    ] {
        assert_eq!(
            get(nowhere, &[]).status(),
            StatusCode::NOT_FOUND,
            "{nowhere}"
        );
    }
}

#[test]
fn what_of_the_past_is_still_to_come_is_not_said_to_be_missing() {
    let golden = include_str!("../../../../feed/golden/v1/outage-feed.json");
    let feed: Feed = serde_json::from_str(golden).expect("a feed");
    let mut publisher = Publisher::new(Zone::utc(), signer(), None);
    let status = |publisher: &Publisher, address| {
        let response = answer(&publisher.published(), &request(Method::GET, address, &[]));
        let retry = field(&response, "retry-after").to_owned();
        (response.status(), retry)
    };
    let unread = News {
        past_is_whole: false,
        ..News::from(&feed)
    };
    publisher.publish(unread).expect("publishes");
    let later = (StatusCode::SERVICE_UNAVAILABLE, "1".to_owned());
    for address in [
        "/incidents/old/",
        "/history/2020-01/",
        "/feed/v1/history/2020-01.json",
    ] {
        assert_eq!(status(&publisher, address), later, "{address}");
    }
    assert_eq!(status(&publisher, "/nothing/").0, StatusCode::NOT_FOUND);
    assert_eq!(status(&publisher, "/").0, StatusCode::OK);
    publisher.publish(&feed).expect("publishes");
    assert_eq!(
        status(&publisher, "/incidents/old/").0,
        StatusCode::NOT_FOUND
    );
}
