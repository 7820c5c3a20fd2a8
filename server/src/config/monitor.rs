//! Section `[[component.monitor]]`: what is checked, how often, and what counts as a failure.

use std::ops::RangeInclusive;
use std::time::Duration;

use http::{HeaderName, HeaderValue, Method};
use toml::de::DeValue;

use super::reader::Section;
use super::value;
use crate::core::Monitor;
use crate::probe::{HttpProbe, Probe, TcpProbe, Watch, split_host_port};

const EVERY: Duration = Duration::from_secs(60);
const TIMEOUT: Duration = Duration::from_secs(10);
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(24 * 3_600);
const LONGEST_TIMEOUT: Duration = Duration::from_secs(60);
/// Characters of a request body in the configuration.
const BODY_CHARS: usize = 16 * 1024;

pub(super) fn parse(
    section: &Section<'_>,
    default_id: &str,
    component: usize,
) -> Option<(Monitor, Watch)> {
    let id = section.or("id", value::id, default_id.to_owned());
    let every = section.or("every", value::duration_between(SHORTEST, LONGEST), EVERY);
    let default_timeout = every.map_or(TIMEOUT, |every| TIMEOUT.min(every));
    let timeout = section.or(
        "timeout",
        value::duration_between(Duration::from_millis(10), LONGEST_TIMEOUT),
        default_timeout,
    );
    let degraded_over = section.optional("degraded_over", value::duration);
    let failures = section.or("failures", value::number_between(1, 100), 2);
    let recoveries = section.or("recoveries", value::number_between(1, 100), 2);
    let probe = match section.required("kind", value::text, "\"http\"").as_deref() {
        Some("http") => http_probe(section).map(|probe| Probe::Http(Box::new(probe))),
        Some("tcp") => tcp_probe(section).map(Probe::Tcp),
        Some(other) => {
            section.problem(
                "kind",
                format!("{other:?} is no kind of check; write \"http\" or \"tcp\""),
            );
            return None;
        }
        None => return None,
    };
    section.finish();
    let (every, timeout, degraded_over) = (every?, timeout?, degraded_over?);
    if every < timeout {
        let message = format!("{timeout:?} is longer than every = {every:?}; write at most that");
        section.problem("timeout", message);
        return None;
    }
    if degraded_over.is_some_and(|limit| timeout <= limit) {
        section.problem(
            "degraded_over",
            format!("is not below the timeout of {timeout:?}; write less"),
        );
        return None;
    }
    let monitor = Monitor {
        id: id?,
        component,
        every,
        timeout,
        failures: failures?,
        recoveries: recoveries?,
    };
    Some((
        monitor,
        Watch {
            probe: probe?,
            timeout,
            degraded_over,
        },
    ))
}

fn http_probe(section: &Section<'_>) -> Option<HttpProbe> {
    let url = section.required("url", web_address, "\"https://api.example.com/health\"");
    let method = section.or("method", method, Method::GET);
    let headers = section
        .texts("headers")
        .and_then(|pairs| headers(section, pairs));
    let body = section.or("body", body, String::new());
    let default_status = vec![200..=299];
    let expect_status = section.or("expect_status", status_ranges, default_status);
    let body_contains = section.optional("body_contains", value::text);
    let body_matches = section.optional("body_matches", pattern);
    let follow_redirects = section.or("follow_redirects", value::boolean, true);
    Some(HttpProbe {
        url: url?,
        method: method?,
        headers: headers?,
        body: body?.into(),
        expect_status: expect_status?,
        body_contains: body_contains?,
        body_matches: body_matches?,
        follow_redirects: follow_redirects?,
    })
}

fn tcp_probe(section: &Section<'_>) -> Option<TcpProbe> {
    let parse = |value: &DeValue<'_>| {
        let text = value::text(value)?;
        split_host_port(&text)
            .map(|(host, port)| TcpProbe {
                host: host.to_owned(),
                port,
            })
            .ok_or_else(|| {
                let address = value::without_secret(&text);
                format!("{address} is no host and port; write for example \"db.example.com:5432\"")
            })
    };
    section.required("address", parse, "\"db.example.com:5432\"")
}

