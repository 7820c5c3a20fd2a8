//! A JSON document of unknown make, held loosely.
//!
//! Derived types would refuse a whole document for one `null` where a text was expected, and each
//! would weigh as much as this file. Here a field that is missing, empty or of another type is
//! simply not there.

use core::fmt;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// How deep a document may nest; none of the formats goes beyond seven. Ends recursion.
const DEEPEST: usize = 32;

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`, or a number that is not whole: no format says anything with one.
    Nothing,
    /// `true` or `false`.
    Truth(bool),
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object, its fields in the order of the document.
    Object(Vec<(String, Value)>),
}

impl Value {
    /// The field of that name; the last one, as in a browser, where a name stands twice.
    pub(super) fn get(&self, name: &str) -> &Self {
        let Self::Object(fields) = self else {
            return &Self::Nothing;
        };
        let field = fields.iter().rev().find(|(key, _)| key == name);
        field.map_or(&Self::Nothing, |(_, value)| value)
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) if !text.trim().is_empty() => Some(text.trim()),
            _ => None,
        }
    }

    /// A key, which some write as a number and some as a text.
    pub(super) fn key(&self) -> Option<String> {
        match self {
            Self::Number(number) => Some(number.to_string()),
            other => other.text().map(str::to_owned),
        }
    }

    pub(super) fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            other => other.text()?.parse().ok(),
        }
    }

    pub(super) fn is_true(&self) -> bool {
        *self == Self::Truth(true)
    }

    pub(super) fn list(&self) -> Option<&[Self]> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    /// The objects of a list; nothing of anything else.
    pub(super) fn objects(&self) -> impl DoubleEndedIterator<Item = &Self> {
        let list = self.list().unwrap_or_default();
        list.iter().filter(|value| value.is_object())
    }

    pub(super) fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Depth(0).deserialize(deserializer)
    }
}

/// Reads a value that stands this many levels deep.
#[derive(Clone, Copy)]
struct Depth(usize);

impl Depth {
    fn next<E: Error>(self) -> Result<Self, E> {
        if self.0 < DEEPEST {
            Ok(Self(self.0 + 1))
        } else {
            Err(E::custom("nested deeper than any status document"))
        }
    }
}

impl<'de> DeserializeSeed<'de> for Depth {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Depth {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Truth(truth))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(i64::try_from(number).map_or(Value::Nothing, Value::Number))
    }

    /// A browser has no other numbers. Whoever is not the same after the way there and back is not
    /// whole.
    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        let whole = number as i64;
        Ok(if whole as f64 == number {
            Value::Number(whole)
        } else {
            Value::Nothing
        })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let deeper = self.next()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(deeper)? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let deeper = self.next()?;
        let mut object = Vec::new();
        while let Some(name) = fields.next_key()? {
            object.push((name, fields.next_value_seed(deeper)?));
        }
        Ok(Value::Object(object))
    }
}
