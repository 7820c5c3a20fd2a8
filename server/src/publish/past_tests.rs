//! The past in a publication: what a change of it costs, what becomes of a page that a reader would
//! refuse, and what is said of what is still to come.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pilotlight_feed::{
    Date, Feed, History, Impact, Incident, IncidentStatus, IncidentUpdate, Month, MonthOfComponent,
    Status, Timestamp,
};
use tempfile::TempDir;

use super::{Directory, News, PublishError, Publisher, Report, Signer, fresh_key};
use crate::core::{Past, Zone};

/// The first second of the first month.
const BEGIN: Timestamp = Timestamp(1_577_836_800);
/// Months that the incidents of a page lie in, evenly.
const MONTHS: i64 = 60;
const MONTH_S: i64 = 30 * 86_400;

fn feed() -> Feed {
    let golden = include_str!("../../../feed/golden/v1/outage-feed.json");
    let mut feed: Feed = serde_json::from_str(golden).expect("a feed");
    feed.incidents.clear();
    feed.past_incidents.clear();
    feed
}

fn publisher(folder: &TempDir) -> Publisher {
    publisher_into(Some(Directory::open(folder.path()).expect("opens")))
}

fn publisher_into(directory: Option<Directory>) -> Publisher {
    let signer = Signer::new(&fresh_key().expect("random bytes")).expect("a key");
    Publisher::new(Zone::utc(), signer, directory)
}

fn incident(number: i64, started_at: Timestamp, component: &str) -> Incident {
    let end = started_at.plus(600);
    let body = "What is known by now.".to_owned();
    let update = |status: &str, at| IncidentUpdate::new(status.to_owned(), at, body.clone());
    Incident {
        id: format!("incident-{number:05}"),
        name: format!("Incident {number:05}"),
        status: IncidentStatus::Resolved,
        impact: Impact::Major,
        started_at,
        resolved_at: Some(end),
        expected_resolution_at: None,
        next_update_at: None,
        components: vec![component.to_owned()],
        version: None,
        updated_at: None,
        updates: vec![update("resolved", end), update("investigating", started_at)],
    }
}

/// So many incidents, spread over five years and over the components.
fn histories(feed: &Feed, incidents: i64) -> Vec<History> {
    let mut months: BTreeMap<Month, History> = BTreeMap::new();
    for number in 0..incidents {
        let at = BEGIN.plus(number * MONTHS / incidents * MONTH_S + 40_000);
        let place = usize::try_from(number).expect("small") % feed.components.len();
        let month = Month::of(Date(at.0.div_euclid(86_400)));
        let history = months.entry(month).or_insert_with(|| History {
            format: History::FORMAT.to_owned(),
            month,
            time_zone: "UTC".to_owned(),
            components: Vec::new(),
            former_components: Vec::new(),
            incidents: Vec::new(),
            maintenances: Vec::new(),
        });
        history
            .incidents
            .push(incident(number, at, &feed.components[place].id));
    }
    months.into_values().collect()
}

fn news<'a>(feed: &'a Feed, past: &'a Past) -> News<'a> {
    News {
        past,
        ..News::from(feed)
    }
}

/// Publishes a page with so many incidents, then a change of one of them and nothing else. Answers what
/// that did, and the names of the files whose bytes are new, which are those that a folder or a bucket gets.
fn one_change(incidents: i64) -> (Report, Vec<String>) {
    let mut publisher = publisher_into(None).at_once();
    let feed = feed();
    let mut histories = histories(&feed, incidents);
    let past = Past::told(histories.clone());
    publisher.publish(news(&feed, &past)).expect("publishes");
    let before = publisher.published().load_full();
    histories[30].incidents[0].updates[0].body = "What is known in the end.".to_owned();
    // What has not changed is the same object, as the core has it.
    let past = past.with(
        &Past::told(histories[30..=30].to_vec()),
        histories[30].month,
    );
    let rest = Past::told(histories[31..].to_vec());
    let past = past.with(&rest, histories[31].month);
    let report = publisher.publish(news(&feed, &past)).expect("publishes");
    let after = publisher.published().load_full();
    let new = after.in_order().filter(|entry| !before.holds(entry));
    let mut paths: Vec<String> = new.map(|entry| entry.path.clone()).collect();
    paths.sort();
    (report, paths)
}

