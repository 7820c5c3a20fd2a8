//! Foreign texts, made to fit: lines, bodies, keys and instants.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use pilotlight_feed::{Timestamp, limits};

/// One line of at most `most_chars` characters without control characters, and whether something
/// was cut off; none when nothing readable is left.
pub(super) fn line(text: &str, most_chars: usize) -> Option<(String, bool)> {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let whole = text.trim();
    let line: String = whole.chars().take(most_chars).map(plain).collect();
    let line = line.trim();
    let is_cut = whole.chars().nth(most_chars).is_some();
    (!line.is_empty()).then(|| (line.to_owned(), is_cut))
}

/// A text of several lines as the feed accepts it, and whether something was cut off.
pub(super) fn body(text: &str) -> (String, bool) {
    let allowed = |c: &char| matches!(c, '\n' | '\t') || !c.is_control();
    let mut rest = text.trim().chars().filter(allowed);
    let body: String = rest.by_ref().take(limits::BODY_CHARS).collect();
    (body.trim_end().to_owned(), rest.next().is_some())
}

/// What stands for a name in which no character may stay, as in one that is all Chinese.
const NAMELESS: &str = "part";

/// The form of a name or a foreign identifier that the feed accepts as a key.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().map(|c| c.to_ascii_lowercase()) {
        if slug.len() == limits::ID_CHARS {
            break;
        }
        if c.is_ascii_alphanumeric() || c == '_' {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { NAMELESS } else { slug }.to_owned()
}

/// The keys of one kind of thing: each of them once, and which foreign identifier each stands for.
#[derive(Debug, Default)]
pub(super) struct Keys {
    taken: BTreeMap<String, u32>,
    by_foreign: BTreeMap<String, String>,
}

impl Keys {
    /// The key of a foreign identifier that was taken before.
    pub(super) fn of(&self, foreign: &str) -> Option<&String> {
        self.by_foreign.get(foreign)
    }

    /// A new key for a foreign identifier: the form of `wanted` that is allowed, numbered where it
    /// is taken.
    pub(super) fn take(&mut self, foreign: &str, wanted: &str) -> String {
        let key = self.free(slug(wanted));
        self.by_foreign
            .entry(foreign.to_owned())
            .or_insert_with(|| key.clone());
        key
    }

    fn free(&mut self, base: String) -> String {
        let Some(mut number) = self.taken.get(&base).copied() else {
            self.taken.insert(base.clone(), 1);
            return base;
        };
        loop {
            number += 1;
            let suffix = format!("-{number}");
            // A slug is ASCII, so any index is a boundary.
            let kept = base.len().min(limits::ID_CHARS - suffix.len());
            let key = [&base[..kept], &suffix].concat();
            if !self.taken.contains_key(&key) {
                self.taken.insert(base, number);
                self.taken.insert(key.clone(), 1);
                return key;
            }
        }
    }
}

/// The items in their order, each once.
pub(super) fn distinct(items: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    items
        .into_iter()
        .filter(|item| seen.insert(item.clone()))
        .collect()
}

/// 9999-12-31T23:59:59Z, the last second that a feed can write.
const LAST_SECOND: i64 = 253_402_300_799;
/// Unix times of more digits than this are milliseconds: with ten, seconds reach the year 2286.
const SECONDS_DIGITS: usize = 10;

/// Reads an instant as these systems write it: RFC 3339, its offset with or without colon, with a
/// space before it or missing, which is UTC; without seconds; a date alone, which is its midnight;
/// Unix time in seconds or milliseconds.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let in_range = |at: &Timestamp| (0..=LAST_SECOND).contains(&at.0);
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        let number: i64 = text.parse().ok()?;
        let is_seconds = text.len() <= SECONDS_DIGITS;
        let seconds = if is_seconds { number } else { number / 1_000 };
        return Some(Timestamp(seconds)).filter(in_range);
    }
    if !text.is_ascii() {
        return None;
    }
    let text = joined(text);
    [
        text.clone(),
        [&text, "Z"].concat(),
        [&text, ":00Z"].concat(),
        [&text, "T00:00:00Z"].concat(),
    ]
    .iter()
    .find_map(|text| Timestamp::parse(text).ok())
    .filter(in_range)
}

