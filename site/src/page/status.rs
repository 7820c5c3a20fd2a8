//! The front page: how everything is doing.

use leptos::prelude::*;

use super::Context;
use super::frame::{self, Follows, Head};
use crate::part::banner::banner;
use crate::part::component::components;
use crate::part::follow::Watched;
use crate::part::footer::footer;
use crate::part::{icon, incident, maintenance};
use crate::words::Word;

/// `index.html`. What stands inside `<pilot-light>` is what the element shows too once it runs, and
/// that it does when there is news (`asset/page.js`); until then, and wherever it cannot run, this is
/// shown.
pub(crate) fn status(context: &Context<'_>) -> String {
    let (feed, look) = (context.feed, context.options.look);
    let overall = context.words.overall(feed);
    let time = context.words.long(&context.local(feed.generated_at));
    let name = feed.page.name.as_str();
    let blanks = [("name", name), ("words", &overall), ("time", &time)];
    let head = Head {
        title: context.title(&overall),
        description: context.words.fill(Word::StatusDescription, blanks),
        follows: Follows::News,
        place: Some(String::new()),
    };
    let watched = Watched::status(feed).0;
    // What stands below the element is taken over from newer pages, as far as it is shown at all.
    let ahead = (look.sections.maintenance).then(|| Watched::ahead(feed).0);
    let follows = look.sections.maintenance || 0 < look.sections.past_days;
    let revision = follows.then(|| feed.revision.to_string());
    let content = view! {
        {icon::sprite()}
        <main>
            <pilot-light
                variant="panel"
                feed="/feed/v1/summary.json"
                data-watched=watched
                data-ahead=ahead
                data-revision=revision
            >
                {banner(context)}
                {incident::open(context, feed.incidents.iter(), incident::update)}
                {maintenance::in_progress(context, feed.maintenances.iter(), incident::update)}
                {components(context)}
            </pilot-light>
            <p class="unseen news" role="status"></p>
            {look.sections.maintenance.then(|| maintenance::scheduled(context))}
            {incident::past(context)}
        </main>
        {footer(context)}
    };
    frame::footed(context, head, content.into_any())
}
