//! Rules that are none, wall clocks that change, and rules made at random.

use std::time::Instant;

use pilotlight_feed::{Date, Timestamp};
use proptest::prelude::{ProptestConfig, Strategy, any, prop_assert, prop_oneof, proptest};
use proptest::sample::select;

use super::{Rule, Start};

#[test]
fn a_rule_that_is_not_understood_is_refused_with_words() {
    for (rule, words) in [
        ("", "no part of a rule"),
        ("every sunday", "no part of a rule"),
        ("BYDAY=SU", "no FREQ"),
        ("FREQ=FORTNIGHTLY", "FREQ=FORTNIGHTLY"),
        ("FREQ=DAILY;FREQ=DAILY", "FREQ twice"),
        ("FREQ=DAILY;", "no part of a rule"),
        ("FREQ=DAILY;INTERVAL=0", "from 1 to 1000"),
        ("FREQ=DAILY;INTERVAL=+1", "from 1 to 1000"),
        ("FREQ=DAILY;COUNT=10001", "from 1 to 10000"),
        ("FREQ=DAILY;COUNT=1;UNTIL=20301231", "keep one of them"),
        ("FREQ=DAILY;UNTIL=20300230", "UNTIL=20300230"),
        ("FREQ=DAILY;UNTIL=2030-12-31", "UNTIL=2030-12-31"),
        ("FREQ=DAILY;UNTIL=20301231T250000Z", "write for example"),
        ("FREQ=WEEKLY;BYDAY=1SU", "FREQ=MONTHLY and FREQ=YEARLY"),
        ("FREQ=WEEKLY;BYDAY=SUN", "\"SUN\""),
        ("FREQ=MONTHLY;BYDAY=0SU", "from 1 to 53"),
        ("FREQ=MONTHLY;BYDAY=--1SU", "from 1 to 53"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "write FREQ=MONTHLY"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "from 1 to 31"),
        ("FREQ=MONTHLY;BYMONTH=13", "from 1 to 12"),
        ("FREQ=MONTHLY;BYSETPOS=1", "add BYDAY"),
        ("FREQ=MONTHLY;RSCALE=GREGORIAN", "\"RSCALE\""),
    ] {
        let refusal = Rule::parse(rule).expect_err("is refused").to_string();
        assert!(refusal.contains(words), "{rule}: {refusal}");
    }
}

#[test]
fn a_rule_is_read_with_its_name_and_in_small_letters() {
    let plain = Rule::parse("FREQ=MONTHLY;BYDAY=2SU").expect("a rule");
    let named = Rule::parse("rrule:freq=monthly;byday=+2su").expect("a rule");
    let start = Start::parse("2026-01-01T02:30", "UTC").expect("a start");
    let days = |rule: &Rule| rule.days(&start, start.date, start.date.plus(366));
    assert_eq!(days(&plain), days(&named));
    assert_eq!(named.text, "rrule:freq=monthly;byday=+2su");
}

