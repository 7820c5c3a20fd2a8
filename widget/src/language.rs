//! The language of the page: its words, and its way to write numbers and times, which the browser
//! knows. English without a country is written by hand: to write its first number a browser loads what
//! it knows of all languages, on a slow phone for longer than all else that is done at once.

mod english;

use std::cell::RefCell;
use std::ptr;

use js_sys::{Array, Date, Function, Object, Reflect};
use leptos::prelude::window;
use pilotlight_feed::Timestamp;
use pilotlight_feed::locale::{Word, Words};
use wasm_bindgen::{JsCast, JsValue};

/// Where English has no country, days come before months.
const ENGLISH: &str = "en-GB";

/// A way to write something: what of `Intl` writes it, by which method, and the fields that it
/// takes as `Intl` names them.
#[derive(Debug)]
struct Format {
    class: &'static str,
    method: &'static str,
    fields: &'static [(&'static str, &'static str)],
}

static DAY: Format = time(&[("day", "numeric"), ("month", "short"), ("year", "numeric")]);
static CLOCK: Format = time(&[("hour", "2-digit"), ("minute", "2-digit")]);
static ZONED_CLOCK: Format = time(&[
    ("hour", "2-digit"),
    ("minute", "2-digit"),
    ("timeZoneName", "short"),
]);
static NUMBER: Format = Format {
    class: "NumberFormat",
    method: "format",
    fields: &[],
};
static PERCENT: Format = Format {
    class: "NumberFormat",
    method: "format",
    fields: &[("style", "percent"), ("maximumFractionDigits", "2")],
};
static PLURAL: Format = Format {
    class: "PluralRules",
    method: "select",
    fields: &[],
};

const fn time(fields: &'static [(&'static str, &'static str)]) -> Format {
    Format {
        class: "DateTimeFormat",
        method: "format",
        fields,
    }
}

/// A format that the browser has made ready, which takes it longer than to write a hundred times.
#[derive(Debug)]
struct Writer {
    format: &'static Format,
    object: JsValue,
    method: Function,
}

/// A language and its words.
#[derive(Debug)]
pub(crate) struct Language {
    tag: String,
    pub(crate) words: Words,
    /// Those that were needed.
    writers: RefCell<Vec<Writer>>,
}

impl Language {
    /// The language of a tag that the browser knows, in its words or else in English.
    pub(crate) fn new(tag: &str, words: Option<Vec<String>>) -> Self {
        let words = words.map_or_else(Words::default, Words::new);
        let has_country = tag.len() == "en-XX".len() && tag.starts_with("en-");
        let is_ours = !words.are_english() || has_country;
        Self {
            tag: if is_ours { tag } else { ENGLISH }.to_owned(),
            words,
            writers: RefCell::default(),
        }
    }

    /// Whether it is written from right to left.
    pub(crate) fn is_rtl(&self) -> bool {
        !self.words.are_english() && (self.tag.starts_with("ar") || self.tag.starts_with("he"))
    }

    /// A number of things.
    pub(crate) fn count(&self, word: Word, number: usize) -> String {
        if self.words.are_english() {
            let category = if number == 1 { "one" } else { "other" };
            return self.words.count(word, category, &number.to_string());
        }
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let category = self.write(&PLURAL, &number.into());
        let number = self.write(&NUMBER, &number.into());
        self.words.count(word, &category, &number)
    }

    /// `"99.98%"`, from basis points.
    #[expect(
        clippy::float_arithmetic,
        reason = "the browser writes it with two digits, exactly"
    )]
    pub(crate) fn percent(&self, basis_points: u16) -> String {
        if self.words.are_english() {
            return english::percent(basis_points);
        }
        self.write(&PERCENT, &(f64::from(basis_points) / 10_000.0).into())
    }

    /// `23 Nov 2026`; this and the others in the visitor's own time zone.
    pub(crate) fn day(&self, at: Timestamp) -> String {
        self.time(at, &DAY, english::day)
    }

    /// `12:03`.
    pub(crate) fn clock(&self, at: Timestamp) -> String {
        self.time(at, &CLOCK, english::clock)
    }

    /// `12:03 CET`.
    pub(crate) fn zoned_clock(&self, at: Timestamp) -> String {
        self.time(at, &ZONED_CLOCK, english::zoned_clock)
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "the years 0 to 9999 are exact in milliseconds"
    )]
    fn time(&self, at: Timestamp, format: &'static Format, english: fn(&str) -> String) -> String {
        let date = Date::new(&JsValue::from_f64(at.0.saturating_mul(1_000) as f64));
        if self.tag == ENGLISH {
            english(&String::from(date.to_string()))
        } else {
            self.write(format, &date)
        }
    }

    /// Nothing where the browser does not know how.
    fn write(&self, format: &'static Format, value: &JsValue) -> String {
        let mut writers = self.writers.borrow_mut();
        let known = writers
            .iter()
            .position(|writer| ptr::eq(writer.format, format));
        let known = known.or_else(|| {
            writers.push(Writer::new(&self.tag, format).ok()?);
            Some(writers.len() - 1)
        });
        known
            .and_then(|index| {
                let Writer { object, method, .. } = &writers[index];
                method.call1(object, value).ok()?.as_string()
            })
            .unwrap_or_default()
    }
}

impl Writer {
    fn new(tag: &str, format: &'static Format) -> Result<Self, JsValue> {
        let fields = Object::new();
        for (name, value) in format.fields {
            Reflect::set(&fields, &(*name).into(), &(*value).into())?;
        }
        let class = Reflect::get(&window(), &"Intl".into())?;
        let class: Function = Reflect::get(&class, &format.class.into())?.unchecked_into();
        let object = Reflect::construct(&class, &Array::of2(&tag.into(), &fields))?;
        Ok(Self {
            format,
            method: Reflect::get(&object, &format.method.into())?.unchecked_into(),
            object,
        })
    }
}
