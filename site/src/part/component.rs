//! Components: rows in boxes, one box a group, first those that stand alone.

use leptos::prelude::*;
use pilotlight_feed::{Component, Group, Status};

use super::history::history;
use super::icon::icon;
use super::time::recent;
use crate::level;
use crate::page::Context;
use crate::words::Word;

/// All components.
pub(crate) fn components(context: &Context<'_>) -> AnyView {
    let alone =
        rows(context, None).map(|rows| view! { <div class="group">{rows}</div> }.into_any());
    let groups: Vec<_> = context
        .feed
        .groups
        .iter()
        .map(|of| group(context, of))
        .collect();
    view! { {alone} {groups} }.into_any()
}

fn group(context: &Context<'_>, group: &Group) -> Option<AnyView> {
    let rows = rows(context, Some(&group.id))?;
    let name = group.name.clone();
    let uptime = average(context, &group.id).map(|average| {
        let words = context.words.uptime(average);
        view! { " " <span class="meta">{words}</span> }.into_any()
    });
    if group.collapsed {
        // What is wrong is never hidden.
        let is_open = group.status != Status::Operational;
        let summary = view! { <summary><h2><bdi>{name}</bdi> {uptime}</h2></summary> };
        return Some(
            view! { <details class="group" open=is_open>{summary}{rows}</details> }.into_any(),
        );
    }
    Some(
        view! {
            <section class="group">
                <h2><bdi>{name}</bdi> {uptime}</h2>
                {rows}
            </section>
        }
        .into_any(),
    )
}

/// The uptime of a group: the average of its components, of which each counts as much as the others;
/// rounded down.
fn average(context: &Context<'_>, group: &str) -> Option<u16> {
    let own = context.feed.components.iter();
    let own = own.filter(|component| component.group.as_deref() == Some(group));
    let known: Vec<u64> = own
        .filter_map(|component| component.uptime_bp.map(u64::from))
        .collect();
    let count = u64::try_from(known.len()).ok()?;
    let average = known.iter().sum::<u64>().checked_div(count)?;
    u16::try_from(average).ok()
}

/// The rows of the components in one group, or in none; nothing when there are none.
fn rows(context: &Context<'_>, group: Option<&str>) -> Option<AnyView> {
    let rows: Vec<_> = context
        .feed
        .components
        .iter()
        .filter(|component| component.group.as_deref() == group)
        .map(|component| row(context, component))
        .collect();
    (!rows.is_empty()).then(|| view! { <ul class="rows">{rows}</ul> }.into_any())
}

fn row(context: &Context<'_>, component: &Component) -> AnyView {
    let name = component.name.clone();
    let address = context.to(&["/components/", &component.id, "/"].concat());
    let class = ["status ", level::name(component.status)].concat();
    let about = component
        .description
        .clone()
        .map(|text| view! { <span dir="auto">{text}</span> }.into_any());
    let words = &context.words;
    let since = component.since.map(|at| {
        let since = words.view(Word::Since, [("time", recent(context, at))]);
        view! { <span class="since">{since}</span> }.into_any()
    });
    let until = component.until.map(|at| {
        let until = words.view(Word::SetUntil, [("time", recent(context, at))]);
        view! { <span class="until">{until}</span> }.into_any()
    });
    let more = (about.is_some() || since.is_some() || until.is_some())
        .then(|| view! { <p class="line meta">{about} {since} {until}</p> }.into_any());
    view! {
        <li class="row">
            <p class="line">
                <a class="name" href=address><bdi>{name}</bdi></a>
                <span class=class>{icon(component.status)} {words.label(component.status)}</span>
            </p>
            {more}
            {history(context, component)}
        </li>
    }
    .into_any()
}
