use http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;

use super::{FILES, POLICY, answer};

const SCRIPT: &str = "text/javascript; charset=utf-8";
/// Where the files stand, and what they are.
const ADDRESSES: [(&str, &str); FILES.len()] = [
    ("/", "text/html; charset=utf-8"),
    ("/console.css", "text/css; charset=utf-8"),
    ("/console.js", SCRIPT),
    ("/ask.js", SCRIPT),
    ("/rows.js", SCRIPT),
    ("/told.js", SCRIPT),
    ("/console.svg", "image/svg+xml"),
];

fn ask(method: Method, path: &str) -> Option<http::Response<http_body_util::Full<bytes::Bytes>>> {
    let request = Request::builder().method(method).uri(path).body(());
    answer(&request.expect("a request"))
}

#[test]
fn every_file_is_held_to_the_policy_and_kept_by_nobody() {
    for (path, media_type) in ADDRESSES {
        for method in [Method::GET, Method::HEAD] {
            let answer = ask(method, path).expect("is there");
            assert_eq!(answer.status(), StatusCode::OK, "{path}");
            let said = |name: &str| answer.headers()[name].to_str().expect("a text");
            assert_eq!(said("content-type"), media_type);
            assert_eq!(said("cache-control"), "no-store");
            assert_eq!(said("x-content-type-options"), "nosniff");
            assert_eq!(said("referrer-policy"), "no-referrer");
            assert_eq!(said("content-security-policy"), POLICY);
            assert_eq!(said("x-frame-options"), "DENY");
            assert_eq!(said("cross-origin-opener-policy"), "same-origin");
            assert_eq!(said("cross-origin-resource-policy"), "same-origin");
            // No page of another origin reads it, and nobody is told by a cookie.
            let headers = answer.headers();
            assert!(!headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN));
            assert!(!headers.contains_key(header::SET_COOKIE));
        }
    }
}

#[test]
fn the_policy_is_written_out_once_and_lets_in_nothing_from_elsewhere() {
    assert_eq!(
        POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
         form-action 'none'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'"
    );
}

#[test]
fn nothing_but_get_and_head_is_answered() {
    for (path, _) in ADDRESSES {
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
            let answer = ask(method, path).expect("is there");
            assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
            assert_eq!(answer.headers()[header::ALLOW], "GET, HEAD");
        }
    }
}

#[test]
fn what_is_no_file_is_left_to_the_api() {
    for path in [
        "/index.html",
        "//",
        "/console",
        "/api/v1/status",
        "/../ask.js",
    ] {
        assert!(ask(Method::GET, path).is_none(), "{path}");
    }
}

#[tokio::test]
async fn the_page_asks_for_its_own_files_and_has_nothing_inline() {
    let page = ask(Method::GET, "/").expect("is there").into_body();
    let page = page.collect().await.expect("is whole").to_bytes();
    let page = String::from_utf8(page.into()).expect("is text");
    for path in ["/console.css", "/console.js", "/console.svg"] {
        assert!(page.contains(&format!("\"{path}\"")), "{path}");
    }
    for inline in ["<style", " style=", " onclick=", "javascript:", "//"] {
        assert!(!page.contains(inline), "{inline}");
    }
    // Whatever a browser may send by itself has no name, and so is in no address.
    let fields = page
        .lines()
        .filter(|line| line.contains("<input") || line.contains("<textarea"));
    let named: Vec<&str> = fields.filter(|line| line.contains(" name=")).collect();
    assert!(named.is_empty(), "{named:?}");
}
