//! Instants in a page: for people in the page's zone, for machines in UTC.

use leptos::prelude::*;
use pilotlight_feed::Timestamp;

use crate::page::Context;

/// Day and time.
pub(crate) fn moment(context: &Context<'_>, at: Timestamp) -> AnyView {
    let words = context.local(at).long();
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
        local.long()
    };
    view! { <time datetime=at.to_string()>{words}</time> }.into_any()
}

/// From one instant to another; what both share, the day, is said once.
pub(crate) fn range(context: &Context<'_>, from: Timestamp, to: Timestamp) -> AnyView {
    let (start, end) = (context.local(from), context.local(to));
    let words = if start.date == end.date {
        end.short()
    } else {
        end.long()
    };
    view! {
        <span class="range">
            <time datetime=from.to_string()>{start.long()}</time> " to "
            <time datetime=to.to_string()>{words}</time>
        </span>
    }
    .into_any()
}
