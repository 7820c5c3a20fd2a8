//! The page of one component: how it is doing, its days, and what happened to it.

use leptos::prelude::*;
use pilotlight_feed::Component;

use super::frame::{self, Follows, Head};
use super::{Context, OfComponent};
use crate::level;
use crate::part::chart::chart;
use crate::part::incident::{by_day, dated_update, open};
use crate::part::time::moment;
use crate::part::{days, icon, maintenance};

/// Incidents of the past that stand here whole; the others are a line on the page of its history.
const MOST_PAST: usize = 20;

/// `components/<id>/index.html`. Nothing on it tells when it was made, so that it changes only when its
/// component does.
pub(crate) fn component(context: &Context<'_>, component: &Component) -> String {
    let name = component.name.clone();
    let page = &context.feed.page.name;
    let head = Head {
        title: format!("{name} · {page} status"),
        description: format!("How {name} is doing, and how it did in the last 90 days."),
        follows: Follows::Part,
    };
    let about = component
        .description
        .clone()
        .map(|text| view! { <p dir="auto">{text}</p> }.into_any());
    let since = component
        .since
        .map(|at| view! { <p class="meta">"since " {moment(context, at)}</p> }.into_any());
    let class = ["status ", level::name(component.status)].concat();
    let nothing = OfComponent::default();
    let of = context.of(component).unwrap_or(&nothing);
    let (incidents, current) = (of.open.iter().copied(), of.current.iter().copied());
    let id = component.id.clone();
    let times = context.options.responses.get(&component.id);
    let address = ["/history/component/", &component.id, "/"].concat();
    let content = view! {
        {icon::sprite()}
        <main class="one">
            <h1><bdi>{name}</bdi></h1>
            {about}
            <pilot-light variant="panel" feed="/feed/v1/summary.json" components=id heading-level="2">
                <div class="rows">
                    <div class="row">
                        <p class="line"><span class=class>
                            {icon::icon(component.status)} {component.status.label()}
                        </span></p>
                        {since}
                    </div>
                </div>
                {open(context, incidents, dated_update)}
                {maintenance::in_progress(context, current, dated_update)}
            </pilot-light>
            {maintenance::section(context, "Scheduled maintenance", of.ahead.iter().copied())}
            {days::days(context, component)}
            {times.and_then(|times| chart(context, times))}
            {days::months(&of.months)}
            {past(context, of)}
            <p class="more"><a href=address>"All that has happened to it"</a></p>
        </main>
    };
    frame::document(context, head, content.into_any())
}

fn past(context: &Context<'_>, of: &OfComponent<'_>) -> Option<AnyView> {
    let newest = of.past.iter().copied().take(MOST_PAST);
    let days = by_day(context, newest.collect());
    (!days.is_empty()).then(|| {
        view! { <section class="past"><h2>"Past incidents"</h2>{days}</section> }.into_any()
    })
}
