//! One site of `.upptimerc.yml` as component and monitor.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::time::Duration;

use crate::import::draft::{Draft, Part};
use crate::import::fields::{Fields, Known};
use crate::import::plan::Probe;
use crate::import::text;
use crate::import::watch::{self, Wanted};

/// What Upptime does where it is told nothing.
const EVERY: Duration = Duration::from_secs(5 * 60);
const TIMEOUT: Duration = Duration::from_secs(30);
/// The statuses that Upptime takes for good.
const GOOD: [RangeInclusive<u16>; 3] = [200..=208, 226..=226, 300..=308];

const SITE: [Known; 9] = [
    ("icon", "components have no icons"),
    ("tags", "there are no tags"),
    ("assignees", "nobody is assigned to an incident"),
    ("type", "checks go out from this server"),
    ("location", "checks go out from this server"),
    ("ipv6", "the system decides between IPv4 and IPv6"),
    ("__dangerous__insecure", "certificates are always checked"),
    (
        "__dangerous__disable_verify_peer",
        "certificates are always checked",
    ),
    (
        "__dangerous__disable_verify_host",
        "certificates are always checked",
    ),
];

pub(super) fn add(
    draft: &mut Draft,
    site: &Fields<'_>,
    slugs: &BTreeMap<&str, &str>,
    every: Option<Duration>,
    path: &str,
) {
    let name = site.text("name").unwrap_or_default();
    let at = format!("{path}, site {name:?}");
    let from_name = text::slug(name);
    let known = slugs.get(name).copied();
    let slug = site.text("slug").or(known).unwrap_or(&from_name);
    if draft.has_component(slug) {
        return draft.tell("sites", "another one has its name", &at);
    }
    let part = Part {
        foreign: slug,
        key: slug,
        name,
        description: None,
        group: None,
    };
    let component = draft.component(&part, &at);
    let url = site.text("url").unwrap_or_default();
    if url.contains('$') {
        let why = "secrets of GitHub are not filled in; write the address";
        draft.tell("$ in url of sites", why, &at);
    }
    let probe = match site.text("check").unwrap_or("http") {
        "http" => Some(http(draft, site, url, &at)),
        "tcp-ping" => {
            let port = site.number("port").unwrap_or_default();
            Some(Probe::Tcp {
                address: format!("{url}:{port}"),
            })
        }
        other => {
            let why = format!("{other:?} is not checked here; give the component a monitor");
            draft.tell("check of sites", &why, &at);
            None
        }
    };
    let slow_ms = site.number("maxResponseTime");
    let slow_ms = slow_ms.and_then(|ms| {
        let length = u64::try_from(ms).ok();
        if length.is_none() {
            let why = format!("{ms} is no length of time");
            draft.tell("maxResponseTime of sites", &why, &at);
        }
        length
    });
    if let Some(probe) = probe {
        let wanted = Wanted {
            component,
            every: Some(every.unwrap_or(EVERY)),
            timeout: Some(TIMEOUT),
            degraded_over: slow_ms.map(Duration::from_millis),
            failures: None,
            recoveries: None,
            probe,
        };
        draft.monitor(wanted, &at);
    }
    draft.leave(site, "sites", &SITE, &at);
}

fn http(draft: &mut Draft, site: &Fields<'_>, url: &str, at: &str) -> Probe {
    let mut request = watch::request(url);
    request.method = site.text("method").unwrap_or("GET").to_owned();
    request.body = site.text("body").unwrap_or_default().to_owned();
    let redirects = site.number("maxRedirects");
    request.follow_redirects = redirects != Some(0);
    if redirects.is_some_and(|most| most != 0) {
        let why = "redirects are followed or not; how many is the same for all checks";
        draft.tell("maxRedirects of sites", why, at);
    }
    request.expect_status = GOOD.to_vec();
    let statuses = site.words("expectedStatusCodes");
    let mut good: Vec<u16> = statuses.iter().filter_map(|word| status(word)).collect();
    if good.len() < statuses.len() {
        draft.tell(
            "expectedStatusCodes of sites",
            "one of them is no status",
            at,
        );
    }
    good.sort_unstable();
    good.dedup();
    if !good.is_empty() {
        request.expect_status = good.into_iter().map(|status| status..=status).collect();
    }
    for header in site.words("headers") {
        match header.split_once(':') {
            Some((name, value)) => {
                if value.contains('$') {
                    let why = "secrets of GitHub are not filled in; write the value";
                    draft.tell("$ in headers of sites", why, at);
                }
                let header = (name.trim().to_owned(), value.trim().to_owned());
                request.headers.push(header);
            }
            None => draft.tell("headers of sites", "one has no name", at),
        }
    }
    request.body_contains = site
        .text("__dangerous__body_down_if_text_missing")
        .map(str::to_owned);
    Probe::Http(Box::new(request))
}

fn status(word: &str) -> Option<u16> {
    let status = word.trim().parse().ok()?;
    (100..=599).contains(&status).then_some(status)
}

/// The interval of `*/5 * * * *`; other schedules have none.
pub(super) fn every(cron: &str) -> Option<Duration> {
    let (minutes, rest) = cron.trim().split_once(' ')?;
    let minutes: u64 = match minutes {
        "*" => 1,
        _ => minutes.strip_prefix("*/")?.parse().ok()?,
    };
    let is_always = rest.split_ascii_whitespace().all(|field| field == "*");
    let is_minutes = (1..60).contains(&minutes);
    (is_always && is_minutes).then(|| Duration::from_secs(minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::every;

    #[test]
    fn a_schedule_of_every_few_minutes_is_an_interval() {
        for (cron, seconds) in [
            ("*/5 * * * *", Some(300)),
            ("* * * * *", Some(60)),
            ("0 * * * *", None),
            ("*/0 * * * *", None),
            ("*/5 1 * * *", None),
            ("", None),
        ] {
            assert_eq!(every(cron).map(|it| it.as_secs()), seconds, "{cron}");
        }
    }
}
