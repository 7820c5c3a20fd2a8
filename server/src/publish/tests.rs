//! The publisher as a whole: what it refuses, what it skips, what it keeps.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use http::HeaderValue;
use pilotlight_feed::uptime::Weights;
use pilotlight_feed::{Cause, Feed, Ledger, LedgerInterval, Status, Timestamp};
use pilotlight_site::months_of;
use tempfile::TempDir;

use super::{
    Directory, NONE, NOTHING, News, OURS, PublishError, Publisher, Refusal, Report, Signer,
    fresh_key, local_time,
};
use crate::core::{Past, Zone};
use crate::store::StoredKey;

fn outage() -> Feed {
    let golden = include_str!("../../../feed/golden/v1/outage-feed.json");
    serde_json::from_str(golden).expect("a feed")
}

fn signer() -> Signer {
    Signer::new(&fresh_key().expect("random bytes")).expect("a key")
}

fn publisher(folder: &TempDir) -> Publisher {
    let directory = Directory::open(folder.path()).expect("opens");
    Publisher::new(Zone::utc(), signer(), Some(directory))
}

#[test]
fn a_ledger_is_no_feed_and_is_written_only_when_it_has_changed() {
    let folder = TempDir::new().expect("a folder");
    let mut publisher = publisher(&folder);
    let ledger = |status| Ledger {
        format: Ledger::FORMAT.to_owned(),
        component: "web".to_owned(),
        time_zone: "UTC".to_owned(),
        weights: Weights::default(),
        intervals: vec![LedgerInterval {
            from: Timestamp(0),
            to: None,
            status,
            cause: Cause::Monitors,
        }],
    };
    let mut feed = outage();
    let mut publish = |status| {
        feed.revision += 1;
        let news = News {
            feed: &feed,
            ledgers: &[ledger(status)],
            weights: Weights::default(),
            security_contact: None,
            look: &OURS,
            past: &NOTHING,
            past_is_whole: true,
            responses: &NONE,
        };
        publisher.publish(news).expect("publishes").changed
    };
    let first = publish(Status::Operational);
    let same = publish(Status::Operational);
    let other = publish(Status::MajorOutage);
    assert!(same < first);
    assert_eq!(other, same + 1);
    let place = folder.path().join("feed/v1/ledger/web.json");
    let text = fs::read_to_string(place).expect("a ledger");
    let read: Ledger = serde_json::from_str(&text).expect("reads");
    assert_eq!(read, ledger(Status::MajorOutage));
}

fn on_disk(folder: &TempDir) -> Feed {
    let text = fs::read_to_string(folder.path().join("feed/v1/feed.json")).expect("a feed");
    serde_json::from_str(&text).expect("a feed")
}

#[test]
fn memory_and_folder_hold_the_same_files() {
    let folder = TempDir::new().expect("a folder");
    let mut publisher = publisher(&folder);
    publisher.publish(&outage()).expect("publishes");
    let published = publisher.published().load_full();
    for entry in published.in_order() {
        let bytes = fs::read(folder.path().join(&entry.path)).expect("a file");
        assert_eq!(bytes, entry.identity.body, "{}", entry.path);
    }
    assert_eq!(on_disk(&folder), outage());
}

#[test]
fn the_order_is_assets_then_pages_then_feeds() {
    let folder = TempDir::new().expect("a folder");
    let mut publisher = publisher(&folder);
    publisher.publish(&outage()).expect("publishes");
    let published = publisher.published().load_full();
    let orders: Vec<_> = published
        .in_order()
        .map(|entry| entry.kind.order())
        .collect();
    assert!(orders.is_sorted(), "{orders:?}");
    let last = published.in_order().last().map(|entry| entry.path.as_str());
    assert_eq!(last, Some("feed/v1/summary.json"));
}

