//! What has happened: the months, and all of it that concerned one component.

use std::collections::HashMap;

use leptos::prelude::*;
use pilotlight_feed::{Component, Incident, Maintenance, Month};
use serde::Serialize;

use super::Context;
use super::frame::{self, Follows, Head};
use crate::part::icon;
use crate::part::incident::line as incident_line;
use crate::part::maintenance::line as maintenance_line;
use crate::past::PastMonth;
use crate::words::{Word, Words};

/// Events of the past that have a line of their own on the page of a component's history: what is
/// written with each of them must not grow with the years.
const MOST_LINES: usize = 100;

/// What concerned a component in one month.
pub(crate) type Told<'a> = (Month, Vec<&'a Incident>, Vec<&'a Maintenance>);

/// `history/index.html`: the months.
pub(crate) fn index(context: &Context<'_>) -> String {
    let (name, words) = (&context.feed.page.name, &context.words);
    let head = Head {
        title: context.title(words.say(Word::History)),
        description: words.fill(Word::HistoryDescription, [("name", name)]),
        follows: Follows::Nothing,
        place: Some("history/".to_owned()),
    };
    let months = context.options.past.iter().rev();
    let months: Vec<_> = months.map(|past| row(context, past)).collect();
    let list = if months.is_empty() {
        view! { <p>{words.say(Word::NothingYet)}</p> }.into_any()
    } else {
        view! { <ul class="rows">{months}</ul> }.into_any()
    };
    let content = view! {
        <main class="list">
            <h1>{words.say(Word::History)}</h1>
            {list}
            {components(context)}
        </main>
    };
    frame::document(context, head, content.into_any())
}

fn row(context: &Context<'_>, past: &PastMonth<'_>) -> AnyView {
    let (history, words) = (past.history, &context.words);
    let told = summary(
        words,
        history.incidents.len(),
        history.maintenances.len(),
        past.bad_days(),
    );
    let address = context.to(&past.address());
    view! {
        <li class="row">
            <p class="line"><a class="name" href=address>{words.month(history.month)}</a> <span class="meta">{told}</span></p>
        </li>
    }
    .into_any()
}

/// What a month has to tell, in a few words.
fn summary(words: &Words, incidents: usize, maintenances: usize, bad_days: usize) -> String {
    let parts = [
        (incidents, Word::Incidents),
        (maintenances, Word::Maintenances),
        (bad_days, Word::DaysBad),
    ];
    let told = parts.into_iter().filter(|(number, _)| 0 < *number);
    let told: Vec<String> = told
        .map(|(number, what)| words.count(what, number))
        .collect();
    if told.is_empty() {
        return words.say(Word::AllWell).to_owned();
    }
    words.list(told.iter().map(String::as_str))
}

/// The way to what concerned one component.
fn components(context: &Context<'_>) -> Option<AnyView> {
    let known = context.feed.components.iter();
    let items: Vec<_> = known
        .map(|component| {
            let address = context.to(&["/history/component/", &component.id, "/"].concat());
            let name = component.name.clone();
            view! { <li><a href=address><bdi>{name}</bdi></a></li> }.into_any()
        })
        .collect();
    let heading = context.words.say(Word::ByComponent);
    (!items.is_empty()).then(|| {
        view! {
            <section class="past">
                <h2>{heading}</h2>
                <ul class="names">{items}</ul>
            </section>
        }
        .into_any()
    })
}

/// What concerned each component, by its identifier, the newest month first.
pub(crate) fn told_by_component<'a>(context: &Context<'a>) -> HashMap<&'a str, Vec<Told<'a>>> {
    let mut all: HashMap<&'a str, Vec<Told<'a>>> = HashMap::new();
    for past in context.options.past.iter().rev() {
        let history = past.history;
        for incident in &history.incidents {
            for id in &incident.components {
                in_month(&mut all, id, history.month).1.push(incident);
            }
        }
        for maintenance in &history.maintenances {
            for id in &maintenance.components {
                in_month(&mut all, id, history.month).2.push(maintenance);
            }
        }
    }
    all
}

fn in_month<'a, 'm>(
    all: &'m mut HashMap<&'a str, Vec<Told<'a>>>,
    id: &'a str,
    month: Month,
) -> &'m mut Told<'a> {
    let months = all.entry(id).or_default();
    if months.last().is_none_or(|told| told.0 != month) {
        months.push((month, Vec::new(), Vec::new()));
    }
    let newest = months.len() - 1;
    &mut months[newest]
}

/// How many of these months, the newest first, have their events told in a line each: at least one, and
/// of all that follow no more than a page has room for.
fn told_in_lines(months: &[Told<'_>]) -> usize {
    let mut room = MOST_LINES;
    let fits = |told: &&Told<'_>| {
        let lines = told.1.len() + told.2.len();
        let fits = lines <= room;
        room = room.saturating_sub(lines);
        fits
    };
    months.iter().take_while(fits).count().max(1)
}

