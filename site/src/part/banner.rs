//! The one sentence that most visitors come for.

use leptos::prelude::*;

use super::icon::icon;
use super::time::moment;
use crate::level;
use crate::page::Context;

/// Level and words of the whole page, and as of when.
pub(crate) fn banner(context: &Context<'_>) -> AnyView {
    let overall = &context.feed.status;
    let class = ["banner ", level::name(overall.level)].concat();
    let words = overall.description.clone();
    view! {
        <div class=class>
            {icon(overall.level)}
            <h1 dir="auto">{words}</h1>
            <p class="as-of">"As of " {moment(context, context.feed.generated_at)}</p>
            <p class="doubt">"This page may be out of date: no newer status could be read."</p>
        </div>
    }
    .into_any()
}
