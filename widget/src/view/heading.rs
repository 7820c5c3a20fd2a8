//! Headings, whose level depends on the page around them.

use super::node::{Element, element};

/// A heading of the level that fits the page.
pub(super) fn heading(level: u8, class: &'static str, words: String) -> Element {
    element("div", &[("role", "heading"), ("dir", "auto")])
        .with("aria-level", char::from(b'0' + level.min(9)).into())
        .with("class", class.to_owned())
        .said(words)
}
