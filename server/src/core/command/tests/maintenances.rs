//! Commands on maintenances: what they do, and what they refuse.

use std::time::Duration;

use pilotlight_feed::{Feed, IncidentStatus, MaintenanceStatus, Status, Timestamp};

use super::{Desk, open, plan, update, work};
use crate::core::command::{Command, MaintenanceEdit, NewMaintenance, NewMaintenanceUpdate};
use crate::core::{Window, project};

#[test]
fn the_clock_begins_and_completes_a_maintenance_at_its_planned_times() {
    let mut desk = Desk::new();
    desk.ask(Command::PlanMaintenance(plan(1_100, 1_200)))
        .expect("plans");
    let begin = Some(Duration::from_secs(1_100));
    assert_eq!(desk.state.next_wake(desk.now()), begin);
    desk.later(103);
    assert_eq!(work(&desk).status(), MaintenanceStatus::InProgress);
    assert_eq!(work(&desk).starts_at(), Timestamp(1_100));
    assert_eq!(desk.statuses()[0], Status::UnderMaintenance);
    desk.later(100);
    assert_eq!(work(&desk).status(), MaintenanceStatus::Completed);
    assert_eq!(work(&desk).ends_at(), Timestamp(1_200));
    assert_eq!(desk.statuses()[0], Status::Operational);
}

#[test]
fn a_maintenance_is_moved_begun_completed_and_cancelled_only_in_that_order() {
    let mut desk = Desk::new();
    let set = |status| Command::UpdateMaintenance {
        id: "work".to_owned(),
        version: None,
        update: NewMaintenanceUpdate {
            status: Some(status),
            ..NewMaintenanceUpdate::default()
        },
    };
    desk.refused(
        Command::PlanMaintenance(plan(1_200, 1_100)),
        "not after the start",
    );
    desk.refused(Command::PlanMaintenance(plan(100, 200)), "which is over");
    desk.ask(Command::PlanMaintenance(plan(1_100, 1_200)))
        .expect("plans");
    desk.refused(set(MaintenanceStatus::Completed), "has not begun");
    desk.ask(set(MaintenanceStatus::InProgress))
        .expect("begins");
    desk.refused(set(MaintenanceStatus::Cancelled), "has begun");
    let edit = |from, to| Command::EditMaintenance {
        id: "work".to_owned(),
        version: None,
        edit: MaintenanceEdit {
            from,
            to,
            ..MaintenanceEdit::default()
        },
    };
    desk.refused(edit(Some(Timestamp(1_150)), None), "only its end");
    desk.ask(edit(None, Some(Timestamp(1_300))))
        .expect("is made longer");
    assert_eq!(work(&desk).updated_at(), Some(Timestamp(desk.at)));
    desk.later(250);
    assert_eq!(work(&desk).status(), MaintenanceStatus::InProgress);
    desk.ask(set(MaintenanceStatus::Completed))
        .expect("completes");
    assert_eq!(work(&desk).ends_at(), Timestamp(1_250));
}

#[test]
fn an_incident_during_a_maintenance_outranks_it() {
    let mut desk = Desk::new();
    desk.ask(Command::PlanMaintenance(plan(1_100, 1_200)))
        .expect("plans");
    desk.later(110);
    let partial = [("web", Status::PartialOutage)];
    desk.ask(open(vec![update(IncidentStatus::Investigating, &partial)]))
        .expect("opens");
    assert_eq!(desk.statuses()[0], Status::PartialOutage);
}

fn heard(at: i64, status: MaintenanceStatus, body: &str) -> NewMaintenanceUpdate {
    NewMaintenanceUpdate {
        status: Some(status),
        at: Some(Timestamp(at)),
        body: body.to_owned(),
    }
}

fn record(from: i64, to: i64, said: Vec<NewMaintenanceUpdate>) -> Command {
    Command::RecordMaintenance {
        new: NewMaintenance {
            body: String::new(),
            ..plan(from, to)
        },
        said,
    }
}

