//! The days of one component, each with the way to what happened: bars to see and to click, and beneath
//! them the same days as a list, which is the larger target and the one that is read aloud.

use leptos::prelude::*;
use pilotlight_feed::uptime::Day;
use pilotlight_feed::{Component, Date, Month, MonthOfComponent};

use crate::level;
use crate::page::Context;
use crate::part::icon;
use crate::past::is_told;
use crate::words::Word;

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
    let words = &context.words;
    let uptime = match component.uptime_bp {
        Some(basis_points) => words.uptime(basis_points),
        None => words.say(Word::NoData).to_owned(),
    };
    let start = words.count(Word::DaysAgo, days.len());
    (!days.is_empty()).then(|| {
        view! {
            <section class="past">
                <h2>{words.say(Word::DayByDay)}</h2>
                <div class="days">{bars}</div>
                <p class="axis"><span>{start}</span> <span>{uptime}</span> <span>{words.say(Word::Today)}</span></p>
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
    let (day_words, label) = (context.words.day(date), context.words.label(status));
    let blanks = [("label", day_words.as_str()), ("text", &label)];
    let words = context.words.fill(Word::Labelled, blanks);
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
            let (status, words) = (day.status(), context.words.day(*date));
            let label = context.words.label(status);
            let class = ["status ", level::name(status)].concat();
            let day = match context.day_address(*date) {
                Some(address) => view! { <a href=address>{words}</a> }.into_any(),
                None => words.into_any(),
            };
            view! {
                <li class="row"><p class="line">{day} <span class=class>{icon::icon(status)} {label}</span></p></li>
            }
            .into_any()
        })
        .collect();
    if rows.is_empty() {
        let words = context.words.say(Word::AllWereWell);
        return view! { <p class="meta">{words}</p> }.into_any();
    }
    view! {
        <h3>{context.words.say(Word::DaysTold)}</h3>
        <ul class="rows">{rows}</ul>
    }
    .into_any()
}

/// The uptime of a component by month, the newest first.
pub(crate) fn months(
    context: &Context<'_>,
    list: &[(Month, &MonthOfComponent)],
) -> Option<AnyView> {
    let words = &context.words;
    let rows: Vec<_> = list
        .iter()
        .filter_map(|(month, known)| {
            let uptime = words.percent(known.uptime_bp?);
            let address = context.to(&format!("/history/{month}/"));
            Some(
                view! { <tr><th scope="row"><a href=address>{words.month(*month)}</a></th><td>{uptime}</td></tr> }
                    .into_any(),
            )
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="past">
                <h2>{words.say(Word::UptimeByMonth)}</h2>
                <table>
                    <thead><tr><th scope="col">{words.say(Word::Month)}</th><th scope="col">{words.say(Word::UptimeHeading)}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </section>
        }
        .into_any()
    })
}
