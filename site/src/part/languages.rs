//! The ways from a page to the same page in other languages: for people, and for search engines.

use leptos::prelude::*;

use crate::page::Context;
use crate::words::Word;

/// Links to the page at `place` in every language of the site, each in its own name; nothing where there
/// is but one.
pub(crate) fn languages(context: &Context<'_>, place: &str) -> Option<AnyView> {
    let own = context.words.language;
    let links: Vec<_> = context
        .editions
        .iter()
        .map(|(language, root)| {
            let (tag, name) = (language.tag(), language.name());
            let address = [root, "/", place].concat();
            let current = (*language == own).then_some("page");
            view! { <li><a href=address hreflang=tag lang=tag aria-current=current>{name}</a></li> }
                .into_any()
        })
        .collect();
    let label = context.words.say(Word::Languages);
    (!links.is_empty()).then(|| {
        view! { <nav class="languages" aria-label=label><ul>{links}</ul></nav> }.into_any()
    })
}

/// The same for search engines: the page in every language, and where those go whose language is none of
/// them.
pub(crate) fn alternates(context: &Context<'_>, place: &str) -> Vec<AnyView> {
    let all = context.alternates(place).into_iter();
    all.map(|(tag, address)| view! { <link rel="alternate" hreflang=tag href=address/> }.into_any())
        .collect()
}
