//! What was said is corrected: of maintenances, and what holds of incidents too.

use std::sync::Arc;

use pilotlight_feed::{IncidentStatus, MaintenanceStatus, Timestamp};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::{Desk, open, plan, say, update, work};
use crate::core::command::{
    Command, MaintenanceUpdateEdit, NewMaintenanceUpdate, NewSeries, UpdateEdit,
};
use crate::core::incident::Audience;
use crate::core::{Incident, Input, Maintenance, Switches, Window, project};

fn correct(number: u32, body: Option<&str>, at: Option<i64>) -> Command {
    Command::EditMaintenanceUpdate {
        id: "work".to_owned(),
        version: None,
        number,
        edit: MaintenanceUpdateEdit {
            body: body.map(str::to_owned),
            at: at.map(Timestamp),
        },
    }
}

fn tell(status: MaintenanceStatus, body: &str) -> Command {
    Command::UpdateMaintenance {
        id: "work".to_owned(),
        version: None,
        update: NewMaintenanceUpdate {
            status: Some(status),
            at: None,
            body: body.to_owned(),
        },
    }
}

/// Planned at 1000 (1), begun at 1100 (2), half done at 1150 (3), completed at 1200 (4); it is 1300.
fn done() -> Desk {
    let mut desk = Desk::new();
    desk.ask(Command::PlanMaintenance(plan(1_100, 1_250)))
        .expect("plans");
    desk.later(100);
    desk.later(50);
    desk.ask(tell(MaintenanceStatus::InProgress, "Half of it."))
        .expect("is said");
    desk.later(50);
    desk.ask(tell(MaintenanceStatus::Completed, "Dnoe."))
        .expect("completes");
    desk.later(100);
    desk
}

#[test]
fn the_words_of_an_update_are_corrected_and_the_feed_says_when() {
    let mut desk = done();
    let before = work(&desk);
    desk.ask(correct(4, Some("  Done.\r\n"), None))
        .expect("edits");
    let after = work(&desk);
    let edited = &after.updates[3];
    assert_eq!(edited.body, "Done.", "as a new one is kept");
    assert_eq!(edited.edited_at, Some(Timestamp(1_300)));
    assert_eq!(after.version, before.version + 1);
    assert_eq!(after.updated_at(), Some(Timestamp(1_300)));
    assert_eq!(
        (edited.at, edited.status, edited.by_hand),
        (Timestamp(1_200), MaintenanceStatus::Completed, true)
    );
    assert_eq!(after.updates[..3], before.updates[..3], "and no other");
    let window = Window {
        generated_at: Timestamp(1_300),
        valid_until: Timestamp(1_400),
    };
    let feed = project(&desk.state, window, 1);
    let told = &feed.past_maintenances[0];
    let edited = [Some(Timestamp(1_300)), None, None, None];
    let updates = told.updates.iter();
    assert!(updates.map(|update| update.edited_at).eq(edited));
    assert_eq!(told.version, Some(after.version));
    assert_eq!(told.updated_at, Some(Timestamp(1_300)));
}

#[test]
fn the_time_of_an_update_is_corrected_and_the_window_follows() {
    let mut desk = done();
    desk.ask(correct(2, None, Some(1_120)))
        .expect("began later");
    desk.ask(correct(4, None, Some(1_190)))
        .expect("ended sooner");
    let known = work(&desk);
    let window = (known.starts_at(), known.ends_at());
    assert_eq!(window, (Timestamp(1_120), Timestamp(1_190)));
    assert!(!known.updates[1].by_hand, "the clock said it all the same");
    // Two that say the same of the work may change their places.
    desk.ask(correct(3, None, Some(1_110)))
        .expect("was said first");
    let numbers = work(&desk).updates.into_iter();
    assert!(numbers.map(|known| known.number).eq([1, 3, 2, 4]));
    assert_eq!(work(&desk).starts_at(), Timestamp(1_110));
}

