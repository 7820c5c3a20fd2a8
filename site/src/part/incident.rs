//! Incidents: what people said, newest first, as text.

use leptos::prelude::*;
use pilotlight_feed::{Date, Impact, Incident, IncidentUpdate, Status, Timestamp};

use super::filter::Shown;
use super::icon::icon;
use super::markdown::markdown;
use super::time::{moment, range, recent};
use crate::level;
use crate::page::Context;
use crate::words::Word;

/// Open incidents with their newest update: what stands right below the banner.
pub(crate) fn open<'a>(
    context: &Context<'_>,
    incidents: impl Iterator<Item = &'a Incident>,
    say: Say,
) -> Option<AnyView> {
    let items: Vec<_> = incidents
        .map(|incident| card(context, incident, say))
        .collect();
    let heading = context.words.say(Word::OpenIncidents);
    (!items.is_empty()).then(|| {
        view! {
            <section class="news">
                <h2 class="unseen">{heading}</h2>
                <ul class="cards">{items}</ul>
            </section>
        }
        .into_any()
    })
}

/// How an update is said: [`update`] or [`dated_update`].
pub(crate) type Say = fn(&Context<'_>, &IncidentUpdate) -> AnyView;

fn card(context: &Context<'_>, incident: &Incident, say: Say) -> AnyView {
    let colour = colour(incident.impact);
    let class = ["card ", level::name(colour)].concat();
    let name = incident.name.clone();
    let newest = incident.updates.first().map(|newest| say(context, newest));
    let earlier = incident.updates.get(1..).unwrap_or_default();
    let earlier: Vec<_> = earlier.iter().map(|old| say(context, old)).collect();
    let summary = context.words.say(Word::EarlierUpdates);
    let earlier = (!earlier.is_empty()).then(|| {
        view! {
            <details>
                <summary>{summary}</summary>
                {earlier}
            </details>
        }
        .into_any()
    });
    let address = address(context, incident);
    let since = moment(context, incident.started_at);
    view! {
        <li class=class>
            <h3>{icon(colour)} <a href=address><bdi>{name}</bdi></a></h3>
            <p class="meta">
                {impact_words(context, incident.impact)} " · "
                {affected(context, &incident.components)}
                {context.words.view(Word::Since, [("time", since)])}
            </p>
            {newest} {promises(context, incident)} {earlier}
        </li>
    }
    .into_any()
}

/// The page of an incident, from the root of the site.
pub(crate) fn address(context: &Context<'_>, incident: &Incident) -> String {
    context.to(&["/incidents/", &incident.id, "/"].concat())
}

/// What was promised of an open incident, and what of it was not kept.
pub(crate) fn promises(context: &Context<'_>, incident: &Incident) -> AnyView {
    let now = context.feed.generated_at;
    let line = |at: Option<Timestamp>, ahead: Word, past: Word| {
        let at = at.filter(|_| incident.resolved_at.is_none())?;
        let word = if now < at { ahead } else { past };
        let words = context.words.view(word, [("time", moment(context, at))]);
        Some(view! { <p class="meta">{words}</p> }.into_any())
    };
    let expected = line(
        incident.expected_resolution_at,
        Word::ExpectedBy,
        Word::Overran,
    );
    let promised = line(
        incident.next_update_at,
        Word::NextUpdateBy,
        Word::UpdateOverdue,
    );
    view! { {expected} {promised} }.into_any()
}

/// The past, one heading a day of the page's zone.
pub(crate) fn past(context: &Context<'_>) -> Option<AnyView> {
    let look = context.options.look;
    let most = i64::from(look.sections.past_days);
    let today = context.local(context.feed.generated_at).date;
    // One that lasted long is no older than its end.
    let is_recent = |incident: &&Incident| {
        let end = incident.resolved_at.unwrap_or(incident.started_at);
        today.0 - context.local(end).date.0 < most
    };
    let recent = context.feed.past_incidents.iter().filter(is_recent);
    let days = by_day(context, recent.collect());
    let nothing = days.is_empty().then(|| {
        let days = look.sections.past_days.into();
        let words = context.words.count(Word::NoneLately, days);
        view! { <p class="meta">{words}</p> }.into_any()
    });
    let all = context.words.say(Word::AllByMonth);
    (0 < most && !context.feed.past_incidents.is_empty()).then(|| {
        view! {
            <section class="past">
                <h2>{context.words.say(Word::PastIncidents)}</h2>
                {nothing} {days}
                <p class="more"><a href=context.to("/history/")>{all}</a></p>
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
                    <h3>{context.words.day(date)}</h3>
                    <ul class="cards">{items}</ul>
                </section>
            }
            .into_any()
        })
        .collect()
}

/// One of the past, whole.
pub(crate) fn past_item(context: &Context<'_>, incident: &Incident) -> AnyView {
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
    let address = address(context, incident);
    let class = ["card ", Shown::of_impact(incident.impact).class()].concat();
    view! {
        <li class=class>
            <h4><a href=address><bdi>{name}</bdi></a></h4>
            <p class="meta">
                {impact_words(context, incident.impact)} " · "
                {affected(context, &incident.components)}
                {when}
            </p>
            {updates}
        </li>
    }
    .into_any()
}

/// One in a line: name, impact, and how long it took.
pub(crate) fn line(context: &Context<'_>, incident: &Incident) -> AnyView {
    let name = incident.name.clone();
    let class = ["row ", Shown::of_impact(incident.impact).class()].concat();
    let words = &context.words;
    let began = moment(context, incident.started_at);
    let lasted = match incident.resolved_at {
        Some(end) => {
            let duration = words.lasting(incident.started_at, end).into_any();
            words.view(Word::Lasted, [("when", began), ("duration", duration)])
        }
        None => words.view(Word::StillOpen, [("when", began)]),
    };
    let address = address(context, incident);
    view! {
        <li class=class>
            <p class="line"><a class="name" href=address><bdi>{name}</bdi></a> <span class="meta">{impact_words(context, incident.impact)}</span></p>
            <p class="meta">{affected(context, &incident.components)} {lasted}</p>
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
    let words = &context.words;
    let expected = match (before.flatten(), update.expected_resolution_at) {
        (_, None) if update.expectation_withdrawn => {
            Some(words.say(Word::ExpectedWithdrawn).into_any())
        }
        (_, None) => None,
        (Some(was), Some(at)) if was != at => {
            let times = [
                ("time", moment(context, at)),
                ("before", moment(context, was)),
            ];
            Some(words.view(Word::ExpectedMoved, times))
        }
        (_, Some(at)) => Some(words.view(Word::ExpectedBy, [("time", moment(context, at))])),
    };
    let expected = expected.map(|words| view! { <p class="meta">{words}</p> }.into_any());
    let next = update.next_update_at.map(|at| {
        let promised = words.view(Word::UpdatePromised, [("time", moment(context, at))]);
        view! { <p class="meta">{promised}</p> }.into_any()
    });
    view! { {dated_update(context, update)} {expected} {next} }.into_any()
}

fn said(context: &Context<'_>, update: &IncidentUpdate, when: AnyView) -> AnyView {
    let words = context.words.announced(&update.status);
    let edited = update.edited_at.map(|at| {
        let at = moment(context, at);
        let edited = context.words.view(Word::Edited, [("time", at)]);
        view! { " · " {edited} }.into_any()
    });
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
    let names = context.words.list(context.names_of(ids));
    (!names.is_empty()).then(|| view! { <bdi>{names}</bdi> " · " }.into_any())
}

/// How bad it is.
pub(crate) fn impact_words(context: &Context<'_>, impact: Impact) -> &'static str {
    context.words.say(match impact {
        Impact::None => Word::ImpactNone,
        Impact::Minor => Word::ImpactMinor,
        Impact::Major => Word::ImpactMajor,
        Impact::Critical => Word::ImpactCritical,
    })
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