#[test]
fn what_a_reader_would_refuse_is_not_published_and_the_last_good_stays() {
    let folder = TempDir::new().expect("a folder");
    let mut publisher = publisher(&folder);
    publisher.publish(&outage()).expect("publishes");
    let spoilt: [&dyn Fn(&mut Feed); 5] = [
        &|feed| feed.components[0].name = "x".repeat(1 << 20),
        &|feed| feed.components[0].name = "bell\u{7}".to_owned(),
        &|feed| feed.components[1].id = feed.components[0].id.clone(),
        &|feed| feed.valid_until = feed.generated_at,
        &|feed| {
            let part = feed.components[0].clone();
            let copies = (0..1_900).map(|number| {
                let mut copy = part.clone();
                copy.id = format!("part-{number}");
                copy.description = Some("long ".repeat(60));
                copy
            });
            feed.components = copies.collect();
        },
    ];
    for spoil in spoilt {
        let mut feed = outage();
        spoil(&mut feed);
        let refused = publisher.publish(&feed);
        assert!(
            matches!(refused, Err(PublishError::Refused { .. })),
            "{refused:?}"
        );
        assert_eq!(on_disk(&folder), outage());
        let published = publisher.published().load_full();
        assert!(published.at("/feed/v1/feed.json").is_some());
    }
    let mut better = outage();
    better.components[0].status = Status::PartialOutage;
    publisher.publish(&better).expect("publishes again");
    assert_eq!(on_disk(&folder), better);
}

#[test]
fn what_did_not_change_is_taken_over_compressed_as_it_is() {
    let mut publisher = Publisher::new(Zone::utc(), signer(), None);
    publisher.publish(&outage()).expect("publishes");
    let first = publisher.published().load_full();
    let mut next = outage();
    next.revision += 1;
    let report = publisher.publish(&next).expect("publishes");
    let second = publisher.published().load_full();
    let same = |address| {
        let pair = (
            first.at(address).expect("there"),
            second.at(address).expect("there"),
        );
        Arc::ptr_eq(pair.0, pair.1)
    };
    assert!(same("/feed/v1/schema.json") && same("/robots.txt"));
    assert!(!same("/feed/v1/summary.json"));
    assert!(!same("/"));
    assert_eq!(
        report.changed, 3,
        "the two feeds carry the revision, and the page that follows them"
    );
}

#[test]
fn a_thousand_components_fit_what_a_reader_takes() {
    let mut feed = outage();
    let part = feed.components[1].clone();
    feed.components = (0..1_000)
        .map(|number| {
            let mut copy = part.clone();
            copy.id = format!("component-{number}");
            copy.name = format!("Component number {number}");
            copy.description = None;
            copy
        })
        .collect();
    Publisher::new(Zone::utc(), signer(), None)
        .publish(&feed)
        .expect("publishes");
}

#[test]
fn a_feed_that_is_larger_than_readers_take_is_published_for_nobody_alone() {
    let mut feed = outage();
    let incident = feed.past_incidents[0].clone();
    feed.past_incidents = (0..40)
        .map(|number| {
            let mut copy = incident.clone();
            copy.id = format!("long-{number}");
            copy.updates.truncate(1);
            copy.updates[0].body = "long ".repeat(1_900);
            copy
        })
        .collect();
    let publisher = || Publisher::new(Zone::utc(), signer(), None);
    let refused = publisher().publish(&feed);
    assert!(
        matches!(
            refused,
            Err(PublishError::Refused {
                refusal: Refusal::TooLarge { .. },
                ..
            })
        ),
        "{refused:?}"
    );
    publisher()
        .for_nobody()
        .publish(&feed)
        .expect("is measured");
}

#[test]
fn a_badge_is_sent_as_it_is_and_a_page_is_not() {
    let mut publisher = Publisher::new(Zone::utc(), signer(), None);
    publisher.publish(&outage()).expect("publishes");
    let published = publisher.published().load_full();
    let body = |address: &str, accepted| {
        let accepted = HeaderValue::from_static(accepted);
        let entry = published.at(address).expect("there");
        entry.negotiate(Some(&accepted)).body.clone()
    };
    for accepted in ["br", "gzip"] {
        for badge in ["/badge.svg", "/badge/website.svg", "/preview.png"] {
            assert_eq!(body(badge, accepted), body(badge, ""), "{badge}");
            assert!(
                badge.ends_with("png") || body(badge, "").len() < 1_400,
                "{badge}"
            );
        }
        assert_ne!(body("/", accepted), body("/", ""));
    }
}

