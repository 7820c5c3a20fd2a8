//! The page of one component: its days, and what happened to it.

use leptos::prelude::*;
use pilotlight_feed::uptime::Day;
use pilotlight_feed::{Component, Incident};

use super::Context;
use super::frame::{self, Follows, Head};
use super::history::months;
use crate::level;
use crate::local;
use crate::part::history::history;
use crate::part::icon;
use crate::part::incident::by_day;
use crate::part::time::moment;

/// `components/<id>/index.html`.
pub(crate) fn component(context: &Context<'_>, component: &Component) -> String {
    let name = component.name.clone();
    let page = &context.feed.page.name;
    let head = Head {
        title: format!("{name} · {page} status"),
        description: format!("How {name} is doing, and how it did in the last 90 days."),
        follows: Follows::Status,
    };
    let about = component
        .description
        .clone()
        .map(|text| view! { <p dir="auto">{text}</p> }.into_any());
    let since = component
        .since
        .map(|at| view! { <p class="meta">"since " {moment(context, at)}</p> }.into_any());
    let class = ["status ", level::name(component.status)].concat();
    let incidents: Vec<&Incident> = context
        .feed
        .past_incidents
        .iter()
        .filter(|incident| incident.components.contains(&component.id))
        .collect();
    let days = by_day(context, incidents);
    let past = (!days.is_empty()).then(|| {
        view! { <section class="past"><h2>"Past incidents"</h2>{days}</section> }.into_any()
    });
    let id = component.id.clone();
    let content = view! {
        {icon::sprite()}
        <main>
            <h1><bdi>{name}</bdi></h1>
            {about}
            <pilot-light variant="panel" feed="/feed/v1/summary.json" components=id heading-level="2">
                <div class="rows">
                    <div class="row">
                        <p class="line"><span class=class>
                            {icon::icon(component.status)} {component.status.label()}
                        </span></p>
                        {since}
                        {history(component)}
                    </div>
                </div>
            </pilot-light>
            {bad_days(context, component)}
            {past}
        </main>
    };
    frame::document(context, head, content.into_any())
}

/// The days that were not all well, newest first, each with the way to what happened then.
fn bad_days(context: &Context<'_>, component: &Component) -> Option<AnyView> {
    let letters = component.days.as_deref()?;
    let last = context.feed.days?.last;
    let known: Vec<String> = months(context).into_iter().map(|one| one.path()).collect();
    let days: Vec<_> = (0..)
        .zip(letters.chars().rev())
        .filter(|(_, letter)| !matches!(Day::from_letter(*letter), Day::Operational | Day::Unknown))
        .map(|(ago, letter)| {
            let date = last.plus(-ago);
            let words = local::day(date);
            let month = date.to_string().get(..7).unwrap_or_default().to_owned();
            let day = if known.contains(&month) {
                let address = format!("/history/{month}/#{date}");
                view! { <a href=address>{words}</a> }.into_any()
            } else {
                words.into_any()
            };
            let status = Day::from_letter(letter).status();
            let class = ["status ", level::name(status)].concat();
            view! {
                <li class="row"><p class="line">{day} <span class=class>{icon::icon(status)} {status.label()}</span></p></li>
            }
            .into_any()
        })
        .collect();
    (!days.is_empty()).then(|| {
        view! {
            <section class="group"><h2>"Days with something to tell"</h2><ul class="rows">{days}</ul></section>
        }
        .into_any()
    })
}
