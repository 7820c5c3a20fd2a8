//! What stands below the status: how to carry it elsewhere, how its figures come about, and how old
//! it is.

use leptos::prelude::*;
use pilotlight_feed::uptime::Weights;

use super::embed::embed;
use super::time::{moment, recent};
use crate::page::Context;

/// The foot of the status page.
pub(crate) fn footer(context: &Context<'_>) -> AnyView {
    let feed = context.feed;
    view! {
        <footer>
            {embed(context)}
            <p>{uptime_rule()} " Days are those of " {feed.page.time_zone.clone()} "."</p>
            <p>
                "Generated " {moment(context, feed.generated_at)} ", valid until "
                {recent(context, feed.valid_until)} ". "
                <a href="/feed/v1/feed.json">"Everything here as JSON"</a> "."
            </p>
        </footer>
    }
    .into_any()
}

/// How the percentages come about, in one breath.
fn uptime_rule() -> String {
    let partial = Weights::default().partial_outage_percent;
    format!(
        "Uptime counts a major outage in full and a partial outage at {partial}\u{a0}%; maintenance \
         and time without data are left out, and it is rounded down."
    )
}
