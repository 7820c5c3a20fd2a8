//! `maintenance.ics`: planned work for calendars that subscribe to it, in iCalendar (RFC 5545); and
//! `calendar/<id>.ics`, one of it for who takes only that over.
//!
//! An event keeps its identifier for good: moved and cancelled work changes in place, and stays
//! there as long as the feed tells of it.

use pilotlight_feed::{Date, Feed, Maintenance, MaintenanceStatus, Timestamp, is_id};

use crate::File;

/// Octets of a line, its end aside.
const LINE: usize = 75;

/// Where the documents of single maintenances stand.
const FOLDER: &str = "calendar/";

/// The path of the document of one maintenance.
pub(crate) fn path_of(maintenance: &Maintenance) -> String {
    [FOLDER, &maintenance.id, ".ics"].concat()
}

/// A document for each maintenance: those that are over too, for what was cancelled must say so to who
/// looks again.
pub(crate) fn draw_each(feed: &Feed) -> Vec<File> {
    let single = |maintenance| {
        let mut calendar = Calendar::begin();
        calendar.event(feed, maintenance);
        File::text(path_of(maintenance), calendar.end())
    };
    all(feed).map(single).collect()
}

/// Whether a file of this name in the folder of calendars is one that we made: it begins as ours do and
/// holds the event that it is called after.
#[must_use]
pub fn is_calendar(name: &str, text: &[u8]) -> bool {
    let Some(id) = name.strip_suffix(".ics").filter(|id| is_id(id)) else {
        return false;
    };
    let event = ["\r\nBEGIN:VEVENT\r\nUID:", id, "@"].concat();
    let text = String::from_utf8_lossy(text);
    text.starts_with(&Calendar::begin().0) && text.contains(&event)
}

/// The document of all, lines ended as the standard wants it.
pub(crate) fn draw(feed: &Feed) -> String {
    let mut calendar = Calendar::begin();
    let name = [&feed.page.name, " maintenance"].concat();
    calendar.line("NAME", &escape(&name));
    calendar.line("X-WR-CALNAME", &escape(&name));
    calendar.line("REFRESH-INTERVAL;VALUE=DURATION", "PT15M");
    calendar.line("X-PUBLISHED-TTL", "PT15M");
    for maintenance in all(feed) {
        calendar.event(feed, maintenance);
    }
    calendar.end()
}

fn all(feed: &Feed) -> impl Iterator<Item = &Maintenance> {
    let all = feed.past_maintenances.iter().chain(&feed.maintenances);
    all.chain(&feed.scheduled_maintenances)
}

struct Calendar(String);

impl Calendar {
    fn begin() -> Self {
        let mut calendar = Self(String::new());
        calendar.line("BEGIN", "VCALENDAR");
        calendar.line("VERSION", "2.0");
        calendar.line("PRODID", "-//Pilotlight//Pilotlight//EN");
        calendar.line("METHOD", "PUBLISH");
        calendar
    }

    fn end(mut self) -> String {
        self.line("END", "VCALENDAR");
        self.0
    }

    fn event(&mut self, feed: &Feed, maintenance: &Maintenance) {
        let said = maintenance.updates.first();
        let said_at = said.map_or(maintenance.starts_at, |update| update.at);
        let at = maintenance.updated_at.unwrap_or(said_at);
        // What was moved without a word is a new revision too: a calendar keeps the higher one.
        let said_times = u64::try_from(maintenance.updates.len()).unwrap_or(u64::MAX);
        let revision = maintenance.version.unwrap_or(said_times);
        let status = if maintenance.status == MaintenanceStatus::Cancelled {
            "CANCELLED"
        } else {
            "CONFIRMED"
        };
        let names: Vec<&str> = feed
            .named(&maintenance.components)
            .map(|component| component.name.as_str())
            .collect();
        let mut description = names.join(", ");
        if let Some(update) = said {
            description = [description.as_str(), update.body.as_str()].join("\n");
        }
        self.line("BEGIN", "VEVENT");
        self.line(
            "UID",
            &[&maintenance.id, "@", host(&feed.page.url)].concat(),
        );
        self.line("DTSTAMP", &instant(at));
        self.line("LAST-MODIFIED", &instant(at));
        self.line("SEQUENCE", &revision.to_string());
        self.line("DTSTART", &instant(maintenance.starts_at));
        self.line("DTEND", &instant(maintenance.ends_at));
        self.line("SUMMARY", &escape(&maintenance.name));
        self.line("DESCRIPTION", &escape(description.trim()));
        self.line("STATUS", status);
        // Nobody is busy because of it.
        self.line("TRANSP", "TRANSPARENT");
        let address = [&feed.page.url, "maintenance/#", &maintenance.id].concat();
        self.line("URL", &address);
        self.line("END", "VEVENT");
    }

    /// A line, folded where it is too long: between letters, never within one.
    fn line(&mut self, name: &str, value: &str) {
        let mut octets = 0;
        for letter in [name, ":", value].concat().chars() {
            if LINE < octets + letter.len_utf8() {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(letter);
            octets += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// A text as a value.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ',' | ';' => escaped.extend(['\\', letter]),
            '\n' => escaped.push_str("\\n"),
            _ if letter.is_control() => {}
            _ => escaped.push(letter),
        }
    }
    escaped
}

/// In UTC, for example `20261123T061000Z`.
fn instant(at: Timestamp) -> String {
    let (days, seconds) = (at.0.div_euclid(86_400), at.0.rem_euclid(86_400));
    let (year, month, day) = Date(days).to_civil();
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

/// The host of an address.
fn host(url: &str) -> &str {
    let rest = url.split_once("//").map_or(url, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use pilotlight_feed::Timestamp;

    use super::{Calendar, escape, host, instant};

    #[test]
    fn a_long_line_is_folded_between_letters() {
        let mut calendar = Calendar(String::new());
        calendar.line("SUMMARY", &"é".repeat(100));
        for line in calendar.0.split("\r\n") {
            assert!(line.len() <= 75, "{line}");
        }
        let whole = calendar.0.replace("\r\n ", "");
        assert_eq!(whole, format!("SUMMARY:{}\r\n", "é".repeat(100)));
    }

    #[test]
    fn a_text_stays_a_value() {
        assert_eq!(
            escape("a,b;c\\d\r\nEND:VEVENT"),
            "a\\,b\\;c\\\\d\\nEND:VEVENT"
        );
        assert_eq!(instant(Timestamp(0)), "19700101T000000Z");
        assert_eq!(
            host("https://status.acme.example:8443/"),
            "status.acme.example"
        );
    }
}
