//! The page of one incident, which links in feeds and messages lead to for years.

use leptos::prelude::*;
use pilotlight_feed::{Incident, IncidentStatus};

use super::Context;
use super::frame::{self, Follows, Head};
use crate::level;
use crate::part::follow::{Watched, follow};
use crate::part::icon;
use crate::part::incident::{affected, colour, dated_update, impact_words, promises, update_of};
use crate::part::time::moment;
use crate::words::Word;

/// `incidents/<id>/index.html`. It changes only when its incident does, or a promise is broken.
pub(crate) fn incident(context: &Context<'_>, incident: &Incident) -> String {
    let (name, words) = (&incident.name, &context.words);
    let began = words.long(&context.local(incident.started_at));
    let began = words.fill(Word::Began, [("time", &began)]);
    let status = words.announced(incident.status.as_str());
    let head = Head {
        title: context.title(name),
        description: [&status, impact_words(context, incident.impact), &began].join(" · "),
        place: Some(["incidents/", &incident.id, "/"].concat()),
        follows: if incident.resolved_at.is_some() {
            Follows::Nothing
        } else {
            Follows::Itself
        },
    };
    let ended = incident.resolved_at.map(|at| {
        let duration = words.lasting(incident.started_at, at).into_any();
        let blanks = [("time", moment(context, at)), ("duration", duration)];
        view! { <p class="meta">{words.view(Word::OverSince, blanks)}</p> }.into_any()
    });
    // What was learned stands last, whenever it was said.
    let (learned, told): (Vec<_>, Vec<_>) = incident
        .updates
        .iter()
        .partition(|update| update.status == IncidentStatus::Postmortem.as_str());
    let told: Vec<_> = told
        .into_iter()
        .map(|update| update_of(context, incident, update))
        .collect();
    let learned = (!learned.is_empty()).then(|| {
        let updates: Vec<_> = learned
            .into_iter()
            .map(|update| dated_update(context, update))
            .collect();
        let heading = words.say(Word::Postmortem);
        view! { <section class="learned"><h2>{heading}</h2>{updates}</section> }.into_any()
    });
    let following = incident
        .resolved_at
        .is_none()
        .then(|| follow(context, Watched::incident(incident)));
    let level = colour(incident.impact);
    let class = ["event ", level::name(level)].concat();
    let content = view! {
        {icon::sprite()}
        <main>
            {following}
            <article class=class>
                <h1>{icon::icon(level)} <bdi>{name.clone()}</bdi></h1>
                <p class="meta">
                    <b>{status}</b> " · " {impact_words(context, incident.impact)} " · "
                    {affected(context, &incident.components)}
                    {words.view(Word::Began, [("time", moment(context, incident.started_at))])}
                </p>
                {ended}
                {promises(context, incident)}
                {told}
                {learned}
            </article>
        </main>
    };
    frame::document(context, head, content.into_any())
}
