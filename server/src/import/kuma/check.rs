//! A monitor of Uptime Kuma as a check. Its fields are those of the backup; where the database calls
//! one differently, both names are looked at.

use std::ops::RangeInclusive;

use serde_json::Value;

use crate::import::draft::Draft;
use crate::import::fields::{Fields, Known, pairs};
use crate::import::plan::{HttpRequest, Probe};
use crate::import::watch::{self, Wanted};

/// What Kuma sets where nobody says anything.
const KUMA_REDIRECTS: i64 = 10;
const TAGS: &str = "there are no tags";
const SET_UP_ANEW: &str = "notifications are set up anew";
const CERTIFICATE: &str = "certificates are always checked, and count when they have expired";
const OTHER: &str = "checks go out directly, with what they are given here";

/// Fields beside the check itself. Kuma writes the settings of every kind of check into each
/// monitor, so those of other kinds are filtered by [`OF_OTHER_KINDS`].
const MONITOR: [Known; 36] = [
    ("id", ""),
    ("user_id", ""),
    ("userId", ""),
    ("weight", ""),
    ("created_date", ""),
    ("createdDate", ""),
    ("pathName", ""),
    ("path", ""),
    ("childrenIDs", ""),
    ("includeSensitiveData", ""),
    (
        "forceInactive",
        "its group is paused with Kuma, and it is not here",
    ),
    ("maintenance", ""),
    ("screenshot", ""),
    ("game", ""),
    ("parent", ""),
    ("hostname", ""),
    ("port", ""),
    ("url", ""),
    ("packetSize", ""),
    ("packet_size", ""),
    ("httpBodyEncoding", ""),
    ("http_body_encoding", ""),
    (
        "retryInterval",
        "a failed check is repeated at the next turn",
    ),
    (
        "retry_interval",
        "a failed check is repeated at the next turn",
    ),
    ("resendInterval", SET_UP_ANEW),
    ("resend_interval", SET_UP_ANEW),
    ("notificationIDList", SET_UP_ANEW),
    ("tags", TAGS),
    ("expiryNotification", CERTIFICATE),
    ("expiry_notification", CERTIFICATE),
    ("ignoreTls", CERTIFICATE),
    ("ignore_tls", CERTIFICATE),
    ("proxyId", OTHER),
    ("proxy_id", OTHER),
    ("authMethod", OTHER),
    ("auth_method", OTHER),
];
const OF_OTHER_KINDS: [&str; 18] = [
    "dns_",
    "docker_",
    "mqtt",
    "database",
    "grpc",
    "radius",
    "kafka",
    "push",
    "snmp",
    "rabbitmq",
    "gamedig",
    "ping_",
    "smtp",
    "websocket",
    "json",
    "expected",
    "manual",
    "remote_browser",
];

/// Fields of a check that is not carried over; that it is not has been told.
const OF_CHECKS: [&str; 18] = [
    "accepted_statuscodes",
    "conditions",
    "expiry",
    "ignore",
    "interval",
    "ipFamily",
    "ip_family",
    "kafka",
    "maxretries",
    "packet",
    "proxy",
    "resend",
    "retry",
    "timeout",
    "tls",
    "upsideDown",
    "upside_down",
    "cacheBust",
];
/// Fields that mean nothing where no request is made.
const OF_REQUESTS: [&str; 12] = [
    "accepted_statuscodes",
    "auth",
    "basic_auth",
    "body",
    "headers",
    "http",
    "invert",
    "keyword",
    "maxredirects",
    "method",
    "oauth",
    "url",
];

pub(super) fn add(
    draft: &mut Draft,
    monitor: &Fields<'_>,
    component: String,
    kind: &str,
    at: &str,
) {
    let probe = match kind {
        "http" | "keyword" | "json-query" => Some(http(draft, monitor, kind, at)),
        "port" => {
            let host = monitor.text("hostname").unwrap_or_default();
            let host = match host.contains(':') && !host.starts_with('[') {
                true => format!("[{host}]"),
                false => host.to_owned(),
            };
            let port = monitor.number("port").unwrap_or_default();
            Some(Probe::Tcp {
                address: format!("{host}:{port}"),
            })
        }
        _ => {
            let why = format!("{kind:?} is not checked here; give the component a monitor");
            draft.tell("type of monitors", &why, at);
            return leave(draft, monitor, kind, at);
        }
    };
    let flag = |camel, snake| monitor.flag(camel).or(monitor.flag(snake)) == Some(true);
    let probe = probe.filter(|_| {
        let is_upside_down = flag("upsideDown", "upside_down");
        if is_upside_down {
            let why = "a success is never an outage here; give the component a monitor";
            draft.tell("upside down of monitors", why, at);
        }
        !is_upside_down
    });
    // Kuma has tried once more for each retry before a monitor is down.
    let (every, timeout) = (monitor.seconds("interval"), monitor.seconds("timeout"));
    let retries = monitor.number("maxretries").unwrap_or_default();
    let failures = u32::try_from(retries.max(0)).unwrap_or(u32::MAX);
    if let Some(probe) = probe {
        let wanted = Wanted {
            component,
            every,
            timeout: timeout.filter(|it| !it.is_zero()),
            degraded_over: None,
            failures: Some(failures.saturating_add(1)),
            recoveries: Some(1),
            probe,
        };
        draft.monitor(wanted, at);
    }
    leave(draft, monitor, kind, at);
}

