//! Documents with random damage, of their bytes and of their values: no reader panics, and what is
//! read still keeps the rules.

use pilotlight_server::import::{Document, Source};
use proptest::prelude::{Strategy, any, prop_oneof, proptest};
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use super::rules::broken;
use super::{FIXTURES, source};

/// Where, how many bytes go, and what comes in their place.
type Bytes = (Index, usize, Vec<u8>);
/// Which value of a JSON document, and what stands there then.
type Values = (Index, Value);

fn damaged_bytes() -> impl Strategy<Value = Vec<Bytes>> {
    let odd = prop_oneof![
        select(vec![
            "\"",
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\n",
            "---\n",
            "+++\n",
            "{{<",
            ">}}",
            "&a",
            "*a",
            "<<: ",
            "\u{0}",
            "\u{202e}",
            "<!--",
            "-->",
            "<script",
            "<a href=\"",
            "-",
            "#",
            "99999999",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
        proptest::collection::vec(any::<u8>(), 0..6),
    ];
    proptest::collection::vec((any::<Index>(), 0..40_usize, odd), 1..6)
}

fn damaged_values() -> impl Strategy<Value = Vec<Values>> {
    let odd = prop_oneof![
        select(vec![
            json!(null),
            json!(true),
            json!(-1),
            json!(1e300),
            json!(u64::MAX),
            json!([]),
            json!({}),
            json!([null, {"id": 1, "name": "A"}]),
            json!("2026-02-30T25:00:00Z"),
            json!("9999-12-31T23:59:59-23:59"),
            json!("-5"),
            json!("x".repeat(20_000)),
            json!("a\u{0}\n\u{202e}<script>"),
            json!("https://user:secret@[::1"),
        ]),
        any::<String>().prop_map(Value::String),
        any::<i64>().prop_map(|number| json!(number)),
    ];
    proptest::collection::vec((any::<Index>(), odd), 0..6)
}

/// Every value of a document, itself first.
fn count(document: &Value) -> usize {
    let children: usize = match document {
        Value::Array(list) => list.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    };
    1 + children
}

/// Replaces the value number `at`; the rest of `at` where it lies beyond this part.
fn replace(document: &mut Value, at: usize, with: &Value) -> Option<usize> {
    if at == 0 {
        *document = with.clone();
        return None;
    }
    let children: Vec<&mut Value> = match document {
        Value::Array(list) => list.iter_mut().collect(),
        Value::Object(fields) => fields.values_mut().collect(),
        _ => Vec::new(),
    };
    children
        .into_iter()
        .try_fold(at - 1, |rest, child| replace(child, rest, with))
}

fn damage_values(document: &mut Document, damage: &[Values]) {
    // A JSON document is YAML as well, so what is read as YAML stays what it is.
    let Ok(mut value) = serde_json::from_str::<Value>(&document.text) else {
        return;
    };
    for (at, with) in damage {
        let at = at.index(count(&value));
        replace(&mut value, at, with);
    }
    document.text = value.to_string();
}

fn damage_bytes(document: &mut Document, damage: &[Bytes]) {
    let mut bytes = document.text.clone().into_bytes();
    for (at, length, with) in damage {
        let start = at.index(bytes.len() + 1);
        let end = (start + length).min(bytes.len());
        bytes.splice(start..end, with.iter().copied());
    }
    document.text = String::from_utf8_lossy(&bytes).into_owned();
}

fn check(index: usize, mut source: Source, change: impl FnOnce(&mut Source)) {
    let (system, name) = FIXTURES[index];
    change(&mut source);
    if let Ok(plan) = system.read(&source) {
        assert_eq!(broken(&plan), None, "{name}");
    }
}

proptest! {
    #[test]
    fn damaged_bytes_are_refused_or_read_within_the_rules(
        index in 0..FIXTURES.len(),
        which in any::<Index>(),
        damage in damaged_bytes(),
    ) {
        let source = source(FIXTURES[index].1);
        check(index, source, |source| {
            let which = which.index(source.documents.len());
            damage_bytes(&mut source.documents[which], &damage);
        });
    }

    #[test]
    fn damaged_values_are_refused_or_read_within_the_rules(
        index in 0..FIXTURES.len(),
        damage in proptest::collection::vec(damaged_values(), 8),
    ) {
        let source = source(FIXTURES[index].1);
        check(index, source, |source| {
            for (document, damage) in source.documents.iter_mut().zip(&damage) {
                damage_values(document, damage);
            }
        });
    }
}
