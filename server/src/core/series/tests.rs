//! A series and its windows, as commands and the clock change them.

use std::sync::Arc;

use pilotlight_feed::{Date, MaintenanceStatus, Timestamp};

use crate::core::command::tests::Desk;
use crate::core::{
    Audience, Command, Done, Input, Maintenance, MaintenanceEdit, NewMaintenanceUpdate, NewSeries,
    Rejection, SeriesEdit, Switches,
};

const DAY: i64 = 86_400;

/// Tuesdays at 02:30 in Berlin, for two hours, from Tuesday 2026-12-01 on.
fn tuesdays() -> NewSeries {
    NewSeries {
        id: "weekly".to_owned(),
        name: "Database".to_owned(),
        body: "A short pause.".to_owned(),
        audience: Audience::Everyone,
        components: vec!["web".to_owned()],
        switches: Switches::default(),
        starts: "2026-12-01T02:30".to_owned(),
        time_zone: "Europe/Berlin".to_owned(),
        duration_s: 7_200,
        rule: "FREQ=WEEKLY;BYDAY=TU".to_owned(),
        excluded: Vec::new(),
    }
}

/// A desk at noon of a day.
fn desk(day: &str) -> Desk {
    let mut desk = Desk::new();
    desk.at = noon(day);
    desk.take(&Input::Tick);
    desk
}

fn noon(day: &str) -> i64 {
    Date::parse(day).expect("a day").0 * DAY + DAY / 2
}

/// Has a command done, and what the store being ready brings about after it.
fn ask(desk: &mut Desk, command: Command) -> Result<Done, Rejection> {
    let done = desk.ask(command);
    desk.take(&Input::StoreReady);
    done
}

fn planned(new: NewSeries) -> Desk {
    let mut desk = desk("2026-11-23");
    ask(&mut desk, Command::PlanSeries(new)).expect("plans");
    desk
}

fn edit(desk: &mut Desk, edit: SeriesEdit) {
    let (id, version) = ("weekly".to_owned(), None);
    ask(desk, Command::EditSeries { id, version, edit }).expect("edits");
}

fn window(desk: &Desk, day: &str) -> Arc<Maintenance> {
    Arc::clone(&desk.state.events.maintenances[&format!("weekly-{day}")])
}

fn say(desk: &mut Desk, day: &str, status: MaintenanceStatus) {
    let command = Command::UpdateMaintenance {
        id: format!("weekly-{day}"),
        version: None,
        update: NewMaintenanceUpdate {
            status: Some(status),
            ..NewMaintenanceUpdate::default()
        },
    };
    ask(desk, command).expect("updates");
}

/// The days of the windows that are scheduled.
fn ahead(desk: &Desk) -> Vec<String> {
    let windows = desk.state.events.maintenances.values();
    let ahead = windows.filter(|window| window.status() == MaintenanceStatus::Scheduled);
    ahead
        .map(|window| window.id.trim_start_matches("weekly-").to_owned())
        .collect()
}

#[test]
fn windows_of_sixty_days_are_planned_at_their_wall_time() {
    let desk = planned(tuesdays());
    let days = [
        "20261201", "20261208", "20261215", "20261222", "20261229", "20270105", "20270112",
        "20270119",
    ];
    assert_eq!(ahead(&desk), days);
    let first = window(&desk, "20261201");
    assert_eq!(first.planned_from.to_string(), "2026-12-01T01:30:00Z");
    assert_eq!(first.planned_to.to_string(), "2026-12-01T03:30:00Z");
    assert_eq!(first.series.as_deref(), Some("weekly"));
    assert_eq!(first.updates[0].body, "A short pause.");
}

#[test]
fn a_daily_series_has_at_most_twenty_windows_ahead() {
    let mut desk = planned(NewSeries {
        rule: "FREQ=DAILY".to_owned(),
        ..tuesdays()
    });
    assert_eq!(ahead(&desk).len(), 20);
    let before = desk.state.events.clone();
    desk.take(&Input::StoreReady);
    assert_eq!(desk.state.events, before, "what is in line stays as it is");
    desk.at = noon("2026-12-03");
    desk.take(&Input::Tick);
    desk.take(&Input::StoreReady);
    assert_eq!(ahead(&desk).last().map(String::as_str), Some("20261223"));
    assert_eq!(ahead(&desk).len(), 20);
}

