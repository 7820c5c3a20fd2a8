//! What the targets in `fuzz/` reach in here. Built with the feature `fuzzing` alone.

use crate::html::document;
use crate::part::markdown::markdown as part;

/// What a page has of a text in Markdown, as a document with nothing else in it.
#[must_use]
pub fn markdown(source: &str) -> String {
    document(|| part(source))
}