/// `2026-11-23 06:10:00 +0100` as `2026-11-23 06:10:00+01:00`.
fn joined(text: &str) -> String {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let text = match words[..] {
        [date, clock, offset] => [date, "T", clock, offset].concat(),
        _ => text.to_owned(),
    };
    let split = text.len().saturating_sub(4);
    let (head, tail) = text.split_at(split);
    let is_offset = tail.len() == 4 && tail.bytes().all(|b| b.is_ascii_digit());
    // A date alone also ends in a sign and digits; an offset comes after a clock.
    if is_offset && head.ends_with(['+', '-']) && head.contains(':') {
        return [head, &tail[..2], ":", &tail[2..]].concat();
    }
    text
}

/// Reads a length of time as Go writes it: `30s`, `1m30s`, `500ms`.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    let mut all_ms: u64 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let count: u64 = rest[..digits].parse().ok()?;
        let unit_end = rest[digits..]
            .find(|c: char| c.is_ascii_digit())
            .map_or(rest.len(), |unit| digits + unit);
        let unit_ms = match &rest[digits..unit_end] {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => return None,
        };
        all_ms = all_ms.checked_add(count.checked_mul(unit_ms)?)?;
        rest = &rest[unit_end..];
    }
    (!text.trim().is_empty()).then(|| Duration::from_millis(all_ms))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Keys, duration, instant, slug};

    #[test]
    fn instants_are_read_as_the_systems_write_them() {
        for (text, seconds) in [
            ("2026-11-23T06:10:00Z", Some(1_795_414_200)),
            ("2026-11-23T07:10:00.123+01:00", Some(1_795_414_200)),
            ("2026-11-23 06:10:00", Some(1_795_414_200)),
            ("2026-11-23 06:10", Some(1_795_414_200)),
            ("2026-11-23 07:10:00 +0100", Some(1_795_414_200)),
            ("2026-11-23T01:10:00-0500", Some(1_795_414_200)),
            ("1795414200", Some(1_795_414_200)),
            ("1795414200123", Some(1_795_414_200)),
            ("2026-11-23", Some(1_795_392_000)),
            ("2017-02-30 14:30:00", None),
            ("0001-01-01T00:00:00Z", None),
            ("99999999999999999999", None),
            ("tomorrow", None),
            ("２026-11-23", None),
            ("", None),
        ] {
            assert_eq!(instant(text).map(|at| at.0), seconds, "{text}");
        }
    }

    #[test]
    fn a_length_of_time_is_the_sum_of_its_parts() {
        for (text, ms) in [
            ("30s", Some(30_000)),
            ("1m30s", Some(90_000)),
            ("1h", Some(3_600_000)),
            ("500ms", Some(500)),
            ("5", None),
            ("s", None),
            ("5 m", None),
            ("", None),
            ("99999999999999999999h", None),
        ] {
            assert_eq!(duration(text), ms.map(Duration::from_millis), "{text}");
        }
    }

    #[test]
    fn every_name_has_a_key_and_each_its_own() {
        assert_eq!(slug("API / Health"), "api-health");
        assert_eq!(slug("网站"), "part");
        let mut keys = Keys::default();
        assert_eq!(keys.take("1", "API"), "api");
        assert_eq!(keys.take("2", "api"), "api-2");
        assert_eq!(keys.take("3", "API-2"), "api-2-2");
        let long = "x".repeat(80);
        assert_eq!(keys.take("4", &long).len(), 64);
        assert_eq!(keys.take("5", &long).len(), 64);
        assert_eq!(keys.of("2").map(String::as_str), Some("api-2"));
    }
}
