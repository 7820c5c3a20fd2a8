//! Instants as the visitor's own clock and calendar show them.

use pilotlight_feed::Timestamp;
use pilotlight_feed::locale::{Word, around};

use super::node::{Element, element};
use crate::language::Language;

/// `23 Nov 2026, 12:03 CET`.
pub(super) fn moment(language: &Language, at: Timestamp) -> Element {
    time(at, whole(language, at))
}

/// The same without the day when that is the day of `near`.
pub(super) fn recent(language: &Language, at: Timestamp, near: Timestamp) -> Element {
    time(at, words(language, at, near))
}

/// [`recent`] as text.
pub(super) fn words(language: &Language, at: Timestamp, near: Timestamp) -> String {
    if language.day(at) == language.day(near) {
        language.zoned_clock(at)
    } else {
        whole(language, at)
    }
}

fn whole(language: &Language, at: Timestamp) -> String {
    [language.day(at), language.zoned_clock(at)].join(", ")
}

/// Puts a sentence with a time in it into an element.
pub(super) fn with_time(into: Element, language: &Language, word: Word, time: Element) -> Element {
    let (before, after) = around(language.words.say(word), "time");
    into.said(before.to_owned())
        .child(time)
        .said(after.to_owned())
}

fn time(at: Timestamp, words: String) -> Element {
    element("time", &[])
        .with("datetime", at.to_string())
        .said(words)
}