/// What the page of a component's history is made of, for its digest.
pub(crate) fn lines_of<'a>(context: &Context<'a>, months: &[Told<'a>]) -> impl Serialize {
    let whole = told_in_lines(months);
    let told = months.iter().take(whole);
    let told: Vec<_> = told
        .map(|(month, incidents, maintenances)| {
            let incidents = incidents.iter().map(|one| {
                let names = context.names_of(&one.components);
                let told = (one.started_at, one.resolved_at, one.impact);
                (one.id.clone(), one.name.clone(), told, names)
            });
            let maintenances = maintenances.iter().map(|one| {
                let names = context.names_of(&one.components);
                let told = (one.starts_at, one.ends_at, one.status);
                (one.id.clone(), one.name.clone(), told, names)
            });
            (
                *month,
                incidents.collect::<Vec<_>>(),
                maintenances.collect::<Vec<_>>(),
            )
        })
        .collect();
    let rest = months.iter().skip(whole);
    let rest: Vec<_> = rest
        .map(|told| (told.0, told.1.len(), told.2.len()))
        .collect();
    (told, rest)
}

/// `history/component/<id>/index.html`: what concerned one component, a line each; of what lies further
/// back, the months.
pub(crate) fn of_component(
    context: &Context<'_>,
    component: &Component,
    months: &[Told<'_>],
) -> String {
    let (name, words) = (component.name.clone(), &context.words);
    let both = [
        ("component", name.as_str()),
        ("name", &context.feed.page.name),
    ];
    let head = Head {
        title: context.title(&words.fill(Word::HistoryOf, [("name", &name)])),
        description: words.fill(Word::HistoryOfDescription, both),
        follows: Follows::Nothing,
        place: Some(["history/component/", &component.id, "/"].concat()),
    };
    let whole = told_in_lines(months);
    let sections: Vec<_> = months
        .iter()
        .take(whole)
        .map(|(month, incidents, maintenances)| {
            let incidents = incidents.iter().map(|one| incident_line(context, one));
            let maintenances = maintenances
                .iter()
                .map(|one| maintenance_line(context, one));
            let lines: Vec<_> = incidents.chain(maintenances).collect();
            let address = context.to(&format!("/history/{month}/"));
            view! {
                <section class="past">
                    <h2><a href=address>{words.month(*month)}</a></h2>
                    <ul class="rows">{lines}</ul>
                </section>
            }
            .into_any()
        })
        .collect();
    let earlier: Vec<_> = months
        .iter()
        .skip(whole)
        .map(|(month, incidents, maintenances)| {
            let told = summary(words, incidents.len(), maintenances.len(), 0);
            let address = context.to(&format!("/history/{month}/"));
            view! {
                <li class="row">
                    <p class="line"><a class="name" href=address>{words.month(*month)}</a> <span class="meta">{told}</span></p>
                </li>
            }
            .into_any()
        })
        .collect();
    let earlier = (!earlier.is_empty()).then(|| {
        let heading = words.say(Word::Earlier);
        view! { <section class="past"><h2>{heading}</h2><ul class="rows">{earlier}</ul></section> }
            .into_any()
    });
    let nothing = sections
        .is_empty()
        .then(|| view! { <p>{words.say(Word::NoEvent)}</p> }.into_any());
    let address = context.to(&["/components/", &component.id, "/"].concat());
    let name = view! { <bdi>{name}</bdi> }.into_any();
    let content = view! {
        {icon::sprite()}
        <main class="list">
            <h1>{words.view(Word::HistoryOf, [("name", name)])}</h1>
            <p class="meta"><a href=address>{words.say(Word::HowNow)}</a></p>
            {nothing}
            {sections}
            {earlier}
            <p class="more"><a href=context.to("/history/")>{words.say(Word::AllMonthsAndComponents)}</a></p>
        </main>
    };
    frame::document(context, head, content.into_any())
}

#[cfg(test)]
mod tests {
    use super::{Words, summary};
    use crate::words::Language;

    #[test]
    fn a_month_says_what_it_has_to_tell_and_nothing_of_what_it_has_not() {
        let english = Words::new(Language::ENGLISH);
        for (counts, words) in [
            ((2, 1, 3), "2 incidents, 1 maintenance, 3 days not all well"),
            ((0, 1, 0), "1 maintenance"),
            ((0, 0, 1), "1 day not all well"),
            ((0, 0, 0), "All well"),
        ] {
            assert_eq!(summary(&english, counts.0, counts.1, counts.2), words);
        }
    }
}
