//! Maintenances: what is going on and what is planned.

use leptos::prelude::*;
use pilotlight_feed::{IncidentUpdate, Maintenance, MaintenanceStatus, Status};

use super::icon::icon;
use super::incident::{affected, dated_update, update, words_of};
use super::time::range;
use crate::format::calendar::path_of;
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

/// Some of them under a heading; nothing when there are none.
pub(crate) fn section<'a>(
    context: &Context<'_>,
    heading: &'static str,
    list: impl Iterator<Item = &'a Maintenance>,
) -> Option<AnyView> {
    let items: Vec<_> = list.map(|one| card(context, one, dated_update)).collect();
    (!items.is_empty()).then(|| {
        view! { <section class="ahead"><h2>{heading}</h2><ul class="cards">{items}</ul></section> }
            .into_any()
    })
}

fn cards(context: &Context<'_>, list: &[Maintenance]) -> Vec<AnyView> {
    list.iter()
        .map(|maintenance| card(context, maintenance, update))
        .collect()
}

type Say = fn(&Context<'_>, &IncidentUpdate) -> AnyView;

fn card(context: &Context<'_>, maintenance: &Maintenance, say: Say) -> AnyView {
    let (id, name) = (maintenance.id.clone(), maintenance.name.clone());
    let updates: Vec<_> = maintenance
        .updates
        .iter()
        .map(|said| say(context, said))
        .collect();
    let calendar = (maintenance.status < MaintenanceStatus::Completed).then(|| {
        let address = ["/", &path_of(maintenance)].concat();
        view! { <p class="meta"><a href=address>"Add to a calendar"</a></p> }.into_any()
    });
    // What is ahead or under way is told by its times; what was not done is not.
    let status = (maintenance.status == MaintenanceStatus::Cancelled)
        .then(|| view! { <b>{words_of(maintenance.status.as_str())}</b> " · " }.into_any());
    view! {
        <li class="card maintenance" id=id itemscope itemtype="https://schema.org/Event">
            {event(context, maintenance)}
            <h3>{icon(Status::UnderMaintenance)} <bdi itemprop="name">{name}</bdi></h3>
            <p class="meta">
                {status} {affected(context, &maintenance.components)}
                {range(context, maintenance.starts_at, maintenance.ends_at)}
            </p>
            {updates}
            {calendar}
        </li>
    }
    .into_any()
}

/// The same for programs that read a page: an event that takes place here. A `<time>` within the range
/// is of the part that shows it.
fn event(context: &Context<'_>, maintenance: &Maintenance) -> AnyView {
    let status = match maintenance.status {
        MaintenanceStatus::Cancelled => "https://schema.org/EventCancelled",
        _ => "https://schema.org/EventScheduled",
    };
    let (start, end) = (
        maintenance.starts_at.to_string(),
        maintenance.ends_at.to_string(),
    );
    let url = context.feed.page.url.clone();
    view! {
        <meta itemprop="startDate" content=start/>
        <meta itemprop="endDate" content=end/>
        <link itemprop="eventStatus" href=status/>
        <link itemprop="eventAttendanceMode" href="https://schema.org/OnlineEventAttendanceMode"/>
        <link itemprop="location" href=url/>
    }
    .into_any()
}