#[test]
fn a_correction_is_held_to_the_rules_of_a_new_update() {
    let mut desk = done();
    let long = "x".repeat(10_001);
    for (command, words) in [
        (correct(9, Some("x"), None), "no update \"9\""),
        (correct(4, Some(&long), None), "longer than 10000"),
        (correct(4, Some("a\u{7}"), None), "control character"),
        (correct(4, None, Some(1_361)), "lies ahead"),
        (correct(3, Some(" "), None), "is empty and the status stays"),
        (
            correct(4, None, Some(1_050)),
            "completed before the work begins",
        ),
        (
            correct(2, None, Some(1_201)),
            "would not be completed any more",
        ),
        (
            correct(4, None, Some(1_149)),
            "would not be completed any more",
        ),
        (
            correct(1, None, Some(1_101)),
            "scheduled after the work has begun",
        ),
        (
            correct(2, None, Some(900)),
            "scheduled after the work has begun",
        ),
    ] {
        desk.refused(command, words);
    }
    desk.ask(correct(4, Some(""), None))
        .expect("a new status needs no word");
    desk.ask(correct(4, None, Some(1_360)))
        .expect("is as far ahead as two clocks may differ");
    let of_none = Command::EditMaintenanceUpdate {
        id: "none".to_owned(),
        version: None,
        number: 1,
        edit: MaintenanceUpdateEdit::default(),
    };
    desk.refused(of_none, "no maintenance \"none\"");
    let version = work(&desk).version;
    let mut stale = correct(4, Some("Overwritten."), None);
    if let Command::EditMaintenanceUpdate { version: named, .. } = &mut stale {
        *named = Some(version - 1);
    }
    desk.refused(stale, &format!("at version {version}"));
}

#[test]
fn a_cancelled_one_is_not_corrected_into_one_that_had_begun() {
    let mut desk = Desk::new();
    desk.ask(Command::PlanMaintenance(plan(1_100, 1_200)))
        .expect("plans");
    desk.later(50);
    desk.ask(tell(MaintenanceStatus::Cancelled, "Not today."))
        .expect("cancels");
    desk.later(10);
    desk.refused(correct(2, None, Some(900)), "would not be cancelled");
    desk.ask(correct(2, Some("Not this week."), Some(1_020)))
        .expect("edits");
    let known = work(&desk);
    assert_eq!(known.status(), MaintenanceStatus::Cancelled);
    assert_eq!(known.ended_at(), Some(Timestamp(1_020)));
    desk.later(1_000);
    assert_eq!(work(&desk).status(), MaintenanceStatus::Cancelled);
}

#[test]
fn what_was_kept_in_an_order_that_cannot_be_is_corrected_all_the_same() {
    let mut desk = done();
    // As an update that was dated back behind a later one could leave it.
    let mut kept = work(&desk);
    kept.updates.remove(1);
    kept.updates[1].status = MaintenanceStatus::Scheduled;
    let maintenances = &mut desk.state.events.maintenances;
    maintenances.insert("work".to_owned(), Arc::new(kept));
    desk.ask(correct(4, Some("Done."), None)).expect("edits");
    assert_eq!(work(&desk).updates[2].body, "Done.");
    desk.ask(correct(3, None, Some(1_140))).expect("edits");
    desk.refused(correct(4, None, Some(1_130)), "would not be completed");
}

#[test]
fn a_draft_is_corrected_without_a_word_to_anybody() {
    let mut desk = Desk::new();
    let mut draft = plan(1_100, 1_200);
    draft.audience = Audience::Operators;
    desk.ask(Command::PlanMaintenance(draft)).expect("plans");
    desk.ask(correct(1, Some("Secret."), None)).expect("edits");
    let window = Window {
        generated_at: Timestamp(1_010),
        valid_until: Timestamp(1_020),
    };
    let told = project(&desk.state, window, 1);
    assert!(!format!("{told:?}").contains("Secret."));
    assert_eq!(work(&desk).updates[0].body, "Secret.");
}

#[test]
fn a_window_whose_words_are_corrected_is_left_alone_by_its_series() {
    let mut desk = Desk::new();
    let series = NewSeries {
        id: "nightly".to_owned(),
        name: "Backup".to_owned(),
        body: "A pause.".to_owned(),
        audience: Audience::Everyone,
        components: vec!["web".to_owned()],
        switches: Switches::default(),
        starts: "1970-01-02T02:00".to_owned(),
        time_zone: "UTC".to_owned(),
        duration_s: 3_600,
        rule: "FREQ=DAILY;COUNT=2".to_owned(),
        excluded: Vec::new(),
    };
    desk.ask(Command::PlanSeries(series)).expect("plans");
    desk.take(&Input::StoreReady);
    let id = "nightly-19700102";
    let command = Command::EditMaintenanceUpdate {
        id: id.to_owned(),
        version: None,
        number: 1,
        edit: MaintenanceUpdateEdit {
            body: Some("A long pause.".to_owned()),
            at: None,
        },
    };
    desk.ask(command).expect("edits");
    desk.take(&Input::StoreReady);
    let window = |id: &str| Maintenance::clone(&desk.state.events.maintenances[id]);
    assert_eq!(window(id).updates[0].body, "A long pause.");
    assert!(!window(id).follows_series);
    assert!(window("nightly-19700103").follows_series, "the others do");
}

