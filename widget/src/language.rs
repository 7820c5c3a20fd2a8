//! The language of the page: its words, and its way to write numbers and times, which the browser
//! knows.

use js_sys::Intl::{NumberFormat, PluralRules};
use js_sys::{Array, Date, Object, Reflect};
use pilotlight_feed::Timestamp;
use pilotlight_feed::locale::{Word, Words};
use wasm_bindgen::JsValue;

/// Where English has no country, days come before months.
const ENGLISH: &str = "en-GB";

/// Fields of a date or a number, as `Intl` names them.
pub(crate) type Format = &'static [(&'static str, &'static str)];

const PERCENT: Format = &[("style", "percent"), ("maximumFractionDigits", "2")];

/// A language and its words.
#[derive(Debug)]
pub(crate) struct Language {
    tag: String,
    pub(crate) words: Words,
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
        }
    }

    /// Whether it is written from right to left.
    pub(crate) fn is_rtl(&self) -> bool {
        !self.words.are_english() && (self.tag.starts_with("ar") || self.tag.starts_with("he"))
    }

    /// A number of things.
    pub(crate) fn count(&self, word: Word, number: usize) -> String {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let rules = PluralRules::new(&self.locales(), &Object::new());
        let category = String::from(rules.select(f64::from(number)));
        self.words
            .count(word, &category, &self.number(number.into(), &[]))
    }

    /// `"99.98%"`, from basis points.
    #[expect(
        clippy::float_arithmetic,
        reason = "the browser writes it with two digits, exactly"
    )]
    pub(crate) fn percent(&self, basis_points: u16) -> String {
        self.number(f64::from(basis_points) / 10_000.0, PERCENT)
    }

    /// An instant in the visitor's own time zone.
    #[expect(
        clippy::cast_precision_loss,
        reason = "the years 0 to 9999 are exact in milliseconds"
    )]
    pub(crate) fn time(&self, at: Timestamp, format: Format) -> String {
        let date = Date::new(&JsValue::from_f64(at.0.saturating_mul(1_000) as f64));
        date.to_locale_string(&self.tag, &object(format)).into()
    }

    fn number(&self, number: f64, format: Format) -> String {
        let format = NumberFormat::new(&self.locales(), &object(format)).format();
        let written = format.call1(&JsValue::UNDEFINED, &number.into());
        written
            .ok()
            .and_then(|words| words.as_string())
            .unwrap_or_default()
    }

    fn locales(&self) -> Array {
        Array::of1(&self.tag.as_str().into())
    }
}

fn object(format: Format) -> Object {
    let fields = Object::new();
    for (name, value) in format {
        // A new object takes every field.
        let _ = Reflect::set(&fields, &(*name).into(), &(*value).into());
    }
    fields
}
