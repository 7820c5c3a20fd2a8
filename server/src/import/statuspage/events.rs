//! Incidents and maintenances as Statuspage's API writes them. Bodies are HTML and become Markdown.

use pilotlight_feed::{Impact, IncidentStatus, Timestamp};
use serde_json::Value;

use super::add_component;
use crate::import::draft::{Draft, Trouble, Work};
use crate::import::fields::{Fields, Known};
use crate::import::plan::MaintenanceStatus;
use crate::import::{html, text};

/// How many incidents the API gives, newest first.
const INCIDENTS_OF_API: usize = 50;

const EVENT: [Known; 8] = [
    ("page_id", ""),
    ("updated_at", ""),
    ("monitoring_at", ""),
    ("reminder_intervals", ""),
    ("impact_override", ""),
    ("created_at", ""),
    ("status", ""),
    ("shortlink", "Statuspage's short links end with Statuspage"),
];
const UPDATE: [Known; 8] = [
    ("id", ""),
    ("incident_id", ""),
    ("created_at", ""),
    ("updated_at", ""),
    ("deliver_notifications", ""),
    ("wants_twitter_update", ""),
    ("tweet_id", ""),
    ("custom_tweet", "what was posted elsewhere is no update"),
];

pub(super) fn add(draft: &mut Draft, root: &Value, path: &str) -> bool {
    let Some(fields) = Fields::of(root) else {
        return false;
    };
    if fields.has("incident_updates") {
        add_event(draft, &fields, path);
        return true;
    }
    let incidents = fields.list("incidents");
    let works = fields.list("scheduled_maintenances");
    for event in Fields::each(incidents).chain(Fields::each(works)) {
        add_event(draft, &event, path);
    }
    if INCIDENTS_OF_API == incidents.len() {
        let why = "the API gives the newest 50; add the pages of /history.json for older ones";
        draft.tell("older incidents", why, path);
    }
    for field in fields.unread() {
        if !matches!(field, "page" | "components" | "status" | "months") {
            draft.tell(
                &format!("{field} of the document"),
                "nothing here stands for it",
                path,
            );
        }
    }
    fields.has("incidents") || fields.has("scheduled_maintenances")
}

fn add_event(draft: &mut Draft, event: &Fields<'_>, path: &str) {
    let title = event.text("name").unwrap_or_default();
    let id = event.word("id").or_else(|| event.word("code"));
    let id = id.unwrap_or_else(|| title.to_owned());
    if id.is_empty() || draft.has_incident(&id) {
        return;
    }
    let at = format!("{path}, {title:?}");
    let mut components = Vec::new();
    for part in Fields::each(event.list("components")) {
        components.extend(part.word("id"));
        add_component(draft, &part, path);
    }
    let mut updates = Vec::new();
    for update in Fields::each(event.list("incident_updates")) {
        for part in Fields::each(update.list("affected_components")) {
            let code = part.word("code").filter(|code| draft.has_component(code));
            components.extend(code);
            if part.text("new_status").is_some() {
                let why = "updates do not keep the statuses that they set";
                draft.tell("affected_components of updates", why, &at);
            }
        }
        let said_at = update
            .instant("display_at")
            .or(update.instant("created_at"));
        let body = markdown(draft, update.text("body"), &at);
        match said_at {
            Some(said_at) => updates.push((said_at, update.text("status"), body)),
            None => draft.tell("updates", "the source does not say when it was", &at),
        }
        draft.leave(&update, "updates", &UPDATE, &at);
    }
    let components = text::distinct(components);
    let (starts_at, ends_at) = (
        event.instant("scheduled_for"),
        event.instant("scheduled_until"),
    );
    if starts_at.is_some() || ends_at.is_some() {
        let status = event.text("status").unwrap_or_default();
        let _ = event.text("impact");
        let updates = updates.into_iter().map(|(at, status, body)| {
            let status = maintenance_status(status.unwrap_or_default());
            (at, status, body)
        });
        let work = Work {
            foreign: &id,
            title,
            starts_at,
            ends_at,
            status: maintenance_status(status),
            components,
            updates: updates.collect(),
        };
        let _ = (event.instant("started_at"), event.instant("resolved_at"));
        draft.maintenance(work, &at);
        return draft.leave(event, "maintenances", &EVENT, &at);
    }
    let mut updates: Vec<_> = updates
        .into_iter()
        .map(|(said_at, status, body)| (said_at, incident_status(draft, status, &at), body))
        .collect();
    let ended_at = event.instant("resolved_at");
    add_postmortem(draft, event, &mut updates, ended_at, &at);
    let trouble = Trouble {
        foreign: &id,
        title,
        impact: Impact::from_word(event.text("impact").unwrap_or_default()),
        started_at: event.instant("started_at").or(event.instant("created_at")),
        ended_at,
        components,
        updates,
    };
    draft.incident(trouble, &at);
    draft.leave(event, "incidents", &EVENT, &at);
}

fn add_postmortem(
    draft: &mut Draft,
    event: &Fields<'_>,
    updates: &mut Vec<(Timestamp, IncidentStatus, String)>,
    ended_at: Option<Timestamp>,
    at: &str,
) {
    let has_one = updates
        .iter()
        .any(|(_, status, _)| *status == IncidentStatus::Postmortem);
    let published = event.instant("postmortem_published_at");
    let newest = updates.iter().map(|(at, ..)| *at).max();
    if let Some(body) = event.text("postmortem_body").filter(|_| !has_one)
        && let Some(said_at) = published.or(ended_at).max(newest)
    {
        let body = markdown(draft, Some(body), at);
        updates.push((said_at, IncidentStatus::Postmortem, body));
    }
}

/// The body as Markdown; what is lost on the way is told.
pub(super) fn markdown(draft: &mut Draft, body: Option<&str>, at: &str) -> String {
    let (body, has_lost) = html::to_markdown(body.unwrap_or_default());
    if has_lost {
        draft.tell(
            "HTML of updates",
            "scripts, unsafe links or a very long end are left out",
            at,
        );
    }
    body
}

fn incident_status(draft: &mut Draft, word: Option<&str>, at: &str) -> IncidentStatus {
    let word = word.unwrap_or_default();
    let status = IncidentStatus::from_word(word);
    if status.as_str() != word {
        let why = format!(
            "{word:?} is no status here, so it becomes {:?}",
            status.as_str()
        );
        draft.tell("status of updates", &why, at);
    }
    status
}

fn maintenance_status(word: &str) -> MaintenanceStatus {
    match word {
        "in_progress" => MaintenanceStatus::InProgress,
        "verifying" => MaintenanceStatus::Verifying,
        "completed" => MaintenanceStatus::Completed,
        "cancelled" | "canceled" => MaintenanceStatus::Cancelled,
        _ => MaintenanceStatus::Scheduled,
    }
}
