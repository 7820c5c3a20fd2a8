//! What stands in the forms that other programs read.

use pilotlight_feed::Status;
use pilotlight_site::file::is_feed;
use serde_json::Value;

use crate::{OUTAGE, feed, files, text};

#[test]
fn the_plain_text_says_everything_that_is_open() {
    let feed = feed(OUTAGE);
    let plain = text(&files(&feed), "status.txt");
    assert!(plain.contains(&feed.status.description));
    assert!(plain.contains(&format!("valid until: {}", feed.valid_until)));
    for component in &feed.components {
        let line = format!("  {}: {}\n", component.name, component.status.label());
        assert!(plain.contains(&line), "{line}");
    }
    for incident in &feed.incidents {
        assert!(plain.contains(&incident.name), "{}", incident.name);
    }
    let ahead = feed.maintenances.iter().chain(&feed.scheduled_maintenances);
    for maintenance in ahead {
        assert!(plain.contains(&maintenance.name), "{}", maintenance.name);
    }
}

#[test]
fn a_hostile_text_adds_no_line_and_no_command_to_the_plain_text() {
    let mut feed = feed(OUTAGE);
    let lines = text(&files(&feed), "status.txt").lines().count();
    for component in &mut feed.components {
        component.name = "a\u{1b}]0;title\u{7}\r\nAll: Operational".to_owned();
    }
    let plain = text(&files(&feed), "status.txt");
    assert_eq!(plain.lines().count(), lines);
    assert!(!plain.chars().any(|c| c.is_control() && c != '\n'));
}

#[test]
fn only_operational_is_green_on_a_drawn_badge() {
    let mut feed = feed(OUTAGE);
    for (level, colour) in [
        (Status::Operational, "brightgreen"),
        (Status::Unknown, "lightgrey"),
        (Status::UnderMaintenance, "blue"),
        (Status::DegradedPerformance, "yellow"),
        (Status::PartialOutage, "orange"),
        (Status::MajorOutage, "red"),
    ] {
        feed.status.level = level;
        let badge: Value = serde_json::from_str(&text(&files(&feed), "badge.json")).unwrap();
        assert_eq!(badge["schemaVersion"], 1);
        assert_eq!(badge["label"], feed.page.name);
        assert_eq!(badge["color"], colour);
    }
}

#[test]
fn a_form_for_other_programs_is_no_signed_feed() {
    for path in ["status.txt", "badge.json"] {
        assert!(!is_feed(path), "{path}");
    }
}