#[test]
fn a_quiet_summary_of_twenty_components_is_at_most_600_bytes_of_brotli() {
    let golden = include_str!("../../../feed/golden/v1/quiet-summary.json");
    let feed: Feed = serde_json::from_str(golden).expect("a feed");
    let mut publisher = Publisher::new(Zone::utc(), signer(), None);
    publisher.publish(&feed).expect("publishes");
    let published = publisher.published().load_full();
    let entry = published.at("/feed/v1/summary.json").expect("there");
    let brotli = entry.negotiate(Some(&HeaderValue::from_static("br")));
    assert!(brotli.body.len() <= 600, "{} bytes", brotli.body.len());
}

/// A page of so many components, which are all well.
fn company(components: usize) -> Feed {
    let mut feed = outage();
    let mut part = feed.components[1].clone();
    (part.description, part.group, part.since) = (None, None, None);
    part.status = Status::Operational;
    feed.groups.clear();
    feed.incidents.clear();
    feed.past_incidents.clear();
    feed.components = (0..components)
        .map(|number| {
            let mut copy = part.clone();
            copy.id = format!("component-{number:04}");
            copy.name = format!("Component {number:04}");
            copy
        })
        .collect();
    feed
}

/// Publishes a page, then one change of one component.
fn one_change(components: usize) -> (Report, usize) {
    let mut publisher = Publisher::new(Zone::utc(), signer(), None);
    let mut feed = company(components);
    publisher.publish(&feed).expect("publishes");
    let before = publisher.published().load_full();
    feed.components[7].status = Status::MajorOutage;
    // And with it that of the page.
    feed.status.level = Status::PartialOutage;
    feed.revision += 1;
    feed.generated_at = feed.generated_at.plus(30);
    feed.valid_until = feed.valid_until.plus(30);
    let report = publisher.publish(&feed).expect("publishes");
    let after = publisher.published().load_full();
    // Documents that hold every component by design: all others are about one.
    let about_one = after.in_order().filter(|entry| {
        let is_new = !before.holds(entry);
        let holds_all = ["feed/", "api/"]
            .iter()
            .any(|folder| entry.path.starts_with(folder));
        is_new && entry.path.matches('/').count() == 2 && !holds_all
    });
    let bytes = about_one.map(|entry| entry.identity.body.len()).sum();
    (report, bytes)
}

#[test]
fn a_change_of_one_component_renders_as_many_files_whatever_else_there_is() {
    // Both have the same badges for each component.
    let (few, bytes_of_few) = one_change(250);
    let (many, bytes_of_many) = one_change(1_000);
    assert!(few.files + 900 < many.files, "{few:?} {many:?}");
    assert_eq!(few.rendered, many.rendered);
    assert_eq!(few.changed, many.changed);
    assert!(few.rendered < 40, "{few:?}");
    assert_eq!(
        bytes_of_few, bytes_of_many,
        "beside the documents that hold all"
    );
    assert!(0 < bytes_of_few && bytes_of_few < 20_000, "{bytes_of_few}");
}

/// The control of the rule above: another name of the page is on every page.
#[test]
fn a_change_of_the_page_renders_all() {
    let mut publisher = Publisher::new(Zone::utc(), signer(), None);
    let mut feed = company(10);
    let first = publisher.publish(&feed).expect("publishes");
    feed.page.name = "Another".to_owned();
    let report = publisher.publish(&feed).expect("publishes");
    let alone = ["key.json", "widget"].len();
    assert!(first.files <= report.rendered + alone + super::embedded::len());
}

