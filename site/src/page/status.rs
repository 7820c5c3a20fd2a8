//! The front page: how everything is doing.

use leptos::prelude::*;

use super::Context;
use super::frame::{self, Follows, Head};
use crate::part::banner::banner;
use crate::part::component::components;
use crate::part::footer::footer;
use crate::part::{icon, incident, maintenance};

/// `index.html`. What stands inside `<pilot-light>` is what the element shows too once it runs;
/// until then, and wherever it cannot run, this is shown.
pub(crate) fn status(context: &Context<'_>) -> String {
    let (feed, look) = (context.feed, context.options.look);
    let name = &feed.page.name;
    let words = &feed.status.description;
    let head = Head {
        title: format!("{words} · {name} status"),
        description: format!(
            "{name} status: {words}. As of {}.",
            context.local(feed.generated_at).long()
        ),
        follows: Follows::Status,
    };
    let content = view! {
        {icon::sprite()}
        <main>
            <pilot-light variant="panel" feed="/feed/v1/summary.json">
                {banner(context)}
                {incident::open(context, feed.incidents.iter(), incident::update)}
                {maintenance::in_progress(context, feed.maintenances.iter(), incident::update)}
                {components(context)}
            </pilot-light>
            {look.sections.maintenance.then(|| maintenance::scheduled(context))}
            {incident::past(context)}
        </main>
        {footer(context)}
    };
    frame::footed(context, head, content.into_any())
}
