//! Components: rows in boxes, one box a group, first those that stand alone.

use leptos::prelude::*;
use pilotlight_feed::{Component, Group, Status};

use super::history::history;
use super::icon::icon;
use super::time::recent;
use crate::level;
use crate::page::Context;

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
    if group.collapsed {
        // What is wrong is never hidden.
        let is_open = group.status != Status::Operational;
        let summary = view! { <summary><h2><bdi>{name}</bdi></h2></summary> };
        return Some(
            view! { <details class="group" open=is_open>{summary}{rows}</details> }.into_any(),
        );
    }
    Some(
        view! {
            <section class="group">
                <h2><bdi>{name}</bdi></h2>
                {rows}
            </section>
        }
        .into_any(),
    )
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
    let address = ["/components/", &component.id, "/"].concat();
    let class = ["status ", level::name(component.status)].concat();
    let about = component
        .description
        .clone()
        .map(|text| view! { <span dir="auto">{text}</span> }.into_any());
    let since = component
        .since
        .map(|at| view! { <span class="since">"since " {recent(context, at)}</span> }.into_any());
    let until = component.until.map(|at| {
        view! { <span class="until">"set until " {recent(context, at)}</span> }.into_any()
    });
    let more = (about.is_some() || since.is_some() || until.is_some())
        .then(|| view! { <p class="line meta">{about} {since} {until}</p> }.into_any());
    view! {
        <li class="row">
            <p class="line">
                <a class="name" href=address><bdi>{name}</bdi></a>
                <span class=class>{icon(component.status)} {component.status.label()}</span>
            </p>
            {more}
            {history(component)}
        </li>
    }
    .into_any()
}
