//! The last 90 days of one component: a bar a day, and the same in words.
//!
//! A thousand components make 90,000 bars, so those of one status are one path.

use leptos::prelude::*;
use pilotlight_feed::uptime::Day;
use pilotlight_feed::{Component, Status};

use crate::level;
use crate::page::Context;
use crate::words::{Word, Words};

/// Days on the axis; the newest stands at its right end.
const DAYS: usize = 90;
/// Width of a bar and of the gap after it, in units of the drawing.
const STEP: usize = 5;

/// Bars, axis and words; nothing when the feed says nothing of the days.
pub(crate) fn history(context: &Context<'_>, component: &Component) -> Option<AnyView> {
    let letters = component.days.as_deref()?;
    let days: Vec<Day> = letters.chars().map(Day::from_letter).collect();
    let days = days.get(days.len().saturating_sub(DAYS)..)?;
    let paths: Vec<_> = Status::ALL
        .iter()
        .filter_map(|status| {
            let lines = bars(days, *status);
            let class = ["bar ", level::name(*status)].concat();
            (!lines.is_empty()).then(|| view! { <path class=class d=lines></path> }.into_any())
        })
        .collect();
    let words = &context.words;
    let uptime = match component.uptime_bp {
        Some(basis_points) => words.uptime(basis_points),
        None => words.say(Word::NoData).to_owned(),
    };
    let summary = summary(words, days, component.uptime_bp);
    Some(
        view! {
            <svg class="bars" viewBox="0 0 449 28" preserveAspectRatio="none" aria-hidden="true">
                {paths}
            </svg>
            <p class="axis" aria-hidden="true">
                <span>{words.count(Word::DaysAgo, DAYS)}</span>
                <span>{uptime}</span>
                <span>{words.say(Word::Today)}</span>
            </p>
            <p class="unseen">{summary}</p>
        }
        .into_any(),
    )
}

/// The bars of the days in one status. Each begins where the one before it began and so many steps
/// on, because the same few characters over and over compress to next to nothing.
fn bars(days: &[Day], status: Status) -> String {
    let mut lines = String::new();
    let mut last = None;
    let first = DAYS - days.len();
    for (index, day) in days.iter().enumerate() {
        if day.status() == status {
            let x = (first + index) * STEP;
            let (letter, to) = last.map_or(("M", x), |last| ("m", x - last));
            lines.extend([letter, &to.to_string(), " 0h4v28h-4z"]);
            last = Some(x);
        }
    }
    lines
}

fn summary(words: &Words, days: &[Day], uptime_bp: Option<u16>) -> String {
    let all = words.count(Word::Days, days.len());
    let labelled = |text: &str| words.fill(Word::Labelled, [("label", &all), ("text", text)]);
    let Some(basis_points) = uptime_bp else {
        return labelled(words.say(Word::NoData));
    };
    let of = |status: Status| days.iter().filter(|day| day.status() == status).count();
    let outages = of(Status::PartialOutage) + of(Status::MajorOutage);
    let remarks: Vec<String> = [
        (outages, Word::DaysOutage),
        (of(Status::DegradedPerformance), Word::DaysDegraded),
        (of(Status::UnderMaintenance), Word::DaysMaintenance),
        (of(Status::Unknown), Word::DaysNoData),
    ]
    .into_iter()
    .filter(|(number, _)| 0 < *number)
    .map(|(number, what)| words.count(what, number))
    .collect();
    let start = labelled(&words.uptime(basis_points));
    if remarks.is_empty() {
        return start;
    }
    let remarks = words.list(remarks.iter().map(String::as_str));
    words.fill(Word::Remarked, [("text", &start), ("remarks", &remarks)])
}

#[cfg(test)]
mod tests {
    use super::{Day, Words, bars, summary};
    use crate::words::Language;
    use pilotlight_feed::Status;

    fn days(letters: &str) -> Vec<Day> {
        letters.chars().map(Day::from_letter).collect()
    }

    #[test]
    fn the_newest_day_stands_at_the_right_end() {
        assert_eq!(bars(&days("om"), Status::MajorOutage), "M445 0h4v28h-4z");
        let all = bars(&days(&"o".repeat(90)), Status::Operational);
        assert!(all.starts_with("M0 0h4v28h-4zm5 0h4v28h-4z"));
        assert_eq!(all.matches("h4").count(), 90);
        assert_eq!(bars(&days("oo"), Status::MajorOutage), "");
    }

    #[test]
    fn the_words_say_what_the_bars_show() {
        let words = Words::new(Language::ENGLISH);
        let summary = |days: &[Day], uptime| summary(&words, days, uptime);
        assert_eq!(
            summary(&days("uuuoompdw"), Some(9_998)),
            "9 days: 99.98% uptime; 2 days with an outage, 1 day with degraded performance, \
             1 day with maintenance, 3 days without data",
        );
        assert_eq!(summary(&days("oo"), Some(10_000)), "2 days: 100% uptime");
        assert_eq!(summary(&days("u"), None), "1 day: No data yet");
    }
}
