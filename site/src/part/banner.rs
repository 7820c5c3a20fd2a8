//! The one sentence that most visitors come for.

use leptos::prelude::*;

use super::icon::icon;
use super::time::moment;
use crate::level;
use crate::page::Context;
use crate::words::{Language, Word};

/// Level and words of the whole page, and as of when.
pub(crate) fn banner(context: &Context<'_>) -> AnyView {
    let overall = &context.feed.status;
    let class = ["banner ", level::name(overall.level)].concat();
    let words = &context.words;
    // Of the feed's own sentence nobody knows which way it is written.
    let direction = (words.language == Language::ENGLISH).then_some("auto");
    let as_of = moment(context, context.feed.generated_at);
    view! {
        <div class=class>
            {icon(overall.level)}
            <h1 dir=direction>{words.overall_view(context.feed)}</h1>
            <p class="as-of">{words.view(Word::AsOf, [("time", as_of)])}</p>
            <p class="doubt">{words.say(Word::PageOutdated)}</p>
        </div>
    }
    .into_any()
}
