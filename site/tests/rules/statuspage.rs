//! Statuspage's API, read by what reads the original.

use pilotlight_feed::adapter::{Format, Source, Value as Document, detect};
use pilotlight_feed::{Component, Feed, Incident, IncidentUpdate, Maintenance, Status};
use serde_json::Value;

use crate::{BUSY, FUTURE, OUTAGE, feed, files, text};

fn read_back(original: &Feed) -> Feed {
    let document = text(&files(original), "api/v2/summary.json");
    let document: Document = serde_json::from_str(&document).expect("is JSON");
    assert_eq!(detect(&document), Some(Format::Statuspage));
    let from = Source {
        address: &format!("{}api/v2/summary.json", original.page.url),
        now: original.generated_at,
        companion: None,
    };
    Format::Statuspage.read(&document, &from).expect("reads")
}

/// What the original has no place for.
fn without_own_words(mut feed: Feed) -> Feed {
    let shown: Vec<String> = feed.components.iter().map(|one| one.id.clone()).collect();
    for component in &mut feed.components {
        (component.since, component.uptime_bp, component.days) = (None, None, None);
        (component.critical, component.until) = (false, None);
    }
    for incident in &mut feed.incidents {
        (incident.expected_resolution_at, incident.next_update_at) = (None, None);
        (incident.version, incident.updated_at) = (None, None);
        incident.components.retain(|id| shown.contains(id));
        incident.components.sort_unstable();
    }
    let all = feed.maintenances.iter_mut();
    for maintenance in all.chain(&mut feed.scheduled_maintenances) {
        (maintenance.version, maintenance.updated_at) = (None, None);
        // A component that is not shown is named by its identifier alone, and there it cannot be.
        maintenance.components.retain(|id| shown.contains(id));
        maintenance.components.sort_unstable();
    }
    let incidents = feed.incidents.iter_mut().map(|one| &mut one.updates);
    let maintenances = feed.maintenances.iter_mut();
    let maintenances = maintenances.chain(&mut feed.scheduled_maintenances);
    for updates in incidents.chain(maintenances.map(|one| &mut one.updates)) {
        for update in updates {
            let (status, body) = (update.status.clone(), update.body.clone());
            *update = IncidentUpdate::new(status, update.at, body);
        }
    }
    feed
}

#[test]
fn what_it_says_reads_back_as_the_feed_it_was_made_of() {
    for original in [OUTAGE, BUSY, FUTURE] {
        let original = without_own_words(feed(original));
        let back = read_back(&original);
        let named = |list: &[Component]| list.to_vec();
        assert_eq!(named(&back.components), named(&original.components));
        let open = |list: &[Incident]| list.to_vec();
        assert_eq!(open(&back.incidents), open(&original.incidents));
        let planned = |list: &[Maintenance]| list.to_vec();
        assert_eq!(planned(&back.maintenances), planned(&original.maintenances));
        let (ours, theirs) = (
            &original.scheduled_maintenances,
            &back.scheduled_maintenances,
        );
        assert_eq!(planned(theirs), planned(ours));
        // A level that we do not know is told as unknown, and a reader then asks the components.
        match original.status.level {
            Status::Unknown => assert_ne!(back.status.level, Status::Operational),
            level => assert_eq!(back.status.level, level),
        }
        assert_eq!(back.groups.len(), original.groups.len());
    }
}

#[test]
fn no_level_reads_back_greener() {
    let mut original = without_own_words(feed(OUTAGE));
    for status in Status::ALL {
        original.status.level = *status;
        original.incidents.clear();
        original.maintenances.clear();
        for component in &mut original.components {
            component.status = *status;
        }
        let back = read_back(&original);
        assert_eq!(back.status.level, *status);
        assert!(back.components.iter().all(|one| one.status == *status));
    }
}

#[test]
fn each_list_holds_what_its_address_says() {
    let original = feed(BUSY);
    let files = files(&original);
    let read = |name: &str| -> Value {
        serde_json::from_str(&text(&files, &format!("api/v2/{name}.json"))).expect("is JSON")
    };
    let ids = |document: &Value, list: &str| -> Vec<String> {
        let list = document[list].as_array().expect("a list");
        let ids = list.iter().map(|one| one["id"].as_str().expect("a text"));
        ids.map(str::to_owned).collect()
    };
    let (all, open) = (read("incidents"), read("incidents/unresolved"));
    assert_eq!(ids(&open, "incidents").len(), original.incidents.len());
    let known = original.incidents.len() + original.past_incidents.len();
    assert_eq!(ids(&all, "incidents").len(), known);
    const WORK: &str = "scheduled_maintenances";
    let (ahead, active) = (
        read("scheduled-maintenances/upcoming"),
        read("scheduled-maintenances/active"),
    );
    assert_eq!(
        ids(&ahead, WORK).len(),
        original.scheduled_maintenances.len()
    );
    assert_eq!(ids(&active, WORK).len(), original.maintenances.len());
    // The past one was cancelled, and so is not told of.
    let both = original.scheduled_maintenances.len() + original.maintenances.len();
    assert_eq!(ids(&read("scheduled-maintenances"), WORK).len(), both);
    assert_eq!(read("status")["status"], read("summary")["status"]);
    assert_eq!(
        read("components")["components"],
        read("summary")["components"]
    );
}

#[test]
fn the_time_alone_changes_none_of_it() {
    let mut later = feed(BUSY);
    let of = |feed: &Feed| -> Vec<_> {
        let files = files(feed).into_iter();
        files.filter(|file| file.path.starts_with("api/")).collect()
    };
    let before = of(&later);
    assert_eq!(before.len(), 8);
    later.generated_at = later.generated_at.plus(60);
    later.valid_until = later.valid_until.plus(60);
    later.revision += 1;
    assert_eq!(of(&later), before);
}
