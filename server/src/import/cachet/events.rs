//! Incidents and schedules of Cachet.

use std::cell::Cell;

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
    ("component_status", SET_STATUSES),
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
/// Components that an event names.
const NAMED: [Known; 16] = [
    ("id", ""),
    ("schedule_id", ""),
    ("incident_id", ""),
    ("created_at", ""),
    ("updated_at", ""),
    ("deleted_at", ""),
    ("name", ""),
    ("description", ""),
    ("link", ""),
    ("order", ""),
    ("group_id", ""),
    ("enabled", ""),
    ("status", ""),
    ("status_name", ""),
    ("pivot", ""),
    ("component_status", SET_STATUSES),
];
const TIME: [Known; 1] = [("human", "")];
const SET_STATUSES: &str = "updates do not keep the statuses that they set";
/// Version 2.3 and older keep maintenances among the incidents, under this status.
const SCHEDULED: i64 = 0;

/// An update that stands on its own, and whether its event was found.
#[derive(Debug)]
pub(super) struct Loose<'a> {
    update: Entry<'a>,
    is_found: Cell<bool>,
}

pub(super) fn loose(updates: Vec<Entry<'_>>) -> Vec<Loose<'_>> {
    let updates = updates.into_iter().map(|update| Loose {
        update,
        is_found: Cell::new(false),
    });
    updates.collect()
}

/// Notes the updates of events that are not there.
pub(super) fn leave_updates(draft: &mut Draft, updates: &[Loose<'_>]) {
    for Loose { update, is_found } in updates {
        if !is_found.get() {
            let why = "what it is an update of is not there, or left out";
            draft.tell(
                "updates",
                why,
                &format!("{}, update {}", update.path, update.id),
            );
        }
    }
}

pub(super) fn add_incident(draft: &mut Draft, incident: &Entry<'_>, loose: &[Loose<'_>]) {
    let fields = &incident.fields;
    let title = fields.text("name").unwrap_or_default();
    let at = format!("{}, incident {title:?}", incident.path);
    // Version 3 counts: 1 is everybody, 0 and 2 are some or nobody.
    let is_public = fields.number("visible").map(|number| number == 1);
    if is_public.or(fields.flag("visible")) == Some(false) {
        return draft.tell("incidents", "it is not public", &at);
    }
    let status = status_of(draft, fields, &at);
    if status == Some(SCHEDULED) {
        let why = "a maintenance among the incidents has no end; announce it anew";
        return draft.tell("incidents", why, &at);
    }
    let began_at = time(draft, fields, ["occurred_at", "occurred"], &at).or(time(
        draft,
        fields,
        ["created_at", "created"],
        &at,
    ));
    let message = fields.text("message").unwrap_or_default().to_owned();
    let mut updates = updates(draft, incident, loose, &at);
    let now = stage(draft, fields, status, &at);
    let is_fixed = now == IncidentStatus::Resolved;
    // With updates the status is the last of them; the first words were said when it was new.
    let first = if updates.is_empty() {
        now
    } else {
        IncidentStatus::Investigating
    };
    updates.push((began_at, first, message));
    let newest = updates.iter().filter_map(|(at, ..)| *at).max();
    let changed_at = time(draft, fields, ["updated_at", "updated"], &at);
    let component = fields.word("component_id").filter(|id| id != "0");
    let components = component.into_iter().chain(named(draft, incident, &at));
    let components: Vec<String> = components.collect();
    incident.leave_relationships(draft, &at);
    let trouble = Trouble {
        foreign: &incident.id,
        title,
        impact: Impact::Minor,
        started_at: began_at,
        ended_at: changed_at.or(newest).filter(|_| is_fixed),
        components,
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

pub(super) fn add_schedule(draft: &mut Draft, schedule: &Entry<'_>, loose: &[Loose<'_>]) {
    let fields = &schedule.fields;
    let title = fields.text("name").unwrap_or_default();
    let at = format!("{}, schedule {title:?}", schedule.path);
    let starts_at = time(draft, fields, ["scheduled_at", "scheduled"], &at);
    let ends_at = time(draft, fields, ["completed_at", "completed"], &at);
    let status = match status_of(draft, fields, &at) {
        Some(1) => MaintenanceStatus::InProgress,
        Some(2) => MaintenanceStatus::Completed,
        Some(0) => MaintenanceStatus::Scheduled,
        _ => {
            if fields.has("status") {
                let why = "it is none of Cachet, so it becomes \"scheduled\"";
                draft.tell("status of schedules", why, &at);
            }
            MaintenanceStatus::Scheduled
        }
    };
    let message = fields.text("message").unwrap_or_default().to_owned();
    let said_at = time(draft, fields, ["created_at", "created"], &at).or(starts_at);
    let first = said_at.filter(|_| !message.is_empty());
    let mut updates: Vec<_> = first
        .map(|at| (at, MaintenanceStatus::Scheduled, message))
        .into_iter()
        .collect();
    for (said_at, _, body) in self::updates(draft, schedule, loose, &at) {
        if let Some(said_at) = said_at {
            updates.push((said_at, status.at(said_at, (starts_at, ends_at)), body));
        }
    }
    let work = Work {
        foreign: &schedule.id,
        title,
        starts_at,
        ends_at,
        status,
        components: named(draft, schedule, &at),
        updates,
    };
    schedule.leave_relationships(draft, &at);
    draft.tell(
        "time zone of schedules",
        "Cachet's times have none and are taken for UTC",
        &at,
    );
    draft.maintenance(work, &at);
    draft.leave(fields, "schedules", &EVENT, &at);
}

/// Identifiers of the components that an event nests or is related to.
fn named(draft: &mut Draft, event: &Entry<'_>, at: &str) -> Vec<String> {
    let mut named = Vec::new();
    for component in event.nested(draft, "components", Kind::Component) {
        let id = component.fields.word("component_id");
        named.push(id.unwrap_or(component.id));
        draft.leave(&component.fields, "components of events", &NAMED, at);
    }
    named.extend(event.related(draft, "components"));
    named
}

/// Whether an update that stands on its own says that it is of this event.
fn is_of(update: &Fields<'_>, event: &Entry<'_>) -> bool {
    let kind = update.text("updateable_type").map(str::to_ascii_lowercase);
    let is_incident = event.kind == Kind::Incident;
    let wanted = if is_incident { "incident" } else { "schedule" };
    let is_of_kind = kind.is_some_and(|kind| kind.contains(wanted));
    (is_incident && update.word("incident_id").as_ref() == Some(&event.id))
        || (is_of_kind && update.word("updateable_id").as_ref() == Some(&event.id))
}

/// Updates that are nested in the event, related to it, or name it; each has a time.
fn updates(
    draft: &mut Draft,
    event: &Entry<'_>,
    loose: &[Loose<'_>],
    at: &str,
) -> Vec<(Option<Timestamp>, IncidentStatus, String)> {
    let related = event.related(draft, "updates");
    let mut own = event.nested(draft, "updates", Kind::Update);
    for Loose { update, is_found } in loose {
        if related.contains(&update.id) || is_of(&update.fields, event) {
            is_found.set(true);
            // Version 2 has it in both places, when both are asked for.
            if !own.iter().any(|known| known.id == update.id) {
                own.push(update.clone());
            }
        }
    }
    let mut updates = Vec::new();
    for update in own {
        let fields = &update.fields;
        let said_at = time(draft, fields, ["created_at", "created"], at);
        let message = fields.text("message").unwrap_or_default();
        let status = status_of(draft, fields, at);
        let status = stage(draft, fields, status, at);
        if said_at.is_some() {
            updates.push((said_at, status, message.to_owned()));
        } else {
            draft.tell("updates", "the source does not say when it was", at);
        }
        update.leave_relationships(draft, at);
        draft.leave(fields, "updates", &UPDATE, at);
    }
    updates
}

/// The time of version 2, or of version 3: `{"human": "2 days ago", "string": "2024-01-01 00:00:00"}`.
/// One that is there and cannot be read is told.
fn time(
    draft: &mut Draft,
    fields: &Fields<'_>,
    [flat, nested]: [&'static str; 2],
    at: &str,
) -> Option<Timestamp> {
    let object = fields.object(nested);
    let found = fields.instant(flat);
    let spelled = object.as_ref().and_then(|it| it.instant("string"));
    let found = found.or(spelled);
    if let Some(object) = object {
        draft.leave(&object, "times", &TIME, at);
    }
    for key in [flat, nested] {
        if found.is_none() && fields.has(key) {
            draft.tell(&format!("{key} of events"), "it is no time", at);
        }
    }
    found
}

/// The stage of an incident or an update; a status that Cachet does not have is told.
fn stage(draft: &mut Draft, fields: &Fields<'_>, status: Option<i64>, at: &str) -> IncidentStatus {
    match status {
        Some(1) => IncidentStatus::Investigating,
        Some(2) => IncidentStatus::Identified,
        Some(3) => IncidentStatus::Monitoring,
        Some(4) => IncidentStatus::Resolved,
        _ => {
            if fields.has("status") {
                let why = "it is none of Cachet, so it becomes \"investigating\"";
                draft.tell("status of incidents", why, at);
            }
            IncidentStatus::Investigating
        }
    }
}