#[test]
fn the_clock_plans_further_at_midnight_and_asks_to_be_woken_for_it() {
    let mut desk = planned(tuesdays());
    let wake = desk.state.events.next_after(Timestamp(desk.at));
    assert_eq!(wake, Some(Timestamp(noon("2026-11-23") + DAY / 2)));
    desk.at = noon("2026-11-28");
    desk.take(&Input::Tick);
    assert_eq!(ahead(&desk).last().map(String::as_str), Some("20270126"));
}

#[test]
fn a_window_begins_and_ends_by_the_clock_like_any_other() {
    let mut desk = planned(tuesdays());
    desk.at = noon("2026-12-01");
    desk.take(&Input::Tick);
    let status = window(&desk, "20261201").status();
    assert_eq!(status, MaintenanceStatus::Completed);
    assert_eq!(ahead(&desk)[0], "20261208");
}

#[test]
fn a_cancelled_window_stays_cancelled_and_is_not_planned_again() {
    let mut desk = planned(tuesdays());
    say(&mut desk, "20261208", MaintenanceStatus::Cancelled);
    edit(
        &mut desk,
        SeriesEdit {
            name: Some("Storage".to_owned()),
            ..SeriesEdit::default()
        },
    );
    let cancelled = window(&desk, "20261208");
    assert_eq!(cancelled.status(), MaintenanceStatus::Cancelled);
    assert_eq!(cancelled.name, "Database");
}

#[test]
fn windows_ahead_follow_an_edit_and_those_taken_in_hand_stay() {
    let mut desk = planned(tuesdays());
    let by_hand = MaintenanceEdit {
        to: Some(Timestamp(noon("2026-12-08"))),
        ..MaintenanceEdit::default()
    };
    let command = Command::EditMaintenance {
        id: "weekly-20261208".to_owned(),
        version: None,
        edit: by_hand,
    };
    ask(&mut desk, command).expect("edits");
    desk.at = window(&desk, "20261201").planned_from.0 + 60;
    desk.take(&Input::Tick);
    edit(
        &mut desk,
        SeriesEdit {
            starts: Some("2026-12-01T04:00".to_owned()),
            body: Some("Longer.".to_owned()),
            duration_s: Some(3_600),
            ..SeriesEdit::default()
        },
    );
    let begun = window(&desk, "20261201");
    assert_eq!(begun.status(), MaintenanceStatus::InProgress);
    assert_eq!(begun.planned_from.to_string(), "2026-12-01T01:30:00Z");
    let kept = window(&desk, "20261208");
    assert_eq!(kept.planned_from.to_string(), "2026-12-08T01:30:00Z");
    assert_eq!(kept.planned_to.to_string(), "2026-12-08T12:00:00Z");
    let moved = window(&desk, "20261215");
    assert_eq!(moved.planned_from.to_string(), "2026-12-15T03:00:00Z");
    assert_eq!(moved.planned_to.to_string(), "2026-12-15T04:00:00Z");
    assert_eq!(
        (moved.updates[0].body.as_str(), moved.version),
        ("Longer.", 2)
    );
}

#[test]
fn another_day_calls_the_old_windows_off_and_a_way_back_brings_them_back() {
    let mut desk = planned(tuesdays());
    let rule = |rule: &str| SeriesEdit {
        rule: Some(rule.to_owned()),
        ..SeriesEdit::default()
    };
    edit(&mut desk, rule("FREQ=WEEKLY;BYDAY=WE"));
    assert_eq!(ahead(&desk)[0], "20261202");
    let off = window(&desk, "20261201");
    assert_eq!(off.status(), MaintenanceStatus::Cancelled);
    edit(&mut desk, rule("FREQ=WEEKLY;BYDAY=TU"));
    assert_eq!(ahead(&desk)[..2], ["20261201", "20261208"]);
    let off = window(&desk, "20261202");
    assert_eq!(off.status(), MaintenanceStatus::Cancelled);
}