/// The scheme is in the headers of files whose bytes stay, the widget's among them.
#[test]
fn with_another_scheme_every_file_has_other_headers() {
    let mut publisher = Publisher::new(Zone::utc(), signer(), None);
    let mut feed = company(2);
    publisher.publish(&feed).expect("publishes");
    let before = publisher.published().load_full();
    feed.page.url = feed.page.url.replace("https:", "http:");
    publisher.publish(&feed).expect("publishes");
    let after = publisher.published().load_full();
    let same = after.in_order().filter(|entry| before.holds(entry));
    assert_eq!(
        same.map(|entry| &entry.path).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
}

#[test]
fn what_is_carried_over_is_what_would_have_been_rendered() {
    let golden = include_str!("../../../feed/golden/v1/busy-feed.json");
    let mut feed: Feed = serde_json::from_str(golden).expect("a feed");
    let StoredKey(key) = fresh_key().expect("random bytes");
    let signer = || Signer::new(&StoredKey(key.clone())).expect("a key");
    let mut publisher = Publisher::new(Zone::utc(), signer(), None);
    let changes: [&dyn Fn(&mut Feed); 14] = [
        &|_| {},
        &|feed| feed.components[0].status = Status::MajorOutage,
        &|feed| feed.components[0].name = "Renamed".to_owned(),
        // One that is named in calendars.
        &|feed| feed.components[3].name = "Renamed too".to_owned(),
        &|feed| feed.incidents[0].name = "Retitled".to_owned(),
        &|feed| feed.incidents[0].updates.truncate(1),
        &|feed| feed.generated_at = feed.valid_until.plus(-1),
        &|feed| feed.page.time_zone = "Etc/UTC".to_owned(),
        &|feed| feed.maintenances.clear(),
        &|feed| drop(feed.past_incidents.pop()),
        &|feed| drop(feed.components.pop()),
        // Of no component and no month: the picture beside links to what is open.
        &|feed| feed.status.level = Status::MajorOutage,
        // The last that is shown becomes the first that is gone.
        &|feed| feed.former_components.extend(feed.components.pop()),
        // The one that `/docs/` takes as its example.
        &|feed| drop(feed.components.remove(0)),
    ];
    for change in changes {
        change(&mut feed);
        feed.revision += 1;
        let histories = months_of(&feed, &|at| local_time(&Zone::utc(), at));
        let past = Past::told(histories);
        let news = News {
            past: &past,
            ..News::from(&feed)
        };
        publisher.publish(news).expect("publishes");
        let mut anew = Publisher::new(Zone::utc(), signer(), None);
        anew.publish(news).expect("publishes");
        let bodies = |publisher: &Publisher| {
            let published = publisher.published().load_full();
            let entries = published.in_order();
            let bodies = entries.map(|entry| (entry.path.clone(), entry.identity.body.clone()));
            bodies.collect::<BTreeMap<_, _>>()
        };
        let (carried, whole) = (bodies(&publisher), bodies(&anew));
        let differing: Vec<&String> = whole
            .keys()
            .chain(carried.keys())
            .filter(|path| carried.get(*path) != whole.get(*path))
            .collect();
        assert!(differing.is_empty(), "{differing:?}");
    }
}

#[test]
fn after_a_panic_the_last_good_files_stay_and_the_next_news_is_published_whole() {
    let folder = TempDir::new().expect("a folder");
    let mut publisher = publisher(&folder);
    let good = outage();
    publisher.publish(&good).expect("publishes");
    let before = publisher.published().load_full();
    let mut bad = good.clone();
    bad.revision += 1;
    // A day that no calendar has: to reckon with it overflows, which is a panic where tests are built.
    bad.days.as_mut().expect("has days").last = pilotlight_feed::Date(i64::MAX);
    let error = publisher.publish(&bad).expect_err("cannot");
    assert!(matches!(error, PublishError::Panicked(_)), "{error}");
    assert!(error.to_string().contains("overflow"), "{error}");
    assert!(Arc::ptr_eq(&before, &publisher.published().load_full()));
    assert_eq!(on_disk(&folder), good);
    let mut next = good.clone();
    next.revision += 2;
    let report = publisher.publish(&next).expect("publishes again");
    assert_eq!(report.rendered, report.files, "everything is rendered anew");
    assert_eq!(on_disk(&folder), next);
}
