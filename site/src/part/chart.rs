//! Response times of one component: a line for the eye, and beneath it a table with the same days, which
//! is what is read aloud and what can be copied.

use leptos::prelude::*;
use pilotlight_feed::{Date, Timestamp};

use crate::page::Context;
use crate::words::Word;

/// Response times of a component, hour by hour.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct ResponseTimes {
    /// Where the first hour begins.
    pub first: Timestamp,
    /// The average of each hour in milliseconds; none where nothing was measured.
    pub averages_ms: Vec<Option<u32>>,
}

impl ResponseTimes {
    /// The median of the hours of the last day in which anything was measured, in milliseconds.
    #[must_use]
    pub(crate) fn latest_median_ms(&self) -> Option<u32> {
        let newest = self.averages_ms.iter().rev().take(HOURS_A_DAY);
        let mut measured: Vec<u32> = newest.flatten().copied().collect();
        measured.sort_unstable();
        let middle = measured.len().checked_sub(1)? / 2;
        measured.get(middle).copied()
    }
}

/// Hours that a badge looks back.
const HOURS_A_DAY: usize = 24;
/// Width of an hour and height of the drawing, in its own units.
const STEP: usize = 4;
const HEIGHT: u64 = 100;
const HOUR_S: i64 = 3_600;
/// How far back the drawing begins.
const DAYS: usize = 7;

/// A day of the table.
struct DayOf {
    date: Date,
    sum_ms: u64,
    hours: u64,
    slowest_ms: u32,
}

/// The chart and its table; nothing when nothing was measured.
pub(crate) fn chart(context: &Context<'_>, times: &ResponseTimes) -> Option<AnyView> {
    let slowest = times.averages_ms.iter().flatten().max().copied()?;
    let top = top(slowest);
    let width = times.averages_ms.len() * STEP;
    let view_box = format!("0 -2 {width} {}", HEIGHT + 4);
    let line = line(&times.averages_ms, top);
    let days = days(context, times);
    let rows: Vec<_> = days.iter().rev().map(|day| row(context, day)).collect();
    let words = &context.words;
    let highest = words.milliseconds(top);
    let start = words.count(Word::DaysAgo, DAYS);
    Some(
        view! {
            <section class="past">
                <h2>{words.say(Word::ResponseTime)}</h2>
                <p class="axis" aria-hidden="true"><span>{highest}</span></p>
                <svg class="chart" viewBox=view_box preserveAspectRatio="none" aria-hidden="true">
                    <path d=line></path>
                </svg>
                <p class="axis" aria-hidden="true"><span>{start}</span> <span>{words.say(Word::Now)}</span></p>
                <details class="figures">
                    <summary>{words.say(Word::ResponseByDay)}</summary>
                    <table>
                        <thead><tr>
                            <th scope="col">{words.say(Word::Day)}</th>
                            <th scope="col">{words.say(Word::Average)}</th>
                            <th scope="col">{words.say(Word::SlowestHour)}</th>
                        </tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </details>
            </section>
        }
        .into_any(),
    )
}

/// The upper end of the scale: one, two or five and noughts, at least as much as the slowest.
fn top(slowest_ms: u32) -> u32 {
    let mut power = 10_u32;
    loop {
        let fitting = [1, 2, 5].map(|step| power.saturating_mul(step));
        if let Some(fitting) = fitting.into_iter().find(|top| slowest_ms <= *top) {
            return fitting;
        }
        power = power.saturating_mul(10);
    }
}

/// The line, which breaks where nothing was measured. An hour alone is a dash.
fn line(averages_ms: &[Option<u32>], top: u32) -> String {
    let mut line = String::new();
    let mut is_drawing = false;
    for (hour, average) in averages_ms.iter().enumerate() {
        let Some(average) = average else {
            is_drawing = false;
            continue;
        };
        let height = u64::from(*average) * HEIGHT / u64::from(top.max(1));
        let y = HEIGHT.saturating_sub(height);
        let (letter, end) = if is_drawing { ("L", "") } else { ("M", "h1") };
        is_drawing = true;
        line += &format!("{letter}{} {y}{end}", hour * STEP);
    }
    line
}

fn days(context: &Context<'_>, times: &ResponseTimes) -> Vec<DayOf> {
    let mut days: Vec<DayOf> = Vec::new();
    for (hour, average) in (0..).zip(&times.averages_ms) {
        let Some(average) = average else { continue };
        let date = context.local(times.first.plus(hour * HOUR_S)).date;
        if days.last().is_none_or(|day| day.date != date) {
            days.push(DayOf {
                date,
                sum_ms: 0,
                hours: 0,
                slowest_ms: 0,
            });
        }
        if let Some(day) = days.last_mut() {
            day.sum_ms += u64::from(*average);
            day.hours += 1;
            day.slowest_ms = day.slowest_ms.max(*average);
        }
    }
    days
}

fn row(context: &Context<'_>, day: &DayOf) -> AnyView {
    let words = &context.words;
    let average = words.milliseconds(day.sum_ms / day.hours.max(1));
    let slowest = words.milliseconds(day.slowest_ms);
    view! { <tr><th scope="row">{words.day(day.date)}</th><td>{average}</td><td>{slowest}</td></tr> }
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::{line, top};

    #[test]
    fn the_scale_ends_where_people_expect_it() {
        for (slowest, end) in [
            (0, 10),
            (9, 10),
            (11, 20),
            (180, 200),
            (201, 500),
            (5_001, 10_000),
        ] {
            assert_eq!(top(slowest), end);
        }
        assert_eq!(top(u32::MAX), u32::MAX);
    }

    #[test]
    fn the_line_breaks_where_nothing_was_measured() {
        let hours = [Some(0), Some(50), None, Some(100)];
        assert_eq!(line(&hours, 100), "M0 100h1L4 50M12 0h1");
        assert_eq!(line(&[None, None], 100), "");
    }
}