#[test]
fn an_excluded_day_has_no_window() {
    let mut desk = planned(tuesdays());
    edit(
        &mut desk,
        SeriesEdit {
            excluded: Some(vec![Date::from_civil(2026, 12, 29)]),
            ..SeriesEdit::default()
        },
    );
    assert!(!ahead(&desk).contains(&"20261229".to_owned()));
    assert!(ahead(&desk).contains(&"20270105".to_owned()));
}

#[test]
fn an_ended_series_calls_off_what_lies_ahead_and_plans_nothing_more() {
    let mut desk = planned(tuesdays());
    desk.at = window(&desk, "20261201").planned_from.0 + 60;
    desk.take(&Input::Tick);
    let end = || Command::EndSeries {
        id: "weekly".to_owned(),
        version: Some(1),
    };
    ask(&mut desk, end()).expect("ends");
    assert!(ahead(&desk).is_empty());
    let begun = window(&desk, "20261201");
    assert_eq!(begun.status(), MaintenanceStatus::InProgress);
    desk.later(30 * DAY);
    assert!(ahead(&desk).is_empty());
    desk.refused(
        Command::EndSeries {
            id: "weekly".to_owned(),
            version: None,
        },
        "has ended",
    );
}

#[test]
fn what_an_interrupted_edit_left_is_brought_in_line_at_the_next_start() {
    let mut desk = planned(tuesdays());
    // The series is durable, its windows are not: the server stopped between the two.
    let edit = SeriesEdit {
        duration_s: Some(60),
        ..SeriesEdit::default()
    };
    let (id, version) = ("weekly".to_owned(), None);
    desk.ask(Command::EditSeries { id, version, edit })
        .expect("edits");
    let mut after = Desk::new();
    after.at = desk.at + DAY;
    after.state.events = desk.state.events.clone();
    after.take(&Input::Tick);
    let moved = window(&after, "20261201");
    assert_eq!(moved.planned_to.to_string(), "2026-12-01T01:31:00Z");
}

#[test]
fn a_maintenance_of_somebody_else_keeps_its_identifier() {
    let mut desk = desk("2026-11-23");
    let other = crate::core::NewMaintenance {
        id: "weekly-20261201".to_owned(),
        name: "Mine".to_owned(),
        audience: Audience::Everyone,
        components: Vec::new(),
        from: Timestamp(noon("2026-12-24")),
        to: Timestamp(noon("2026-12-25")),
        switches: Switches::default(),
        body: String::new(),
        series: None,
    };
    ask(&mut desk, Command::PlanMaintenance(other)).expect("plans");
    ask(&mut desk, Command::PlanSeries(tuesdays())).expect("plans");
    assert_eq!(window(&desk, "20261201").name, "Mine");
    assert_eq!(window(&desk, "20261208").name, "Database");
}

#[test]
fn a_series_that_cannot_be_is_refused_with_words() {
    let mut desk = desk("2026-11-23");
    type Change = fn(&mut NewSeries);
    let wrong: [(Change, &str); 9] = [
        (|new| new.id = "a".repeat(56), "longer than 55"),
        (|new| new.name.clear(), "name is empty"),
        (
            |new| new.components = vec!["db".to_owned()],
            "no component \"db\"",
        ),
        (
            |new| new.starts = "tomorrow".to_owned(),
            "starts is \"tomorrow\"",
        ),
        (
            |new| new.time_zone = "CEST2".to_owned(),
            "time_zone \"CEST2\"",
        ),
        (|new| new.duration_s = 59, "duration_s is 59"),
        (|new| new.duration_s = 31 * DAY, "30 days"),
        (
            |new| new.rule = "FREQ=HOURLY".to_owned(),
            "rule has FREQ=HOURLY",
        ),
        (
            |new| new.rule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30".to_owned(),
            "gives no day",
        ),
    ];
    for (change, words) in wrong {
        let mut new = tuesdays();
        change(&mut new);
        desk.refused(Command::PlanSeries(new), words);
    }
    ask(&mut desk, Command::PlanSeries(tuesdays())).expect("the same without a fault");
    desk.refused(Command::PlanSeries(tuesdays()), "is taken");
}
