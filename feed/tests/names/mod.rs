//! The names that a document has and those that a schema describes, to hold one against the other.

use std::collections::BTreeSet;

use serde_json::Value;

/// The names in a document, at every depth.
pub(crate) fn keys(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            into.insert(key.clone());
            keys(value, into);
        }),
        Value::Array(list) => list.iter().for_each(|value| keys(value, into)),
        _ => {}
    }
}

/// The names that a schema describes.
pub(crate) fn properties(schema: &Value, into: &mut BTreeSet<String>) {
    match schema {
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            if let (true, Value::Object(named)) = (key == "properties", value) {
                into.extend(named.keys().cloned());
            }
            properties(value, into);
        }),
        Value::Array(list) => list.iter().for_each(|value| properties(value, into)),
        _ => {}
    }
}
