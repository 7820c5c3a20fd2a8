//! Texts with named blanks: what an operator writes once, and what stands in an incident. A brace
//! is always a blank; there is no language in it.

use std::borrow::Cow;

use pilotlight_feed::{Status, Timestamp, limits};

use crate::core::catalog::Zone;

/// So many components are named in one text; the others are counted.
const NAMED: usize = 5;
/// Characters that are Markdown wherever they stand.
const MARKUP: [char; 10] = ['\\', '`', '*', '_', '[', ']', '<', '>', '&', '~'];
/// Characters that are Markdown where a line begins.
const MARKUP_AT_START: [char; 4] = ['#', '+', '-', '='];

/// A text with blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Cow<'static, str>);

/// What a blank stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Blank {
    Component,
    Components,
    Status,
    Since,
    Duration,
}

/// A brace that is no blank.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no blank; write {{component}}, {{components}}, {{status}}, {{since}} or {{duration}}, and no other braces"
)]
pub struct UnknownBlank(String);

/// What is filled in.
#[derive(Clone, Debug)]
pub(in crate::core) struct Facts<'a> {
    /// Name of the component that it is about.
    pub(in crate::core) component: &'a str,
    /// Names of all components of the incident.
    pub(in crate::core) components: Vec<&'a str>,
    pub(in crate::core) status: Status,
    pub(in crate::core) since: Timestamp,
    pub(in crate::core) duration_s: i64,
    pub(in crate::core) zone: &'a Zone,
}

impl Blank {
    fn of(name: &str) -> Option<Self> {
        match name {
            "component" => Some(Self::Component),
            "components" => Some(Self::Components),
            "status" => Some(Self::Status),
            "since" => Some(Self::Since),
            "duration" => Some(Self::Duration),
            _ => None,
        }
    }
}

impl Template {
    /// A text as an operator wrote it.
    ///
    /// # Errors
    /// [`UnknownBlank`] when a brace in it is no blank.
    pub fn parse(text: &str) -> Result<Self, UnknownBlank> {
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let Some((_, after)) = blank(&rest[at..]) else {
                let end = rest[at..].find('}').map_or(rest.len(), |end| at + end + 1);
                return Err(UnknownBlank(rest[at..end].to_owned()));
            };
            rest = after;
        }
        Ok(Self(Cow::Owned(text.to_owned())))
    }

    /// A text of our own; a test reads each of them.
    pub(super) const fn fixed(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it says something of a component.
    pub(in crate::core) fn needs_component(&self) -> bool {
        ["{component}", "{components}", "{status}"]
            .iter()
            .any(|blank| self.0.contains(blank))
    }

    /// As the title of an incident: one line, within the bounds of the feed.
    pub(in crate::core) fn title(&self, facts: &Facts<'_>) -> String {
        let title = self.fill(facts, &|name| name.to_owned());
        shortened(title.trim(), limits::NAME_CHARS)
    }

    /// As Markdown, in which a name says what it says.
    pub(in crate::core) fn markdown(&self, facts: &Facts<'_>) -> String {
        let text = self.fill(facts, &escaped);
        text.trim().to_owned()
    }

    fn fill(&self, facts: &Facts<'_>, write: &dyn Fn(&str) -> String) -> String {
        let (mut filled, mut rest) = (String::new(), self.0.as_ref());
        while let Some(at) = rest.find('{') {
            filled.push_str(&rest[..at]);
            let Some((blank, after)) = blank(&rest[at..]) else {
                break;
            };
            match blank {
                Blank::Component => filled.push_str(&write(facts.component)),
                Blank::Components => filled.push_str(&listed(&facts.components, write)),
                Blank::Status => filled.push_str(&facts.status.label().to_lowercase()),
                Blank::Since => filled.push_str(&wall_time(facts.zone, facts.since)),
                Blank::Duration => filled.push_str(&length(facts.duration_s)),
            }
            rest = after;
        }
        filled.push_str(rest);
        filled
    }
}

/// The blank that a text begins with, and what comes after it.
fn blank(text: &str) -> Option<(Blank, &str)> {
    let (name, after) = text.strip_prefix('{')?.split_once('}')?;
    Some((Blank::of(name)?, after))
}

fn listed(names: &[&str], write: &dyn Fn(&str) -> String) -> String {
    let named = names.iter().take(NAMED).map(|name| write(name));
    let mut listed: Vec<String> = named.collect();
    if NAMED < names.len() {
        listed.push(format!("+{}", names.len() - NAMED));
    }
    listed.join(", ")
}

