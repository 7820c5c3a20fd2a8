//! Maintenances: what is going on and what is planned.

use leptos::prelude::*;
use pilotlight_feed::{Maintenance, Status};

use super::icon::icon;
use super::incident::{affected, update};
use super::time::range;
use crate::page::Context;

/// Maintenances in progress: they stand below the banner even when it is green.
pub(crate) fn in_progress(context: &Context<'_>) -> Option<AnyView> {
    let items = cards(context, &context.feed.maintenances);
    (!items.is_empty()).then(|| {
        view! {
            <section class="news">
                <h2 class="unseen">"Maintenance in progress"</h2>
                <ul class="cards">{items}</ul>
            </section>
        }
        .into_any()
    })
}

/// What lies ahead, soonest first.
pub(crate) fn scheduled(context: &Context<'_>) -> Option<AnyView> {
    let items = cards(context, &context.feed.scheduled_maintenances);
    (!items.is_empty()).then(|| {
        view! {
            <section class="ahead">
                <h2>"Scheduled maintenance"</h2>
                <ul class="cards">{items}</ul>
            </section>
        }
        .into_any()
    })
}

fn cards(context: &Context<'_>, list: &[Maintenance]) -> Vec<AnyView> {
    list.iter()
        .map(|maintenance| card(context, maintenance))
        .collect()
}

fn card(context: &Context<'_>, maintenance: &Maintenance) -> AnyView {
    let name = maintenance.name.clone();
    let updates: Vec<_> = maintenance
        .updates
        .iter()
        .map(|said| update(context, said))
        .collect();
    view! {
        <li class="card maintenance">
            <h3>{icon(Status::UnderMaintenance)} <bdi>{name}</bdi></h3>
            <p class="meta">
                {affected(context, &maintenance.components)}
                {range(context, maintenance.starts_at, maintenance.ends_at)}
            </p>
            {updates}
        </li>
    }
    .into_any()
}
