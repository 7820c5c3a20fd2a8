//! What has happened: the months, and all of it that concerned one component.

use leptos::prelude::*;
use pilotlight_feed::{Component, Incident, Maintenance, Month};

use super::Context;
use super::frame::{self, Follows, Head};
use crate::local::{self, count};
use crate::part::icon;
use crate::part::incident::line as incident_line;
use crate::part::maintenance::line as maintenance_line;
use crate::past::PastMonth;

/// What concerned a component in one month.
pub(crate) type Told<'a> = (Month, Vec<&'a Incident>, Vec<&'a Maintenance>);

/// `history/index.html`: the months.
pub(crate) fn index(context: &Context<'_>) -> String {
    let name = &context.feed.page.name;
    let head = Head {
        title: format!("History · {name} status"),
        description: format!("What has happened at {name}, by month."),
        follows: Follows::Nothing,
    };
    let months: Vec<_> = context.options.past.iter().rev().map(row).collect();
    let list = if months.is_empty() {
        view! { <p>"Nothing has happened yet."</p> }.into_any()
    } else {
        view! { <ul class="rows">{months}</ul> }.into_any()
    };
    let content = view! {
        <main class="list">
            <h1>"History"</h1>
            {list}
            {components(context)}
        </main>
    };
    frame::document(context, head, content.into_any())
}

fn row(past: &PastMonth<'_>) -> AnyView {
    let history = past.history;
    let told = summary(
        history.incidents.len(),
        history.maintenances.len(),
        past.bad_days(),
    );
    view! {
        <li class="row">
            <p class="line"><a class="name" href=past.address()>{words(history.month)}</a> <span class="meta">{told}</span></p>
        </li>
    }
    .into_any()
}

/// What a month has to tell, in a few words.
fn summary(incidents: usize, maintenances: usize, bad_days: usize) -> String {
    let parts = [
        (incidents, count(incidents, "incident")),
        (maintenances, count(maintenances, "maintenance")),
        (
            bad_days,
            [&count(bad_days, "day"), " not all well"].concat(),
        ),
    ];
    let told = parts.into_iter().filter(|(number, _)| 0 < *number);
    let told: Vec<String> = told.map(|(_, words)| words).collect();
    if told.is_empty() {
        return "All well".to_owned();
    }
    told.join(", ")
}

/// The way to what concerned one component.
fn components(context: &Context<'_>) -> Option<AnyView> {
    let known = context.feed.components.iter();
    let items: Vec<_> = known
        .map(|component| {
            let address = ["/history/component/", &component.id, "/"].concat();
            let name = component.name.clone();
            view! { <li><a href=address><bdi>{name}</bdi></a></li> }.into_any()
        })
        .collect();
    (!items.is_empty()).then(|| {
        view! {
            <section class="past">
                <h2>"By component"</h2>
                <ul class="names">{items}</ul>
            </section>
        }
        .into_any()
    })
}

/// What concerned a component, the newest month first.
pub(crate) fn told_of<'a>(context: &Context<'a>, component: &str) -> Vec<Told<'a>> {
    let is_hit = |ids: &[String]| ids.iter().any(|id| id == component);
    let months = context.options.past.iter().rev().map(|past| {
        let history = past.history;
        let incidents = history.incidents.iter();
        let maintenances = history.maintenances.iter();
        (
            history.month,
            incidents.filter(|one| is_hit(&one.components)).collect(),
            maintenances.filter(|one| is_hit(&one.components)).collect(),
        )
    });
    let has_any = |told: &Told<'_>| !told.1.is_empty() || !told.2.is_empty();
    months.filter(has_any).collect()
}

/// `history/component/<id>/index.html`: all that concerned one component, a line each.
pub(crate) fn of_component(
    context: &Context<'_>,
    component: &Component,
    months: &[Told<'_>],
) -> String {
    let (name, page) = (component.name.clone(), &context.feed.page.name);
    let head = Head {
        title: format!("History of {name} · {page} status"),
        description: format!("All that has happened to {name} at {page}."),
        follows: Follows::Nothing,
    };
    let sections: Vec<_> = months
        .iter()
        .map(|(month, incidents, maintenances)| {
            let incidents = incidents.iter().map(|one| incident_line(context, one));
            let maintenances = maintenances
                .iter()
                .map(|one| maintenance_line(context, one));
            let lines: Vec<_> = incidents.chain(maintenances).collect();
            let address = format!("/history/{month}/");
            view! {
                <section class="past">
                    <h2><a href=address>{words(*month)}</a></h2>
                    <ul class="rows">{lines}</ul>
                </section>
            }
            .into_any()
        })
        .collect();
    let nothing = sections
        .is_empty()
        .then(|| view! { <p>"No incident and no maintenance concerned it."</p> }.into_any());
    let address = ["/components/", &component.id, "/"].concat();
    let content = view! {
        {icon::sprite()}
        <main class="list">
            <h1>"History of " <bdi>{name}</bdi></h1>
            <p class="meta"><a href=address>"How it is doing now"</a></p>
            {nothing}
            {sections}
            <p class="more"><a href="/history/">"All months and components"</a></p>
        </main>
    };
    frame::document(context, head, content.into_any())
}

/// A month in words.
pub(crate) fn words(month: Month) -> String {
    let (year, month) = month.to_civil();
    local::month(year, month)
}

#[cfg(test)]
mod tests {
    use super::summary;

    #[test]
    fn a_month_says_what_it_has_to_tell_and_nothing_of_what_it_has_not() {
        for (counts, words) in [
            ((2, 1, 3), "2 incidents, 1 maintenance, 3 days not all well"),
            ((0, 1, 0), "1 maintenance"),
            ((0, 0, 1), "1 day not all well"),
            ((0, 0, 0), "All well"),
        ] {
            assert_eq!(summary(counts.0, counts.1, counts.2), words);
        }
    }
}
