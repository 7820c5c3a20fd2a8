//! The examples of RFC 5545, section 3.8.5.3, each with the days that stand there. Those that recur
//! within a day or count weeks and days of the year are refused.

use std::fmt::Write as _;

use pilotlight_feed::Date;

use super::{Rule, Start};

/// `1997 Sep 2 9; Oct 7` and so on, as the RFC writes days.
fn written(days: &[Date]) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (mut text, mut before) = (String::new(), (0, 0));
    for day in days {
        let (year, month, number) = day.to_civil();
        let name = MONTHS[usize::try_from(month - 1).expect("a month")];
        match before {
            (0, _) => write!(text, "{year} {name}"),
            known if known == (year, month) => Ok(()),
            (same, _) if same == year => write!(text, "; {name}"),
            _ => write!(text, "; {year} {name}"),
        }
        .expect("writes");
        write!(text, " {number}").expect("writes");
        before = (year, month);
    }
    text
}

#[track_caller]
fn check(start: &str, rule: &str, expected: &str) {
    let start = Start::parse(&format!("{start}T09:00"), "America/New_York").expect("a start");
    let rule = Rule::parse(rule).expect("a rule");
    let days = rule.days(&start, start.date, start.date.plus(14 * 366));
    let text = written(&days);
    // `…` ends a list that goes on.
    match expected.strip_suffix(" …") {
        Some(begin) => assert!(
            text.starts_with(&format!("{begin} ")) || text.starts_with(&format!("{begin};")),
            "{text}"
        ),
        None => assert_eq!(text, expected),
    }
    // From anywhere on the same days come.
    for from in [1, 13, 40, 100, 300] {
        let first = start.date.plus(from);
        let rest: Vec<Date> = days.iter().copied().filter(|day| first <= *day).collect();
        assert_eq!(rule.days(&start, first, start.date.plus(14 * 366)), rest);
    }
}

#[test]
fn daily_rules_of_the_rfc_give_its_days() {
    let from = "1997-09-02";
    check(
        from,
        "FREQ=DAILY;COUNT=10",
        "1997 Sep 2 3 4 5 6 7 8 9 10 11",
    );
    check(
        from,
        "FREQ=DAILY;INTERVAL=2",
        "1997 Sep 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30; Oct 2 4 6 …",
    );
    check(
        from,
        "FREQ=DAILY;INTERVAL=10;COUNT=5",
        "1997 Sep 2 12 22; Oct 2 12",
    );
    check(
        "1997-12-19",
        "FREQ=DAILY;UNTIL=19971224T000000Z",
        "1997 Dec 19 20 21 22 23",
    );
    let januaries: Vec<Date> = (1998..=2000)
        .flat_map(|year| (1..=31).map(move |day| Date::from_civil(year, 1, day)))
        .collect();
    for rule in [
        "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
        "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1",
    ] {
        check("1998-01-01", rule, &written(&januaries));
    }
}

#[test]
fn weekly_rules_of_the_rfc_give_its_days() {
    let from = "1997-09-02";
    check(
        from,
        "FREQ=WEEKLY;COUNT=10",
        "1997 Sep 2 9 16 23 30; Oct 7 14 21 28; Nov 4",
    );
    check(
        from,
        "FREQ=WEEKLY;UNTIL=19971224T000000Z",
        "1997 Sep 2 9 16 23 30; Oct 7 14 21 28; Nov 4 11 18 25; Dec 2 9 16 23",
    );
    check(
        from,
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
        "1997 Sep 2 16 30; Oct 14 28; Nov 11 25; Dec 9 23; 1998 Jan 6 20; Feb 3 17 …",
    );
    for end in ["UNTIL=19971007T000000Z", "COUNT=10"] {
        check(
            from,
            &format!("FREQ=WEEKLY;{end};WKST=SU;BYDAY=TU,TH"),
            "1997 Sep 2 4 9 11 16 18 23 25 30; Oct 2",
        );
    }
    check(
        "1997-09-01",
        "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
        "1997 Sep 1 3 5 15 17 19 29; Oct 1 3 13 15 17 27 29 31; Nov 10 12 14 24 26 28; \
         Dec 8 10 12 22",
    );
    check(
        from,
        "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
        "1997 Sep 2 4 16 18 30; Oct 2 14 16",
    );
}

#[test]
fn the_day_that_weeks_begin_with_matters() {
    let rule = |start| format!("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST={start}");
    check("1997-08-05", &rule("MO"), "1997 Aug 5 10 19 24");
    check("1997-08-05", &rule("SU"), "1997 Aug 5 17 19 31");
}

