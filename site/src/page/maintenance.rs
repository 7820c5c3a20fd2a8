//! Planned work: what is going on, what lies ahead, what was done.

use leptos::prelude::*;

use super::Context;
use super::frame::{self, Follows, Head};
use crate::part::follow::{Watched, follow};
use crate::part::{icon, maintenance};
use crate::words::Word;

/// `maintenance/index.html`.
pub(crate) fn maintenance(context: &Context<'_>) -> String {
    let feed = context.feed;
    let words = &context.words;
    let head = Head {
        title: context.title(words.say(Word::Maintenance)),
        description: words.fill(Word::MaintenanceDescription, [("name", &feed.page.name)]),
        follows: Follows::Itself,
        place: Some("maintenance/".to_owned()),
    };
    let is_empty = feed.maintenances.is_empty()
        && feed.scheduled_maintenances.is_empty()
        && feed.past_maintenances.is_empty();
    let nothing = is_empty.then(|| view! { <p>{words.say(Word::NoWork)}</p> }.into_any());
    let open = feed.maintenances.iter();
    let watched = Watched::maintenances(open.chain(&feed.scheduled_maintenances));
    let content = view! {
        {icon::sprite()}
        <main class="list">
            <h1>{words.say(Word::Maintenance)}</h1>
            {follow(context, watched)}
            {nothing}
            {maintenance::section(context, Word::InProgress, feed.maintenances.iter())}
            {maintenance::section(context, Word::Ahead, feed.scheduled_maintenances.iter())}
            {maintenance::section(context, Word::Past, feed.past_maintenances.iter())}
            <p class="more"><a href="/maintenance.ics">{words.say(Word::AsCalendar)}</a></p>
        </main>
    };
    frame::document(context, head, content.into_any())
}
