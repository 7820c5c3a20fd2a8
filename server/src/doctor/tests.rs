//! One rule each, on a page that is well but for one thing.

use http::{HeaderMap, HeaderName, HeaderValue};
use pilotlight_feed::Timestamp;
use url::Url;

use super::{Answer, Fetched, Finding, Ours, Page, Severity, examine};

const NOW: Timestamp = Timestamp(1_795_414_200);
const SNIPPET: &str = r#"<p>Hello</p><script async src="https://status.acme.example/widget.js"></script>
    <pilot-light variant="badge"><a href="https://status.acme.example/"><img
     src="https://status.acme.example/badge.svg"></a></pilot-light>"#;
const FEED: &str = include_str!("../../../feed/golden/v1/quiet-summary.json");

struct Case {
    page: Page,
    ours: Ours,
}

fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    let pairs = pairs.iter().map(|(name, value)| {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
        (name, HeaderValue::from_str(value).expect("a value"))
    });
    pairs.collect()
}

fn fetched(address: &str, media_type: &str, body: &str) -> Fetched {
    let all = [
        ("content-type", media_type),
        ("x-content-type-options", "nosniff"),
        ("access-control-allow-origin", "*"),
        ("cross-origin-resource-policy", "cross-origin"),
    ];
    Fetched {
        address: Url::parse(address).expect("an address"),
        result: Ok(Answer {
            status: 200,
            headers: headers(&all),
            body: body.as_bytes().to_vec(),
        }),
    }
}

impl Case {
    fn new(html: &str) -> Self {
        let feed = fetched(
            "https://status.acme.example/feed/v1/summary.json",
            "application/json",
            FEED,
        );
        Self {
            page: Page {
                address: Url::parse("https://www.acme.example/").expect("an address"),
                headers: HeaderMap::new(),
                html: html.to_owned(),
            },
            ours: Ours {
                script: Some(fetched(
                    "https://status.acme.example/widget.js",
                    "text/javascript; charset=utf-8",
                    "script",
                )),
                wasm: Some(fetched(
                    "https://status.acme.example/widget/0.1.0/pilotlight-0.wasm",
                    "application/wasm",
                    "wasm",
                )),
                feeds: vec![feed],
            },
        }
    }

    fn policy(policy: &str) -> Self {
        let mut case = Self::new(SNIPPET);
        case.page.headers = headers(&[("content-security-policy", policy)]);
        case
    }

    fn findings(&self) -> Vec<Finding> {
        examine(&self.page, &self.ours, NOW)
    }

    /// Exactly one thing is wrong: so bad, in these words, with this remedy.
    #[track_caller]
    fn check(&self, severity: Severity, what: &str, remedy: &str) {
        let findings = self.findings();
        let [finding] = &findings[..] else {
            panic!("not one: {findings:#?}");
        };
        assert_eq!(finding.severity, severity, "{finding:?}");
        assert!(finding.what.contains(what), "{finding:?}");
        assert!(finding.remedy.contains(remedy), "{finding:?}");
    }

    #[track_caller]
    fn check_well(&self) {
        assert_eq!(self.findings(), []);
    }
}

#[test]
fn a_page_that_is_well_has_no_findings() {
    // The golden feed is fresh at this time; without that every case below would find it stale.
    Case::new(SNIPPET).check_well();
}

#[test]
fn a_page_without_the_snippet_is_told_where_to_get_it() {
    Case::new("<p>Hello").check(Severity::Stops, "no snippet", "/docs/widget/");
    Case::new("<pilot-light></pilot-light>").check(Severity::Stops, "no script", "/docs/widget/");
    Case::new("<!-- <script src=/widget.js></script> -->").check(Severity::Stops, "no snippet", "");
}

#[test]
fn a_script_over_http_on_a_secure_page_stops() {
    let case = Case::new(&SNIPPET.replace(
        "src=\"https://status.acme.example/widget.js",
        "src=\"http://status.acme.example/widget.js",
    ));
    case.check(
        Severity::Stops,
        "http:",
        "https://status.acme.example/widget.js",
    );
}

#[test]
fn a_policy_is_answered_with_the_line_that_lets_the_widget_in() {
    Case::policy("script-src 'self' 'wasm-unsafe-eval'").check(
        Severity::Stops,
        "forbids the widget's script",
        "write: script-src 'self' 'wasm-unsafe-eval' https://status.acme.example",
    );
    Case::policy("script-src https://status.acme.example").check(
        Severity::Limits,
        "forbids WebAssembly",
        "script-src https://status.acme.example 'wasm-unsafe-eval'",
    );
    Case::policy("connect-src 'none'").check(
        Severity::Limits,
        "ask for the status",
        "connect-src https://status.acme.example",
    );
    Case::policy("img-src 'self'").check(
        Severity::Note,
        "the image",
        "img-src 'self' https://status.acme.example",
    );
    Case::policy("sandbox").check(Severity::Stops, "sandboxed", "allow-scripts");
}

#[test]
fn what_a_policy_leaves_out_its_default_decides() {
    let case = Case::policy("default-src https://status.acme.example");
    case.check(
        Severity::Limits,
        "WebAssembly",
        "script-src https://status.acme.example 'wasm-unsafe-eval'",
    );
    Case::policy("default-src https: 'wasm-unsafe-eval'").check_well();
    Case::policy("object-src 'none'; frame-ancestors 'self'").check_well();
}

#[test]
fn sources_cover_what_the_standard_says() {
    for source in [
        "*",
        "https:",
        "https://*.acme.example",
        "status.acme.example",
        "https://status.acme.example:443",
        "https://status.acme.example/",
    ] {
        Case::policy(&format!("script-src {source} 'wasm-unsafe-eval'")).check_well();
    }
    for source in [
        "'self'",
        "http://other.example",
        "https://*.status.acme.example",
        "status.acme.example:8443",
        "https://status.acme.example/other/",
    ] {
        let case = Case::policy(&format!("script-src {source} 'wasm-unsafe-eval'"));
        case.check(
            Severity::Stops,
            "forbids the widget's script",
            "https://status.acme.example",
        );
    }
}

