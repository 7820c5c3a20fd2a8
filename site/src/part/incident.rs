//! Incidents: what people said, newest first, as text.

use leptos::prelude::*;
use pilotlight_feed::{Date, Impact, Incident, IncidentStatus, IncidentUpdate, Status, Timestamp};

use super::icon::icon;
use super::markdown::markdown;
use super::time::{moment, range, recent};
use crate::level;
use crate::local;
use crate::page::Context;

/// Days of the past that the front page shows whole.
const RECENT_DAYS: i64 = 15;

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
    let address = address(incident);
    view! {
        <li class=class>
            <h3>{icon(colour)} <a href=address><bdi>{name}</bdi></a></h3>
            <p class="meta">
                {impact_words(incident.impact)} " · " {affected(context, &incident.components)}
                "since " {recent(context, incident.started_at)}
            </p>
            {newest} {promises(context, incident)} {earlier}
        </li>
    }
    .into_any()
}

/// The page of an incident, from the root of the site.
pub(crate) fn address(incident: &Incident) -> String {
    ["/incidents/", &incident.id, "/"].concat()
}

/// What was promised of an open incident, and what of it was not kept.
pub(crate) fn promises(context: &Context<'_>, incident: &Incident) -> AnyView {
    let now = context.feed.generated_at;
    let line = |at: Option<Timestamp>, ahead: &'static str, past: &'static str| {
        let at = at.filter(|_| incident.resolved_at.is_none())?;
        let words = if now < at { ahead } else { past };
        Some(view! { <p class="meta">{words} " " {moment(context, at)}</p> }.into_any())
    };
    let expected = line(
        incident.expected_resolution_at,
        "Expected to be over by",
        "It takes longer than expected: it was to be over by",
    );
    let promised = line(
        incident.next_update_at,
        "Next update by",
        "The next update is overdue: it was promised by",
    );
    view! { {expected} {promised} }.into_any()
}

/// The past, one heading a day of the page's zone.
pub(crate) fn past(context: &Context<'_>) -> Option<AnyView> {
    let today = context.local(context.feed.generated_at).date;
    let is_recent =
        |incident: &&Incident| today.0 - context.local(incident.started_at).date.0 < RECENT_DAYS;
    let recent = context.feed.past_incidents.iter().filter(is_recent);
    let days = by_day(context, recent.collect());
    let nothing = days.is_empty().then(|| {
        let words = format!("None in the last {RECENT_DAYS} days.");
        view! { <p class="meta">{words}</p> }.into_any()
    });
    (!context.feed.past_incidents.is_empty()).then(|| {
        view! {
            <section class="past">
                <h2>"Past incidents"</h2>
                {nothing} {days}
                <p class="more"><a href="/history/">"All that happened, by month"</a></p>
            </section>
        }
        .into_any()
    })
}

/// Past incidents, one heading a day of the page's zone, which links of that day lead to.
pub(crate) fn by_day(context: &Context<'_>, incidents: Vec<&Incident>) -> Vec<AnyView> {
    let mut days: Vec<(Date, Vec<_>)> = Vec::new();
    for incident in incidents {
        let date = context.local(incident.started_at).date;
        let item = past_item(context, incident);
        match days.last_mut() {
            Some((last, items)) if *last == date => items.push(item),
            _ => days.push((date, vec![item])),
        }
    }
    days.into_iter()
        .map(|(date, items)| {
            view! {
                <section class="day" id=date.to_string()>
                    <h3>{local::day(date)}</h3>
                    <ul class="cards">{items}</ul>
                </section>
            }
            .into_any()
        })
        .collect()
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
        .map(|said| dated_update(context, said))
        .collect();
    let address = address(incident);
    view! {
        <li class="card">
            <h4><a href=address><bdi>{name}</bdi></a></h4>
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
    said(context, update, recent(context, update.at))
}

/// An update with its time in whole, for pages that stay as they are for years.
pub(crate) fn dated_update(context: &Context<'_>, update: &IncidentUpdate) -> AnyView {
    said(context, update, moment(context, update.at))
}

/// An update in the course of its incident: with what it promised, and how that changed.
pub(crate) fn update_of(
    context: &Context<'_>,
    incident: &Incident,
    update: &IncidentUpdate,
) -> AnyView {
    let place = incident.updates.iter().position(|known| known == update);
    let earlier = place.and_then(|place| incident.updates.get(place + 1..));
    let mut earlier = earlier.unwrap_or_default().iter();
    let before = earlier.find_map(|known| match known.expected_resolution_at {
        None if known.expectation_withdrawn => Some(None),
        None => None,
        at => Some(at),
    });
    let expected = match (before.flatten(), update.expected_resolution_at) {
        (_, None) if update.expectation_withdrawn => {
            Some(view! { "When it will be over is not known any more." }.into_any())
        }
        (_, None) => None,
        (Some(was), Some(at)) if was != at => Some(
            view! {
                "Expected to be over by " {moment(context, at)} ", moved from "
                {moment(context, was)}
            }
            .into_any(),
        ),
        (_, Some(at)) => Some(view! { "Expected to be over by " {moment(context, at)} }.into_any()),
    };
    let expected = expected.map(|words| view! { <p class="meta">{words}</p> }.into_any());
    let next = update.next_update_at.map(|at| {
        view! { <p class="meta">"Next update promised by " {moment(context, at)}</p> }.into_any()
    });
    view! { {dated_update(context, update)} {expected} {next} }.into_any()
}

fn said(context: &Context<'_>, update: &IncidentUpdate, when: AnyView) -> AnyView {
    let words = words_of(&update.status);
    let edited = update
        .edited_at
        .map(|at| view! { " · edited " {moment(context, at)} }.into_any());
    let body = match &update.markdown {
        Some(source) => view! { <div class="said" dir="auto">{markdown(source)}</div> }.into_any(),
        None => {
            let body = update.body.clone();
            view! { <p class="body" dir="auto">{body}</p> }.into_any()
        }
    };
    view! {
        <div class="update">
            <p class="meta"><b>{words}</b> " · " {when} {edited}</p>
            {body}
        </div>
    }
    .into_any()
}

/// The names of the affected components, with what separates them from the words that follow.
pub(crate) fn affected(context: &Context<'_>, ids: &[String]) -> Option<AnyView> {
    let names: Vec<&str> = context
        .feed
        .named(ids)
        .map(|component| component.name.as_str())
        .collect();
    let names = names.join(", ");
    (!names.is_empty()).then(|| view! { <bdi>{names}</bdi> " · " }.into_any())
}

/// A word of the feed as people write it: `in_progress` is "In progress".
pub(crate) fn words_of(word: &str) -> String {
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

pub(crate) const fn impact_words(impact: Impact) -> &'static str {
    match impact {
        Impact::None => "No impact",
        Impact::Minor => "Minor impact",
        Impact::Major => "Major impact",
        Impact::Critical => "Critical impact",
    }
}

/// The level whose colour and icon an impact takes.
pub(crate) const fn colour(impact: Impact) -> Status {
    match impact {
        Impact::None => Status::Unknown,
        Impact::Minor => Status::DegradedPerformance,
        Impact::Major => Status::PartialOutage,
        Impact::Critical => Status::MajorOutage,
    }
}