fn escaped(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for (place, letter) in name.chars().enumerate() {
        let at_start = place == 0 && MARKUP_AT_START.contains(&letter);
        if at_start || MARKUP.contains(&letter) {
            text.push('\\');
        }
        text.push(letter);
    }
    text
}

/// A text of at most so many characters; what is cut off is shown.
pub(super) fn shortened(text: &str, most_chars: usize) -> String {
    if text.chars().count() <= most_chars {
        return text.to_owned();
    }
    let kept = text.chars().take(most_chars.saturating_sub(1));
    kept.chain(['…']).collect()
}

/// `2026-11-23 15:04 CET`: the page's own clock, with the zone beside it.
fn wall_time(zone: &Zone, at: Timestamp) -> String {
    let timestamp = jiff::Timestamp::from_second(at.0).unwrap_or_default();
    let zoned = timestamp.to_zoned(zone.rules.clone());
    zoned.strftime("%Y-%m-%d %H:%M %Z").to_string()
}

/// `45 s`, `12 min`, `1 h 5 min`, `2 d 3 h`: the two largest units, cut off and never rounded up.
#[must_use]
pub fn length(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (days, hours) = (seconds / 86_400, seconds / 3_600 % 24);
    let (minutes, rest) = (seconds / 60 % 60, seconds % 60);
    let pair = |large: i64, unit: &str, small: i64, small_unit: &str| match small {
        0 => format!("{large} {unit}"),
        _ => format!("{large} {unit} {small} {small_unit}"),
    };
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{rest} s"),
        (0, 0, _) => format!("{minutes} min"),
        (0, _, _) => pair(hours, "h", minutes, "min"),
        _ => pair(days, "d", hours, "h"),
    }
}

#[cfg(test)]
mod tests {
    use pilotlight_feed::{Status, Timestamp};

    use super::{Facts, Template, length};
    use crate::core::Zone;
    use crate::core::automatic::Texts;

    fn facts<'a>(components: &[&'a str], zone: &'a Zone) -> Facts<'a> {
        Facts {
            component: components[0],
            components: components.to_vec(),
            status: Status::MajorOutage,
            since: Timestamp(1_763_900_640),
            duration_s: 725,
            zone,
        }
    }

    #[track_caller]
    fn refuses(text: &str, words: &str) {
        let refusal = Template::parse(text).expect_err("is refused").to_string();
        assert!(refusal.contains(words), "{refusal}");
    }

    #[test]
    fn every_blank_is_filled() {
        let text = "{component}|{components}|{status}|{since}|{duration}";
        let zone = Zone {
            name: "Europe/Berlin".to_owned(),
            rules: jiff::tz::TimeZone::get("Europe/Berlin").expect("a zone"),
        };
        let filled = Template::parse(text)
            .expect("known blanks")
            .title(&facts(&["API", "Web"], &zone));
        assert_eq!(
            filled,
            "API|API, Web|major outage|2025-11-23 13:24 CET|12 min"
        );
    }

    #[test]
    fn a_brace_that_is_no_blank_is_refused_with_what_there_is() {
        refuses("{componnet} is down", "\"{componnet}\" is no blank");
        refuses("{ component }", "write {component}");
        refuses("so {", "\"{\" is no blank");
        refuses("so }", "\"}\" is no blank");
    }

    #[test]
    fn our_own_texts_have_known_blanks_only() {
        let Texts {
            title,
            opening,
            joining,
            recovering,
            resolving,
        } = Texts::default();
        for text in [title, opening, joining, recovering, resolving] {
            assert_eq!(Template::parse(&text.0), Ok(text));
        }
    }

    #[test]
    fn a_name_is_text_in_markdown_and_as_it_is_in_a_title() {
        let (text, zone) = (Template::fixed("{component}"), Zone::utc());
        let facts = facts(&["- my_api [v2]"], &zone);
        assert_eq!(text.markdown(&facts), "\\- my\\_api \\[v2\\]");
        assert_eq!(text.title(&facts), "- my_api [v2]");
    }

    #[test]
    fn of_many_components_some_are_named_and_the_rest_counted() {
        let zone = Zone::utc();
        let facts = facts(&["a", "b", "c", "d", "e", "f", "g"], &zone);
        let text = Template::fixed("{components}");
        assert_eq!(text.title(&facts), "a, b, c, d, e, +2");
    }

    #[test]
    fn a_length_of_time_has_two_units_and_is_never_rounded_up() {
        let lengths = [-5, 59, 60, 119, 3_600, 3_900, 86_400, 183_599].map(length);
        let expected = [
            "0 s",
            "59 s",
            "1 min",
            "1 min",
            "1 h",
            "1 h 5 min",
            "1 d",
            "2 d 2 h",
        ];
        assert_eq!(lengths, expected);
    }
}