#[test]
fn a_change_of_one_incident_writes_as_many_files_whatever_else_has_happened() {
    let (few, paths_of_few) = one_change(100);
    let (many, paths_of_many) = one_change(2_000);
    assert!(few.files + 1_800 < many.files, "{few:?} {many:?}");
    let own = |paths: &[String]| {
        let incident = paths.iter().filter(|path| path.starts_with("incidents/"));
        (incident.count(), paths.len())
    };
    assert_eq!(own(&paths_of_few), (1, 3), "{paths_of_few:?}");
    assert_eq!(own(&paths_of_many), (1, 3), "{paths_of_many:?}");
    assert_eq!(few.changed, many.changed);
    assert_eq!(few.rendered, many.rendered);
    // A month has its page and its document: that much more of them, twenty times as many incidents
    // over the same months, and nothing more.
    let (few, many) = (few.changed_bytes, many.changed_bytes);
    assert!(many < few * 20, "{few} {many}");
    assert!(many < 60_000, "{many}");
}

#[test]
fn a_day_that_goes_on_renders_the_page_of_its_month_and_looks_at_no_incident() {
    let mut publisher = publisher_into(None).at_once();
    let feed = feed();
    let mut histories = histories(&feed, 2_000);
    let newest = histories.len() - 1;
    let mut rendered = |histories: &[History]| {
        let past = Past::told(histories.to_vec());
        publisher
            .publish(news(&feed, &past))
            .expect("publishes")
            .rendered
    };
    rendered(&histories);
    histories[newest].components.push(MonthOfComponent {
        id: feed.components[0].id.clone(),
        name: feed.components[0].name.clone(),
        uptime_bp: Some(9_990),
        days: "om".to_owned(),
    });
    // The page of the month, its document and its map; the list of months; the component itself.
    assert_eq!(rendered(&histories), 5);
    // The control: with an incident its own page is, those of its month, the history of its component, and
    // what leads to the map of the month.
    histories[newest].incidents[0].name.push('!');
    assert_eq!(rendered(&histories), 6);
}

/// The control: news of every page is written to every page.
#[test]
fn a_change_of_the_name_writes_what_there_is() {
    let written = |incidents| {
        let mut publisher = publisher_into(None).at_once();
        let mut feed = feed();
        let past = Past::told(histories(&feed, incidents));
        publisher.publish(news(&feed, &past)).expect("publishes");
        feed.page.name = "Another".to_owned();
        let report = publisher.publish(news(&feed, &past)).expect("publishes");
        (report.changed, report.changed_bytes)
    };
    let (few, many) = (written(100), written(300));
    assert!(few.0 + 200 <= many.0, "{few:?} {many:?}");
    assert!(few.1 + 200_000 < many.1, "{few:?} {many:?}");
}

