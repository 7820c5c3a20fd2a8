//! Incidents and maintenances as Statuspage's API writes them. Bodies are HTML and become Markdown.

use std::collections::BTreeMap;

use pilotlight_feed::{Impact, IncidentStatus, Timestamp};

use super::{NAMELESS, add_component};
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

const AFFECTED: [Known; 2] = [("name", ""), ("old_status", "")];

/// The events of all documents, by their identifiers.
#[derive(Debug, Default)]
pub(super) struct Events<'a> {
    known: BTreeMap<String, Fields<'a>>,
}

impl<'a> Events<'a> {
    /// Adds those of a document; answers whether it had any, or a list of them.
    pub(super) fn add(&mut self, draft: &mut Draft, root: &Fields<'a>, path: &str) -> bool {
        if root.has("incident_updates") {
            self.add_one(draft, root, path);
            return true;
        }
        let incidents = root.list("incidents");
        let works = root.list("scheduled_maintenances");
        let mut events = draft.each(incidents, "incidents", path);
        events.extend(draft.each(works, "maintenances", path));
        for event in &events {
            self.add_one(draft, event, path);
        }
        if INCIDENTS_OF_API == incidents.len() {
            let why = "the API gives the newest 50; add the pages of /history.json for older ones";
            draft.tell("older incidents", why, path);
        }
        root.has("incidents") || root.has("scheduled_maintenances")
    }

    fn add_one(&mut self, draft: &mut Draft, event: &Fields<'a>, path: &str) {
        let title = event.text("name").unwrap_or_default();
        let id = event.word("id").or_else(|| event.word("code"));
        let id = id.unwrap_or_else(|| title.to_owned());
        let at = format!("{path}, {title:?}");
        if id.is_empty() {
            draft.tell("incidents", NAMELESS, &at);
            return draft.leave(event, "incidents", &EVENT, &at);
        }
        if let Some(first) = self.known.get(&id) {
            if !first.is_same(event) {
                let why = "another document tells of it otherwise; the first stays, by their names";
                draft.tell("incidents", why, &at);
            }
            return;
        }
        self.known.insert(id.clone(), event.clone());
        add_event(draft, event, &id, &at, path);
    }
}

fn add_event(draft: &mut Draft, event: &Fields<'_>, id: &str, at: &str, path: &str) {
    let title = event.text("name").unwrap_or_default();
    let mut components = Vec::new();
    for part in draft.each(event.list("components"), "components", at) {
        components.extend(
            part.word("id")
                .or_else(|| part.text("name").map(str::to_owned)),
        );
        add_component(draft, &part, path);
    }
    let mut updates = Vec::new();
    for update in draft.each(event.list("incident_updates"), "updates", at) {
        let affected = update.list("affected_components");
        for part in draft.each(affected, "affected_components of updates", at) {
            components.extend(part.word("code"));
            if part.text("new_status").is_some() {
                let why = "updates do not keep the statuses that they set";
                draft.tell("affected_components of updates", why, at);
            }
            draft.leave(&part, "affected_components of updates", &AFFECTED, at);
        }
        let said_at = update
            .instant("display_at")
            .or(update.instant("created_at"));
        let body = markdown(draft, update.text("body"), at);
        let status = update.text("status");
        match said_at {
            Some(said_at) => updates.push((said_at, status, body)),
            None => draft.tell("updates", "the source does not say when it was", at),
        }
        draft.leave(&update, "updates", &UPDATE, at);
    }
    let components = text::distinct(components);
    let (starts_at, ends_at) = (
        event.instant("scheduled_for"),
        event.instant("scheduled_until"),
    );
    let (is_planned, title) = (starts_at.is_some() || ends_at.is_some(), title.to_owned());
    let status = event.text("status");
    if is_planned {
        let status = maintenance_status(draft, status, at);
        let _ = event.text("impact");
        let updates = updates.into_iter().map(|(said_at, status, body)| {
            let status = maintenance_status(draft, status, at);
            (said_at, status, body)
        });
        let work = Work {
            foreign: id,
            title: &title,
            starts_at,
            ends_at,
            status,
            components,
            updates: updates.collect(),
        };
        let _ = (event.instant("started_at"), event.instant("resolved_at"));
        draft.maintenance(work, at);
        return draft.leave(event, "maintenances", &EVENT, at);
    }
    let mut updates: Vec<_> = updates
        .into_iter()
        .map(|(said_at, status, body)| (said_at, incident_status(draft, status, at), body))
        .collect();
    let is_over = status.is_some_and(|status| matches!(status, "resolved" | "postmortem"));
    let changed_at = event.instant("updated_at").filter(|_| is_over);
    let ended_at = event.instant("resolved_at").or(changed_at);
    if status.is_some_and(|status| IncidentStatus::from_word(status).as_str() != status) {
        let why = format!(
            "{:?} is no status here; its updates tell it",
            status.unwrap_or_default()
        );
        draft.tell("status of incidents", &why, at);
    }
    add_postmortem(draft, event, &mut updates, ended_at, at);
    let updates = updates.into_iter();
    let trouble = Trouble {
        foreign: id,
        title: &title,
        impact: impact(draft, event, at),
        started_at: event.instant("started_at").or(event.instant("created_at")),
        ended_at,
        components,
        updates: updates
            .map(|(said_at, status, body)| (Some(said_at), status, body))
            .collect(),
    };
    draft.incident(trouble, at);
    draft.leave(event, "incidents", &EVENT, at);
}

/// How bad it was; a word that is none of ours is told.
pub(super) fn impact(draft: &mut Draft, event: &Fields<'_>, at: &str) -> Impact {
    let Some(word) = event.text("impact") else {
        return Impact::Minor;
    };
    let impact = Impact::from_word(word);
    if impact.as_str() != word {
        let why = format!("{word:?} is none here, so it becomes {:?}", impact.as_str());
        draft.tell("impact of incidents", &why, at);
    }
    impact
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
    let Some(body) = event.text("postmortem_body").filter(|_| !has_one) else {
        return;
    };
    let Some(said_at) = published.or(ended_at).max(newest) else {
        let why = "the source does not say when it was published";
        return draft.tell("post-mortems", why, at);
    };
    let body = markdown(draft, Some(body), at);
    updates.push((said_at, IncidentStatus::Postmortem, body));
}

/// The body as Markdown; what is lost on the way is told.
pub(super) fn markdown(draft: &mut Draft, body: Option<&str>, at: &str) -> String {
    let (body, has_lost) = html::to_markdown(body.unwrap_or_default());
    if has_lost {
        draft.tell(
            "HTML of updates",
            "scripts, comments, unsafe links or a very long end are left out",
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

fn maintenance_status(draft: &mut Draft, word: Option<&str>, at: &str) -> MaintenanceStatus {
    match word.unwrap_or("scheduled") {
        "scheduled" => MaintenanceStatus::Scheduled,
        "in_progress" => MaintenanceStatus::InProgress,
        "verifying" => MaintenanceStatus::Verifying,
        "completed" => MaintenanceStatus::Completed,
        "cancelled" | "canceled" => MaintenanceStatus::Cancelled,
        other => {
            let why = format!("{other:?} is no status here, so it becomes \"scheduled\"");
            draft.tell("status of maintenances", &why, at);
            MaintenanceStatus::Scheduled
        }
    }
}
