//! What a page that shows the present says, once its script finds that the present has moved on: the
//! words are here, where they are translated, and hidden until then.

use leptos::prelude::*;
use pilotlight_feed::{Feed, Incident, IncidentUpdate, Maintenance, Timestamp};

use crate::page::Context;
use crate::words::Word;

/// What a page shows as its script recognises it in `summary.json`, a line each: of an event
/// `id status newest start end`, of a component `id status since`. What differs there is news.
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

    /// All that the status page shows of the present: the level, each component, open incidents, and
    /// maintenances in progress.
    pub(crate) fn status(feed: &Feed) -> Self {
        let mut lines = vec![feed.status.level.as_str().to_owned()];
        for component in &feed.components {
            let since = component
                .since
                .map_or_else(String::new, |at| at.to_string());
            lines.push(format!(
                "{} {} {since}",
                component.id,
                component.status.as_str()
            ));
        }
        lines.extend(feed.incidents.iter().map(|one| Self::incident(one).0));
        lines.extend(feed.maintenances.iter().map(Self::maintenance));
        Self(lines.join("\n"))
    }

    /// What the status page shows of what lies ahead. It is no news to the element, but to the section below.
    pub(crate) fn ahead(feed: &Feed) -> Self {
        Self::maintenances(feed.scheduled_maintenances.iter())
    }

    /// All maintenances that are open, in the order of the feed.
    pub(crate) fn maintenances<'a>(list: impl Iterator<Item = &'a Maintenance>) -> Self {
        Self(list.map(Self::maintenance).collect::<Vec<_>>().join("\n"))
    }

    fn maintenance(one: &Maintenance) -> String {
        let times = Some((one.starts_at, one.ends_at));
        line((&one.id, one.status.as_str()), &one.updates, times)
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

#[cfg(test)]
mod tests {
    use super::Watched;
    use pilotlight_feed::{Feed, Timestamp};

    fn feed() -> Feed {
        let golden = include_str!("../../../feed/golden/v1/busy-feed.json");
        serde_json::from_str(golden).expect("a feed")
    }

    /// How the status page knows a feed.
    fn known(feed: &Feed) -> [String; 2] {
        [Watched::status(feed).0, Watched::ahead(feed).0]
    }

    #[test]
    fn a_page_finds_itself_in_the_summary_of_its_feed() {
        let mut feed = feed();
        feed.components[0].until = Some(Timestamp(feed.generated_at.0 + 3_600));
        assert_eq!(known(&feed), known(&feed.summary()));
        // The control: news is told apart.
        let mut later = feed.clone();
        later.components[0].since = Some(feed.generated_at);
        assert_ne!(known(&later), known(&feed));
        let mut moved = feed.clone();
        moved.scheduled_maintenances[0].starts_at.0 += 60;
        assert_ne!(known(&moved)[1], known(&feed)[1]);
    }
}
