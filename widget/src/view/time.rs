//! Instants as the visitor's own clock and calendar show them.

use js_sys::{Date, Object, Reflect};
use pilotlight_feed::Timestamp;
use wasm_bindgen::JsValue;

use super::node::{Element, element};

/// The locale of the words around the times.
const LOCALE: &str = "en-GB";
const DAY: &[(&str, &str)] = &[("day", "numeric"), ("month", "short"), ("year", "numeric")];
const CLOCK: &[(&str, &str)] = &[
    ("hour", "2-digit"),
    ("minute", "2-digit"),
    ("hourCycle", "h23"),
];
const ZONED_CLOCK: &[(&str, &str)] = &[
    ("hour", "2-digit"),
    ("minute", "2-digit"),
    ("hourCycle", "h23"),
    ("timeZoneName", "short"),
];

/// `12:03`.
pub(super) fn clock(at: Timestamp) -> String {
    format(at, CLOCK)
}

/// `23 Nov 2026, 12:03 CET`.
pub(super) fn moment(at: Timestamp) -> Element {
    time(at, [format(at, DAY), format(at, ZONED_CLOCK)].join(", "))
}

/// The same without the day when that is the day of `near`.
pub(super) fn recent(at: Timestamp, near: Timestamp) -> Element {
    if format(at, DAY) == format(near, DAY) {
        time(at, format(at, ZONED_CLOCK))
    } else {
        moment(at)
    }
}

fn time(at: Timestamp, words: String) -> Element {
    element("time", &[])
        .with("datetime", at.to_string())
        .said(words)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "the years 0 to 9999 are exact in milliseconds"
)]
fn format(at: Timestamp, options: &[(&str, &str)]) -> String {
    let fields = Object::new();
    for (name, value) in options {
        // A new object takes every field.
        let _ = Reflect::set(&fields, &(*name).into(), &(*value).into());
    }
    let date = Date::new(&JsValue::from_f64(at.0.saturating_mul(1_000) as f64));
    date.to_locale_string(LOCALE, &fields).into()
}
