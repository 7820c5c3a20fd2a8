//! Incidents and maintenances, which differ in two fields there.

use std::collections::HashMap;

use pilotlight_feed::{Feed, Incident, IncidentStatus, IncidentUpdate, Maintenance, Timestamp};
use serde_json::{Value, json};

use super::component::Components;
use super::{PAGE, instant};

pub(super) fn incident(feed: &Feed, components: &Components<'_>, incident: &Incident) -> Value {
    let begun = incident.started_at;
    let created = oldest(&incident.updates).unwrap_or(begun);
    json!({
        "id": incident.id,
        "name": incident.name,
        "status": incident.status,
        "impact": incident.impact,
        "created_at": instant(created),
        "updated_at": instant(updated(incident)),
        "started_at": instant(begun),
        "monitoring_at": monitoring(&incident.updates).map(instant),
        "resolved_at": incident.resolved_at.map(instant),
        "shortlink": format!("{}incidents/{}/", feed.page.url, incident.id),
        "page_id": PAGE,
        "incident_updates": updates(&incident.id, &incident.updates),
        "components": components.named(&incident.components),
        "reminder_intervals": null,
    })
}

pub(super) fn maintenance(feed: &Feed, components: &Components<'_>, work: &Maintenance) -> Value {
    let is_over = feed.past_maintenances.iter().any(|past| past.id == work.id);
    let newest = said(work);
    let created = oldest(&work.updates).unwrap_or(newest);
    json!({
        "id": work.id,
        "name": work.name,
        "status": work.status,
        "impact": "maintenance",
        "created_at": instant(created),
        "updated_at": instant(newest),
        "started_at": instant(created),
        "monitoring_at": null,
        "resolved_at": is_over.then(|| instant(work.ends_at)),
        "scheduled_for": instant(work.starts_at),
        "scheduled_until": instant(work.ends_at),
        "shortlink": format!("{}maintenance/#{}", feed.page.url, work.id),
        "page_id": PAGE,
        "incident_updates": updates(&work.id, &work.updates),
        "components": components.named(&work.components),
        "reminder_intervals": null,
    })
}

/// When an incident last changed.
pub(super) fn updated(incident: &Incident) -> Timestamp {
    let newest = incident.updates.first().map(|update| update.at);
    incident
        .updated_at
        .or(newest)
        .unwrap_or(incident.started_at)
}

/// When a maintenance last changed. One of which nothing was ever said has only its own times, and
/// those may lie ahead.
pub(super) fn said(work: &Maintenance) -> Timestamp {
    let newest = work.updates.first().map(|update| update.at);
    work.updated_at.or(newest).unwrap_or_default()
}

fn oldest(updates: &[IncidentUpdate]) -> Option<Timestamp> {
    updates.last().map(|update| update.at)
}

/// When it was last first said to be mended.
fn monitoring(updates: &[IncidentUpdate]) -> Option<Timestamp> {
    let word = IncidentStatus::Monitoring.as_str();
    let said = updates.iter().find(|update| update.status == word);
    said.map(|update| update.at)
}

/// Newest first. An update is called by its event and its time, which stay when older ones go.
fn updates(event: &str, updates: &[IncidentUpdate]) -> Vec<Value> {
    let mut at_one_time: HashMap<Timestamp, usize> = HashMap::new();
    let oldest_first = updates.iter().rev().map(|update| {
        let number = at_one_time.entry(update.at).or_default();
        *number += 1;
        let id = match *number {
            1 => format!("{event}-{}", update.at.0),
            later => format!("{event}-{}-{later}", update.at.0),
        };
        let at = instant(update.at);
        json!({
            "id": id,
            "incident_id": event,
            "status": update.status,
            "body": update.body,
            "created_at": at,
            "updated_at": at,
            "display_at": at,
            "affected_components": [],
            "deliver_notifications": true,
            "custom_tweet": null,
            "tweet_id": null,
        })
    });
    let mut documents: Vec<Value> = oldest_first.collect();
    documents.reverse();
    documents
}
