//! From a value of the page's script to a type of ours, by serde.
//!
//! `serde-wasm-bindgen` does this for every type there is and says of each fault what it was: 15 kB
//! of the WebAssembly, most of it for writing messages that nobody reads. A document is either ours
//! or refused, so here an error is only an error, and only what the feed is made of can be read.

use core::fmt;

use js_sys::{Array, JsString, Number, Object, Reflect};
use serde::de::value::U32Deserializer;
use serde::de::{DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};
use wasm_bindgen::{JsCast, JsValue};

/// Reads a value; nothing when it is not of the shape of `T`.
pub(crate) fn decode<'de, T: Deserialize<'de>>(value: JsValue) -> Option<T> {
    T::deserialize(Value(value)).ok()
}

/// A whole number that is not negative, if it is one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "whoever is not the same after the way there and back is negative or too large"
)]
pub(super) fn whole(value: &JsValue) -> Option<u64> {
    if !Number::is_integer(value) {
        return None;
    }
    let number = value.unchecked_into_f64();
    let whole = number as u64;
    (whole as f64 == number).then_some(whole)
}

fn is_nothing(value: &JsValue) -> bool {
    value.is_undefined() || *value == JsValue::NULL
}

struct Value(JsValue);

/// A value that is not of the shape that was asked for.
#[derive(Debug)]
struct Mismatch;

impl fmt::Display for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not of the shape of a feed")
    }
}

impl serde::de::StdError for Mismatch {}

impl serde::de::Error for Mismatch {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self
    }

    fn invalid_value(_: serde::de::Unexpected<'_>, _: &dyn serde::de::Expected) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

impl<'de> Deserializer<'de> for Value {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Mismatch> {
        Err(Mismatch)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_string(self.0.as_string().ok_or(Mismatch)?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_string(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_u64(whole(&self.0).ok_or(Mismatch)?)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        if is_nothing(&self.0) {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        let array: Array = self.0.dyn_into().map_err(|_| Mismatch)?;
        visitor.visit_seq(Items { array, next: 0 })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_map(Fields {
            object: self.0,
            names,
            next: 0,
            value: JsValue::UNDEFINED,
        })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u32 u128 f32 f64 char bytes byte_buf unit unit_struct
        newtype_struct tuple tuple_struct map enum identifier ignored_any
    }
}

struct Items {
    array: Array,
    next: u32,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Mismatch> {
        if self.array.length() <= self.next {
            return Ok(None);
        }
        let value = Reflect::get_u32(&self.array, self.next).map_err(|_| Mismatch)?;
        self.next += 1;
        seed.deserialize(Value(value)).map(Some)
    }
}

/// The fields that a type has, whatever else the object may have.
struct Fields {
    object: JsValue,
    names: &'static [&'static str],
    next: u32,
    value: JsValue,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Mismatch;

    /// A field is told by its number among the type's own, which compares no names.
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Mismatch> {
        while let Some(name) = self.names.get(self.next as usize) {
            let number = self.next;
            self.next += 1;
            let name: JsString = (*name).into();
            let object: &Object = self.object.unchecked_ref();
            // What a page has put on all objects is no field of the feed.
            if !Object::has_own_str(object, &name).map_err(|_| Mismatch)? {
                continue;
            }
            self.value = Reflect::get(object, &name).map_err(|_| Mismatch)?;
            if !is_nothing(&self.value) {
                let key: U32Deserializer<Mismatch> = number.into_deserializer();
                return seed.deserialize(key).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Mismatch> {
        seed.deserialize(Value(self.value.clone()))
    }
}