#[test]
fn monthly_rules_of_the_rfc_give_its_days() {
    for (start, rule, expected) in [
        (
            "1997-09-05",
            "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
            "1997 Sep 5; Oct 3; Nov 7; Dec 5; 1998 Jan 2; Feb 6; Mar 6; Apr 3; May 1; Jun 5",
        ),
        (
            "1997-09-05",
            "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR",
            "1997 Sep 5; Oct 3; Nov 7; Dec 5",
        ),
        (
            "1997-09-07",
            "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
            "1997 Sep 7 28; Nov 2 30; 1998 Jan 4 25; Mar 1 29; May 3 31",
        ),
        (
            "1997-09-22",
            "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
            "1997 Sep 22; Oct 20; Nov 17; Dec 22; 1998 Jan 19; Feb 16",
        ),
        (
            "1997-09-28",
            "FREQ=MONTHLY;BYMONTHDAY=-3",
            "1997 Sep 28; Oct 29; Nov 28; Dec 29; 1998 Jan 29; Feb 26 …",
        ),
        (
            "1997-09-02",
            "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
            "1997 Sep 2 15; Oct 2 15; Nov 2 15; Dec 2 15; 1998 Jan 2 15",
        ),
        (
            "1997-09-30",
            "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
            "1997 Sep 30; Oct 1 31; Nov 1 30; Dec 1 31; 1998 Jan 1 31; Feb 1",
        ),
        (
            "1997-09-10",
            "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
            "1997 Sep 10 11 12 13 14 15; 1999 Mar 10 11 12 13",
        ),
        (
            "1997-09-02",
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
            "1997 Sep 2 9 16 23 30; Nov 4 11 18 25; 1998 Jan 6 13 20 27; Mar 3 10 17 24 31 …",
        ),
        (
            "1997-09-02",
            "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
            "1998 Feb 13; Mar 13; Nov 13; 1999 Aug 13; 2000 Oct 13 …",
        ),
        (
            "1997-09-13",
            "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
            "1997 Sep 13; Oct 11; Nov 8; Dec 13; 1998 Jan 10; Feb 7; Mar 7; Apr 11; May 9; Jun 13 …",
        ),
        (
            "1997-09-04",
            "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
            "1997 Sep 4; Oct 7; Nov 6",
        ),
        (
            "1997-09-29",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
            "1997 Sep 29; Oct 30; Nov 27; Dec 30; 1998 Jan 29; Feb 26; Mar 30 …",
        ),
        (
            "2007-01-15",
            "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
            "2007 Jan 15 30; Feb 15; Mar 15 30",
        ),
    ] {
        check(start, rule, expected);
    }
}

#[test]
fn yearly_rules_of_the_rfc_give_its_days() {
    for (start, rule, expected) in [
        (
            "1997-06-10",
            "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
            "1997 Jun 10; Jul 10; 1998 Jun 10; Jul 10; 1999 Jun 10; Jul 10; 2000 Jun 10; Jul 10; \
             2001 Jun 10; Jul 10",
        ),
        (
            "1997-03-10",
            "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
            "1997 Mar 10; 1999 Jan 10; Feb 10; Mar 10; 2001 Jan 10; Feb 10; Mar 10; 2003 Jan 10; \
             Feb 10; Mar 10",
        ),
        (
            "1997-05-19",
            "FREQ=YEARLY;BYDAY=20MO",
            "1997 May 19; 1998 May 18; 1999 May 17 …",
        ),
        (
            "1997-03-13",
            "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
            "1997 Mar 13 20 27; 1998 Mar 5 12 19 26; 1999 Mar 4 11 18 25 …",
        ),
        (
            "1997-06-05",
            "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
            "1997 Jun 5 12 19 26; Jul 3 10 17 24 31; Aug 7 14 21 28; 1998 Jun 4 11 18 25; \
             Jul 2 9 16 23 30; Aug 6 13 20 27 …",
        ),
        (
            "1996-11-05",
            "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
            "1996 Nov 5; 2000 Nov 7; 2004 Nov 2 …",
        ),
    ] {
        check(start, rule, expected);
    }
}

#[test]
fn what_the_rfc_can_say_beyond_that_is_refused_by_name() {
    for (rule, words) in [
        (
            "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
            "BYYEARDAY",
        ),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "BYWEEKNO"),
        (
            "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z",
            "FREQ=HOURLY",
        ),
        ("FREQ=MINUTELY;INTERVAL=15;COUNT=6", "FREQ=MINUTELY"),
        ("FREQ=DAILY;BYHOUR=9,10,11;BYMINUTE=0,20,40", "BYHOUR"),
        ("FREQ=SECONDLY", "FREQ=SECONDLY"),
    ] {
        let refusal = Rule::parse(rule).expect_err("is refused").to_string();
        assert!(refusal.contains(words), "{refusal}");
    }
}
