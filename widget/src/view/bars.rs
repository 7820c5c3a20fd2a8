//! The last 90 days of one component: a bar a day, and the same in words.
//!
//! The bars of one status are one path, so that a page of many components stays light.

use pilotlight_feed::locale::Word;
use pilotlight_feed::uptime::Day;
use pilotlight_feed::{Component, Status};

use super::node::{Element, element};
use super::words;
use crate::language::Language;

/// Days on the axis; the newest stands at its right end.
const DAYS: usize = 90;
/// Width of a bar and of the gap after it, in units of the drawing.
const STEP: usize = 5;

/// Puts bars, axis and words into a row. As long as only the summary is known, their place is kept.
pub(super) fn with_bars(
    row: Element,
    known: Option<&Component>,
    class: &'static str,
    language: &Language,
) -> Element {
    let letters = known
        .and_then(|known| known.days.as_deref())
        .unwrap_or_default();
    let days: Vec<Day> = letters.chars().map(Day::from_letter).collect();
    let days = days
        .get(days.len().saturating_sub(DAYS)..)
        .unwrap_or_default();
    let uptime_bp = known.and_then(|known| known.uptime_bp);
    let mut bars = element(
        "svg",
        &[
            ("part", "history"),
            ("viewBox", "0 0 449 28"),
            ("preserveAspectRatio", "none"),
            ("aria-hidden", "true"),
        ],
    )
    .with("class", class.to_owned());
    for status in Status::ALL {
        let class = ["bar ", words::level(*status)].concat();
        let path = element("path", &[])
            .with("class", class)
            .with("d", path(days, *status));
        bars = bars.child(path);
    }
    let uptime = uptime_bp.map(|points| {
        let percent = language.percent(points);
        language.words.fill(Word::Uptime, "percent", &percent)
    });
    let uptime = uptime.unwrap_or_else(|| language.words.say(Word::NoData).to_owned());
    let (said, uptime) = if days.is_empty() {
        (String::new(), String::new())
    } else {
        (
            summary(days, &uptime, |word, number| language.count(word, number)),
            uptime,
        )
    };
    let axis = element(
        "p",
        &[("part", "axis"), ("class", "axis"), ("aria-hidden", "true")],
    )
    .child(element("span", &[]).said(language.count(Word::DaysAgo, DAYS)))
    .child(element("span", &[]).said(uptime))
    .child(element("span", &[]).said(language.words.say(Word::Today).to_owned()));
    let said = element("p", &[("class", "unseen")]).said(said);
    row.child(bars).child(axis).child(said)
}

/// The bars of the days in one status.
fn path(days: &[Day], status: Status) -> String {
    let mut path = String::new();
    let first = DAYS - days.len();
    for (index, day) in days.iter().enumerate() {
        if day.status() == status {
            path.push('M');
            path.push_str(&((first + index) * STEP).to_string());
            path.push_str(" 0h4v28h-4z");
        }
    }
    path
}

/// The bars in words.
fn summary(days: &[Day], uptime: &str, count: impl Fn(Word, usize) -> String) -> String {
    let mut words = [count(Word::Days, days.len()).as_str(), ": ", uptime].concat();
    let of = |status: Status| days.iter().filter(|day| day.status() == status).count();
    let remarks = [
        (
            of(Status::PartialOutage) + of(Status::MajorOutage),
            Word::DaysOutage,
        ),
        (of(Status::DegradedPerformance), Word::DaysDegraded),
        (of(Status::UnderMaintenance), Word::DaysMaintenance),
        (of(Status::Unknown), Word::DaysNoData),
    ];
    let mut separator = "; ";
    for (number, what) in remarks {
        if 0 < number {
            words.extend([separator, &count(what, number)]);
            separator = ", ";
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use pilotlight_feed::Status;
    use pilotlight_feed::locale::{Word, Words};

    use super::{Day, path, summary};

    fn days(letters: &str) -> Vec<Day> {
        letters.chars().map(Day::from_letter).collect()
    }

    #[test]
    fn the_newest_day_stands_at_the_right_end() {
        assert_eq!(path(&days("om"), Status::MajorOutage), "M445 0h4v28h-4z");
        assert_eq!(
            path(&days(&"o".repeat(90)), Status::Operational)
                .matches('M')
                .count(),
            90
        );
        assert_eq!(path(&days("oo"), Status::MajorOutage), "");
    }

    fn count(word: Word, number: usize) -> String {
        let category = if number == 1 { "one" } else { "other" };
        Words::default().count(word, category, &number.to_string())
    }

    #[test]
    fn the_words_say_what_the_bars_show() {
        assert_eq!(
            summary(&days("uuuoompdw"), "99.98% uptime", count),
            "9 days: 99.98% uptime; 2 days with an outage, 1 day with degraded performance, \
             1 day with maintenance, 3 days without data",
        );
        assert_eq!(
            summary(&days("oo"), "100% uptime", count),
            "2 days: 100% uptime"
        );
    }
}
