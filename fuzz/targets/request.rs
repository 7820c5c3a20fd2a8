//! Heads of requests, as hyper hands them over: the published files answer each, the admin API refuses
//! what is none of its own, and who asks through a proxy is believed as far as the proxy is.

#![no_main]

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, LazyLock};

use arc_swap::ArcSwap;
use http::header::{self, HeaderName, HeaderValue};
use http::{Method, Request, StatusCode, Uri};
use libfuzzer_sys::fuzz_target;
use pilotlight_feed::Feed;
use pilotlight_fuzz::{NOW, body, catalog, check_refusal};
use pilotlight_server::core::{Catalog, Zone};
use pilotlight_server::fuzzing::head;
use pilotlight_server::http::{Proxies, ProxyHeader, answer};
use pilotlight_server::publish::{Published, Publisher, Signer, fresh_key};

/// As the listener has it.
const MOST_HEADERS: usize = 64;
const PEER: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
const STRANGER: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 9));

static CATALOG: LazyLock<Arc<Catalog>> = LazyLock::new(catalog);
static PUBLISHED: LazyLock<Arc<ArcSwap<Published>>> = LazyLock::new(|| {
    let golden = include_str!("../../feed/golden/v1/outage-feed.json");
    let feed: Feed = serde_json::from_str(golden).expect("a feed");
    let signer = Signer::new(&fresh_key().expect("random bytes")).expect("a key");
    let mut publisher = Publisher::new(Zone::utc(), signer, None);
    publisher.publish(&feed).expect("publishes");
    publisher.published()
});

fuzz_target!(|data: &[u8]| {
    let Some(request) = read(data) else {
        return;
    };
    check_answer(&request);
    check_admin(&request);
    check_proxies(&request);
});

/// What hyper makes of a head.
fn read(data: &[u8]) -> Option<Request<()>> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut head = httparse::Request::new(&mut headers);
    let data = [data, b"\r\n\r\n"].concat();
    if !head.parse(&data).ok()?.is_complete() {
        return None;
    }
    let method = Method::from_bytes(head.method?.as_bytes()).ok()?;
    let uri: Uri = head.path?.parse().ok()?;
    let mut request = Request::builder().method(method).uri(uri).body(()).ok()?;
    for line in head.headers.iter() {
        let name = HeaderName::from_bytes(line.name.as_bytes()).ok()?;
        let value = HeaderValue::from_bytes(line.value).ok()?;
        request.headers_mut().append(name, value);
    }
    Some(request)
}

/// All that a client wrote in a header, in small letters.
fn said(request: &Request<()>, name: HeaderName) -> String {
    let lines = request.headers().get_all(name).iter();
    let lines: Vec<_> = lines
        .map(|line| line.as_bytes().to_ascii_lowercase())
        .collect();
    String::from_utf8_lossy(&lines.join(&b',')).into_owned()
}

fn check_answer(request: &Request<()>) {
    let answer = answer(&PUBLISHED, request);
    let (status, headers) = (answer.status(), answer.headers().clone());
    let field = |name: HeaderName| {
        let value = headers
            .get(name)
            .map(|value| value.to_str().expect("is visible"));
        value.unwrap_or_default().to_owned()
    };
    let path = request.uri().path();
    assert!(!headers.contains_key(header::SET_COOKIE) && !headers.contains_key(header::SERVER));
    assert_eq!(field(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert_eq!(field(header::REFERRER_POLICY), "no-referrer");
    assert!(field(header::VARY).eq_ignore_ascii_case("accept-encoding"));
    let accepted = said(request, header::ACCEPT_ENCODING);
    let coding = field(header::CONTENT_ENCODING);
    assert!(coding.is_empty() || accepted.contains(&coding), "{coding}");
    let published = PUBLISHED.load();
    match status {
        StatusCode::OK => {
            let known = path.strip_suffix("index.html").unwrap_or(path);
            let entry = published.at(path).or_else(|| published.at(known));
            let entry = entry.expect("only what is published is answered");
            if coding.is_empty() {
                assert!(body(answer) == entry.identity.body, "another file");
            }
        }
        StatusCode::NOT_MODIFIED => {
            let tags = said(request, header::IF_NONE_MATCH);
            let tag = field(header::ETAG);
            assert!(tags.contains('*') || tags.contains(&tag), "{tag} of {tags}");
            assert!(body(answer).is_empty());
        }
        StatusCode::PERMANENT_REDIRECT => {
            let there = field(header::LOCATION);
            let folder = there.split('?').next().unwrap_or_default();
            assert!(
                there.starts_with('/') && !there.starts_with("//"),
                "{there}"
            );
            assert!(published.at(folder).is_some(), "leads to {there}");
            assert_eq!(folder.strip_suffix('/'), Some(path));
        }
        StatusCode::NOT_FOUND => assert!(published.at(path).is_none(), "{path} is there"),
        StatusCode::METHOD_NOT_ALLOWED => {
            assert!(!matches!(*request.method(), Method::GET | Method::HEAD));
        }
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            assert!(request.headers().contains_key(header::CONTENT_ENCODING));
        }
        other => panic!("{other}"),
    }
}

fn check_admin(request: &Request<()>) {
    let asked = (request.method(), request.uri());
    let read = head(asked, request.headers(), (&CATALOG, NOW));
    for parameter in read.parameters.iter().flatten() {
        let is_segment = !parameter.is_empty() && !parameter.contains(['/', '?', '#']);
        assert!(is_segment, "{parameter:?}");
    }
    if read.parameters.is_some() {
        assert!(request.uri().path().starts_with("/api/v1/"));
    }
    assert!(read.limits.iter().all(|limit| (1..=200).contains(limit)));
    read.refusals.into_iter().for_each(check_refusal);
}

fn check_proxies(request: &Request<()>) {
    for header in [ProxyHeader::XForwardedFor, ProxyHeader::Forwarded] {
        let nobody = Proxies {
            trusted: Vec::new(),
            header,
        };
        assert_eq!(nobody.client(PEER, request.headers()), PEER);
        let ours = Proxies {
            trusted: vec!["10.0.0.0/8".parse().expect("a network")],
            header,
        };
        assert_eq!(ours.client(STRANGER, request.headers()), STRANGER);
        let found = ours.client(PEER, request.headers());
        assert_eq!(found, found.to_canonical());
        let name = match header {
            ProxyHeader::XForwardedFor => "x-forwarded-for",
            ProxyHeader::Forwarded => "forwarded",
        };
        // Without a word from the proxy it is the proxy.
        if !request.headers().contains_key(name) {
            assert_eq!(found, PEER);
        }
    }
}
