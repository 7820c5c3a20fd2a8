//! Incidents: what people said, newest first, as text.

use leptos::prelude::*;
use pilotlight_feed::{Date, Impact, Incident, IncidentStatus, IncidentUpdate, Status};

use super::icon::icon;
use super::time::{moment, range, recent};
use crate::level;
use crate::local;
use crate::page::Context;

/// Open incidents with their newest update: what stands right below the banner.
pub(crate) fn open(context: &Context<'_>) -> Option<AnyView> {
    let items: Vec<_> = context
        .feed
        .incidents
        .iter()
        .map(|incident| card(context, incident))
        .collect();
    (!items.is_empty()).then(|| {
        view! {
            <section class="news">
                <h2 class="unseen">"Open incidents"</h2>
                <ul class="cards">{items}</ul>
            </section>
        }
        .into_any()
    })
}

fn card(context: &Context<'_>, incident: &Incident) -> AnyView {
    let colour = colour(incident.impact);
    let class = ["card ", level::name(colour)].concat();
    let name = incident.name.clone();
    let newest = incident
        .updates
        .first()
        .map(|newest| update(context, newest));
    let earlier = incident.updates.get(1..).unwrap_or_default();
    let earlier: Vec<_> = earlier.iter().map(|old| update(context, old)).collect();
    let earlier = (!earlier.is_empty()).then(|| {
        view! {
            <details>
                <summary>"Earlier updates"</summary>
                {earlier}
            </details>
        }
        .into_any()
    });
    let expected = incident.expected_resolution_at.map(|at| {
        view! { <p class="meta">"Expected to be over by " {recent(context, at)}</p> }.into_any()
    });
    let promised = incident
        .next_update_at
        .map(|at| view! { <p class="meta">"Next update by " {recent(context, at)}</p> }.into_any());
    view! {
        <li class=class>
            <h3>{icon(colour)} <bdi>{name}</bdi></h3>
            <p class="meta">
                {impact_words(incident.impact)} " · " {affected(context, &incident.components)}
                "since " {recent(context, incident.started_at)}
            </p>
            {newest} {expected} {promised} {earlier}
        </li>
    }
    .into_any()
}

/// The past, one heading a day of the page's zone.
pub(crate) fn past(context: &Context<'_>) -> Option<AnyView> {
    let mut days: Vec<(Date, Vec<_>)> = Vec::new();
    for incident in &context.feed.past_incidents {
        let date = context.local(incident.started_at).date;
        let item = past_item(context, incident);
        match days.last_mut() {
            Some((last, items)) if *last == date => items.push(item),
            _ => days.push((date, vec![item])),
        }
    }
    let days: Vec<_> = days
        .into_iter()
        .map(|(date, items)| {
            view! {
                <section class="day">
                    <h3>{local::day(date)}</h3>
                    <ul class="cards">{items}</ul>
                </section>
            }
            .into_any()
        })
        .collect();
    (!days.is_empty()).then(|| {
        view! {
            <section class="past">
                <h2>"Past incidents"</h2>
                {days}
            </section>
        }
        .into_any()
    })
}

fn past_item(context: &Context<'_>, incident: &Incident) -> AnyView {
    let name = incident.name.clone();
    let when = match incident.resolved_at {
        Some(end) => range(context, incident.started_at, end).into_any(),
        None => moment(context, incident.started_at).into_any(),
    };
    let updates: Vec<_> = incident
        .updates
        .iter()
        .map(|said| update(context, said))
        .collect();
    view! {
        <li class="card">
            <h4><bdi>{name}</bdi></h4>
            <p class="meta">
                {impact_words(incident.impact)} " · " {affected(context, &incident.components)}
                {when}
            </p>
            {updates}
        </li>
    }
    .into_any()
}

/// One update of an incident or a maintenance.
pub(crate) fn update(context: &Context<'_>, update: &IncidentUpdate) -> AnyView {
    let words = words_of(&update.status);
    let body = update.body.clone();
    view! {
        <div class="update">
            <p class="meta">
                <b>{words}</b> " · " {recent(context, update.at)}
            </p>
            <p class="body" dir="auto">{body}</p>
        </div>
    }
    .into_any()
}

/// The names of the affected components, with what separates them from the words that follow.
pub(crate) fn affected(context: &Context<'_>, ids: &[String]) -> Option<AnyView> {
    let names: Vec<&str> = context
        .feed
        .components
        .iter()
        .filter(|component| ids.contains(&component.id))
        .map(|component| component.name.as_str())
        .collect();
    let names = names.join(", ");
    (!names.is_empty()).then(|| view! { <bdi>{names}</bdi> " · " }.into_any())
}

/// A word of the feed as people write it: `in_progress` is "In progress".
fn words_of(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first
            .to_uppercase()
            .chain(letters)
            .collect::<String>()
            .replace('_', " "),
        None => IncidentStatus::Investigating.as_str().to_owned(),
    }
}

const fn impact_words(impact: Impact) -> &'static str {
    match impact {
        Impact::None => "No impact",
        Impact::Minor => "Minor impact",
        Impact::Major => "Major impact",
        Impact::Critical => "Critical impact",
    }
}

/// The level whose colour and icon an impact takes.
const fn colour(impact: Impact) -> Status {
    match impact {
        Impact::None => Status::Unknown,
        Impact::Minor => Status::DegradedPerformance,
        Impact::Major => Status::PartialOutage,
        Impact::Critical => Status::MajorOutage,
    }
}
