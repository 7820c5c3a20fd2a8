//! Headings, whose level depends on the page around them.

use super::node::{Element, element};

/// A heading above some of what is shown. A name in another script than the page's keeps its place at the
/// start of the line.
pub(super) fn heading(level: u8, class: &'static str, name: String) -> Element {
    empty(level, class).child(element("bdi", &[]).said(name))
}

/// A heading with a sentence in it, which is of the page's own language.
pub(super) fn sentence(level: u8, class: &'static str, words: String) -> Element {
    empty(level, class).said(words)
}

fn empty(level: u8, class: &'static str) -> Element {
    element("div", &[("role", "heading")])
        .with("aria-level", char::from(b'0' + level.min(9)).into())
        .with("class", class.to_owned())
}
