//! What a page that shows the present says, once its script finds that the present has moved on: the
//! words are here, where they are translated, and hidden until then.

use leptos::prelude::*;
use pilotlight_feed::{Incident, IncidentUpdate, Maintenance, Timestamp};

use crate::page::Context;
use crate::words::Word;

/// The events of a page as its script recognises them in `summary.json`: `id status newest start end`,
/// a line each. What differs there is news.
pub(crate) struct Watched(pub(crate) String);

impl Watched {
    /// One incident.
    pub(crate) fn incident(incident: &Incident) -> Self {
        Self(line(
            (&incident.id, incident.status.as_str()),
            &incident.updates,
            None,
        ))
    }

    /// All maintenances that are open, in the order of the feed.
    pub(crate) fn maintenances<'a>(list: impl Iterator<Item = &'a Maintenance>) -> Self {
        let lines = list.map(|one| {
            let times = Some((one.starts_at, one.ends_at));
            line((&one.id, one.status.as_str()), &one.updates, times)
        });
        Self(lines.collect::<Vec<_>>().join("\n"))
    }
}

fn line(
    (id, status): (&str, &str),
    updates: &[IncidentUpdate],
    times: Option<(Timestamp, Timestamp)>,
) -> String {
    let newest = updates.first().map(|update| update.at.to_string());
    let (start, end) = times.unzip();
    let text = |at: Option<Timestamp>| at.map_or_else(String::new, |at| at.to_string());
    [
        id,
        status,
        &newest.unwrap_or_default(),
        &text(start),
        &text(end),
    ]
    .join(" ")
}

/// A place for what the script has to say, read aloud when it does.
pub(crate) fn follow(context: &Context<'_>, watched: Watched) -> AnyView {
    let words = &context.words;
    view! {
        <div class="follow" role="status" data-watched=watched.0>
            <p class="changed" hidden>{words.say(Word::PageChanged)} " " <a href="">{words.say(Word::Reload)}</a></p>
            <p class="doubt" hidden>{words.say(Word::PageOutdated)}</p>
        </div>
    }
    .into_any()
}
