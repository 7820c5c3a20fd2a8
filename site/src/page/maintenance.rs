//! Planned work: what is going on, what lies ahead, what was done.

use leptos::prelude::*;

use super::Context;
use super::frame::{self, Follows, Head};
use crate::part::follow::{Watched, follow};
use crate::part::{icon, maintenance};

/// `maintenance/index.html`.
pub(crate) fn maintenance(context: &Context<'_>) -> String {
    let feed = context.feed;
    let name = &feed.page.name;
    let head = Head {
        title: format!("Maintenance · {name} status"),
        description: format!("Planned work at {name}: in progress, ahead and past."),
        follows: Follows::Itself,
    };
    let is_empty = feed.maintenances.is_empty()
        && feed.scheduled_maintenances.is_empty()
        && feed.past_maintenances.is_empty();
    let nothing = is_empty.then(|| view! { <p>"No work is planned."</p> }.into_any());
    let open = feed.maintenances.iter();
    let watched = Watched::maintenances(open.chain(&feed.scheduled_maintenances));
    let content = view! {
        {icon::sprite()}
        <main class="list">
            <h1>"Maintenance"</h1>
            {follow(watched)}
            {nothing}
            {maintenance::section(context, "In progress", feed.maintenances.iter())}
            {maintenance::section(context, "Ahead", feed.scheduled_maintenances.iter())}
            {maintenance::section(context, "Past", feed.past_maintenances.iter())}
            <p class="more"><a href="/maintenance.ics">"All of it as a calendar"</a></p>
        </main>
    };
    frame::document(context, head, content.into_any())
}