#[test]
fn a_rule_without_any_day_says_so_and_a_rare_one_is_found() {
    let start = Start::parse("2026-01-01T02:30", "UTC").expect("a start");
    let first = |rule| {
        Rule::parse(rule)
            .expect("a rule")
            .next_day(&start, start.date)
    };
    assert_eq!(first("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), None);
    assert_eq!(first("FREQ=MONTHLY;BYDAY=6SU"), None);
    assert_eq!(first("FREQ=DAILY;UNTIL=20251231"), None);
    let leap_sunday = "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU";
    assert_eq!(first(leap_sunday), Some(Date::from_civil(2032, 2, 29)));
}

#[test]
fn an_end_by_the_wall_clock_is_that_of_the_zone() {
    let start = Start::parse("2026-01-01T02:30", "Asia/Tokyo").expect("a start");
    for (until, count) in [
        ("20260103", 3),
        ("20260103T023000", 3),
        ("20260103T022959", 2),
        ("20260102T173000Z", 3),
        ("20260102T172959Z", 2),
    ] {
        let rule = Rule::parse(&format!("FREQ=DAILY;UNTIL={until}")).expect("a rule");
        let days = rule.days(&start, start.date, start.date.plus(30));
        assert_eq!(days.len(), count, "{until}");
    }
}

/// When daily occurrences at a time of day begin around a change of the clock.
#[track_caller]
fn check_clock(zone: &str, local: &str, expected: [&str; 3]) {
    let start = Start::parse(local, zone).expect("a start");
    let rule = Rule::parse("FREQ=DAILY;COUNT=3").expect("a rule");
    let days = rule.days(&start, start.date, start.date.plus(9));
    let at: Vec<String> = days.iter().map(|day| start.on(*day).to_string()).collect();
    assert_eq!(at, expected, "{zone}");
}

#[test]
fn a_time_that_the_clock_skips_is_as_much_later() {
    check_clock(
        "Europe/Berlin",
        "2026-03-28T02:30",
        [
            "2026-03-28T01:30:00Z",
            "2026-03-29T01:30:00Z",
            "2026-03-30T00:30:00Z",
        ],
    );
    check_clock(
        "America/New_York",
        "2026-03-07T02:30",
        [
            "2026-03-07T07:30:00Z",
            "2026-03-08T07:30:00Z",
            "2026-03-09T06:30:00Z",
        ],
    );
    // Half an hour is skipped there.
    check_clock(
        "Australia/Lord_Howe",
        "2026-10-03T02:15",
        [
            "2026-10-02T15:45:00Z",
            "2026-10-03T15:45:00Z",
            "2026-10-04T15:15:00Z",
        ],
    );
}

#[test]
fn of_a_time_that_the_clock_shows_twice_it_is_the_first() {
    check_clock(
        "Europe/Berlin",
        "2026-10-24T02:30",
        [
            "2026-10-24T00:30:00Z",
            "2026-10-25T00:30:00Z",
            "2026-10-26T01:30:00Z",
        ],
    );
    check_clock(
        "America/New_York",
        "2026-10-31T01:30",
        [
            "2026-10-31T05:30:00Z",
            "2026-11-01T05:30:00Z",
            "2026-11-02T06:30:00Z",
        ],
    );
    check_clock(
        "Australia/Lord_Howe",
        "2026-04-04T01:45",
        [
            "2026-04-03T14:45:00Z",
            "2026-04-04T14:45:00Z",
            "2026-04-05T15:15:00Z",
        ],
    );
}

#[test]
fn a_start_is_a_local_time_and_a_zone() {
    for (local, zone) in [
        ("2026-12-01", "UTC"),
        ("2026-12-01T02:30Z", "UTC"),
        ("2026-12-01T02:30+01:00", "UTC"),
        ("2026-12-01T25:00", "UTC"),
        ("0001-12-01T02:30", "UTC"),
        ("2026-12-01T02:30", "Middle/Earth"),
    ] {
        Start::parse(local, zone).expect_err(local);
    }
    for local in ["2026-12-01T02:30", "2026-12-01T23:59:59"] {
        let start = Start::parse(local, "Europe/Berlin").expect("a start");
        assert_eq!(start.local(), local);
    }
}

fn part() -> impl Strategy<Value = String> {
    let list = |values: &'static [&'static str]| {
        proptest::collection::vec(select(values), 1..4).prop_map(|chosen| chosen.join(","))
    };
    prop_oneof![
        select(vec!["1", "2", "7", "999"]).prop_map(|n| format!("INTERVAL={n}")),
        select(vec!["1", "5", "9999"]).prop_map(|n| format!("COUNT={n}")),
        select(vec!["20261231", "20270301T023000Z", "19700101"]).prop_map(|n| format!("UNTIL={n}")),
        list(&["MO", "SU", "1FR", "-1TU", "53WE", "5SA"]).prop_map(|n| format!("BYDAY={n}")),
        list(&["1", "31", "-1", "-31", "30", "29"]).prop_map(|n| format!("BYMONTHDAY={n}")),
        list(&["2", "12", "6", "1"]).prop_map(|n| format!("BYMONTH={n}")),
        list(&["1", "-1", "366", "3"]).prop_map(|n| format!("BYSETPOS={n}")),
        select(vec!["MO", "WE", "SU"]).prop_map(|n| format!("WKST={n}")),
    ]
}

fn text() -> impl Strategy<Value = String> {
    let frequency = select(vec!["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]);
    let parts = proptest::collection::vec(part(), 0..5);
    let sound = (frequency, parts).prop_map(|(frequency, parts)| {
        let parts: String = parts.iter().map(|part| format!(";{part}")).collect();
        format!("FREQ={frequency}{parts}")
    });
    // One letter of some is another.
    (sound, any::<(bool, usize, char)>()).prop_map(|(text, (is_changed, place, letter))| {
        let mut letters: Vec<char> = text.chars().collect();
        if is_changed {
            let place = place % letters.len();
            letters[place] = letter;
        }
        letters.into_iter().collect()
    })
}

/// No rule may hold the clock's turn up for longer than this; a build without optimisation is slow.
const LONGEST_MS: u128 = 2_000;

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_rule_panics_runs_long_or_gives_a_day_that_it_must_not(text in text(), from in -400_i64..800) {
        let Ok(rule) = Rule::parse(&text) else { return Ok(()) };
        let start = Start::parse("2026-02-28T02:30", "Europe/Berlin").expect("a start");
        let (first, last) = (start.date.plus(from), start.date.plus(from + 60));
        let began = Instant::now();
        let days = rule.days(&start, first, last);
        prop_assert!(began.elapsed().as_millis() < LONGEST_MS, "{text}");
        prop_assert!(days.windows(2).all(|pair| pair[0] < pair[1]), "in order, each once: {text}");
        let holds = |day: &Date| first.max(start.date) <= *day && *day <= last;
        prop_assert!(days.iter().all(holds), "within what was asked: {text}");
        let is_later = |day: &Date| Timestamp(0) < start.on(*day);
        prop_assert!(days.iter().all(is_later), "{text}");
    }
}