#[test]
fn a_refused_page_of_the_past_keeps_its_last_good_form_and_holds_up_nothing() {
    let folder = TempDir::new().expect("a folder");
    let mut publisher = publisher(&folder).at_once();
    let mut feed = feed();
    let mut histories = histories(&feed, 60);
    let mut publish = |feed: &Feed, histories: &[History]| {
        let past = Past::told(histories.to_vec());
        publisher.publish(news(feed, &past))
    };
    let first = publish(&feed, &histories).expect("publishes");
    assert_eq!(first.refused, 0);
    let place = |history: &History| {
        let id = &history.incidents[0].id;
        folder.path().join(format!("incidents/{id}/index.html"))
    };
    let good = fs::read_to_string(place(&histories[2])).expect("is there");

    histories[2].incidents[0].updates[0].body = "long ".repeat(4 << 20);
    histories[3].incidents[0].name = "Another name".to_owned();
    feed.revision += 1;
    let second = publish(&feed, &histories).expect("publishes all the same");
    assert!(0 < second.refused, "{second:?}");
    let kept = fs::read_to_string(place(&histories[2])).expect("is still there");
    assert_eq!(kept, good);
    let other = fs::read_to_string(place(&histories[3])).expect("is there");
    assert!(other.contains("Another name"));
    let text = fs::read_to_string(folder.path().join("feed/v1/summary.json")).expect("is there");
    let on_disk: Feed = serde_json::from_str(&text).expect("reads");
    assert_eq!(on_disk.revision, feed.revision);

    // It is said as long as it is so, also when nothing is made anew.
    feed.revision += 1;
    let third = publish(&feed, &histories).expect("publishes");
    assert_eq!(third.refused, second.refused);

    histories[2].incidents[0].updates[0].body = "Short.".to_owned();
    let mended = publish(&feed, &histories).expect("publishes");
    assert_eq!(mended.refused, 0);
    assert!(fs::read_to_string(place(&histories[2])).is_ok_and(|page| page.contains("Short.")));

    // The control: what is refused of the present does hold up.
    feed.page.name = "long ".repeat(4 << 20);
    let refused = publish(&feed, &histories);
    assert!(matches!(refused, Err(PublishError::Refused { .. })));
}

#[test]
fn what_of_the_past_waits_is_said_to_come_and_is_no_file_that_is_gone() {
    let folder = TempDir::new().expect("a folder");
    let feed = feed();
    let past = Past::told(histories(&feed, 600));
    publisher(&folder)
        .at_once()
        .publish(news(&feed, &past))
        .expect("publishes");
    let old = "incidents/incident-00000/index.html";
    assert!(folder.path().join(old).is_file());

    // As after a start: memory has nothing yet, and takes it in bit by bit.
    let mut restarted = publisher(&folder);
    let address = "/incidents/incident-00000/";
    let mut publications = 0;
    loop {
        let report = restarted.publish(news(&feed, &past)).expect("publishes");
        let published = restarted.published().load_full();
        assert!(folder.path().join(old).is_file(), "{publications}");
        publications += 1;
        if report.waiting == 0 {
            assert!(published.at(address).is_some());
            assert!(!published.is_coming(address));
            break;
        }
        assert!(published.at(address).is_none() && published.is_coming(address));
        restarted.prepare(news(&feed, &past), &|| false);
        assert!(!published.is_coming("/components/none/"));
    }
    assert_eq!(publications, 2);

    let mut unread = news(&feed, &past);
    unread.past_is_whole = false;
    restarted.publish(unread).expect("publishes");
    let published = restarted.published().load_full();
    assert!(published.is_coming("/incidents/not-read-yet/"));
}

/// Counts down with every question whether to stop, and says so at the end.
fn after(questions: usize) -> impl Fn() -> bool {
    let asked = AtomicUsize::new(0);
    move || questions <= asked.fetch_add(1, Ordering::Relaxed)
}

/// Publishes the past of 600 incidents bit by bit, as after a start, and between two bits a change of
/// the present. Answers how many files such a change renders and writes, and how many bits there were.
fn changes_meanwhile(publisher: &mut Publisher, prepares: bool) -> (Vec<(usize, usize)>, usize) {
    let mut feed = feed();
    let past = Past::told(histories(&feed, 600));
    let mut report = publisher.publish(news(&feed, &past)).expect("publishes");
    let (mut changes, mut bits) = (Vec::new(), 0);
    while 0 < report.waiting {
        if prepares {
            publisher.prepare(news(&feed, &past), &after(40));
        } else {
            publisher.most_new = usize::MAX;
        }
        feed.revision += 1;
        feed.status.level = match feed.status.level {
            Status::Operational => Status::MajorOutage,
            _ => Status::Operational,
        };
        report = publisher.publish(news(&feed, &past)).expect("publishes");
        changes.push((report.rendered, report.changed));
        bits += 1;
        assert!(bits < 1_000, "it comes to an end");
    }
    (changes, bits)
}

