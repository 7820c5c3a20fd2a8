//! The contract held against its golden files and its published JSON Schema.
//!
//! `golden/v1` only grows: every later version must still read what stands there.

mod names;

use std::collections::BTreeSet;
use std::path::Path;

use pilotlight_feed::{
    Feed, Impact, IncidentStatus, IncidentUpdate, SCHEMA, Status, Timestamp, signature,
};
use serde_json::Value;

use self::names::{keys, properties};

fn golden(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("golden/v1")
        .join(name);
    std::fs::read_to_string(path).expect("a golden file")
}

fn read(name: &str) -> Feed {
    let feed: Feed = serde_json::from_str(&golden(name)).expect("a feed");
    feed.validate().expect("within bounds");
    feed
}

fn schema() -> Value {
    serde_json::from_str(SCHEMA).expect("the schema is JSON")
}

/// The document as a server publishes it, with a signature of the right form.
fn signed(feed: &Feed) -> Vec<u8> {
    let document = serde_json::to_vec(feed).expect("serializes");
    let message = signature::message(&document).expect("begins with its format");
    signature::seal(&message, &"A".repeat(signature::SIGNATURE_CHARACTERS)).expect("fits")
}

/// The schema with every object closed, so that a field it does not describe fails.
fn closed(mut schema: Value) -> Value {
    fn close(value: &mut Value) {
        if let Value::Object(map) = value {
            if map.contains_key("properties") {
                map.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            map.values_mut().for_each(close);
        } else if let Value::Array(list) = value {
            list.iter_mut().for_each(close);
        }
    }
    close(&mut schema);
    schema
}

#[test]
fn every_golden_file_is_read_and_written_back_unchanged() {
    for name in [
        "quiet-summary.json",
        "outage-feed.json",
        "busy-feed.json",
        "edited-feed.json",
        "promises-feed.json",
        "former-feed.json",
    ] {
        let written = serde_json::to_value(read(name)).expect("serializes");
        let original: Value = serde_json::from_str(&golden(name)).expect("is JSON");
        assert_eq!(written, original, "{name}");
    }
}

#[test]
fn a_signed_golden_file_is_read_as_a_feed_and_sealed_again_to_the_byte() {
    let feed = read("signed-summary.json");
    let document = golden("signed-summary.json");
    let read = signature::split(document.as_bytes()).expect("is signed");
    let written = serde_json::to_vec(&feed).expect("serializes");
    let message = signature::message(&written).expect("begins with its format");
    assert_eq!(read.message(), message);
    let sealed = signature::seal(&message, read.signature).expect("fits");
    assert_eq!(sealed, document.as_bytes());
}

#[test]
fn unknown_fields_are_ignored_and_unknown_words_read_as_unknown() {
    let feed = read("from-the-future-feed.json");
    assert_eq!(feed.status.level, Status::Unknown);
    assert_eq!(feed.components[1].status, Status::Unknown);
    assert_eq!(feed.incidents[0].status, IncidentStatus::Investigating);
    assert_eq!(feed.incidents[0].impact, Impact::Minor);
}

#[test]
fn what_is_written_fits_the_published_schema() {
    let validator = jsonschema::validator_for(&closed(schema())).expect("a valid schema");
    let feed = read("outage-feed.json");
    let promises = read("promises-feed.json");
    for feed in [
        read("quiet-summary.json"),
        feed.summary(),
        feed,
        promises.summary(),
        promises,
    ] {
        let plain = serde_json::to_value(&feed).expect("serializes");
        let signed = serde_json::from_slice(&signed(&feed)).expect("is JSON");
        for document in [plain, signed] {
            let errors: Vec<String> = validator
                .iter_errors(&document)
                .map(|e| e.to_string())
                .collect();
            assert!(errors.is_empty(), "{errors:?}");
        }
    }
}

/// The other direction: the schema describes nothing that a server does not write.
#[test]
fn every_property_of_the_schema_is_written() {
    let (mut described, mut written) = (BTreeSet::new(), BTreeSet::new());
    properties(&schema(), &mut described);
    for name in ["edited-feed.json", "promises-feed.json", "former-feed.json"] {
        let document = serde_json::from_slice(&signed(&read(name))).expect("is JSON");
        keys(&document, &mut written);
    }
    assert_eq!(described, written);
}

#[test]
fn the_schema_refuses_a_broken_document() {
    let validator = jsonschema::validator_for(&schema()).expect("a valid schema");
    for (pointer, value) in [
        ("/format", "pilotlight/2".into()),
        ("/revision", (-1).into()),
        ("/components/0/uptime_bp", 10_001.into()),
        ("/components/0/id", "../etc".into()),
        ("/components/0/days", "xyz".into()),
        ("/valid_until", "soon".into()),
        ("/signature", "A".repeat(85).into()),
    ] {
        let mut broken: Value =
            serde_json::from_slice(&signed(&read("outage-feed.json"))).expect("is JSON");
        *broken.pointer_mut(pointer).expect("the pointer exists") = value;
        assert!(!validator.is_valid(&broken), "{pointer}");
    }
}

#[test]
fn a_reader_refuses_what_is_out_of_bounds() {
    let check = |field: &str, spoil: &dyn Fn(&mut Feed)| {
        let mut feed = read("outage-feed.json");
        spoil(&mut feed);
        assert_eq!(feed.validate().expect_err(field).field, field);
    };
    check("format", &|feed| feed.format = "pilotlight/2".to_owned());
    check("valid_until", &|feed| feed.valid_until = feed.generated_at);
    check("page.url", &|feed| {
        feed.page.url = "javascript:alert(1)".to_owned()
    });
    check("page.name", &|feed| feed.page.name = "x".repeat(1 << 20));
    check("components", &|feed| {
        feed.components[1].id = "website".to_owned()
    });
    check("id", &|feed| feed.components[1].id = "../etc".to_owned());
    check("name", &|feed| {
        feed.components[1].name = "bell\u{7}".to_owned()
    });
    check("group", &|feed| {
        feed.components[1].group = Some("nowhere".to_owned())
    });
    check("uptime_bp", &|feed| {
        feed.components[1].uptime_bp = Some(10_001)
    });
    check("ends_at", &|feed| {
        feed.maintenances[0].ends_at = feed.maintenances[0].starts_at
    });
    check("updates", &|feed| {
        feed.incidents[0].updates[0].body = "\u{1b}[31m".to_owned()
    });
}

#[test]
fn a_summary_keeps_the_news_and_drops_the_history() {
    let feed = read("outage-feed.json");
    let summary = feed.summary();
    assert_eq!(summary.incidents[0].updates.len(), 1);
    assert_eq!(summary.components[1].status, feed.components[1].status);
    assert_eq!(summary.components[1].days, None);
    assert_eq!((summary.days, summary.past_incidents.len()), (None, 0));
}

#[test]
fn a_component_that_is_gone_is_named_as_long_as_something_says_its_name() {
    let feed = read("former-feed.json");
    let names = |feed: &Feed, ids: &[String]| -> Vec<String> {
        feed.named(ids).map(|known| known.name.clone()).collect()
    };
    let past = &feed.past_incidents[0];
    assert!(names(&feed, &past.components).contains(&"Pager".to_owned()));
    // A summary has no past, and so no name for it.
    let summary = feed.summary();
    let former: Vec<&str> = summary
        .former_components
        .iter()
        .map(|known| known.id.as_str())
        .collect();
    assert_eq!(former, ["fax"]);
    let open = &summary.incidents[0];
    assert!(names(&summary, &open.components).contains(&"Fax gateway".to_owned()));
    // One that is on the page is not gone.
    let mut twice = feed.clone();
    twice.former_components.push(feed.components[0].clone());
    assert!(twice.validate().is_err());
}

#[test]
fn a_summary_says_what_is_promised_now_and_not_how_that_changed() {
    let feed = read("promises-feed.json");
    let (whole, short) = (&feed.incidents[0], &feed.summary().incidents[0]);
    assert_eq!(short.expected_resolution_at, whole.expected_resolution_at);
    let update = &whole.updates[0];
    let plain = IncidentUpdate::new(update.status.clone(), update.at, update.body.clone());
    assert_eq!(short.updates, [plain]);
    assert!(feed.components[0].critical && feed.summary().components[0].critical);
}

#[test]
fn a_feed_is_fresh_up_to_its_promise_and_no_longer() {
    let feed = read("quiet-summary.json");
    let until = Timestamp::parse("2026-11-23T06:13:00Z").expect("a time");
    assert!(feed.is_fresh(until));
    assert!(!feed.is_fresh(until.plus(1)));
}
