//! A published ledger says what the feed says, and no more often.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::tz::TimeZone;
use pilotlight_feed::uptime::{Interval, Tally};
use pilotlight_feed::{Cause, Feed, IncidentStatus, Ledger, Status, Timestamp};

use super::ledgers;
use crate::core::command::tests::Desk;
use crate::core::fixture::page;
use crate::core::{
    Audience, Command, Input, LedgerEntry, NewIncident, NewMaintenance, NewStatus, NewUpdate,
    PublishPolicy, State, Switches, Window, Zone, project,
};

const DAY: i64 = 86_400;

/// Noon in Berlin, 30 days after a clock change and 90 days of random history before it.
const NOW: &str = "2026-11-23T11:00:00Z";

fn random(seed: &mut u64, below: i64) -> i64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
    i64::try_from(*seed >> 33).expect("31 bits") % below
}

fn words(seed: &mut u64) -> Status {
    let index = random(seed, 4);
    [
        Status::Operational,
        Status::DegradedPerformance,
        Status::PartialOutage,
        Status::MajorOutage,
    ][usize::try_from(index).expect("small")]
}

/// A page of which monitors, incidents, maintenances and hands have said a lot.
fn storied(seed: u64) -> Desk {
    let mut seed = seed;
    let now = Timestamp::parse(NOW).expect("a time");
    let zone = Zone {
        name: "Europe/Berlin".to_owned(),
        rules: TimeZone::get("Europe/Berlin").expect("a zone"),
    };
    let policy = PublishPolicy {
        refresh: std::time::Duration::from_secs(30),
        valid_for: std::time::Duration::from_secs(180),
    };
    let mut catalog = page(zone);
    catalog.weights.degraded_performance_percent = 10;
    let mut desk = Desk::new();
    desk.state = State::new(Arc::new(catalog), policy, 0);
    let mut history = Vec::new();
    let mut at = now.plus(-80 * DAY);
    while at < now {
        let status = words(&mut seed);
        history.push(("web".to_owned(), LedgerEntry { at, status }));
        at = at.plus(random(&mut seed, 3 * DAY) + 1);
    }
    desk.state.replace_ledgers(history, now);
    for number in 0..6 {
        desk.at = now.0 - (6 - number) * 10 * DAY;
        desk.take(&Input::Tick);
        let begin = Timestamp(desk.at - random(&mut seed, 5 * DAY) - 7_200);
        let said = |status, at, component| NewUpdate {
            status: Some(status),
            at: Some(at),
            body: "News.".to_owned(),
            components: BTreeMap::from([("web".to_owned(), component)]),
            ..NewUpdate::default()
        };
        let middle = begin.plus(random(&mut seed, 40) + 1);
        let updates = vec![
            said(IncidentStatus::Investigating, begin, words(&mut seed)),
            said(
                IncidentStatus::Resolved,
                middle.plus(3_600),
                Status::Operational,
            ),
        ];
        let incident = NewIncident {
            id: format!("incident-{number}"),
            name: "Trouble".to_owned(),
            impact: None,
            audience: Audience::Everyone,
            updates,
        };
        desk.ask(Command::OpenIncident(incident)).expect("opens");
        let work = NewMaintenance {
            id: format!("work-{number}"),
            name: "Work".to_owned(),
            audience: Audience::Everyone,
            components: vec!["web".to_owned()],
            from: Timestamp(desk.at + 60),
            to: Timestamp(desk.at + 60 + random(&mut seed, DAY) + 1),
            switches: Switches {
                counts_as_downtime: number % 2 == 0,
                ..Switches::default()
            },
            body: String::new(),
            series: None,
        };
        desk.ask(Command::PlanMaintenance(work)).expect("plans");
        let set = NewStatus {
            id: format!("set-{number}"),
            component: "web".to_owned(),
            status: words(&mut seed),
            until: Some(Timestamp(desk.at + 10_000)),
            reason: String::new(),
        };
        desk.ask(Command::SetStatus(set)).expect("sets");
    }
    desk.at = now.0;
    desk.take(&Input::Tick);
    desk
}

fn feed(desk: &Desk) -> Feed {
    let window = Window {
        generated_at: Timestamp(desk.at),
        valid_until: Timestamp(desk.at + 180),
    };
    project(&desk.state, window, 1)
}

/// The ledger as its readers have it: text.
fn published(desk: &Desk) -> String {
    let all = ledgers(&desk.state, Timestamp(desk.at));
    serde_json::to_string(&all[0]).expect("is written")
}

/// Uptime and days from the published text, for the days until an instant.
fn reckoned(text: &str, until: Timestamp) -> (Option<u16>, String) {
    let ledger: Ledger = serde_json::from_str(text).expect("reads");
    let zone = TimeZone::get(&ledger.time_zone).expect("a zone");
    let intervals = ledger.intervals.iter().map(|told| Interval {
        from: told.from,
        to: told.to.unwrap_or(until),
        status: told.status,
    });
    let intervals: Vec<Interval> = intervals.collect();
    let today = zone.to_datetime(jiff::Timestamp::from_second(until.0).expect("a time"));
    let midnight = |days_ago: i64| {
        let day = today.date().checked_sub(jiff::Span::new().days(days_ago));
        let start = zone.to_zoned(day.expect("a day").at(0, 0, 0, 0));
        Timestamp(start.expect("an instant").timestamp().as_second())
    };
    let (mut total, mut days) = (Tally::default(), String::new());
    for days_ago in (0..90).rev() {
        let tally = Tally::of(&intervals, midnight(days_ago), midnight(days_ago - 1));
        days.push(tally.day().letter());
        total.add(&tally);
    }
    (total.uptime_bp(ledger.weights), days)
}

