//! The page for an address that is none of ours. A host serves it under any path, so all its links
//! begin at the root.

use leptos::prelude::*;

use super::Context;
use super::frame::{self, Follows, Head};
use crate::words::Word;

/// `404.html`. It says nothing of the status, so it changes no more often than the page's name. It is in the
/// first language of the site, whatever the address begins with.
pub(crate) fn missing(context: &Context<'_>) -> String {
    let (name, words) = (&context.feed.page.name, &context.words);
    let head = Head {
        title: context.title(words.say(Word::NotFound)),
        description: words.fill(Word::NotFoundDescription, [("name", name)]),
        follows: Follows::Nothing,
        place: None,
    };
    let content = view! {
        <main class="missing">
            <h1>{words.say(Word::NotFound)}</h1>
            <p>{words.say(Word::NotFoundText)}</p>
            <p><a href=context.to("/")>{words.say(Word::SeeStatus)}</a></p>
        </main>
    };
    frame::document(context, head, content.into_any())
}
