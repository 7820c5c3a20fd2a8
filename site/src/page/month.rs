//! A month of the past: day by day what happened, what monitors found, and what work was done. A page
//! that links lead to for years.

use std::collections::BTreeMap;

use leptos::prelude::*;
use pilotlight_feed::uptime::Day;
use pilotlight_feed::{Date, Incident, Maintenance, Status};

use super::Context;
use super::frame::{self, Follows, Head};
use crate::level;
use crate::part::filter::{Shown, filter};
use crate::part::icon;
use crate::part::incident::{line as incident_line, past_item};
use crate::part::maintenance::{dated as maintenance_item, line as maintenance_line};
use crate::past::{PastMonth, is_told};
use crate::words::Word;

/// Incidents and maintenances whose whole text stands on the page; of more than that each is a line,
/// and the text is on its own page.
const MOST_WHOLE: usize = 60;

/// What happened on a day of the page's zone.
#[derive(Default)]
struct OnDay<'a> {
    incidents: Vec<&'a Incident>,
    maintenances: Vec<&'a Maintenance>,
    /// Components that were not all well, by identifier.
    found: Vec<(&'a str, Day)>,
}

/// `history/<yyyy-mm>/index.html`.
pub(crate) fn month(context: &Context<'_>, past: PastMonth<'_>) -> String {
    let (name, words) = (&context.feed.page.name, &context.words);
    let month = words.month(past.history.month);
    let head = Head {
        title: context.title(&month),
        description: words.fill(Word::MonthDescription, [("name", name), ("month", &month)]),
        follows: Follows::Nothing,
        place: Some(["history/", &past.history.month.to_string(), "/"].concat()),
    };
    let days = days(context, past);
    let shown = shown(&days);
    let is_whole = past.history.incidents.len() + past.history.maintenances.len() <= MOST_WHOLE;
    let quiet = days
        .is_empty()
        .then(|| view! { <p>{words.say(Word::NothingHappened)}</p> }.into_any());
    let sections: Vec<_> = days
        .iter()
        .rev()
        .map(|(date, on)| day(context, *date, on, is_whole))
        .collect();
    let told = (!days.is_empty()).then(|| {
        let heading = words.say(Word::DayByDay);
        view! { <section class="past"><h2>{heading}</h2>{sections}</section> }.into_any()
    });
    let content = view! {
        {icon::sprite()}
        <main class="list">
            <h1>{month}</h1>
            {uptime(context, past)}
            {filter(context, &shown)}
            {quiet}
            {told}
            {ways(context, past)}
        </main>
    };
    frame::document(context, head, content.into_any())
}

fn days<'a>(context: &Context<'_>, past: PastMonth<'a>) -> BTreeMap<Date, OnDay<'a>> {
    let history = past.history;
    let mut days: BTreeMap<Date, OnDay<'_>> = BTreeMap::new();
    for incident in &history.incidents {
        let date = context.local(incident.started_at).date;
        days.entry(date).or_default().incidents.push(incident);
    }
    for maintenance in &history.maintenances {
        let date = context.local(maintenance.starts_at).date;
        days.entry(date).or_default().maintenances.push(maintenance);
    }
    let first = history.month.first();
    for component in &history.components {
        for (ahead, letter) in (0..).zip(component.days.chars()) {
            let found = Day::from_letter(letter);
            if is_told(found) {
                let on = days.entry(first.plus(ahead)).or_default();
                on.found.push((component.id.as_str(), found));
            }
        }
    }
    days
}

fn day(context: &Context<'_>, date: Date, on: &OnDay<'_>, is_whole: bool) -> AnyView {
    let incidents = on.incidents.iter().map(|one| match is_whole {
        true => past_item(context, one),
        false => incident_line(context, one),
    });
    let maintenances = on.maintenances.iter().map(|one| match is_whole {
        true => maintenance_item(context, one),
        false => maintenance_line(context, one),
    });
    let events: Vec<_> = incidents.chain(maintenances).collect();
    let class = if is_whole { "cards" } else { "rows" };
    let events = (!events.is_empty()).then(|| view! { <ul class=class>{events}</ul> }.into_any());
    view! {
        <section class="day" id=date.to_string()>
            <h3>{context.words.day(date)}</h3>
            {events}
            {found(context, on)}
        </section>
    }
    .into_any()
}

/// What components were that day, the worst first: those of one status in one line.
fn found(context: &Context<'_>, on: &OnDay<'_>) -> Option<AnyView> {
    let lines: Vec<_> = Status::ALL
        .iter()
        .rev()
        .filter_map(|status| {
            let of_status = on.found.iter().filter(|(_, day)| day.status() == *status);
            let names: Vec<&str> = of_status.filter_map(|(id, _)| context.name(id)).collect();
            if names.is_empty() {
                return None;
            }
            let names = context.words.list(names);
            let class = ["row ", Shown::of_status(*status).class()].concat();
            let status_class = ["status ", level::name(*status)].concat();
            Some(
                view! {
                    <li class=class>
                        <p class="line">
                            <bdi>{names}</bdi>
                            <span class=status_class>{icon::icon(*status)} {context.words.label(*status)}</span>
                        </p>
                    </li>
                }
                .into_any(),
            )
        })
        .collect();
    (!lines.is_empty()).then(|| view! { <ul class="rows found">{lines}</ul> }.into_any())
}

/// What there is to choose from.
fn shown(days: &BTreeMap<Date, OnDay<'_>>) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    for on in days.values() {
        shown.extend(on.incidents.iter().map(|one| Shown::of_impact(one.impact)));
        shown.extend(on.maintenances.iter().map(|_| Shown::Maintenance));
        shown.extend(
            on.found
                .iter()
                .map(|(_, day)| Shown::of_status(day.status())),
        );
    }
    shown.sort_unstable();
    shown.dedup();
    shown
}

/// The uptime of each component, folded away.
fn uptime(context: &Context<'_>, past: PastMonth<'_>) -> Option<AnyView> {
    let words = &context.words;
    let known = past.history.components.iter();
    let rows: Vec<_> = known
        .filter_map(|component| {
            let uptime = words.percent(component.uptime_bp?);
            let address = context.to(&["/components/", &component.id, "/"].concat());
            let name = component.name.clone();
            Some(
                view! { <tr><th scope="row"><a href=address><bdi>{name}</bdi></a></th><td>{uptime}</td></tr> }
                    .into_any(),
            )
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <details class="figures">
                <summary>{words.say(Word::UptimeByComponent)}</summary>
                <table>
                    <thead><tr>
                        <th scope="col">{words.say(Word::Component)}</th>
                        <th scope="col">{words.say(Word::UptimeHeading)}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </details>
        }
        .into_any()
    })
}

/// To the months beside it, and to all of them.
fn ways(context: &Context<'_>, past: PastMonth<'_>) -> AnyView {
    let (before, after) = context.neighbours(past.history.month);
    let way = |to: Option<PastMonth<'_>>, rel: &'static str| {
        let to = to?;
        let address = context.to(&to.address());
        let month = context.words.month(to.history.month);
        Some(view! { <a href=address rel=rel>{month}</a> " · " }.into_any())
    };
    view! {
        <p class="more">
            {way(before, "prev")} {way(after, "next")}
            <a href=context.to("/history/")>{context.words.say(Word::AllMonths)}</a>
        </p>
    }
    .into_any()
}
