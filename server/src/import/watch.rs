//! A foreign check, made to fit: what the configuration would refuse is changed or left out, and
//! that is told.

use std::ops::RangeInclusive;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, HeaderValue};
use url::Url;

use super::plan::{HttpRequest, Monitor, Probe};
use crate::probe::split_host_port;

// The bounds are those of `config/monitor.rs`; a test parses every plan as a configuration.
const EVERY: Duration = Duration::from_secs(60);
const TIMEOUT: Duration = Duration::from_secs(10);
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(24 * 3_600);
const LONGEST_TIMEOUT: Duration = Duration::from_secs(60);
const SHORTEST_TIMEOUT: Duration = Duration::from_millis(10);
const MOST_IN_A_ROW: u32 = 100;
const IN_A_ROW: u32 = 2;
/// Bytes of a request's body.
const BODY_BYTES: usize = 16 * 1024;
/// Characters of a text or a pattern that is looked for.
const EXPECTED_CHARS: usize = 1_000;
/// Bytes of a compiled pattern.
const PATTERN_BYTES: usize = 1 << 20;
/// Headers that the probe sets by itself.
const OWN_HEADERS: [&str; 5] = [
    "connection",
    "content-length",
    "host",
    "transfer-encoding",
    "upgrade",
];
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// A check as a reader found it; what is none there is this server's default.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) component: String,
    pub(super) every: Option<Duration>,
    pub(super) timeout: Option<Duration>,
    pub(super) degraded_over: Option<Duration>,
    pub(super) failures: Option<u32>,
    pub(super) recoveries: Option<u32>,
    pub(super) probe: Probe,
}

/// What was changed, and why.
pub(super) type Told = Vec<(String, String)>;

/// A plain request for an address, as readers start from.
pub(super) fn request(url: &str) -> HttpRequest {
    HttpRequest {
        url: url.to_owned(),
        method: "GET".to_owned(),
        headers: Vec::new(),
        body: String::new(),
        expect_status: vec![200..=299],
        body_contains: None,
        body_matches: None,
        follow_redirects: true,
    }
}

/// The monitor that the configuration takes, or none where there is no such check.
pub(super) fn fit(wanted: Wanted) -> (Option<Monitor>, Told) {
    let mut told = Told::new();
    let every = wanted.every.unwrap_or(EVERY);
    let every = within(every, SHORTEST..=LONGEST, "interval of checks", &mut told);
    let longest = LONGEST_TIMEOUT.min(every);
    let timeout = wanted.timeout.unwrap_or(TIMEOUT.min(every));
    let timeout = within(
        timeout,
        SHORTEST_TIMEOUT..=longest,
        "timeout of checks",
        &mut told,
    );
    let degraded_over = wanted.degraded_over.map(whole_ms).filter(|limit| {
        let fits = *limit < timeout;
        if !fits {
            let why = "it is not below the timeout, which makes the same answer an outage";
            tell(&mut told, "limit of the response time", why);
        }
        fits
    });
    let probe = match wanted.probe {
        Probe::Http(request) => http(*request, &mut told).map(|it| Probe::Http(Box::new(it))),
        Probe::Tcp { address } => tcp(address, &mut told),
    };
    let monitor = probe.map(|probe| Monitor {
        component: wanted.component,
        every,
        timeout,
        degraded_over,
        failures: in_a_row(wanted.failures, "failures of checks", &mut told),
        recoveries: in_a_row(wanted.recoveries, "recoveries of checks", &mut told),
        probe,
    });
    (monitor, told)
}

fn tell(told: &mut Told, what: &str, why: &str) {
    told.push((what.to_owned(), why.to_owned()));
}