#[test]
fn a_maintenance_that_is_over_is_written_down_as_it_ran() {
    let mut desk = Desk::new();
    let said = vec![
        heard(450, MaintenanceStatus::Completed, "Done."),
        heard(210, MaintenanceStatus::InProgress, ""),
        heard(100, MaintenanceStatus::Scheduled, "Soon."),
    ];
    desk.ask(record(200, 400, said)).expect("writes it down");
    let work = work(&desk);
    assert_eq!(work.status(), MaintenanceStatus::Completed);
    assert_eq!(
        (work.starts_at(), work.ends_at()),
        (Timestamp(210), Timestamp(450))
    );
}

#[test]
fn what_a_maintenance_cannot_have_been_is_refused() {
    let over = |said| record(200, 400, said);
    for (command, words) in [
        (over(Vec::new()), "is empty"),
        (
            over(vec![heard(100, MaintenanceStatus::Scheduled, "Soon.")]),
            "no update says",
        ),
        (
            over(vec![heard(400, MaintenanceStatus::Completed, "")]),
            "has not begun",
        ),
        (
            over(vec![
                heard(200, MaintenanceStatus::InProgress, ""),
                heard(300, MaintenanceStatus::Cancelled, ""),
            ]),
            "has begun",
        ),
        (
            record(
                1_100,
                1_200,
                vec![heard(1_100, MaintenanceStatus::InProgress, "")],
            ),
            "lies ahead",
        ),
    ] {
        Desk::new().refused(command, words);
    }
}

#[test]
fn an_update_that_is_dated_back_stands_among_those_of_its_time() {
    let mut desk = Desk::new();
    let said = vec![
        heard(200, MaintenanceStatus::InProgress, ""),
        heard(400, MaintenanceStatus::Completed, ""),
    ];
    desk.ask(record(200, 400, said)).expect("writes it down");
    let update = |update| Command::UpdateMaintenance {
        id: "work".to_owned(),
        version: None,
        update,
    };
    let between = NewMaintenanceUpdate {
        at: Some(Timestamp(300)),
        body: "Half of it.".to_owned(),
        ..NewMaintenanceUpdate::default()
    };
    desk.ask(update(between)).expect("is said");
    let known = work(&desk);
    assert_eq!(known.updates[1].status, MaintenanceStatus::InProgress);
    assert_eq!(known.status(), MaintenanceStatus::Completed);
    desk.refused(
        update(heard(300, MaintenanceStatus::Scheduled, "")),
        "has begun",
    );
}

/// What everyone is told now.
fn told(desk: &Desk) -> Feed {
    let now = Timestamp(desk.at);
    let window = Window {
        generated_at: now,
        valid_until: now.plus(60),
    };
    project(&desk.state, window, 1)
}

#[test]
fn what_is_cancelled_stays_where_it_is_looked_for() {
    let mut desk = Desk::new();
    desk.ask(Command::PlanMaintenance(plan(1_100, 1_200)))
        .expect("plans");
    assert_eq!(told(&desk).scheduled_maintenances.len(), 1);
    let update = NewMaintenanceUpdate {
        status: Some(MaintenanceStatus::Cancelled),
        ..NewMaintenanceUpdate::default()
    };
    desk.ask(Command::UpdateMaintenance {
        id: "work".to_owned(),
        version: None,
        update,
    })
    .expect("is cancelled");
    let feed = told(&desk);
    assert!(feed.scheduled_maintenances.is_empty());
    let past = &feed.past_maintenances[0];
    assert_eq!(
        (past.id.as_str(), past.status),
        ("work", MaintenanceStatus::Cancelled)
    );
}

#[test]
fn work_that_puts_nothing_under_it_is_told_while_all_is_well() {
    let mut desk = Desk::new();
    let mut quiet = plan(1_100, 1_200);
    quiet.switches.puts_under = false;
    desk.ask(Command::PlanMaintenance(quiet)).expect("plans");
    desk.later(103);
    let feed = told(&desk);
    for feed in [feed.summary(), feed] {
        assert_eq!(feed.status.level, Status::Operational);
        assert_eq!(feed.components[0].status, Status::Operational);
        assert_eq!(feed.maintenances[0].status, MaintenanceStatus::InProgress);
    }
    // The control: with the switch as it is by default the component is under it.
    let mut desk = Desk::new();
    desk.ask(Command::PlanMaintenance(plan(1_100, 1_200)))
        .expect("plans");
    desk.later(103);
    assert_eq!(told(&desk).components[0].status, Status::UnderMaintenance);
}