#[test]
fn a_change_waits_for_no_page_of_the_past_that_a_start_has_read() {
    let most = |changes: &[(usize, usize)]| changes.iter().map(|change| change.0).max();
    let alone = {
        let mut publisher = publisher_into(None);
        let mut feed = feed();
        publisher.publish(&feed).expect("publishes");
        feed.revision += 1;
        feed.status.level = Status::Operational;
        publisher.publish(&feed).expect("publishes").rendered
    };
    let folder = TempDir::new().expect("a folder");
    let mut with_folder = publisher(&folder);
    let (changes, bits) = changes_meanwhile(&mut with_folder, true);
    assert!(5 < bits, "{bits}");
    // Beside itself it renders where months and components tell what has come: no page of an incident.
    let components = feed().components.len();
    let most_of_past = 3 * 3 + components + 1;
    assert!(
        most(&changes) <= Some(alone + most_of_past),
        "{alone} {changes:?}"
    );
    let first = folder.path().join("incidents/incident-00000/index.html");
    assert!(first.is_file());

    // The control: made with the next publication, all of it is waited for.
    let (changes, _) = changes_meanwhile(&mut publisher_into(None), false);
    assert!(most(&changes) > Some(alone + 300), "{changes:?}");
}

#[test]
fn pages_of_incidents_stand_in_the_folder_before_anything_leads_to_them_and_nothing_else_does() {
    let folder = TempDir::new().expect("a folder");
    let mut publisher = publisher(&folder);
    let feed = feed();
    let past = Past::told(histories(&feed, 1_200));
    publisher.publish(news(&feed, &past)).expect("publishes");
    let before = publisher.published().load_full();
    publisher.prepare(news(&feed, &past), &|| false);
    let after = publisher.published().load_full();
    assert!(Arc::ptr_eq(&before, &after), "nothing is published");
    let is_there = |path: &str| folder.path().join(path).is_file();
    let waiting: Vec<&Arc<History>> = past
        .months()
        .filter(|one| {
            let page = format!("/history/{}/", one.month);
            before.at(&page).is_none()
        })
        .collect();
    let newest = waiting.last().expect("some months wait");
    assert!(is_there(&format!(
        "incidents/{}/index.html",
        newest.incidents[0].id
    )));
    assert!(!is_there(&format!("history/{}/index.html", newest.month)));
    assert!(!is_there(&format!("feed/v1/history/{}.json", newest.month)));

    // What is not to be told any more when it is published is taken back.
    let id = &newest.incidents[0].id;
    let mut months: Vec<History> = past.months().map(|one| History::clone(one)).collect();
    for month in &mut months {
        month.incidents.retain(|one| one.id != *id);
    }
    let past = Past::told(months);
    let mut publisher = publisher.at_once();
    publisher.publish(news(&feed, &past)).expect("publishes");
    assert!(!is_there(&format!("incidents/{id}/index.html")));
    assert!(is_there(&format!(
        "incidents/{}/index.html",
        newest.incidents[1].id
    )));
}

#[test]
fn a_page_that_is_told_no_more_goes() {
    let folder = TempDir::new().expect("a folder");
    let mut publisher = publisher(&folder).at_once();
    let feed = feed();
    let mut histories = histories(&feed, 60);
    let mut publish = |histories: &[History]| {
        let past = Past::told(histories.to_vec());
        publisher.publish(news(&feed, &past)).expect("publishes");
    };
    publish(&histories);
    let gone = histories.remove(5);
    let (id, month) = (&gone.incidents[0].id, gone.month);
    let places = [
        format!("incidents/{id}/index.html"),
        format!("history/{month}/index.html"),
        format!("feed/v1/history/{month}.json"),
    ];
    let are_there = |wanted: bool| {
        let mut places = places.iter().map(|place| folder.path().join(place));
        places.all(|place| place.is_file() == wanted)
    };
    assert!(are_there(true));
    publish(&histories);
    assert!(are_there(false));
    let other = &histories[5].incidents[0].id;
    let other = folder.path().join(format!("incidents/{other}/index.html"));
    assert!(other.is_file());
}
