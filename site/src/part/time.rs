//! Instants in a page: for people in the page's zone, for machines in UTC.

use leptos::prelude::*;
use pilotlight_feed::Timestamp;

use crate::page::Context;

/// Day and time.
pub(crate) fn moment(context: &Context<'_>, at: Timestamp) -> impl IntoView + use<> {
    let words = context.local(at).long();
    view! { <time datetime=at.to_string()>{words}</time> }
}

/// An instant near to when the feed was generated: the time alone when it is the same day there.
pub(crate) fn recent(context: &Context<'_>, at: Timestamp) -> impl IntoView + use<> {
    let (local, today) = (
        context.local(at),
        context.local(context.feed.generated_at).date,
    );
    let words = if local.date == today {
        local.short()
    } else {
        local.long()
    };
    view! { <time datetime=at.to_string()>{words}</time> }
}
