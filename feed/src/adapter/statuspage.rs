//! Atlassian Statuspage: `api/v2/summary.json`. Others answer in the same shape.

use std::collections::BTreeSet;

use super::Source;
use super::draft::{Draft, Heading, Part, Trouble, Work};
use super::text;
use super::value::Value;
use crate::{Impact, IncidentStatus, IncidentUpdate, MaintenanceStatus, Status, Timestamp};

pub(super) fn is_like(document: &Value) -> bool {
    let has_verdict = document.get("status").get("indicator").text().is_some();
    document.get("page").is_object() && (has_verdict || document.get("components").list().is_some())
}

pub(super) fn read(document: &Value, from: &Source<'_>) -> Option<Draft> {
    let verdict = document.get("status").get("indicator");
    let components = document.get("components");
    if components.list().is_none() && verdict.text().is_none() {
        return None;
    }
    let page = document.get("page");
    let mut draft = Draft::new(Heading {
        name: page.get("name").text().map(str::to_owned),
        url: page.get("url").text().map(str::to_owned),
        time_zone: page.get("time_zone").text().map(str::to_owned),
        overall: verdict.text().map(indicated),
    });
    // A component may stand before the group it belongs to.
    let inhabited: BTreeSet<String> = components
        .objects()
        .filter_map(|it| it.get("group_id").key())
        .collect();
    let (groups, parts): (Vec<_>, Vec<_>) = components
        .objects()
        .partition(|it| is_group(it, &inhabited));
    for group in groups {
        let key = group.get("id").key().unwrap_or_default();
        draft.group(&key, group.get("name").text().unwrap_or_default());
    }
    for part in parts.into_iter().filter(|part| !is_hidden(part)) {
        add_component(&mut draft, part);
    }
    for incident in document.get("incidents").objects() {
        add_incident(&mut draft, incident, from);
    }
    for work in document.get("scheduled_maintenances").objects() {
        add_maintenance(&mut draft, work);
    }
    Some(draft)
}

/// What the document's own verdict amounts to at least.
fn indicated(indicator: &str) -> Status {
    match indicator {
        "none" => Status::Operational,
        "maintenance" => Status::UnderMaintenance,
        "minor" => Status::DegradedPerformance,
        "major" => Status::PartialOutage,
        "critical" => Status::MajorOutage,
        _ => Status::Unknown,
    }
}

/// A group repeats the worst of its components, so it is no component itself, unless nobody is in
/// it: then it is the only one to tell.
fn is_group(entry: &Value, inhabited: &BTreeSet<String>) -> bool {
    let is_inhabited = |key: String| inhabited.contains(&key);
    entry.get("group").is_true() && entry.get("id").key().is_some_and(is_inhabited)
}

/// The page itself does not show these while all is well.
fn is_hidden(component: &Value) -> bool {
    component.get("only_show_if_degraded").is_true() && status(component) == Status::Operational
}

fn status(component: &Value) -> Status {
    Status::from_word(component.get("status").text().unwrap_or_default())
}

fn add_component(draft: &mut Draft, component: &Value) {
    let name = component.get("name").text().unwrap_or_default();
    draft.component(Part {
        key: &component.get("id").key().unwrap_or_else(|| name.to_owned()),
        name,
        group: component.get("group_id").key().as_deref(),
        status: status(component),
        // `updated_at` also moves when someone mends a typo in the name: it is no "since".
        since: None,
        description: component.get("description").text(),
    });
}

fn add_incident(draft: &mut Draft, incident: &Value, from: &Source<'_>) {
    let (key, name) = key_and_name(incident);
    let started = ["started_at", "created_at"];
    let trouble = Trouble {
        key: &key,
        name,
        status: IncidentStatus::from_word(incident.get("status").text().unwrap_or_default()),
        impact: Impact::from_word(incident.get("impact").text().unwrap_or_default()),
        started_at: started
            .into_iter()
            .find_map(|field| instant(incident.get(field))),
        components: affected(incident),
        updates: updates(incident),
    };
    draft.incident(trouble, from.now);
}

fn add_maintenance(draft: &mut Draft, work: &Value) {
    let (key, name) = key_and_name(work);
    draft.maintenance(Work {
        key: &key,
        name,
        status: MaintenanceStatus::from_word(work.get("status").text().unwrap_or_default()),
        starts_at: instant(work.get("scheduled_for")),
        ends_at: instant(work.get("scheduled_until")),
        components: affected(work),
        updates: updates(work),
    });
}

fn key_and_name(event: &Value) -> (String, &str) {
    let name = event.get("name").text().unwrap_or_default();
    (
        event.get("id").key().unwrap_or_else(|| name.to_owned()),
        name,
    )
}

fn affected(event: &Value) -> Vec<String> {
    let components = event.get("components").objects();
    components.filter_map(|it| it.get("id").key()).collect()
}

fn updates(event: &Value) -> Vec<IncidentUpdate> {
    let updates = event.get("incident_updates").objects();
    updates
        .filter_map(|update| {
            let written = ["display_at", "created_at"];
            Some(IncidentUpdate::new(
                text::name(update.get("status").text()?)?,
                written
                    .into_iter()
                    .find_map(|field| instant(update.get(field)))?,
                text::body(update.get("body").text()?),
            ))
        })
        .collect()
}

fn instant(value: &Value) -> Option<Timestamp> {
    text::instant(value.text()?)
}
