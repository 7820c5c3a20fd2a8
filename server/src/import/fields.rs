//! An object of a foreign document, which notes what was read of it. What a reader did not read
//! is what it has to say, so nothing is lost by being forgotten.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::time::Duration;

use pilotlight_feed::Timestamp;
use serde_json::{Map, Value};

use super::text;

/// A field that a reader knows and does not carry over, and why; without a why it means nothing
/// outside of its own system and is not told.
pub(super) type Known = (&'static str, &'static str);

#[derive(Clone, Debug)]
pub(super) struct Fields<'a> {
    object: &'a Map<String, Value>,
    read: RefCell<BTreeSet<&'static str>>,
}

impl<'a> Fields<'a> {
    pub(super) fn of(value: &'a Value) -> Option<Self> {
        value.as_object().map(|object| Self {
            object,
            read: RefCell::default(),
        })
    }

    /// Whether both say the same in every field.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.object == other.object
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.object.get(key).is_some_and(|value| !value.is_null())
    }

    /// A field counts as read only when it had the expected shape.
    fn take<T>(&self, key: &'static str, parse: impl FnOnce(&'a Value) -> Option<T>) -> Option<T> {
        let taken = parse(self.object.get(key)?)?;
        self.read.borrow_mut().insert(key);
        Some(taken)
    }

    pub(super) fn text(&self, key: &'static str) -> Option<&'a str> {
        let text = self.take(key, Value::as_str)?;
        (!text.trim().is_empty()).then_some(text)
    }

    /// A text or a number, as identifiers are.
    pub(super) fn word(&self, key: &'static str) -> Option<String> {
        self.take(key, word)
    }

    /// A whole number, also when it is written as a text.
    pub(super) fn number(&self, key: &'static str) -> Option<i64> {
        self.take(key, |value| match value {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        })
    }

    /// Seconds, whole or not.
    pub(super) fn seconds(&self, key: &'static str) -> Option<Duration> {
        self.take(key, |value| {
            let seconds = match value {
                Value::Number(number) => number.as_f64()?,
                Value::String(text) => text.trim().parse().ok()?,
                _ => return None,
            };
            Duration::try_from_secs_f64(seconds).ok()
        })
    }

    /// A yes or no, in any of the ways in which YAML, JSON and SQLite write it.
    pub(super) fn flag(&self, key: &'static str) -> Option<bool> {
        self.take(key, |value| match value {
            Value::Bool(flag) => Some(*flag),
            Value::Number(number) => number.as_i64().map(|number| number != 0),
            Value::String(text) => match text.as_str() {
                "1" | "true" | "yes" | "on" => Some(true),
                "0" | "false" | "no" | "off" => Some(false),
                _ => None,
            },
            _ => None,
        })
    }

    pub(super) fn instant(&self, key: &'static str) -> Option<Timestamp> {
        self.take(key, |value| text::instant(&word(value)?))
    }

    pub(super) fn list(&self, key: &'static str) -> &'a [Value] {
        let list = self.take(key, Value::as_array);
        list.map_or(&[], Vec::as_slice)
    }

    /// The texts and numbers of a list, or a single one in place of a list.
    pub(super) fn words(&self, key: &'static str) -> Vec<String> {
        let single = || self.word(key).into_iter().collect();
        match self.object.get(key).and_then(Value::as_array) {
            Some(list) if list.iter().all(|item| word(item).is_some()) => {
                self.list(key).iter().filter_map(word).collect()
            }
            _ => single(),
        }
    }

    pub(super) fn object(&self, key: &'static str) -> Option<Self> {
        self.take(key, Self::of)
    }

    /// Names and values of an object of texts, as headers are.
    pub(super) fn pairs(&self, key: &'static str) -> Vec<(String, String)> {
        let pairs = self.take(key, |value| pairs(value.as_object()?));
        pairs.unwrap_or_default()
    }

    /// Fields that say something and that nobody has read.
    pub(super) fn unread(&self) -> Vec<&'a str> {
        let read = self.read.borrow();
        let says = |(key, value): &(&'a String, &Value)| {
            !read.contains(key.as_str()) && says_something(value)
        };
        let fields = self.object.iter().filter(says);
        fields.map(|(key, _)| key.as_str()).collect()
    }
}

/// What a value is that is no object, in words; none where it is nothing, or an object.
pub(super) const fn shape(value: &Value) -> Option<&'static str> {
    match value {
        Value::Null | Value::Object(_) => None,
        Value::Bool(_) => Some("yes or no"),
        Value::Number(_) => Some("a number"),
        Value::String(_) => Some("a text"),
        Value::Array(_) => Some("a list"),
    }
}

pub(super) fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

pub(super) fn pairs(object: &Map<String, Value>) -> Option<Vec<(String, String)>> {
    let pairs = object.iter();
    pairs
        .map(|(name, value)| Some((name.clone(), word(value)?)))
        .collect()
}

/// What an exporter writes where nothing was set says nothing.
pub(super) fn says_something(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::Bool(true) => true,
        Value::Number(number) => number.as_i64() != Some(0),
        Value::String(text) => !matches!(text.trim(), "" | "0" | "[]" | "{}" | "null"),
        Value::Array(list) => !list.is_empty(),
        Value::Object(object) => !object.is_empty(),
    }
}
