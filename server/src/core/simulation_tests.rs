//! Ninety days of a page in simulated time, compared with figures worked out by hand.
//!
//! The harness is the production loop with the clock as an argument: it ticks when the state asks
//! for it, answers each check at once from a script, and absorbs every change.

use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use pilotlight_feed::{Feed, Status, Timestamp};

use super::fixture::page;
use super::{
    Catalog, Change, Effect, Input, Now, Outcome, PublishPolicy, State, Verdict, Window, Zone,
    apply, project,
};

const MINUTE_S: i64 = 60;
const HOUR_S: i64 = 3_600;

/// What the target of a monitor does from one instant to another; up the rest of the time.
struct Spell {
    monitor: usize,
    from: Timestamp,
    seconds: i64,
    verdict: Verdict,
}

struct Simulation {
    state: State,
    now: Now,
    script: Vec<Spell>,
    checks: Vec<u64>,
    publications: u64,
}

impl Simulation {
    fn new(catalog: Catalog, start: &str, script: Vec<Spell>) -> Self {
        let policy = PublishPolicy {
            refresh: Duration::from_secs(30),
            valid_for: Duration::from_secs(180),
        };
        let checks = vec![0; catalog.monitors.len()];
        let state = State::new(Arc::new(catalog), policy, 0);
        let now = Now {
            at: at(start),
            elapsed: Duration::ZERO,
        };
        Self {
            state,
            now,
            script,
            checks,
            publications: 0,
        }
    }

    fn start(&mut self, last_alive: Option<Timestamp>) {
        self.take(&Input::Started { last_alive });
    }

    /// Lets time pass until `end`, doing whatever falls due.
    fn run_until(&mut self, end: Timestamp) {
        loop {
            let wake = self
                .state
                .next_wake(self.now)
                .expect("something always falls due");
            let seconds = wake.saturating_sub(self.now.elapsed);
            let whole_s = i64::try_from(wake.as_secs()).expect("a short simulation");
            let wall = self
                .now
                .at
                .plus(whole_s - i64::try_from(self.now.elapsed.as_secs()).expect("short"));
            if end <= wall {
                let rest_s = end.since(self.now.at);
                self.now.elapsed += Duration::from_secs(u64::try_from(rest_s).expect("forward"));
                self.now.at = end;
                return;
            }
            self.now = Now {
                at: wall,
                elapsed: self.now.elapsed + seconds,
            };
            self.take(&Input::Tick);
        }
    }

    /// The machine is off for a while; the next process starts from what was stored.
    fn off_for(&mut self, seconds: i64) {
        let last_alive = self.now.at;
        let ledgers = self.state.ledgers.clone();
        let catalog = (*self.state.catalog).clone();
        let script = std::mem::take(&mut self.script);
        let mut next = Self::new(catalog, "1970-01-01T00:00:00Z", script);
        next.state.ledgers = ledgers;
        next.now.at = last_alive.plus(seconds);
        *self = next;
        self.start(Some(last_alive));
    }

    fn take(&mut self, input: &Input) {
        let (records, changes, effects) = apply(&self.state, self.now, input).split();
        for change in changes {
            self.state.absorb(change, self.now);
        }
        for effect in effects {
            match effect {
                Effect::Check { monitor } => {
                    self.checks[monitor] += 1;
                    let outcome = self.outcome(monitor);
                    self.take(&Input::Checked { monitor, outcome });
                }
                Effect::Publish { .. } => {
                    self.publications += 1;
                    self.take(&Input::Published { succeeded: true });
                }
                Effect::Remind(_) => {}
            }
        }
        if !records.is_empty() {
            for record in records {
                self.state.absorb(Change::Record(record), self.now);
            }
            self.take(&Input::StoreReady);
        }
    }

    fn outcome(&self, monitor: usize) -> Outcome {
        let now = self.now.at;
        let is_now = |spell: &&Spell| {
            let end = spell.from.plus(spell.seconds);
            spell.monitor == monitor && spell.from <= now && now < end
        };
        let verdict = self
            .script
            .iter()
            .find(is_now)
            .map_or(Verdict::Up, |spell| spell.verdict);
        Outcome {
            verdict,
            latency: Duration::from_millis(50),
            detail: format!("{verdict:?}"),
        }
    }