fn whole_ms(duration: Duration) -> Duration {
    Duration::from_millis(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

fn within(
    duration: Duration,
    bounds: RangeInclusive<Duration>,
    what: &str,
    told: &mut Told,
) -> Duration {
    let duration = whole_ms(duration);
    let fitting = duration.clamp(*bounds.start(), *bounds.end());
    if fitting != duration {
        let why = format!("{duration:?} is out of range, so it becomes {fitting:?}");
        tell(told, what, &why);
    }
    fitting
}

fn in_a_row(wanted: Option<u32>, what: &str, told: &mut Told) -> u32 {
    let wanted = wanted.unwrap_or(IN_A_ROW);
    let fitting = wanted.clamp(1, MOST_IN_A_ROW);
    if fitting != wanted {
        let why = format!("{wanted} in a row are out of range, so it becomes {fitting}");
        tell(told, what, &why);
    }
    fitting
}

fn tcp(address: String, told: &mut Told) -> Option<Probe> {
    if split_host_port(&address).is_some() && !address.chars().any(char::is_control) {
        return Some(Probe::Tcp { address });
    }
    tell(
        told,
        "address of checks",
        "it is no host and port, so there is no check",
    );
    None
}

fn http(mut request: HttpRequest, told: &mut Told) -> Option<HttpRequest> {
    let url = Url::parse(request.url.trim())
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let Some(mut url) = url else {
        tell(
            told,
            "address of checks",
            "it is no http: or https: address, so there is no check",
        );
        return None;
    };
    request.headers = headers(request.headers, told);
    if let Some(credentials) = take_credentials(&mut url) {
        tell(
            told,
            "user and password in the address",
            "they become an Authorization header",
        );
        request.headers.push(credentials);
    }
    request.url = url.into();
    request.method = request.method.to_ascii_uppercase();
    if !METHODS.contains(&request.method.as_str()) {
        let why = format!("{:?} is not sent, so there is no check", request.method);
        tell(told, "method of checks", &why);
        return None;
    }
    if BODY_BYTES < request.body.len() {
        tell(
            told,
            "request body of checks",
            "it has more than 16 KiB, so there is no check",
        );
        return None;
    }
    if request.expect_status.is_empty() {
        tell(
            told,
            "status conditions",
            "no status meets them, so there is no check",
        );
        return None;
    }
    request.body_contains = expected(request.body_contains, told);
    request.body_matches = expected(request.body_matches, told).filter(|pattern| {
        let built = regex::bytes::RegexBuilder::new(pattern)
            .size_limit(PATTERN_BYTES)
            .build();
        if built.is_err() {
            tell(
                told,
                "pattern of checks",
                "it is no regular expression of this server",
            );
        }
        built.is_ok()
    });
    Some(request)
}

fn expected(text: Option<String>, told: &mut Told) -> Option<String> {
    text.filter(|text| {
        let fits = text.chars().nth(EXPECTED_CHARS).is_none();
        if !fits {
            tell(
                told,
                "expected text of checks",
                "it is longer than 1000 characters",
            );
        }
        fits
    })
}

fn headers(headers: Vec<(String, String)>, told: &mut Told) -> Vec<(String, String)> {
    let mut kept: Vec<(String, String)> = Vec::new();
    for (name, value) in headers {
        let name = name.to_ascii_lowercase();
        let is_sent = HeaderName::from_bytes(name.as_bytes()).is_ok()
            && HeaderValue::from_str(&value).is_ok();
        if !is_sent {
            tell(
                told,
                "headers of checks",
                "one has a name or value that HTTP does not allow",
            );
        } else if OWN_HEADERS.contains(&name.as_str()) {
            let why = format!("{name} is set by the check itself");
            tell(told, "headers of checks", &why);
        } else if kept.iter().any(|(known, _)| *known == name) {
            tell(
                told,
                "headers of checks",
                &format!("{name} is there twice; the first stays"),
            );
        } else {
            kept.push((name, value));
        }
    }
    kept
}

/// Takes user and password out of an address, where they would end up in logs.
fn take_credentials(url: &mut Url) -> Option<(String, String)> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let pair = [url.username(), url.password().unwrap_or_default()].join(":");
    // Neither fails on an http: address that has a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    Some(basic(&pair))
}

/// The header of HTTP's basic authentication for `user:password`.
pub(super) fn basic(pair: &str) -> (String, String) {
    let value = ["Basic ", &STANDARD.encode(pair)].concat();
    ("authorization".to_owned(), value)
}