#[test]
fn the_numbers_of_a_feed_follow_from_the_published_ledger_alone() {
    for seed in 0..200 {
        let desk = storied(seed);
        let component = feed(&desk).components.swap_remove(0);
        let (uptime_bp, days) = reckoned(&published(&desk), Timestamp(desk.at));
        assert_eq!(uptime_bp, component.uptime_bp, "of seed {seed}");
        assert_eq!(Some(days), component.days, "of seed {seed}");
    }
}

#[test]
fn a_ledger_that_is_one_stretch_short_gives_other_numbers() {
    let desk = storied(7);
    let mut ledger: Ledger = serde_json::from_str(&published(&desk)).expect("reads");
    let mut told = ledger.intervals.iter();
    let outage = told.rposition(|told| told.status == Status::MajorOutage);
    ledger.intervals.remove(outage.expect("an outage"));
    let short = serde_json::to_string(&ledger).expect("is written");
    let component = feed(&desk).components.swap_remove(0);
    let (uptime_bp, days) = reckoned(&short, Timestamp(desk.at));
    assert_ne!(
        (uptime_bp, Some(days)),
        (component.uptime_bp, component.days)
    );
}

#[test]
fn a_ledger_is_the_same_until_something_happens_or_a_day_goes_by() {
    let mut desk = storied(3);
    let before = published(&desk);
    desk.later(3_600);
    assert_eq!(published(&desk), before);
    let set = NewStatus {
        id: "now".to_owned(),
        component: "web".to_owned(),
        status: Status::MajorOutage,
        until: None,
        reason: String::new(),
    };
    desk.ask(Command::SetStatus(set)).expect("sets");
    desk.later(60);
    assert_ne!(published(&desk), before);
}

#[test]
fn a_hidden_component_has_no_ledger() {
    let mut desk = storied(3);
    let count = |desk: &Desk| ledgers(&desk.state, Timestamp(desk.at)).len();
    assert_eq!(count(&desk), 2);
    Arc::make_mut(&mut desk.state.catalog).components[0].is_hidden = true;
    assert_eq!(count(&desk), 1);
}

#[test]
fn each_stretch_names_what_decided_it() {
    let mut desk = Desk::new();
    let at = |hours: i64| Timestamp(1_000 + hours * 3_600);
    let incident = NewIncident {
        id: "down".to_owned(),
        name: "Down".to_owned(),
        impact: None,
        audience: Audience::Everyone,
        updates: vec![NewUpdate {
            components: BTreeMap::from([("web".to_owned(), Status::PartialOutage)]),
            ..NewUpdate::default()
        }],
    };
    desk.ask(Command::OpenIncident(incident)).expect("opens");
    desk.later(3_600);
    let resolved = NewUpdate {
        status: Some(IncidentStatus::Resolved),
        ..NewUpdate::default()
    };
    let (id, version) = ("down".to_owned(), None);
    let command = Command::UpdateIncident {
        id,
        version,
        update: resolved,
    };
    desk.ask(command).expect("resolves");
    let set = NewStatus {
        id: "set".to_owned(),
        component: "web".to_owned(),
        status: Status::DegradedPerformance,
        until: Some(at(2)),
        reason: "secret words".to_owned(),
    };
    desk.ask(Command::SetStatus(set)).expect("sets");
    let work = NewMaintenance {
        id: "work".to_owned(),
        name: "Work".to_owned(),
        audience: Audience::Everyone,
        components: vec!["web".to_owned()],
        from: at(3),
        to: at(4),
        switches: Switches {
            counts_as_downtime: true,
            ..Switches::default()
        },
        body: String::new(),
        series: None,
    };
    desk.ask(Command::PlanMaintenance(work)).expect("plans");
    for _ in 0..4 {
        desk.later(3_600);
    }
    let text = published(&desk);
    assert!(!text.contains("secret"), "{text}");
    let ledger: Ledger = serde_json::from_str(&text).expect("reads");
    let seen: Vec<(Timestamp, Status, Cause)> = ledger
        .intervals
        .into_iter()
        .map(|told| (told.from, told.status, told.cause))
        .collect();
    let id = |id: &str| id.to_owned();
    let expected = [
        (Timestamp(0), Status::Operational, Cause::Monitors),
        (
            at(0),
            Status::PartialOutage,
            Cause::Incident { id: id("down") },
        ),
        (at(1), Status::DegradedPerformance, Cause::ByHand),
        (at(2), Status::Operational, Cause::Monitors),
        (
            at(3),
            Status::MajorOutage,
            Cause::Maintenance { id: id("work") },
        ),
        (at(4), Status::Operational, Cause::Monitors),
    ];
    assert_eq!(seen, expected);
    assert!(text.ends_with(r#""status":"operational","cause":{"kind":"monitors"}}]}"#));
}
