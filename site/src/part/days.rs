//! The days of one component, each with the way to what happened: bars to see and to click, and beneath
//! them the same days as a list, which is the larger target and the one that is read aloud.

use leptos::prelude::*;
use pilotlight_feed::uptime::{Day, percent};
use pilotlight_feed::{Component, Date, Month, MonthOfComponent};

use crate::level;
use crate::local;
use crate::page::Context;
use crate::page::words_of_month;
use crate::part::icon;
use crate::past::is_told;

/// A day, and what it was.
type Dated = (Date, Day);

/// The days of a component as the feed tells them, the oldest first.
fn dated(context: &Context<'_>, component: &Component) -> Vec<Dated> {
    let (Some(letters), Some(range)) = (&component.days, context.feed.days) else {
        return Vec::new();
    };
    let count = i64::try_from(letters.len()).unwrap_or(0);
    let days = letters.chars().map(Day::from_letter);
    (0..)
        .zip(days)
        .map(|(ahead, day)| (range.last.plus(1 - count + ahead), day))
        .collect()
}

/// Bars, and the list of those that were not all well; nothing when the feed says nothing of the days.
pub(crate) fn days(context: &Context<'_>, component: &Component) -> Option<AnyView> {
    let days = dated(context, component);
    let bars: Vec<_> = days.iter().map(|day| bar(context, *day)).collect();
    let uptime = match component.uptime_bp {
        Some(basis_points) => [&percent(basis_points), "\u{a0}% uptime"].concat(),
        None => "No data yet".to_owned(),
    };
    let start = local::count(days.len(), "day") + " ago";
    (!days.is_empty()).then(|| {
        view! {
            <section class="past">
                <h2>"Day by day"</h2>
                <div class="days">{bars}</div>
                <p class="axis"><span>{start}</span> <span>{uptime}</span> <span>"Today"</span></p>
                {told(context, &days)}
            </section>
        }
        .into_any()
    })
}

/// One bar: a link when there is something to tell.
fn bar(context: &Context<'_>, (date, day): Dated) -> AnyView {
    let status = day.status();
    let class = level::name(status);
    let words = format!("{}: {}", local::day(date), status.label());
    match context.day_address(date).filter(|_| is_told(day)) {
        Some(address) => {
            let title = words.clone();
            view! { <a class=class href=address title=title><span class="unseen">{words}</span></a> }
                .into_any()
        }
        None => view! { <span class=class title=words aria-hidden="true"></span> }.into_any(),
    }
}

/// The days with something to tell, newest first.
fn told(context: &Context<'_>, days: &[Dated]) -> AnyView {
    let told = days.iter().rev().filter(|(_, day)| is_told(*day));
    let rows: Vec<_> = told
        .map(|(date, day)| {
            let (status, words) = (day.status(), local::day(*date));
            let class = ["status ", level::name(status)].concat();
            let day = match context.day_address(*date) {
                Some(address) => view! { <a href=address>{words}</a> }.into_any(),
                None => words.into_any(),
            };
            view! {
                <li class="row"><p class="line">{day} <span class=class>{icon::icon(status)} {status.label()}</span></p></li>
            }
            .into_any()
        })
        .collect();
    if rows.is_empty() {
        return view! { <p class="meta">"All were well, as far as is known."</p> }.into_any();
    }
    view! {
        <h3>"Days with something to tell"</h3>
        <ul class="rows">{rows}</ul>
    }
    .into_any()
}

/// The uptime of a component by month, the newest first.
pub(crate) fn months(list: &[(Month, &MonthOfComponent)]) -> Option<AnyView> {
    let rows: Vec<_> = list
        .iter()
        .filter_map(|(month, known)| {
            let uptime = [&percent(known.uptime_bp?), "\u{a0}%"].concat();
            let address = format!("/history/{month}/");
            Some(
                view! { <tr><th scope="row"><a href=address>{words_of_month(*month)}</a></th><td>{uptime}</td></tr> }
                    .into_any(),
            )
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="past">
                <h2>"Uptime by month"</h2>
                <table>
                    <thead><tr><th scope="col">"Month"</th><th scope="col">"Uptime"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </section>
        }
        .into_any()
    })
}
