//! What follows from the updates and the switches of a maintenance.

use pilotlight_feed::MaintenanceStatus::{
    self, Cancelled, Completed, InProgress, Scheduled, Verifying,
};
use pilotlight_feed::Timestamp;

use super::{Maintenance, MaintenanceUpdate, Switches, Waiting};
use crate::core::Audience;

/// Planned from 100 to 200 on `web`.
fn maintenance(updates: &[(i64, MaintenanceStatus, bool)]) -> Maintenance {
    let updates = (1..)
        .zip(updates)
        .map(|(number, (at, status, by_hand))| MaintenanceUpdate {
            number,
            status: *status,
            at: Timestamp(*at),
            body: String::new(),
            edited_at: None,
            by_hand: *by_hand,
        });
    Maintenance {
        id: "m".to_owned(),
        version: 1,
        changed_at: None,
        name: "Work".to_owned(),
        audience: Audience::Everyone,
        components: vec!["web".to_owned()],
        planned_from: Timestamp(100),
        planned_to: Timestamp(200),
        switches: Switches::default(),
        updates: updates.collect(),
        series: None,
        follows_series: false,
    }
}

fn window(maintenance: &Maintenance) -> (i64, i64) {
    (maintenance.starts_at().0, maintenance.ends_at().0)
}

#[test]
fn it_is_shown_as_planned_until_it_really_runs() {
    assert_eq!(window(&maintenance(&[(1, Scheduled, true)])), (100, 200));
    let early = maintenance(&[
        (1, Scheduled, true),
        (90, InProgress, true),
        (150, Completed, true),
    ]);
    assert_eq!(window(&early), (90, 150));
}

#[test]
fn completing_early_shortens_the_window_that_is_left_out() {
    let known = maintenance(&[(100, InProgress, false), (150, Completed, true)]);
    let spans = known.spans("web");
    assert_eq!(
        (spans[0].from, spans[0].to),
        (Timestamp(100), Some(Timestamp(150)))
    );
    assert!(known.spans("api").is_empty());
}

#[test]
fn without_the_switch_its_components_stay_as_they_are() {
    let mut known = maintenance(&[(100, InProgress, false)]);
    known.switches.puts_under = false;
    assert!(known.spans("web").is_empty());
}

#[test]
fn the_clock_begins_and_completes_it_unless_the_switches_say_otherwise() {
    let next = |known: &Maintenance| known.next_by_itself().map(|(at, status)| (at.0, status));
    let mut ahead = maintenance(&[(1, Scheduled, true)]);
    assert_eq!(next(&ahead), Some((100, InProgress)));
    ahead.switches.begins_itself = false;
    assert_eq!(next(&ahead), None);
    let mut begun = maintenance(&[(100, InProgress, false)]);
    assert_eq!(next(&begun), Some((200, Completed)));
    begun.switches.puts_back = false;
    assert_eq!(next(&begun), Some((200, Verifying)));
    begun.switches.completes_itself = false;
    assert_eq!(next(&begun), None);
    assert_eq!(
        next(&maintenance(&[(1, Scheduled, true), (50, Cancelled, true)])),
        None
    );
}

#[test]
fn an_overrun_stays_in_progress_only_if_a_human_took_over() {
    let untouched = maintenance(&[(100, InProgress, false)]);
    assert!(untouched.next_by_itself().is_some());
    let taken = maintenance(&[(100, InProgress, false), (150, InProgress, true)]);
    assert!(taken.next_by_itself().is_none());
    let begun_by_hand = maintenance(&[(90, InProgress, true)]);
    assert!(
        begun_by_hand.next_by_itself().is_some(),
        "beginning it is no taking over"
    );
    // Whoever begins it when it should be over knows better than the plan.
    let begun_late = maintenance(&[(200, InProgress, true)]);
    assert_eq!(begun_late.next_by_itself(), None);
    assert_eq!(
        begun_late.waits_for_people(),
        Some((Waiting::End, Timestamp(200)))
    );
    // The clock, which was late because it stood, has no such knowledge.
    let late_by_itself = maintenance(&[(200, InProgress, false)]);
    assert!(late_by_itself.next_by_itself().is_some());
    // And a plan that was moved is a plan again.
    let mut moved = begun_late;
    moved.planned_to = Timestamp(300);
    assert!(moved.next_by_itself().is_some());
}
