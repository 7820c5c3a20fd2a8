//! Instatus: `summary.json`. It names no components, so the page's own word is the level, made
//! worse by what its open incidents say.

use super::Source;
use super::draft::{Draft, Heading, Trouble, Work};
use super::text;
use super::value::Value;
use crate::{Impact, IncidentStatus, MaintenanceStatus, Status, roll_up};

/// The longest maintenance, in minutes: a year. What claims to take longer was mistyped.
const LONGEST_MINUTES: i64 = 366 * 24 * 60;

pub(super) fn is_like(document: &Value) -> bool {
    document.get("page").get("status").text().is_some()
}

pub(super) fn read(document: &Value, from: &Source<'_>) -> Option<Draft> {
    let page = document.get("page");
    let said = page_status(page.get("status").text()?);
    let mut draft = Draft::new(Heading {
        name: page.get("name").text().map(str::to_owned),
        url: page.get("url").text().map(str::to_owned),
        ..Heading::default()
    });
    let mut overall = said;
    for incident in document.get("activeIncidents").objects() {
        let impact = incident.get("impact").text().unwrap_or_default();
        let status = incident_status(incident.get("status").text().unwrap_or_default());
        if status < IncidentStatus::Resolved {
            overall = overall.max(component_status(impact));
        }
        let (key, name) = key_and_name(incident);
        let trouble = Trouble {
            key,
            name,
            status,
            impact: match component_status(impact) {
                Status::Operational => Impact::None,
                Status::MajorOutage => Impact::Critical,
                Status::PartialOutage => Impact::Major,
                _ => Impact::Minor,
            },
            started_at: incident.get("started").text().and_then(text::instant),
            components: Vec::new(),
            updates: Vec::new(),
        };
        draft.incident(trouble, from.now);
    }
    for work in document.get("activeMaintenances").objects() {
        let status = maintenance_status(work.get("status").text().unwrap_or_default());
        if status == MaintenanceStatus::InProgress {
            overall = overall.max(Status::UnderMaintenance);
        }
        let (key, name) = key_and_name(work);
        let starts_at = work.get("start").text().and_then(text::instant);
        let minutes = work.get("duration").number();
        let minutes = minutes.filter(|minutes| (1..=LONGEST_MINUTES).contains(minutes));
        draft.maintenance(Work {
            key,
            name,
            status,
            starts_at,
            ends_at: starts_at
                .zip(minutes)
                .map(|(start, minutes)| start.plus(minutes * 60)),
            components: Vec::new(),
            updates: Vec::new(),
        });
    }
    draft.heading.overall = Some(overall);
    Some(draft)
}

/// Instatus gives events an address and no key; its last part is one.
fn key_and_name(event: &Value) -> (&str, &str) {
    let name = event.get("name").text().unwrap_or_default();
    let address = event.get("url").text().unwrap_or_default();
    let key = address.trim_end_matches('/').rsplit('/').next();
    (key.filter(|key| !key.is_empty()).unwrap_or(name), name)
}

/// `UP`, `HASISSUES`, `UNDERMAINTENANCE`, or a component's word after `ALL`, `SOME` or `ONE`.
fn page_status(word: &str) -> Status {
    match word {
        "UP" => return Status::Operational,
        "HASISSUES" => return Status::DegradedPerformance,
        "UNDERMAINTENANCE" => return Status::UnderMaintenance,
        _ => {}
    }
    if let Some(all) = word.strip_prefix("ALL") {
        return component_status(all);
    }
    let some = word
        .strip_prefix("SOME")
        .or_else(|| word.strip_prefix("ONE"));
    match some.map(component_status) {
        Some(Status::Unknown | Status::Operational) | None => Status::Unknown,
        Some(hit) => roll_up([hit, Status::Operational]),
    }
}

fn component_status(word: &str) -> Status {
    match word {
        "OPERATIONAL" => Status::Operational,
        "UNDERMAINTENANCE" => Status::UnderMaintenance,
        "DEGRADEDPERFORMANCE" | "MINOROUTAGE" => Status::DegradedPerformance,
        "PARTIALOUTAGE" => Status::PartialOutage,
        "MAJOROUTAGE" => Status::MajorOutage,
        _ => Status::Unknown,
    }
}

fn incident_status(word: &str) -> IncidentStatus {
    match word {
        "IDENTIFIED" => IncidentStatus::Identified,
        "MONITORING" => IncidentStatus::Monitoring,
        "RESOLVED" => IncidentStatus::Resolved,
        _ => IncidentStatus::Investigating,
    }
}

fn maintenance_status(word: &str) -> MaintenanceStatus {
    match word {
        "INPROGRESS" => MaintenanceStatus::InProgress,
        "VERIFYING" => MaintenanceStatus::Verifying,
        "COMPLETED" => MaintenanceStatus::Completed,
        _ => MaintenanceStatus::Scheduled,
    }
}
