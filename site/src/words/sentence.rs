//! A sentence with blanks: its pieces, so that what fills a blank may be an element, and nothing that
//! fills one is looked at again.

use leptos::prelude::*;

/// A piece of a sentence.
pub(super) enum Piece<'a> {
    /// Words.
    Text(&'a str),
    /// The name of a blank.
    Blank(&'a str),
}

/// The pieces of a sentence, in their order.
pub(super) fn pieces(sentence: &str) -> impl Iterator<Item = Piece<'_>> {
    sentence
        .split_inclusive('}')
        .flat_map(|part| match part.split_once('{') {
            Some((text, blank)) => [Piece::Text(text), Piece::Blank(blank.trim_end_matches('}'))],
            None => [Piece::Text(part), Piece::Text("")],
        })
}

/// A sentence with its one blank filled in.
pub(super) fn fill(sentence: &str, value: &str) -> String {
    let parts = pieces(sentence).map(|piece| match piece {
        Piece::Text(text) => text,
        Piece::Blank(_) => value,
    });
    parts.collect()
}

/// A sentence with an element in each of its blanks.
pub(super) fn view<const N: usize>(
    sentence: &str,
    blanks: [(&'static str, AnyView); N],
) -> AnyView {
    let mut blanks = blanks.map(|(name, view)| (name, Some(view)));
    let parts: Vec<Option<AnyView>> = pieces(sentence)
        .map(|piece| match piece {
            Piece::Text("") => None,
            Piece::Text(text) => Some(text.to_owned().into_any()),
            Piece::Blank(name) => {
                let filled = blanks.iter_mut().find(|(known, _)| *known == name);
                filled.and_then(|(_, view)| view.take())
            }
        })
        .collect();
    parts.into_any()
}
