//! Instants in a page: for people in the page's zone, for machines in UTC.

use leptos::prelude::*;
use pilotlight_feed::Timestamp;

use crate::page::Context;
use crate::words::Word;

/// Day and time.
pub(crate) fn moment(context: &Context<'_>, at: Timestamp) -> AnyView {
    let words = context.words.long(&context.local(at));
    view! { <time datetime=at.to_string()>{words}</time> }.into_any()
}

/// An instant near to when the feed was generated: the time alone when it is the same day there.
pub(crate) fn recent(context: &Context<'_>, at: Timestamp) -> AnyView {
    let (local, today) = (
        context.local(at),
        context.local(context.feed.generated_at).date,
    );
    let words = if local.date == today {
        local.short()
    } else {
        context.words.long(&local)
    };
    view! { <time datetime=at.to_string()>{words}</time> }.into_any()
}

/// From one instant to another; what both share, the day, is said once.
pub(crate) fn range(context: &Context<'_>, from: Timestamp, to: Timestamp) -> AnyView {
    let (start, end) = (context.local(from), context.local(to));
    let words = if start.date == end.date {
        end.short()
    } else {
        context.words.long(&end)
    };
    let start = context.words.long(&start);
    let times = [
        (
            "start",
            view! { <time datetime=from.to_string()>{start}</time> }.into_any(),
        ),
        (
            "end",
            view! { <time datetime=to.to_string()>{words}</time> }.into_any(),
        ),
    ];
    view! { <span class="range">{context.words.view(Word::Range, times)}</span> }.into_any()
}
