//! Statuspage's `/history.json`: the incidents of three months a page, back to the first. It is
//! written for the page itself, so a time is words for people: `Aug 10, 00:17 - 01:30 UTC`, with
//! markup and without a year. An incident that another document describes is taken from there.

use pilotlight_feed::{IncidentStatus, Timestamp};

use super::NAMELESS;
use super::events::{impact, markdown};
use crate::import::draft::{Draft, Trouble, Work};
use crate::import::fields::{Fields, Known};
use crate::import::html;
use crate::import::plan::MaintenanceStatus;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
/// Hours beside UTC of the abbreviations that Statuspage's pages write most. Others stand for
/// several zones, and a guess would move an incident by hours.
const ZONES: [(&str, i64); 12] = [
    ("UTC", 0),
    ("GMT", 0),
    ("PST", -8),
    ("PDT", -7),
    ("MST", -7),
    ("MDT", -6),
    ("CDT", -5),
    ("EST", -5),
    ("EDT", -4),
    ("CET", 1),
    ("CEST", 2),
    ("EEST", 3),
];
const MONTH: [Known; 2] = [("starts_on", ""), ("days", "")];
const INCIDENT: [Known; 3] = [("impact", ""), ("message", ""), ("timestamp", "")];
const LAST_ONLY: &str =
    "history.json has the last one only; add /incidents/<code>.json of the page for all";

pub(super) fn add(draft: &mut Draft, root: &Fields<'_>, path: &str) -> bool {
    if !root.has("months") {
        return false;
    }
    for month in draft.each(root.list("months"), "months", path) {
        let year = month.number("year");
        let named = [month.text("name").map(str::to_owned), month.word("year")];
        let named: Vec<String> = named.into_iter().flatten().collect();
        let at = format!("{path}, {}", named.join(" "));
        for incident in draft.each(month.list("incidents"), "incidents", &at) {
            add_incident(draft, &incident, year, path);
        }
        draft.leave(&month, "months", &MONTH, &at);
    }
    true
}

fn add_incident(draft: &mut Draft, incident: &Fields<'_>, year: Option<i64>, path: &str) {
    let title = incident.text("name").unwrap_or_default();
    let code = incident.word("code").unwrap_or_else(|| title.to_owned());
    let at = format!("{path}, {title:?}");
    if code.is_empty() {
        draft.tell("incidents", NAMELESS, &at);
        return draft.leave(incident, "incidents", &INCIDENT, &at);
    }
    if draft.has_incident(&code) {
        return draft.leave_unknown(incident, "incidents", &INCIDENT, &at);
    }
    let words = html::to_markdown(incident.text("timestamp").unwrap_or_default()).0;
    let Some((starts_at, ends_at)) = year.and_then(|year| span(&words, year)) else {
        let why = format!(
            "its time {words:?} is not understood; add /incidents/<code>.json of the page, where the code is {code:?}"
        );
        return draft.tell("incidents", &why, &at);
    };
    let message = markdown(draft, incident.text("message"), &at);
    draft.tell("updates", LAST_ONLY, &at);
    if incident.text("impact") == Some("maintenance") {
        let status = MaintenanceStatus::Completed;
        let work = Work {
            foreign: &code,
            title,
            starts_at: Some(starts_at),
            ends_at,
            status,
            components: Vec::new(),
            updates: vec![(ends_at.unwrap_or(starts_at), status, message)],
        };
        draft.maintenance(work, &at);
    } else {
        let trouble = Trouble {
            foreign: &code,
            title,
            impact: impact(draft, incident, &at),
            started_at: Some(starts_at),
            ended_at: ends_at,
            components: Vec::new(),
            updates: vec![(
                Some(ends_at.unwrap_or(starts_at)),
                IncidentStatus::Resolved,
                message,
            )],
        };
        draft.incident(trouble, &at);
    }
    draft.leave(incident, "incidents", &INCIDENT, &at);
}

/// Beginning and end of `Dec 31, 22:28 - Jan 1, 08:17 PST`, filed under the year in which it ends.
fn span(words: &str, year: i64) -> Option<(Timestamp, Option<Timestamp>)> {
    let (words, zone) = words.trim().rsplit_once(' ')?;
    let (_, hours) = ZONES.iter().find(|(name, _)| *name == zone)?;
    let (first, last) = match words.split_once(" - ") {
        Some((first, last)) => (first, Some(last)),
        None => (words, None),
    };
    let (first_day, first_clock) = first.split_once(',')?;
    let first_day = month_and_day(first_day)?;
    let (last_day, last_clock) = match last.map(|last| last.split_once(',').ok_or(last)) {
        None => (first_day, None),
        Some(Ok((day, clock))) => (month_and_day(day)?, Some(clock)),
        Some(Err(clock)) => (first_day, Some(clock)),
    };
    let first_year = if last_day < first_day { year - 1 } else { year };
    let instant = |year, (month, day), clock: &str| {
        let date = format!("{year:04}-{month:02}-{day:02}T{}:00Z", clock.trim());
        Some(Timestamp::parse(&date).ok()?.plus(-hours * 3_600))
    };
    let starts_at = instant(first_year, first_day, first_clock)?;
    match last_clock {
        None => Some((starts_at, None)),
        Some(clock) => Some((starts_at, Some(instant(year, last_day, clock)?))),
    }
}

fn month_and_day(words: &str) -> Option<(i64, i64)> {
    let (month, day) = words.trim().split_once(' ')?;
    let month = month.to_ascii_lowercase();
    let month = MONTHS
        .iter()
        .zip(1..)
        .find(|(name, _)| month.starts_with(**name))?
        .1;
    Some((month, day.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::span;

    #[track_caller]
    fn check(words: &str, year: i64, wanted: Option<(&str, Option<&str>)>) {
        let found = span(words, year)
            .map(|(first, last)| (first.to_string(), last.map(|last| last.to_string())));
        let wanted = wanted.map(|(first, last)| (first.to_owned(), last.map(str::to_owned)));
        assert_eq!(found, wanted, "{words}");
    }

    #[test]
    fn a_span_is_filed_under_the_year_in_which_it_ends() {
        check(
            "Aug 10, 00:17 - 01:30 UTC",
            2022,
            Some(("2022-08-10T00:17:00Z", Some("2022-08-10T01:30:00Z"))),
        );
        check(
            "Dec 31, 22:28 - Jan 1, 08:17 PST",
            2025,
            Some(("2025-01-01T06:28:00Z", Some("2025-01-01T16:17:00Z"))),
        );
        check(
            "Jan 12, 19:26 CET",
            2021,
            Some(("2021-01-12T18:26:00Z", None)),
        );
    }

    #[test]
    fn a_zone_that_stands_for_several_is_not_guessed() {
        check("Jan 12, 19:26 CST", 2021, None);
        check("Feb 30, 19:26 UTC", 2021, None);
        check("yesterday", 2021, None);
        check("", 2021, None);
    }
}
