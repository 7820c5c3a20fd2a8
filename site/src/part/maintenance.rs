//! Maintenances: what is going on and what is planned.

use leptos::prelude::*;
use pilotlight_feed::{Maintenance, MaintenanceStatus, Status};

use super::filter::Shown;
use super::icon::icon;
use super::incident::{Say, affected, dated_update, update};
use super::time::range;
use crate::format::calendar::path_of;
use crate::page::Context;
use crate::words::Word;

/// Maintenances in progress: they stand below the banner even when it is green.
pub(crate) fn in_progress<'a>(
    context: &Context<'_>,
    list: impl Iterator<Item = &'a Maintenance>,
    say: Say,
) -> Option<AnyView> {
    let items: Vec<_> = list.map(|one| titled(context, one, say)).collect();
    let heading = context.words.say(Word::AllMaintenance);
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

/// What lies ahead, soonest first.
pub(crate) fn scheduled(context: &Context<'_>) -> Option<AnyView> {
    let items = cards(context, &context.feed.scheduled_maintenances);
    let heading = context.words.say(Word::ScheduledMaintenance);
    (!items.is_empty()).then(|| {
        view! {
            <section class="ahead">
                <h2>{heading}</h2>
                <ul class="cards">{items}</ul>
            </section>
        }
        .into_any()
    })
}

/// Some of them under a heading; nothing when there are none.
pub(crate) fn section<'a>(
    context: &Context<'_>,
    heading: Word,
    list: impl Iterator<Item = &'a Maintenance>,
) -> Option<AnyView> {
    let items: Vec<_> = list.map(|one| titled(context, one, dated_update)).collect();
    let heading = context.words.say(heading);
    (!items.is_empty()).then(|| {
        view! { <section class="ahead"><h2>{heading}</h2><ul class="cards">{items}</ul></section> }
            .into_any()
    })
}

fn cards(context: &Context<'_>, list: &[Maintenance]) -> Vec<AnyView> {
    list.iter()
        .map(|maintenance| titled(context, maintenance, update))
        .collect()
}

/// One of the past, whole.
pub(crate) fn dated(context: &Context<'_>, maintenance: &Maintenance) -> AnyView {
    let title = title(maintenance);
    card(
        context,
        maintenance,
        dated_update,
        view! { <h4>{title}</h4> }.into_any(),
    )
}

fn title(maintenance: &Maintenance) -> AnyView {
    let name = maintenance.name.clone();
    view! { {icon(Status::UnderMaintenance)} <bdi itemprop="name">{name}</bdi> }.into_any()
}

fn titled(context: &Context<'_>, maintenance: &Maintenance, say: Say) -> AnyView {
    let title = title(maintenance);
    card(
        context,
        maintenance,
        say,
        view! { <h3>{title}</h3> }.into_any(),
    )
}

/// One in a line: name, and how long it took.
pub(crate) fn line(context: &Context<'_>, maintenance: &Maintenance) -> AnyView {
    let name = maintenance.name.clone();
    let class = ["row ", Shown::Maintenance.class()].concat();
    let words = &context.words;
    let word = words.say(match maintenance.status {
        MaintenanceStatus::Cancelled => Word::CancelledMaintenance,
        _ => Word::Maintenance,
    });
    let (start, end) = (maintenance.starts_at, maintenance.ends_at);
    let lasted = [
        ("when", range(context, start, end)),
        ("duration", words.lasting(start, end).into_any()),
    ];
    view! {
        <li class=class>
            <p class="line"><bdi class="name">{name}</bdi> <span class="meta">{word}</span></p>
            <p class="meta">
                {affected(context, &maintenance.components)}
                {words.view(Word::Lasted, lasted)}
            </p>
        </li>
    }
    .into_any()
}

fn card(context: &Context<'_>, maintenance: &Maintenance, say: Say, title: AnyView) -> AnyView {
    let id = maintenance.id.clone();
    let updates: Vec<_> = maintenance
        .updates
        .iter()
        .map(|said| say(context, said))
        .collect();
    let calendar = (maintenance.status < MaintenanceStatus::Completed).then(|| {
        let address = ["/", &path_of(maintenance)].concat();
        let words = context.words.say(Word::AddToCalendar);
        view! { <p class="meta"><a href=address>{words}</a></p> }.into_any()
    });
    // What is ahead or under way is told by its times; what was not done is not.
    let status = (maintenance.status == MaintenanceStatus::Cancelled)
        .then(|| view! { <b>{context.words.say(Word::Cancelled)}</b> " · " }.into_any());
    let class = ["card maintenance ", Shown::Maintenance.class()].concat();
    view! {
        <li class=class id=id itemscope itemtype="https://schema.org/Event">
            {event(context, maintenance)}
            {title}
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
