//! The page for an `<iframe>` on somebody else's page: the status of all and nothing beside it.

use leptos::prelude::*;

use super::Context;
use super::frame::{self, Follows, Head};
use crate::words::Word;

/// `embed/index.html`, and `embed/de/index.html` of a language that is not the first: the badge as a picture, which the element brings to life where scripts run.
pub(crate) fn embed(context: &Context<'_>) -> String {
    let name = &context.feed.page.name;
    let words = context.words.fill(Word::StatusOf, [("name", name)]);
    let head = Head {
        title: words.clone(),
        description: context.words.fill(Word::EmbedDescription, [("name", name)]),
        follows: Follows::Status,
        place: None,
    };
    // The feed's address leads to the first language.
    let href = (!context.is_main()).then(|| context.to("/"));
    let whose = words.clone();
    let content = view! {
        <main class="frame">
            <h1 class="unseen">{whose}</h1>
            <pilot-light feed="/feed/v1/summary.json" href=href target="_blank">
                <a href=context.to("/") target="_blank" rel="noopener">
                    <img src="/badge.svg" width="200" height="28" alt=words/>
                </a>
            </pilot-light>
        </main>
    };
    frame::bare(context, head, content.into_any())
}