#[test]
fn of_two_at_one_time_a_correction_keeps_the_order_in_which_they_were_written() {
    let mut desk = Desk::new();
    desk.ask(open(vec![update(IncidentStatus::Investigating, &[])]))
        .expect("opens");
    desk.ask(say(update(IncidentStatus::Resolved, &[])))
        .expect("resolves in the same second");
    let edit = UpdateEdit {
        body: Some("Corrected.".to_owned()),
        ..UpdateEdit::default()
    };
    desk.ask(Command::EditIncidentUpdate {
        id: "one".to_owned(),
        version: None,
        number: 1,
        edit,
    })
    .expect("edits");
    let incident = Incident::clone(&desk.state.events.incidents["one"]);
    assert_eq!(incident.updates[0].body, "Corrected.");
    assert!(!incident.is_open(), "it is over as before");

    desk.ask(Command::PlanMaintenance(plan(1_000, 1_200)))
        .expect("plans what begins at once");
    desk.later(0);
    assert_eq!(work(&desk).status(), MaintenanceStatus::InProgress);
    desk.ask(correct(1, Some("Corrected."), None))
        .expect("edits");
    let known = work(&desk);
    assert_eq!(known.updates[0].body, "Corrected.");
    assert_eq!(known.status(), MaintenanceStatus::InProgress);
}

#[test]
fn what_is_said_now_comes_after_what_was_dated_a_little_ahead() {
    let mut desk = Desk::new();
    let mut ahead = update(IncidentStatus::Investigating, &[]);
    ahead.at = Some(Timestamp(1_030));
    desk.ask(open(vec![ahead])).expect("opens");
    desk.ask(say(update(IncidentStatus::Resolved, &[])))
        .expect("resolves");
    assert!(!desk.state.events.incidents["one"].is_open());
    desk.ask(Command::PlanMaintenance(plan(1_100, 1_200)))
        .expect("plans");
    desk.ask(correct(1, None, Some(1_060))).expect("edits");
    desk.ask(tell(MaintenanceStatus::InProgress, ""))
        .expect("begins");
    let known = work(&desk);
    assert_eq!(known.status(), MaintenanceStatus::InProgress);
    assert_eq!(known.starts_at(), Timestamp(1_060));
}

#[derive(Clone, Debug)]
enum Event {
    Passed(i64),
    Told(MaintenanceStatus),
    /// Which update, its new time, and whether it is left without a word.
    Corrected(u32, i64, bool),
}

fn event() -> impl Strategy<Value = Event> {
    let status = prop_oneof![
        Just(MaintenanceStatus::Scheduled),
        Just(MaintenanceStatus::InProgress),
        Just(MaintenanceStatus::Verifying),
        Just(MaintenanceStatus::Completed),
        Just(MaintenanceStatus::Cancelled),
    ];
    prop_oneof![
        (0..80_i64).prop_map(Event::Passed),
        status.prop_map(Event::Told),
        (1..6_u32, 900..1_600_i64, proptest::bool::ANY)
            .prop_map(|(number, at, is_empty)| Event::Corrected(number, at, is_empty)),
    ]
}

proptest! {
    #[test]
    fn whatever_is_corrected_the_work_stands_where_it_stood_and_its_course_is_possible(
        events in vec(event(), 1..40)
    ) {
        let mut desk = Desk::new();
        desk.ask(Command::PlanMaintenance(plan(1_100, 1_200))).expect("plans");
        for event in events {
            let before = work(&desk);
            match event {
                Event::Passed(seconds) => desk.later(seconds),
                Event::Told(status) => drop(desk.ask(tell(status, "x"))),
                Event::Corrected(number, at, is_empty) => {
                    let body = (!is_empty).then_some("Corrected.");
                    let is_done = desk.ask(correct(number, body, Some(at))).is_ok();
                    let after = work(&desk);
                    prop_assert_eq!(after.status(), before.status());
                    prop_assert_eq!(after.version, before.version + u64::from(is_done));
                    prop_assert_eq!(after.updates.len(), before.updates.len());
                }
            }
            let known = work(&desk);
            prop_assert!(known.updates.is_sorted_by_key(|update| (update.at, update.number)));
            prop_assert!(known.starts_at() < known.ends_at());
            let mut has_begun = false;
            for update in &known.updates {
                has_begun |= matches!(
                    update.status,
                    MaintenanceStatus::InProgress | MaintenanceStatus::Verifying
                );
                prop_assert!(has_begun || update.status != MaintenanceStatus::Completed);
                prop_assert!(!has_begun || update.status != MaintenanceStatus::Scheduled);
            }
        }
    }
}