pub(super) fn web_address(value: &DeValue<'_>) -> Result<url::Url, String> {
    let text = value::text(value)?;
    let example = "write for example \"https://api.example.com/health\"";
    let url = url::Url::parse(&text).map_err(|e| {
        let address = value::without_secret(&text);
        format!("{address} is no address ({e}); {example}")
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "user and password in an address end up in logs; take them out and write for example \
             headers = { Authorization = \"Basic …\" }"
                .to_owned(),
        );
    }
    match url.scheme() {
        "http" | "https" => Ok(url),
        scheme => Err(format!("{scheme:?} is not http or https; {example}")),
    }
}

pub(super) fn method(value: &DeValue<'_>) -> Result<Method, String> {
    let text = value::text(value)?;
    match text.as_str() {
        "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" => {
            Method::from_bytes(text.as_bytes()).map_err(|e| e.to_string())
        }
        _ => Err(format!(
            "{text:?} is no method; write GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS"
        )),
    }
}

fn body(value: &DeValue<'_>) -> Result<String, String> {
    let text = value::text(value)?;
    if BODY_CHARS < text.len() {
        return Err(format!(
            "has {} bytes; write at most {BODY_CHARS}",
            text.len()
        ));
    }
    Ok(text)
}

pub(super) fn headers(
    section: &Section<'_>,
    pairs: Vec<(String, String)>,
) -> Option<Vec<(HeaderName, HeaderValue)>> {
    /// Set by the probe itself; a second one would make the request ambiguous.
    const OURS: [&str; 4] = [
        "content-length",
        "transfer-encoding",
        "connection",
        "upgrade",
    ];
    let mut headers = Vec::new();
    for (name, text) in pairs {
        let parsed = HeaderName::from_bytes(name.as_bytes());
        let value = HeaderValue::from_str(&text);
        match (parsed, value) {
            (Ok(name), Ok(value)) if !OURS.contains(&name.as_str()) => headers.push((name, value)),
            (Ok(name), Ok(_)) => {
                section.problem(
                    "headers",
                    format!("{name} is set by the check itself; leave it out"),
                );
                return None;
            }
            _ => {
                // The value may be a credential: only the name is repeated.
                section.problem(
                    "headers",
                    format!("{name:?} is no valid header name or value"),
                );
                return None;
            }
        }
    }
    Some(headers)
}

fn status_ranges(value: &DeValue<'_>) -> Result<Vec<RangeInclusive<u16>>, String> {
    let texts = value::texts(value)?;
    if texts.is_empty() {
        return Err("is empty; write for example [\"200-299\", \"401\"]".to_owned());
    }
    texts.iter().map(|text| status_range(text)).collect()
}

fn status_range(text: &str) -> Result<RangeInclusive<u16>, String> {
    let wrong = || format!("{text:?} is no status range; write for example \"200-299\" or \"401\"");
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let status = |text: &str| {
        text.trim()
            .parse::<u16>()
            .ok()
            .filter(|s| (100..=599).contains(s))
    };
    let range = status(first).ok_or_else(wrong)?..=status(last).ok_or_else(wrong)?;
    if range.is_empty() {
        Err(wrong())
    } else {
        Ok(range)
    }
}

fn pattern(value: &DeValue<'_>) -> Result<regex::bytes::Regex, String> {
    let text = value::text(value)?;
    let built = regex::bytes::RegexBuilder::new(&text)
        .size_limit(1 << 20)
        .build();
    built.map_err(|e| {
        // regex draws the pattern over several lines; its last line says what is wrong.
        let words = e.to_string();
        let last = words
            .lines()
            .last()
            .unwrap_or_default()
            .trim_start_matches("error: ");
        format!("is no regular expression: {last}")
    })
}
