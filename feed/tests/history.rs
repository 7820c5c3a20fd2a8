//! The history of a month held against its golden file and its published JSON Schema.

mod names;

use std::collections::BTreeSet;

use pilotlight_feed::{HISTORY_SCHEMA, History};
use serde_json::Value;

use self::names::{keys, properties};

const GOLDEN: &str = include_str!("../golden/v1/history-2026-11.json");
/// Of a month that names a component which is off the page by now.
const FORMER: &str = include_str!("../golden/v1/history-2026-10.json");

fn schema() -> Value {
    serde_json::from_str(HISTORY_SCHEMA).expect("the schema is JSON")
}

fn golden() -> Value {
    serde_json::from_str(GOLDEN).expect("is JSON")
}

fn former() -> Value {
    serde_json::from_str(FORMER).expect("is JSON")
}

#[test]
fn the_golden_history_is_read_and_written_back_unchanged() {
    for text in [GOLDEN, FORMER] {
        let read: History = serde_json::from_str(text).expect("a history");
        assert_eq!(read.format, History::FORMAT);
        let golden: Value = serde_json::from_str(text).expect("is JSON");
        assert_eq!(serde_json::to_value(read).expect("serializes"), golden);
    }
}

#[test]
fn the_golden_history_fits_its_schema_and_a_broken_one_does_not() {
    let validator = jsonschema::validator_for(&schema()).expect("a valid schema");
    for known in [golden(), former()] {
        let errors = validator.iter_errors(&known);
        let errors: Vec<String> = errors.map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
    for (pointer, value) in [
        ("/format", "pilotlight/1".into()),
        ("/month", "2026-13".into()),
        ("/components/0/days", "xyz".into()),
        ("/components/0/uptime_bp", 10_001.into()),
        ("/incidents/0/id", "../etc".into()),
    ] {
        let mut broken: Value = golden();
        *broken.pointer_mut(pointer).expect("the pointer exists") = value;
        assert!(!validator.is_valid(&broken), "{pointer}");
    }
}

#[test]
fn what_is_written_is_described_and_the_other_way_round() {
    let (mut described, mut written) = (BTreeSet::new(), BTreeSet::new());
    properties(&schema(), &mut described);
    keys(&golden(), &mut written);
    keys(&former(), &mut written);
    assert_eq!(described, written);
}
