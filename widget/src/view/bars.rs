//! The last 90 days of one component: a bar a day, and the same in words.
//!
//! The bars of one status are one path, so that a page of many components stays light.

use pilotlight_feed::uptime::{Day, percent};
use pilotlight_feed::{Component, Status};

use super::node::{Element, element};
use super::words;

/// Days on the axis; the newest stands at its right end.
const DAYS: usize = 90;
/// Width of a bar and of the gap after it, in units of the drawing.
const STEP: usize = 5;

/// Puts bars, axis and words into a row. As long as only the summary is known, their place is kept.
pub(super) fn with_bars(row: Element, known: Option<&Component>, class: &'static str) -> Element {
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
    let uptime = match uptime_bp {
        Some(basis_points) => uptime_words(basis_points),
        None if days.is_empty() => String::new(),
        None => words::NO_DATA.to_owned(),
    };
    let axis = element("p", &[("class", "axis"), ("aria-hidden", "true")])
        .child(element("span", &[]).text(words::FIRST_DAY))
        .child(element("span", &[]).said(uptime))
        .child(element("span", &[]).text(words::LAST_DAY));
    let said = element("p", &[("class", "unseen")]).said(summary(days, uptime_bp));
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

/// The bars in words; nothing while they are not known.
fn summary(days: &[Day], uptime_bp: Option<u16>) -> String {
    if days.is_empty() {
        return String::new();
    }
    let mut words = [count(days.len()).as_str(), ": "].concat();
    let Some(basis_points) = uptime_bp else {
        words.push_str("no data yet");
        return words;
    };
    words.push_str(&uptime_words(basis_points));
    let of = |status: Status| days.iter().filter(|day| day.status() == status).count();
    let remarks = [
        (
            of(Status::PartialOutage) + of(Status::MajorOutage),
            " with an outage",
        ),
        (
            of(Status::DegradedPerformance),
            " with degraded performance",
        ),
        (of(Status::UnderMaintenance), " with maintenance"),
        (of(Status::Unknown), " without data"),
    ];
    let mut separator = "; ";
    for (number, what) in remarks {
        if 0 < number {
            words.extend([separator, &count(number), what]);
            separator = ", ";
        }
    }
    words
}

fn uptime_words(basis_points: u16) -> String {
    [&percent(basis_points), "\u{a0}% uptime"].concat()
}

fn count(days: usize) -> String {
    [
        days.to_string().as_str(),
        if days == 1 { " day" } else { " days" },
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::{Day, path, summary};
    use pilotlight_feed::Status;

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

    #[test]
    fn the_words_say_what_the_bars_show() {
        assert_eq!(
            summary(&days("uuuoompdw"), Some(9_998)),
            "9 days: 99.98\u{a0}% uptime; 2 days with an outage, 1 day with degraded performance, \
             1 day with maintenance, 3 days without data",
        );
        assert_eq!(
            summary(&days("oo"), Some(10_000)),
            "2 days: 100\u{a0}% uptime"
        );
        assert_eq!(summary(&days("u"), None), "1 day: no data yet");
        assert_eq!(summary(&[], None), "");
    }
}
