//! Our own files as the page's visitors get them: whether they are there, and what they should be.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use pilotlight_feed::{Feed, Timestamp};
use ring::digest::{SHA256, SHA384, SHA512, digest};

use super::markup::{Script, Snippet};
use super::policy::header;
use super::{Answer, Fetched, Finding, Ours, Page, Severity};
use crate::publish::is_signed_by;

pub(super) fn examine(
    page: &Page,
    snippet: &Snippet,
    ours: &Ours,
    now: Timestamp,
    findings: &mut Vec<Finding>,
) {
    let Some(script) = snippet.scripts.first() else {
        return;
    };
    several(snippet, findings);
    mixed(page, script, findings);
    if let Some(fetched) = &ours.script
        && let Some(answer) = arrived(fetched, Severity::Stops, "the widget's script", findings)
    {
        typed(answer, findings);
        integrity(page, script, answer, findings);
    }
    if let Some(fetched) = &ours.wasm
        && let Some(answer) = arrived(fetched, Severity::Limits, "the WebAssembly", findings)
    {
        shared(page, fetched, answer, findings);
    }
    let keys = snippet
        .elements
        .iter()
        .filter_map(|element| element.attributes.get("key"));
    let keys: Vec<&String> = keys.collect();
    for fetched in &ours.feeds {
        if let Some(answer) = arrived(fetched, Severity::Limits, "the feed", findings) {
            shared(page, fetched, answer, findings);
            feed(fetched, answer, &keys, now, findings);
        }
    }
}

fn several(snippet: &Snippet, findings: &mut Vec<Finding>) {
    let mut addresses: Vec<&str> = snippet
        .scripts
        .iter()
        .map(|script| script.address.as_str())
        .collect();
    addresses.sort_unstable();
    addresses.dedup();
    if 1 < addresses.len() {
        findings.push(Finding::new(
            Severity::Note,
            format!(
                "the script is there from several places: {}",
                addresses.join(", ")
            ),
            "leave one; the first that runs serves all elements",
        ));
    }
}

fn mixed(page: &Page, script: &Script, findings: &mut Vec<Finding>) {
    if page.address.scheme() == "https" && script.address.scheme() == "http" {
        let mut secure = script.address.clone();
        // Fails for no web address.
        let _ = secure.set_scheme("https");
        findings.push(Finding::new(
            Severity::Stops,
            "the page is https: and the script http:, which browsers do not load",
            format!("write: <script async src=\"{secure}\"></script>"),
        ));
    }
}

/// The answer, when there is a good one.
fn arrived<'a>(
    fetched: &'a Fetched,
    severity: Severity,
    what: &str,
    findings: &mut Vec<Finding>,
) -> Option<&'a Answer> {
    let address = &fetched.address;
    match &fetched.result {
        Ok(answer) if answer.status == 200 => Some(answer),
        Ok(answer) => {
            let status = answer.status;
            findings.push(Finding::new(
                severity,
                format!("{what} is not at {address}: the answer is {status}"),
                "check the address against /docs/widget/ of your status page",
            ));
            None
        }
        Err(reason) => {
            findings.push(Finding::new(
                severity,
                format!("{what} cannot be fetched from {address}: {reason}"),
                "check the address, and that its host is up",
            ));
            None
        }
    }
}

fn typed(answer: &Answer, findings: &mut Vec<Finding>) {
    let given = header(&answer.headers, "content-type").unwrap_or("nothing");
    let is_script = given.ends_with("/javascript") || given.ends_with("/ecmascript");
    let is_strict = header(&answer.headers, "x-content-type-options") == Some("nosniff");
    if !is_script && is_strict {
        findings.push(Finding::new(
            Severity::Stops,
            format!("the script comes as {given}, which browsers do not run"),
            "let its host send: Content-Type: text/javascript; charset=utf-8",
        ));
    }
}

fn integrity(page: &Page, script: &Script, answer: &Answer, findings: &mut Vec<Finding>) {
    let Some(wanted) = script
        .attributes
        .get("integrity")
        .filter(|it| !it.trim().is_empty())
    else {
        return;
    };
    let known = [
        ("sha256-", &SHA256),
        ("sha384-", &SHA384),
        ("sha512-", &SHA512),
    ];
    let fits = wanted.split_whitespace().any(|word| {
        known.iter().any(|(prefix, algorithm)| {
            let real = BASE64_STANDARD.encode(digest(algorithm, &answer.body).as_ref());
            word.strip_prefix(prefix) == Some(real.as_str())
        })
    });
    if !fits {
        let real = BASE64_STANDARD.encode(digest(&SHA384, &answer.body).as_ref());
        findings.push(Finding::new(
            Severity::Stops,
            "the script is another one than its integrity says, so browsers do not run it",
            format!("pin a version that does not change, /widget/<version>/widget.js; today's value is sha384-{real}"),
        ));
    }
    let is_foreign = script.address.origin() != page.address.origin();
    if is_foreign && !script.attributes.contains_key("crossorigin") {
        findings.push(Finding::new(
            Severity::Stops,
            "a script of another host with integrity needs crossorigin",
            "write: crossorigin=\"anonymous\" beside integrity",
        ));
    }
}

/// What scripts of other pages may read.
fn shared(page: &Page, fetched: &Fetched, answer: &Answer, findings: &mut Vec<Finding>) {
    let is_foreign = fetched.address.origin() != page.address.origin();
    let allowed = header(&answer.headers, "access-control-allow-origin");
    let own = page.address.origin().ascii_serialization();
    if is_foreign && allowed != Some("*") && allowed != Some(own.as_str()) {
        findings.push(Finding::new(
            Severity::Limits,
            format!("{} may not be read by other pages", fetched.address),
            "let its host send: Access-Control-Allow-Origin: *",
        ));
    }
}

fn feed(
    fetched: &Fetched,
    answer: &Answer,
    keys: &[&String],
    now: Timestamp,
    findings: &mut Vec<Finding>,
) {
    let address = &fetched.address;
    let is_markup = answer.body.trim_ascii_start().starts_with(b"<");
    let feed: Result<Feed, _> = serde_json::from_slice(&answer.body);
    match feed {
        Ok(feed) if !feed.is_fresh(now) => findings.push(Finding::new(
            Severity::Limits,
            format!(
                "the feed {address} was to be believed until {}: it reads as stale",
                feed.valid_until
            ),
            "look whether the server still publishes, and whether a cache keeps old copies",
        )),
        Ok(_) => {}
        Err(_) if is_markup => findings.push(Finding::new(
            Severity::Limits,
            format!("{address} answers with a page, not with a feed"),
            "name the feed itself: feed=\"https://status.example.com/feed/v1/summary.json\"",
        )),
        // A document of another provider is understood by the element.
        Err(_) if serde_json::from_slice::<serde_json::Value>(&answer.body).is_ok() => {}
        Err(error) => findings.push(Finding::new(
            Severity::Limits,
            format!("{address} is no feed: {error}"),
            "name the feed itself, or another system's as docs/adapters.md says",
        )),
    }
    let is_signed = |key: &&String| {
        key.split_whitespace()
            .any(|key| is_signed_by(&answer.body, key))
    };
    if !keys.is_empty() && !keys.iter().any(is_signed) {
        findings.push(Finding::new(
            Severity::Limits,
            format!("the key on the element has not signed {address}: it reads as unknown"),
            "write the key that `pilotlight key` prints",
        ));
    }
}
