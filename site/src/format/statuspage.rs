//! `api/v2/*.json`: the public API of Atlassian Statuspage, so that its clients work here with
//! nothing but another address.
//!
//! The shapes are exactly its own, fields that we have nothing to say for included. Two things it
//! has no word for: what is unknown says `unknown`, because every word of its own would be a lie,
//! and work that is cancelled is left out, as it is there when it is deleted. Nothing here tells
//! when it was made, as nothing does there: the files change when the news does.

mod component;
mod event;

use pilotlight_feed::{Feed, IncidentStatus, MaintenanceStatus, Status, Timestamp};
use serde_json::{Value, json};

use self::component::Components;
use crate::File;

/// The identifier of the page: there is one of it.
const PAGE: &str = "page";
/// Incidents and maintenances in the lists of all: as many as the original tells.
const MOST_LISTED: usize = 50;
/// Bytes of one list: each event repeats its components whole, and a wide outage with a long story
/// would make a file that no reader takes. One event is never more than a third of it.
const MOST_LIST_BYTES: usize = 4 * 1024 * 1024;

/// All documents.
pub(crate) fn draw(feed: &Feed) -> Vec<File> {
    let components = Components::of(feed);
    let page = page(feed, &components).to_string();
    let status = json!({
        "indicator": indicator(feed.status.level),
        "description": feed.status.description,
    });
    let status = status.to_string();
    let list = Value::from(components.list()).to_string();
    let is_ahead = |status: MaintenanceStatus| status == MaintenanceStatus::Scheduled;
    let is_active = |status: MaintenanceStatus| {
        matches!(
            status,
            MaintenanceStatus::InProgress | MaintenanceStatus::Verifying
        )
    };
    let all = incidents(feed, &components, |_| true);
    let open = incidents(feed, &components, |status| {
        status < IncidentStatus::Resolved
    });
    let planned =
        |wanted: &dyn Fn(MaintenanceStatus) -> bool| maintenances(feed, &components, wanted);
    let not_over = planned(&|status| is_ahead(status) || is_active(status));
    let planned_list = |wanted: &dyn Fn(MaintenanceStatus) -> bool| {
        object(&[
            ("page", &page),
            ("scheduled_maintenances", &planned(wanted)),
        ])
    };
    [
        (
            "summary",
            object(&[
                ("components", &list),
                ("incidents", &open),
                ("page", &page),
                ("scheduled_maintenances", &not_over),
                ("status", &status),
            ]),
        ),
        ("status", object(&[("page", &page), ("status", &status)])),
        (
            "components",
            object(&[("components", &list), ("page", &page)]),
        ),
        ("incidents", object(&[("incidents", &all), ("page", &page)])),
        (
            "incidents/unresolved",
            object(&[("incidents", &open), ("page", &page)]),
        ),
        ("scheduled-maintenances", planned_list(&|_| true)),
        ("scheduled-maintenances/upcoming", planned_list(&is_ahead)),
        ("scheduled-maintenances/active", planned_list(&is_active)),
    ]
    .map(|(name, document)| File::text(format!("api/v2/{name}.json"), document))
    .into()
}

/// An object of what is JSON already: parts that stand in several documents are written once.
fn object(fields: &[(&str, &str)]) -> String {
    let fields: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    ["{", &fields.join(","), "}"].concat()
}

fn page(feed: &Feed, components: &Components<'_>) -> Value {
    let incidents = feed.incidents.iter().chain(&feed.past_incidents);
    let incidents = incidents.map(event::updated);
    let maintenances = feed.maintenances.iter();
    let maintenances = maintenances
        .chain(&feed.scheduled_maintenances)
        .chain(&feed.past_maintenances)
        .map(event::said);
    let newest = incidents.chain(maintenances).chain(components.newest());
    json!({
        "id": PAGE,
        "name": feed.page.name,
        "url": feed.page.url.trim_end_matches('/'),
        "time_zone": feed.page.time_zone,
        "updated_at": instant(newest.max().unwrap_or_default()),
    })
}

/// The list of incidents in these states, the latest first, as JSON.
fn incidents(
    feed: &Feed,
    components: &Components<'_>,
    is_wanted: impl Fn(IncidentStatus) -> bool,
) -> String {
    let all = feed.incidents.iter().chain(&feed.past_incidents);
    let mut all: Vec<_> = all.filter(|one| is_wanted(one.status)).collect();
    all.sort_by_key(|one| std::cmp::Reverse(one.started_at));
    let documents = all
        .into_iter()
        .map(|one| event::incident(feed, components, one));
    that_fit(documents)
}

/// The list of maintenances in these states that take place, the latest first, as JSON.
fn maintenances(
    feed: &Feed,
    components: &Components<'_>,
    is_wanted: &dyn Fn(MaintenanceStatus) -> bool,
) -> String {
    let all = feed.scheduled_maintenances.iter();
    let all = all.chain(&feed.maintenances).chain(&feed.past_maintenances);
    let takes_place = |status: MaintenanceStatus| status != MaintenanceStatus::Cancelled;
    let mut all: Vec<_> = all
        .filter(|one| takes_place(one.status) && is_wanted(one.status))
        .collect();
    all.sort_by_key(|one| std::cmp::Reverse(one.starts_at));
    let documents = all
        .into_iter()
        .map(|one| event::maintenance(feed, components, one));
    that_fit(documents)
}

fn that_fit(documents: impl Iterator<Item = Value>) -> String {
    let mut left = MOST_LIST_BYTES;
    let documents = documents.map(|document| document.to_string());
    let fits = |document: &String| {
        let fits = document.len() <= left;
        left = left.saturating_sub(document.len());
        fits
    };
    let documents: Vec<String> = documents.take(MOST_LISTED).take_while(fits).collect();
    ["[", &documents.join(","), "]"].concat()
}

/// The original's word for the level of a page.
const fn indicator(level: Status) -> &'static str {
    match level {
        Status::Operational => "none",
        Status::Unknown => "unknown",
        Status::UnderMaintenance => "maintenance",
        Status::DegradedPerformance => "minor",
        Status::PartialOutage => "major",
        Status::MajorOutage => "critical",
    }
}

/// With the thousandths that the original's clients were written for.
fn instant(at: Timestamp) -> String {
    at.to_string().replace('Z', ".000Z")
}