    fn feed(&self) -> Feed {
        let window = Window {
            generated_at: self.now.at,
            valid_until: self.now.at.plus(180),
        };
        project(&self.state, window, self.state.revision())
    }
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

fn spell(monitor: usize, from: &str, seconds: i64, verdict: Verdict) -> Spell {
    Spell {
        monitor,
        from: at(from),
        seconds,
        verdict,
    }
}

fn catalog() -> Catalog {
    let rules = TimeZone::get("Europe/Berlin").expect("a zone");
    page(Zone {
        name: "Europe/Berlin".to_owned(),
        rules,
    })
}

/// Letters of the last 90 days: operational but for these, given as days before today.
fn letters(days: &[(usize, char)]) -> String {
    let letter = |ago| {
        days.iter()
            .find(|(day, _)| *day == ago)
            .map_or('o', |(_, letter)| *letter)
    };
    (0..90).rev().map(letter).collect()
}

#[test]
fn ninety_days_come_out_as_worked_out_by_hand() {
    // From 23 August, 00:00 in Berlin (22:00 UTC the day before), to 21 November 00:00 less one
    // second: 90 days, one of them 25 hours long (25 October).
    let script = vec![
        // 1 September, two hours down: a major outage of web.
        spell(0, "2026-09-01T10:00:00Z", 2 * HOUR_S, Verdict::Down),
        // 10 September, one failed check: nothing.
        spell(0, "2026-09-10T10:00:00Z", MINUTE_S, Verdict::Down),
        // 20 September, six hours slow: degraded, no downtime.
        spell(0, "2026-09-20T06:00:00Z", 6 * HOUR_S, Verdict::Degraded),
        // 5 October, our own network is gone for twelve hours: unknown, never down.
        spell(0, "2026-10-05T06:00:00Z", 12 * HOUR_S, Verdict::Unknown),
        spell(1, "2026-10-05T06:00:00Z", 12 * HOUR_S, Verdict::Unknown),
        spell(2, "2026-10-05T06:00:00Z", 12 * HOUR_S, Verdict::Unknown),
        // 15 October, one of the two monitors of api is down for ten hours: a partial outage.
        spell(1, "2026-10-15T06:00:00Z", 10 * HOUR_S, Verdict::Down),
        // 25 October, over the hour that comes twice, both are down for three hours.
        spell(1, "2026-10-25T00:00:00Z", 3 * HOUR_S, Verdict::Down),
        spell(2, "2026-10-25T00:00:00Z", 3 * HOUR_S, Verdict::Down),
    ];
    let mut page = Simulation::new(catalog(), "2026-08-22T22:00:00Z", script);
    page.start(None);
    page.run_until(at("2026-09-01T11:00:00Z"));
    let during = page.feed();
    assert_eq!(during.status.level, Status::PartialOutage);
    assert_eq!(during.status.description, "WEB is down");
    assert_eq!(during.components[0].status, Status::MajorOutage);
    let since = during.components[0]
        .since
        .expect("an outage has a beginning");
    assert!(
        (0..66).contains(&since.since(at("2026-09-01T10:00:00Z"))),
        "{since}"
    );

    page.run_until(at("2026-10-05T12:00:00Z"));
    assert_eq!(page.feed().components[0].status, Status::Unknown);
    assert_eq!(page.feed().status.level, Status::Unknown);

    page.run_until(at("2026-10-15T12:00:00Z"));
    assert_eq!(page.feed().components[1].status, Status::PartialOutage);

    // 10 November: the server itself is off for a day and a half, 12:00 to 00:00 UTC.
    page.run_until(at("2026-11-10T12:00:00Z"));
    page.off_for(36 * HOUR_S);
    page.run_until(at("2026-11-20T22:59:59Z"));

    let feed = page.feed();
    assert_eq!(feed.status.level, Status::Operational);
    let days = feed.days.expect("the whole feed has days");
    assert_eq!(
        (days.first.to_string(), days.last.to_string()),
        ("2026-08-23".to_owned(), "2026-11-20".to_owned())
    );

    // Days before 20 November: 1 September is 80, 20 September is 61, 15 October is 36,
    // 25 October is 26. 5 October was watched for half a day and 10 November for 13 hours and
    // 12 November from 01:00 in Berlin; of 11 November nothing is known: that day is 9 days ago.
    let web = &feed.components[0];
    assert_eq!(
        web.days.as_deref(),
        Some(letters(&[(80, 'm'), (61, 'd'), (9, 'u')]).as_str())
    );
    let api = &feed.components[1];
    assert_eq!(
        api.days.as_deref(),
        Some(letters(&[(36, 'p'), (26, 'm'), (9, 'u')]).as_str())
    );

    // Watched: 90 days and one hour, less 12 h unknown, less 36 h off = 2113 h.
    // web: 2 h down of 2113 h: 99.905 %. api: 10 h at 0.3 and 3 h whole = 6 h of 2113 h: 99.716 %.
    // The jitter of a check is at most a minute and a bit: less than 0.002 %.
    assert_eq!(web.uptime_bp, Some(9_990));
    assert_eq!(api.uptime_bp, Some(9_971));
}

#[test]
fn a_short_restart_leaves_no_gap_and_a_long_one_is_unknown() {
    let mut page = Simulation::new(catalog(), "2026-11-01T00:00:00Z", Vec::new());
    page.start(None);
    page.run_until(at("2026-11-01T01:00:00Z"));
    page.off_for(45);
    assert_eq!(page.feed().components[0].status, Status::Operational);
    assert_eq!(page.state.ledgers[0].entries().len(), 1);
    page.run_until(at("2026-11-01T02:00:00Z"));
    page.off_for(600);
    assert_eq!(page.feed().components[0].status, Status::Unknown);
    page.run_until(page.now.at.plus(120));
    assert_eq!(page.feed().components[0].status, Status::Operational);
    let gap: Vec<_> = page.state.ledgers[0]
        .entries()
        .iter()
        .map(|entry| entry.status)
        .collect();
    assert_eq!(
        gap,
        [Status::Operational, Status::Unknown, Status::Operational]
    );
}

#[test]
fn an_outage_that_outlasts_a_short_restart_goes_on() {
    let down = spell(0, "2026-11-01T00:30:00Z", 10 * HOUR_S, Verdict::Down);
    let mut page = Simulation::new(catalog(), "2026-11-01T00:00:00Z", vec![down]);
    page.start(None);
    page.run_until(at("2026-11-01T01:00:00Z"));
    let since = page.feed().components[0].since;
    page.off_for(20);
    page.run_until(at("2026-11-01T02:00:00Z"));
    let component = &page.feed().components[0];
    assert_eq!(
        (component.status, component.since),
        (Status::MajorOutage, since)
    );
}

#[test]
fn wall_clock_jumps_neither_skip_nor_repeat_checks() {
    for jump_s in [HOUR_S, -HOUR_S, 400 * 86_400, -86_400] {
        let mut page = Simulation::new(catalog(), "2026-11-01T00:00:00Z", Vec::new());
        page.start(None);
        page.run_until(at("2026-11-01T01:00:00Z"));
        let before = page.checks.clone();
        page.now.at = page.now.at.plus(jump_s);
        page.run_until(page.now.at.plus(HOUR_S));
        for (index, made) in page.checks.iter().enumerate() {
            let since = made - before[index];
            assert!(
                (59..=61).contains(&since),
                "{since} checks in an hour after {jump_s} s"
            );
        }
        let statuses: Vec<_> = page
            .state
            .ledgers
            .iter()
            .map(super::Ledger::status)
            .collect();
        assert_eq!(statuses, [Status::Operational; 2]);
    }
}

#[test]
fn a_quiet_page_is_published_at_every_refresh_and_no_oftener() {
    let mut page = Simulation::new(catalog(), "2026-11-01T00:00:00Z", Vec::new());
    page.start(None);
    page.run_until(at("2026-11-01T00:10:00Z"));
    let settled = page.publications;
    page.run_until(at("2026-11-01T01:10:00Z"));
    assert!(
        (119..=121).contains(&(page.publications - settled)),
        "{}",
        page.publications
    );
}

#[test]
fn days_before_the_first_check_are_unknown() {
    let mut page = Simulation::new(catalog(), "2026-11-01T00:00:00Z", Vec::new());
    page.start(None);
    page.run_until(at("2026-11-03T12:00:00Z"));
    let feed = page.feed();
    assert_eq!(
        feed.components[0].days.as_deref(),
        Some(["u".repeat(87), "ooo".to_owned()].concat().as_str())
    );
    assert_eq!(feed.components[0].uptime_bp, Some(10_000));
}