/// Notes what nobody has read of a monitor of this kind.
pub(super) fn leave(draft: &mut Draft, monitor: &Fields<'_>, kind: &str, at: &str) {
    let (of_requests, of_checks) = match kind {
        "http" | "keyword" | "json-query" => (&[][..], &[][..]),
        "port" => (&OF_REQUESTS[..], &[][..]),
        _ => (&OF_REQUESTS[..], &OF_CHECKS[..]),
    };
    for field in monitor.unread() {
        let others = OF_OTHER_KINDS.iter().chain(of_requests);
        if !others
            .chain(of_checks)
            .any(|prefix| field.starts_with(prefix))
        {
            draft.leave_field(field, "monitors", &MONITOR, at);
        }
    }
}

fn http(draft: &mut Draft, monitor: &Fields<'_>, kind: &str, at: &str) -> Probe {
    let mut request = watch::request(monitor.text("url").unwrap_or_default());
    request.method = monitor.text("method").unwrap_or("GET").to_owned();
    request.body = monitor.text("body").unwrap_or_default().to_owned();
    request.headers = headers(draft, monitor, at);
    let redirects = monitor.number("maxredirects");
    request.follow_redirects = redirects != Some(0);
    if redirects.is_some_and(|most| most != 0 && most != KUMA_REDIRECTS) {
        let why = "redirects are followed or not; how many is the same for all checks";
        draft.tell("maxredirects of monitors", why, at);
    }
    request.expect_status = statuses(draft, monitor, at);
    if !request.body.is_empty() {
        add_content_type(draft, monitor, &mut request, at);
    }
    match monitor.text("authMethod").or(monitor.text("auth_method")) {
        None | Some("basic" | "null") => {
            if let Some(user) = monitor.text("basic_auth_user") {
                let password = monitor.text("basic_auth_pass").unwrap_or_default();
                request
                    .headers
                    .push(watch::basic(&[user, password].join(":")));
            }
        }
        Some(other) => {
            let why = format!("{other:?} is not known here; a check has fixed headers");
            draft.tell("authentication of monitors", &why, at);
        }
    }
    let is_inverted = monitor
        .flag("invertKeyword")
        .or(monitor.flag("invert_keyword"));
    match (kind, monitor.text("keyword")) {
        ("keyword", Some(_)) if is_inverted == Some(true) => {
            draft.tell(
                "keyword of monitors",
                "that a text is missing is not checked here",
                at,
            );
        }
        ("keyword", Some(keyword)) => request.body_contains = Some(keyword.to_owned()),
        ("json-query", _) => {
            let why = "only the whole body is looked at; write body_contains or body_matches";
            draft.tell("JSON query of monitors", why, at);
        }
        _ => {}
    }
    Probe::Http(Box::new(request))
}

fn add_content_type(draft: &mut Draft, monitor: &Fields<'_>, request: &mut HttpRequest, at: &str) {
    let encoding = monitor
        .text("httpBodyEncoding")
        .or(monitor.text("http_body_encoding"));
    let content_type = match encoding {
        None | Some("json") => "application/json",
        Some("xml") => "text/xml; charset=utf-8",
        Some("form") => "application/x-www-form-urlencoded",
        Some(other) => {
            let why = format!("{other:?} is not known here");
            return draft.tell("body encoding of monitors", &why, at);
        }
    };
    let is_type = |(name, _): &(String, String)| name.eq_ignore_ascii_case("content-type");
    if !request.headers.iter().any(is_type) {
        let header = ("content-type".to_owned(), content_type.to_owned());
        request.headers.push(header);
    }
}

/// Kuma keeps headers as the text of a JSON object.
fn headers(draft: &mut Draft, monitor: &Fields<'_>, at: &str) -> Vec<(String, String)> {
    let Some(text) = monitor.text("headers") else {
        return Vec::new();
    };
    let parsed: Option<Value> = serde_json::from_str(text).ok();
    let headers = parsed.as_ref().and_then(Value::as_object).and_then(pairs);
    if headers.is_none() && text.trim() != "null" {
        draft.tell("headers of monitors", "they are no object of texts", at);
    }
    headers.unwrap_or_default()
}

fn statuses(draft: &mut Draft, monitor: &Fields<'_>, at: &str) -> Vec<RangeInclusive<u16>> {
    let mut words = monitor.words("accepted_statuscodes");
    if let Some(text) = monitor.text("accepted_statuscodes_json") {
        match serde_json::from_str::<Vec<String>>(text) {
            Ok(listed) => words.extend(listed),
            Err(_) => {
                let why = "they are no list of texts, so 200 to 299 stand for them";
                draft.tell("accepted statuses of monitors", why, at);
            }
        }
    }
    let mut ranges = Vec::new();
    for word in &words {
        match range(word) {
            Some(range) => ranges.push(range),
            None => draft.tell(
                "accepted statuses of monitors",
                &format!("{word:?} is none"),
                at,
            ),
        }
    }
    ranges.sort_by_key(|range| *range.start());
    if ranges.is_empty() {
        return vec![200..=299];
    }
    ranges
}

fn range(word: &str) -> Option<RangeInclusive<u16>> {
    let (first, last) = word.split_once('-').unwrap_or((word, word));
    let status = |text: &str| {
        let status: u16 = text.trim().parse().ok()?;
        (100..=599).contains(&status).then_some(status)
    };
    let range = status(first)?..=status(last.trim_start_matches('-'))?;
    (!range.is_empty()).then_some(range)
}
