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
use crate::words::Word;

/// `components/<id>/index.html`. Nothing on it tells when it was made, so that it changes only when its
/// component does.
pub(crate) fn component(context: &Context<'_>, component: &Component) -> String {
    let name = component.name.clone();
    let words = &context.words;
    let head = Head {
        title: context.title(&name),
        description: words.fill(Word::ComponentDescription, [("name", &name)]),
        follows: Follows::Part,
        place: Some(["components/", &component.id, "/"].concat()),
    };
    let about = component
        .description
        .clone()
        .map(|text| view! { <p dir="auto">{text}</p> }.into_any());
    let since = component.since.map(|at| {
        let since = words.view(Word::Since, [("time", moment(context, at))]);
        view! { <p class="line meta"><span class="since">{since}</span></p> }.into_any()
    });
    let class = ["status ", level::name(component.status)].concat();
    let nothing = OfComponent::default();
    let of = context.of(component).unwrap_or(&nothing);
    let (incidents, current) = (of.open.iter().copied(), of.current.iter().copied());
    let id = component.id.clone();
    let times = context.options.responses.get(&component.id);
    let address = context.to(&["/history/component/", &component.id, "/"].concat());
    let content = view! {
        {icon::sprite()}
        <main class="one">
            <h1><bdi>{name}</bdi></h1>
            {about}
            <pilot-light variant="panel" feed="/feed/v1/summary.json" components=id heading-level="2">
                {open(context, incidents, dated_update)}
                {maintenance::in_progress(context, current, dated_update)}
                <div class="group">
                    <div class="rows">
                        <div class="row">
                            <p class="line"><span class=class>
                                {icon::icon(component.status)} {words.label(component.status)}
                            </span></p>
                            {since}
                        </div>
                    </div>
                </div>
            </pilot-light>
            {maintenance::section(context, Word::ScheduledMaintenance, of.ahead.iter().copied())}
            {days::days(context, component)}
            {times.and_then(|times| chart(context, times))}
            {days::months(context, &of.months)}
            {past(context, of)}
            <p class="more"><a href=address>{words.say(Word::AllOfComponent)}</a></p>
        </main>
    };
    frame::document(context, head, content.into_any())
}

fn past(context: &Context<'_>, of: &OfComponent<'_>) -> Option<AnyView> {
    let days = by_day(context, of.past.clone());
    let heading = context.words.say(Word::PastIncidents);
    (!days.is_empty())
        .then(|| view! { <section class="past"><h2>{heading}</h2>{days}</section> }.into_any())
}
