//! Incidents and schedules of Cachet.

use pilotlight_feed::{Impact, IncidentStatus, Timestamp};

use super::entry::{Entry, Kind, status_of};
use crate::import::draft::{Draft, Trouble, Work};
use crate::import::fields::{Fields, Known};
use crate::import::plan::MaintenanceStatus;

const EVENT: [Known; 30] = [
    ("id", ""),
    ("guid", ""),
    ("created_at", ""),
    ("updated_at", ""),
    ("deleted_at", ""),
    ("created", ""),
    ("updated", ""),
    ("published", ""),
    ("human_status", ""),
    ("is_resolved", ""),
    ("resolved_at", ""),
    ("latest_update_id", ""),
    ("latest_status", ""),
    ("latest_human_status", ""),
    ("latest_icon", ""),
    ("duration", ""),
    ("notifications", ""),
    ("user_id", ""),
    ("visible", ""),
    ("scheduled_at", ""),
    ("scheduled", ""),
    ("completed", ""),
    ("completed_at", ""),
    ("occurred", ""),
    ("status", ""),
    ("permalink", "addresses of Cachet end with Cachet"),
    ("stickied", "nothing is pinned; what is open stands first"),
    (
        "component_status",
        "updates do not keep the statuses that they set",
    ),
    ("meta", "incidents have no fields of your own"),
    ("component", ""),
];
const UPDATE: [Known; 11] = [
    ("id", ""),
    ("incident_id", ""),
    ("updateable_id", ""),
    ("updateable_type", ""),
    ("user_id", ""),
    ("updated_at", ""),
    ("updated", ""),
    ("human_status", ""),
    ("status", ""),
    ("permalink", ""),
    ("created_at", ""),
];
/// Version 2.3 and older keep maintenances among the incidents, under this status.
const SCHEDULED: i64 = 0;

pub(super) fn add_incident(draft: &mut Draft, incident: &Entry<'_>, loose: &[Entry<'_>]) {
    let fields = &incident.fields;
    let title = fields.text("name").unwrap_or_default();
    let at = format!("{}, incident {title:?}", incident.path);
    // Version 3 counts: 1 is everybody, 0 and 2 are some or nobody.
    let is_public = fields.number("visible").map(|number| number == 1);
    if is_public.or(fields.flag("visible")) == Some(false) {
        return draft.tell("incidents", "it is not public", &at);
    }
    let status = status_of(fields);
    if status == Some(SCHEDULED) {
        let why = "a maintenance among the incidents has no end; announce it anew";
        return draft.tell("incidents", why, &at);
    }
    let began_at = fields.instant("occurred_at").or(time(fields, "occurred"));
    let began_at = began_at
        .or(fields.instant("created_at"))
        .or(time(fields, "created"));
    let message = fields.text("message").unwrap_or_default().to_owned();
    let mut updates = updates(draft, incident, loose, &at);
    let is_fixed = stage(status) == IncidentStatus::Resolved;
    // With updates the status is the last of them; the first words were said when it was new.
    let first = if updates.is_empty() {
        stage(status)
    } else {
        IncidentStatus::Investigating
    };
    updates.extend(began_at.map(|at| (at, first, message)));
    let newest = updates.iter().map(|(at, ..)| *at).max();
    let changed_at = fields.instant("updated_at").or(time(fields, "updated"));
    let component = fields.word("component_id").filter(|id| id != "0");
    let nested = incident.nested("components", Kind::Component);
    let nested = nested.into_iter().map(|it| it.id);
    let components = component
        .into_iter()
        .chain(nested)
        .chain(incident.related("components"));
    let trouble = Trouble {
        foreign: &incident.id,
        title,
        impact: Impact::Minor,
        started_at: began_at,
        ended_at: changed_at.or(newest).filter(|_| is_fixed),
        components: components.collect(),
        updates,
    };
    draft.tell(
        "impact of incidents",
        "Cachet has none, so it is minor",
        &at,
    );
    draft.tell(
        "time zone of incidents",
        "Cachet's times have none and are taken for UTC",
        &at,
    );
    draft.incident(trouble, &at);
    draft.leave(fields, "incidents", &EVENT, &at);
}

pub(super) fn add_schedule(draft: &mut Draft, schedule: &Entry<'_>, loose: &[Entry<'_>]) {
    let fields = &schedule.fields;
    let title = fields.text("name").unwrap_or_default();
    let at = format!("{}, schedule {title:?}", schedule.path);
    let starts_at = fields.instant("scheduled_at").or(time(fields, "scheduled"));
    let ends_at = fields.instant("completed_at").or(time(fields, "completed"));
    let status = match status_of(fields) {
        Some(1) => MaintenanceStatus::InProgress,
        Some(2) => MaintenanceStatus::Completed,
        _ => MaintenanceStatus::Scheduled,
    };
    let message = fields.text("message").unwrap_or_default().to_owned();
    let said_at = fields
        .instant("created_at")
        .or(time(fields, "created"))
        .or(starts_at);
    let first = said_at.filter(|_| !message.is_empty());
    let mut updates: Vec<_> = first
        .map(|at| (at, MaintenanceStatus::Scheduled, message))
        .into_iter()
        .collect();
    for (said_at, _, body) in self::updates(draft, schedule, loose, &at) {
        updates.push((said_at, status.at(said_at, (starts_at, ends_at)), body));
    }
    let nested = schedule.nested("components", Kind::Component);
    let nested = nested
        .into_iter()
        .map(|it| it.fields.word("component_id").unwrap_or(it.id));
    let work = Work {
        foreign: &schedule.id,
        title,
        starts_at,
        ends_at,
        status,
        components: nested.chain(schedule.related("components")).collect(),
        updates,
    };
    draft.tell(
        "time zone of schedules",
        "Cachet's times have none and are taken for UTC",
        &at,
    );
    draft.maintenance(work, &at);
    draft.leave(fields, "schedules", &EVENT, &at);
}

/// Updates that are nested in the event, related to it, or name it.
fn updates(
    draft: &mut Draft,
    event: &Entry<'_>,
    loose: &[Entry<'_>],
    at: &str,
) -> Vec<(Timestamp, IncidentStatus, String)> {
    let related = event.related("updates");
    let is_own = |update: &&Entry<'_>| {
        let names = update.fields.word("incident_id");
        related.contains(&update.id)
            || (event.kind == Kind::Incident && names.as_ref() == Some(&event.id))
    };
    let loose = loose.iter().filter(is_own).cloned();
    let nested = event.nested("updates", Kind::Update);
    let mut updates = Vec::new();
    for update in nested.into_iter().chain(loose) {
        let fields = &update.fields;
        let said_at = fields.instant("created_at").or(time(fields, "created"));
        let Some(said_at) = said_at else {
            draft.tell("updates", "the source does not say when it was", at);
            continue;
        };
        let message = fields.text("message").unwrap_or_default();
        updates.push((said_at, stage(status_of(fields)), message.to_owned()));
        draft.leave(fields, "updates", &UPDATE, at);
    }
    updates
}

/// `{"human": "2 days ago", "string": "2024-01-01 00:00:00"}`.
fn time(fields: &Fields<'_>, key: &'static str) -> Option<Timestamp> {
    fields.object(key)?.instant("string")
}

fn stage(status: Option<i64>) -> IncidentStatus {
    match status {
        Some(2) => IncidentStatus::Identified,
        Some(3) => IncidentStatus::Monitoring,
        Some(4) => IncidentStatus::Resolved,
        _ => IncidentStatus::Investigating,
    }
}
