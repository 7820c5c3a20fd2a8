//! What has happened, by month of the page's zone.

use leptos::prelude::*;
use pilotlight_feed::Incident;

use super::Context;
use super::frame::{self, Follows, Head};
use crate::local;
use crate::part::incident::by_day;
use crate::part::{icon, maintenance};

/// A month, by which its page is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Month {
    year: i64,
    month: i64,
}

impl Month {
    /// The month of an instant in the page's zone.
    fn of(context: &Context<'_>, at: pilotlight_feed::Timestamp) -> Self {
        let (year, month, _) = context.local(at).date.to_civil();
        Self { year, month }
    }

    /// `2026-11`.
    pub(crate) fn path(self) -> String {
        format!("{:04}-{:02}", self.year, self.month)
    }

    fn words(self) -> String {
        local::month(self.year, self.month)
    }
}

/// The months in which something happened, newest first.
pub(crate) fn months(context: &Context<'_>) -> Vec<Month> {
    let feed = context.feed;
    let incidents = all(context).into_iter().map(|one| one.started_at);
    let maintenances = feed.past_maintenances.iter().map(|one| one.starts_at);
    let mut months: Vec<Month> = incidents
        .chain(maintenances)
        .map(|at| Month::of(context, at))
        .collect();
    months.sort_by(|one, other| other.cmp(one));
    months.dedup();
    months
}

/// Open incidents and past ones, by their beginning, newest first.
fn all<'a>(context: &Context<'a>) -> Vec<&'a Incident> {
    let feed = context.feed;
    let mut all: Vec<&Incident> = feed.incidents.iter().chain(&feed.past_incidents).collect();
    all.sort_by_key(|incident| std::cmp::Reverse(incident.started_at));
    all
}

/// `history/index.html`: the months.
pub(crate) fn index(context: &Context<'_>) -> String {
    let name = &context.feed.page.name;
    let head = Head {
        title: format!("History · {name} status"),
        description: format!("What has happened at {name}, by month."),
        follows: Follows::Nothing,
    };
    let months: Vec<_> = months(context)
        .into_iter()
        .map(|month| {
            let incidents = all(context)
                .into_iter()
                .filter(|one| Month::of(context, one.started_at) == month)
                .count();
            let address = ["/history/", &month.path(), "/"].concat();
            let number = local::count(incidents, "incident");
            view! {
                <li class="row">
                    <p class="line"><a class="name" href=address>{month.words()}</a> <span class="meta">{number}</span></p>
                </li>
            }
            .into_any()
        })
        .collect();
    let list = if months.is_empty() {
        view! { <p>"Nothing has happened in the last 90 days."</p> }.into_any()
    } else {
        view! { <ul class="rows">{months}</ul> }.into_any()
    };
    let content = view! {
        <main class="list">
            <h1>"History"</h1>
            {list}
        </main>
    };
    frame::document(context, head, content.into_any())
}

/// `history/<yyyy-mm>/index.html`: a month.
pub(crate) fn month(context: &Context<'_>, month: Month) -> String {
    let name = &context.feed.page.name;
    let words = month.words();
    let head = Head {
        title: format!("{words} · {name} status"),
        description: format!("What happened at {name} in {words}."),
        follows: Follows::Nothing,
    };
    let incidents: Vec<&Incident> = all(context)
        .into_iter()
        .filter(|one| Month::of(context, one.started_at) == month)
        .collect();
    let days = by_day(context, incidents);
    let incidents = (!days.is_empty())
        .then(|| view! { <section class="past"><h2>"Incidents"</h2>{days}</section> }.into_any());
    let past = context.feed.past_maintenances.iter();
    let past = past.filter(|one| Month::of(context, one.starts_at) == month);
    let content = view! {
        {icon::sprite()}
        <main class="list">
            <h1>{words}</h1>
            {incidents}
            {maintenance::section(context, "Maintenance", past)}
            <p class="more"><a href="/history/">"All months"</a></p>
        </main>
    };
    frame::document(context, head, content.into_any())
}