#[test]
fn a_nonce_or_a_digest_lets_a_script_in_and_a_strict_policy_counts_nothing_else() {
    let strict =
        "script-src 'nonce-abc' 'strict-dynamic' https://status.acme.example 'wasm-unsafe-eval'";
    let mut case = Case::policy(strict);
    case.check(Severity::Stops, "forbids the widget's script", "nonce");
    case.page.html = SNIPPET.replace("<script async", "<script nonce=\"abc\" async");
    case.check_well();
}

#[test]
fn every_policy_counts_also_one_in_the_page() {
    let meta = r#"<meta http-equiv="content-security-policy" content="script-src 'none'">"#;
    let findings = Case::new(&[meta, SNIPPET].concat()).findings();
    assert_eq!(findings.len(), 2);
    assert!(findings[0].remedy.contains("<meta"), "{findings:?}");
    let findings = Case::policy("script-src *, script-src 'none'").findings();
    assert!(!findings.is_empty());
}

#[test]
fn a_page_that_isolates_itself_needs_files_that_offer_themselves() {
    let mut case = Case::new(SNIPPET);
    case.page.headers = headers(&[("cross-origin-embedder-policy", "require-corp")]);
    case.check_well();
    if let Some(Ok(answer)) = case.ours.script.as_mut().map(|fetched| &mut fetched.result) {
        answer.headers.remove("cross-origin-resource-policy");
    }
    case.check(
        Severity::Stops,
        "Cross-Origin-Resource-Policy",
        "cross-origin",
    );
}

#[test]
fn a_pinned_script_is_held_against_its_integrity() {
    let pinned = |integrity: &str| {
        let attributes = format!("<script crossorigin=\"anonymous\" integrity=\"{integrity}\"");
        Case::new(&SNIPPET.replace("<script", &attributes))
    };
    let real = ring::digest::digest(&ring::digest::SHA256, b"script");
    let real = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, real.as_ref());
    pinned(&format!("sha256-{real}")).check_well();
    pinned("sha256-AAAA").check(Severity::Stops, "another one than its integrity", "sha384-");
    let bare = SNIPPET.replace("<script", &format!("<script integrity=\"sha256-{real}\""));
    Case::new(&bare).check(
        Severity::Stops,
        "needs crossorigin",
        "crossorigin=\"anonymous\"",
    );
}

#[test]
fn a_file_that_is_missing_or_of_another_kind_is_named() {
    let mut case = Case::new(SNIPPET);
    if let Some(Ok(answer)) = case.ours.script.as_mut().map(|fetched| &mut fetched.result) {
        answer
            .headers
            .insert("content-type", HeaderValue::from_static("text/plain"));
    }
    case.check(Severity::Stops, "text/plain", "text/javascript");
    let mut case = Case::new(SNIPPET);
    if let Some(Ok(answer)) = case.ours.wasm.as_mut().map(|fetched| &mut fetched.result) {
        answer.status = 404;
    }
    case.check(Severity::Limits, "404", "/docs/widget/");
    let mut case = Case::new(SNIPPET);
    case.ours.feeds[0].result = Err("no answer".to_owned());
    case.check(Severity::Limits, "no answer", "host is up");
}

#[test]
fn a_feed_that_is_stale_markup_or_not_for_others_is_named() {
    let body = |text: &str| {
        let mut case = Case::new(SNIPPET);
        if let Ok(answer) = &mut case.ours.feeds[0].result {
            answer.body = text.as_bytes().to_vec();
        }
        case
    };
    body("<!DOCTYPE html>").check(Severity::Limits, "a page", "summary.json");
    body("{").check(Severity::Limits, "no feed", "adapters");
    body(r#"{"page":{"name":"Other"}}"#).check_well();
    let mut late = Case::new(SNIPPET);
    late.check_well();
    let findings = examine(&late.page, &late.ours, NOW.plus(86_400));
    assert!(findings[0].what.contains("stale"), "{findings:?}");
    if let Ok(answer) = &mut late.ours.feeds[0].result {
        answer.headers.remove("access-control-allow-origin");
    }
    late.check(
        Severity::Limits,
        "other pages",
        "Access-Control-Allow-Origin: *",
    );
}

#[test]
fn a_feed_is_held_against_the_key_of_the_element() {
    let case = Case::new(&SNIPPET.replace("<pilot-light", "<pilot-light key=\"AAAA\""));
    case.check(Severity::Limits, "has not signed", "pilotlight key");
}

#[test]
fn an_option_or_a_word_that_nobody_knows_is_named() {
    let case = |attributes: &str| Case::new(&SNIPPET.replace("variant=\"badge\"", attributes));
    case("variant=\"sparkle\"").check(Severity::Note, "sparkle", "badge, pill");
    case("colour=\"red\"").check(Severity::Note, "colour", "known are feed");
    case("class=\"x\" aria-label=\"y\" data-z=\"1\"").check_well();
    let tagged = SNIPPET.replace("widget.js\"", "widget.js?variant=pill&themes=dark\"");
    Case::new(&tagged).check(Severity::Note, "themes", "theme");
}

#[test]
fn any_markup_is_read_without_a_fault() {
    for html in [
        "",
        "<",
        "<script",
        "<script src=",
        "<script src='\u{0}'>",
        "<pilot-light a=b a=c",
        "</pilot-light>",
        "<base href='::'><script src=/widget.js>",
    ] {
        let _ = Case::new(html).findings();
    }
}
