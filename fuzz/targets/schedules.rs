//! Rules of recurrence and time zones. An input is a rule, a local time, a zone and a day, one a line.

#![no_main]

use std::time::Instant;

use libfuzzer_sys::fuzz_target;
use pilotlight_feed::Date;
use pilotlight_server::core::{Rule, Start};

/// How many days are asked for at once.
const DAYS: i64 = 800;
/// How far from the start is asked, in days.
const MOST_DAYS: i64 = 100 * 366;
/// More than the clock is ever set by, in seconds.
const MOST_SHIFT_S: i64 = 2 * 86_400;
/// Longest time of one question, in seconds: a loop that answers it holds up nobody.
const MOST_S: u64 = 5;
const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

fuzz_target!(|text: &str| {
    let mut lines = text.split('\n');
    let mut line = || lines.next().unwrap_or_default();
    let (rule, local, zone, day) = (line(), line(), line(), line());
    let rule = Rule::parse(rule);
    let start = Start::parse(local, zone);
    if let Err(error) = &rule {
        assert!(3 < error.to_string().len());
    }
    if let Err(error) = &start {
        assert!(3 < error.to_string().len());
    }
    let (Ok(rule), Ok(start)) = (rule, start) else {
        return;
    };
    assert_eq!(
        Rule::parse(&rule.text).as_ref(),
        Ok(&rule),
        "read otherwise"
    );
    let again = Start::parse(&start.local(), &start.zone.name);
    assert_eq!(again.as_ref(), Ok(&start), "read otherwise");
    let first = Date::parse(day).unwrap_or(start.date);
    // A rule with COUNT is counted from its start on, and nobody asks for more than a lifetime of it.
    let first = first.clamp(start.date.plus(-MOST_DAYS), start.date.plus(MOST_DAYS));
    let began = Instant::now();
    check(&rule, &start, first);
    assert!(
        began.elapsed().as_secs() < MOST_S,
        "takes {:?}",
        began.elapsed()
    );
});

fn check(rule: &Rule, start: &Start, first: Date) {
    let last = first.plus(DAYS);
    let days = rule.days(start, first, last);
    assert!(
        days.is_sorted_by(|one, next| one < next),
        "out of order: {days:?}"
    );
    let is_within = |day: &Date| first <= *day && *day <= last && start.date <= *day;
    assert!(days.iter().all(is_within), "out of bounds: {days:?}");
    // Asked for in two pieces they are the same.
    let middle = first.plus(DAYS / 3);
    let halves = [
        rule.days(start, first, middle),
        rule.days(start, middle.plus(1), last),
    ];
    assert_eq!(halves.concat(), days, "other days in pieces");
    let next = rule.next_day(start, first);
    match days.first() {
        Some(day) => assert_eq!(next, Some(*day)),
        None => assert!(next.is_none_or(|next| last < next), "{next:?}"),
    }
    if let Some(next) = next {
        assert_eq!(rule.days(start, next, next), [next], "next and not there");
    }
    check_parts(rule, &days);
    check_instants(start, &days);
}

/// What can be told of a day without its period.
fn check_parts(rule: &Rule, days: &[Date]) {
    let text = rule.text.to_ascii_uppercase();
    let part = |name: &str| {
        let text = text.strip_prefix("RRULE:").unwrap_or(&text);
        text.split(';')
            .find_map(|part| Some(part.strip_prefix(name)?.strip_prefix('=')?.to_owned()))
    };
    for day in days {
        let (_, month, of_month) = day.to_civil();
        if let Some(months) = part("BYMONTH") {
            let is_named = |text: &str| text.parse() == Ok(month);
            assert!(months.split(',').any(is_named), "{day} of {text}");
        }
        if let Some(list) = part("BYMONTHDAY")
            && !list.contains('-')
        {
            let is_named = |text: &str| text.trim_start_matches('+').parse() == Ok(of_month);
            assert!(list.split(',').any(is_named), "{day} of {text}");
        }
        if let Some(list) = part("BYDAY") {
            let name = WEEKDAYS[usize::try_from((day.0 + 3).rem_euclid(7)).expect("a weekday")];
            assert!(
                list.split(',').any(|item| item.ends_with(name)),
                "{day} of {text}"
            );
        }
        if let Some(until) = part("UNTIL") {
            let last: String = day.to_string().chars().filter(|c| *c != '-').collect();
            let slack = Date::parse(&format!(
                "{}-{}-{}",
                &until[..4],
                &until[4..6],
                &until[6..8]
            ));
            let slack = slack.expect("was read").plus(1);
            assert!(*day <= slack, "{last} after {until}");
        }
    }
    if let Some(count) = part("COUNT") {
        let count: usize = count.parse().expect("was read");
        assert!(days.len() <= count, "{} of {count}", days.len());
    }
}

/// Each day has its instant near it, and none comes before the one of the day before.
fn check_instants(start: &Start, days: &[Date]) {
    let instants: Vec<_> = days.iter().map(|day| start.on(*day)).collect();
    assert!(instants.is_sorted(), "out of order: {instants:?}");
    for (day, at) in days.iter().zip(&instants) {
        let as_utc = day.0 * 86_400;
        assert!((at.0 - as_utc).abs() <= MOST_SHIFT_S, "{day} is {at}");
        let midnight = start.zone.midnight(*day);
        assert!(midnight <= *at, "{day} begins after {at}");
    }
}
