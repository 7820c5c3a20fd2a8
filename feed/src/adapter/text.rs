//! Foreign texts, made to fit: names, bodies, identifiers and instants.

use std::collections::BTreeMap;

use crate::{Timestamp, limits};

/// One line of at most `most_chars` characters; none when nothing readable is left.
pub(super) fn line(text: &str, most_chars: usize) -> Option<String> {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let line: String = text.trim().chars().take(most_chars).map(plain).collect();
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

pub(super) fn name(text: &str) -> Option<String> {
    line(text, limits::NAME_CHARS)
}

pub(super) fn body(text: &str) -> String {
    let allowed = |c: &char| matches!(c, '\n' | '\t') || !c.is_control();
    let text = text.trim().chars().filter(allowed);
    text.take(limits::BODY_CHARS).collect()
}

/// `https://acme.com/a/b` without its path; the address must be one that is accepted as a link.
pub(super) fn origin(address: &str) -> &str {
    let start = address.find("://").map_or(0, |scheme| scheme + 3);
    let rest = &address[start..];
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    &address[..start + end]
}

/// `acme.com` of an address, without what may precede it in disguise (`acme.com@evil.com`).
pub(super) fn host(address: &str) -> &str {
    let authority = origin(address);
    let authority = authority.split_once("://").map_or(authority, |(_, it)| it);
    authority.rsplit('@').next().unwrap_or(authority)
}

/// The identifiers that a document's own keys became: valid, and each of them once.
#[derive(Debug, Default)]
pub(super) struct Ids {
    taken: BTreeMap<String, u32>,
}

impl Ids {
    /// The form of `key` that a feed accepts, numbered where another key took it before.
    pub(super) fn take(&mut self, key: &str) -> String {
        let base = slug(key);
        if !self.taken.contains_key(&base) {
            self.taken.insert(base.clone(), 1);
            return base;
        }
        let mut number = self.taken.get(&base).copied().unwrap_or(1);
        loop {
            number += 1;
            let suffix = ["-", &number.to_string()].concat();
            // Slugs are ASCII, so any index is a boundary.
            let kept = base.len().min(limits::ID_CHARS - suffix.len());
            let id = [&base[..kept], &suffix].concat();
            if !self.taken.contains_key(&id) {
                self.taken.insert(base, number);
                self.taken.insert(id.clone(), 1);
                return id;
            }
        }
    }
}

/// What stands for a key in which no character may stay, as in one that is all Chinese.
const NAMELESS: &str = "part";

fn slug(key: &str) -> String {
    let mut slug = String::new();
    for c in key.chars().map(|c| c.to_ascii_lowercase()) {
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

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// 9999-12-31T23:59:59Z, the last second that a feed can write.
const LAST_SECOND: i64 = 253_402_300_799;

/// Reads an instant as the formats write it: RFC 3339; the same without an offset, which is UTC
/// with Uptime Kuma; Go's (`2026-11-23 06:10:00 +0000 UTC`, cState); and that of JavaScript's
/// `Date` (`Mon Nov 23 2026 06:10:00 GMT+0000 (UTC)`, Instatus). What lies before 1970 was never set:
/// Go writes the year 1 for that.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let rewritten = match words[..] {
        [_] | [_, _] => text.to_owned(),
        [date, clock, offset] | [date, clock, offset, _] => {
            [date, "T", clock, &with_colon(offset)].concat()
        }
        [_, month, day, year, clock, offset, ..] => {
            let month = MONTHS.iter().position(|name| *name == month)? + 1;
            let pad = if month < 10 { "0" } else { "" };
            let offset = with_colon(offset.strip_prefix("GMT")?);
            let month = month.to_string();
            [year, "-", pad, &month, "-", day, "T", clock, &offset].concat()
        }
        _ => return None,
    };
    Timestamp::parse(&rewritten)
        .or_else(|_| Timestamp::parse(&[&rewritten, "Z"].concat()))
        .ok()
        .filter(|at| (0..=LAST_SECOND).contains(&at.0))
}

/// `+0000` as RFC 3339 has it.
fn with_colon(offset: &str) -> String {
    match offset.split_at_checked(3) {
        Some((hours, minutes)) if minutes.len() == 2 => [hours, ":", minutes].concat(),
        _ => offset.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Ids, instant, origin};
    use crate::{is_id, limits};

    #[track_caller]
    fn check_instant(text: &str, expected: Option<&str>) {
        let read = instant(text).map(|at| at.to_string());
        assert_eq!(read.as_deref(), expected, "{text}");
    }

    #[test]
    fn instants_are_read_as_the_formats_write_them() {
        let same = Some("2026-11-23T06:10:00Z");
        check_instant("2026-11-23T06:10:00Z", same);
        check_instant("2026-11-22T23:10:00.441-07:00", same);
        check_instant("2026-11-23 06:10:00", same);
        check_instant("2026-11-23 06:10:00.123", same);
        check_instant("2026-11-23 07:10:00 +0100 CET", same);
        check_instant(
            "Mon Nov 23 2026 06:10:00 GMT+0000 (Coordinated Universal Time)",
            same,
        );
        for broken in [
            "0001-01-01 00:00:00 +0000 UTC",
            "9999-12-31T23:59:59-01:00",
            "",
            "soon",
            "2026-11-23",
            "a b c d e f",
            "Mon Nov 99 2026 x GMT",
        ] {
            check_instant(broken, None);
        }
    }

    #[test]
    fn an_identifier_is_valid_and_given_once() {
        let mut ids = Ids::default();
        let long = "x".repeat(500);
        let keys = [
            "API", "api", "a-p/i", "", "支付", "api-2", "api", &long, &long,
        ];
        let mut given: Vec<String> = keys.iter().map(|key| ids.take(key)).collect();
        assert_eq!(
            given[..7],
            [
                "api", "api-2", "a-p-i", "part", "part-2", "api-2-2", "api-3"
            ]
        );
        assert!(given.iter().all(|id| is_id(id)));
        assert!(given.iter().all(|id| id.len() <= limits::ID_CHARS));
        given.sort();
        given.dedup();
        assert_eq!(given.len(), keys.len());
    }

    #[test]
    fn an_origin_is_an_address_without_its_path() {
        assert_eq!(origin("https://acme.com/a?b"), "https://acme.com");
        assert_eq!(origin("https://acme.com?b"), "https://acme.com");
        assert_eq!(origin("http://acme.com:8080"), "http://acme.com:8080");
    }
}
