//! Atlassian Statuspage: the documents of its public API (`/api/v2/summary.json`, `components.json`,
//! `incidents.json`, `scheduled-maintenances.json`), single incidents (`/incidents/<code>.json`),
//! and `/history.json`, which reaches further back than the API does.
//!
//! Identifiers stay Statuspage's, so that a widget that showed the old page through its adapter
//! finds the same components. Bodies are HTML and become Markdown.

mod events;
mod history;

use std::collections::BTreeSet;

use super::draft::{Draft, Part};
use super::fields::{Fields, Known};
use super::plan::Plan;
use super::{ImportError, Source, System, document};

const DOCUMENT: [Known; 1] = [("page", "")];
/// The page as a whole, which follows from its components.
const STATUS: [Known; 2] = [("indicator", ""), ("description", "")];

const MEASURED: &str = "statuses and uptime come from checks and begin with the first of them";
const NAMELESS: &str = "it has neither an identifier nor a name";

const PAGE: [Known; 2] = [("id", ""), ("updated_at", "")];
const COMPONENT: [Known; 7] = [
    ("created_at", ""),
    ("updated_at", ""),
    ("page_id", ""),
    ("position", ""),
    ("showcase", "every component has its uptime bar"),
    ("start_date", MEASURED),
    (
        "only_show_if_degraded",
        "every component is shown, also while all is well",
    ),
];

pub(super) fn read(source: &Source) -> Result<Plan, ImportError> {
    let mut draft = Draft::default();
    let mut documents = Vec::new();
    for found in &source.documents {
        if source.documents.len() == 1 || found.path.ends_with(".json") {
            documents.push((found.path.as_str(), document::json(found)?));
        } else {
            draft.leave_file("only JSON documents of Statuspage are read", &found.path);
        }
    }
    // The history names components as well, and says nothing else of them.
    documents.sort_by_key(|(path, root)| (root.get("months").is_some(), *path));
    let mut roots = Vec::new();
    for (path, root) in &documents {
        match Fields::of(root) {
            Some(root) => roots.push((*path, root, false)),
            None => draft.leave_file("it is no document of Statuspage", path),
        }
    }
    for (path, root, is_known) in &mut roots {
        *is_known |= add_components(&mut draft, root, path);
    }
    let mut events = events::Events::default();
    for (path, root, is_known) in &mut roots {
        *is_known |= events.add(&mut draft, root, path);
    }
    // Last, because it knows least of each incident.
    for (path, root, is_known) in &mut roots {
        *is_known |= history::add(&mut draft, root, path);
    }
    if !roots.iter().any(|(_, _, is_known)| *is_known) {
        return Err(ImportError::Nothing {
            system: System::Statuspage,
            wanted: "api/v2/summary.json and incidents.json of the page",
        });
    }
    for (path, root, is_known) in &roots {
        if let Some(status) = root.object("status") {
            draft.leave(&status, "the status of the page", &STATUS, path);
        }
        if !is_known {
            draft.leave_file("no components, incidents or maintenances are in it", path);
        }
        // A single incident is a document, and has told its fields.
        if !root.has("incident_updates") {
            draft.leave(root, "the document", &DOCUMENT, path);
        }
    }
    draft.finish()
}

fn add_components(draft: &mut Draft, root: &Fields<'_>, path: &str) -> bool {
    if let Some(page) = root.object("page") {
        let name = page.text("name").unwrap_or_default();
        let why =
            format!("write name, url and time_zone of {name:?} into [page] of the configuration");
        draft.tell("page", &why, path);
        let _ = (page.text("url"), page.text("time_zone"));
        draft.leave(&page, "the page", &PAGE, path);
    }
    if !root.has("components") || root.has("incident_updates") {
        return false;
    }
    let entries = draft.each(root.list("components"), "components", path);
    let inhabited: BTreeSet<String> = entries
        .iter()
        .filter_map(|it| it.word("group_id"))
        .collect();
    let (groups, parts): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| {
        let id = entry.word("id").unwrap_or_default();
        entry.flag("group") == Some(true) && inhabited.contains(&id)
    });
    let ids: BTreeSet<String> = parts.iter().filter_map(|it| it.word("id")).collect();
    for group in groups {
        let (id, name) = (group.word("id").unwrap_or_default(), group.text("name"));
        let at = format!("{path}, group {:?}", name.unwrap_or(&id));
        draft.group(&id, &id, name.unwrap_or_default(), &at);
        let _ = (group.text("status"), group.word("group_id"));
        for listed in group.words("components") {
            if !ids.contains(&listed) {
                let what = format!("component {listed:?} of groups");
                draft.tell(&what, "the source does not describe that component", &at);
            }
        }
        if group.text("description").is_some() {
            draft.tell("description of groups", "groups have a name only", &at);
        }
        draft.leave(&group, "groups", &COMPONENT, &at);
    }
    for part in parts {
        add_component(draft, &part, path);
    }
    true
}

/// Adds the component; one that another document describes already tells only what is new of it.
fn add_component(draft: &mut Draft, part: &Fields<'_>, path: &str) {
    let name = part.text("name").unwrap_or_default();
    let id = part.word("id").unwrap_or_else(|| name.to_owned());
    let at = format!("{path}, component {name:?}");
    let (group, is_group) = (part.word("group_id"), part.flag("group"));
    let (description, status) = (part.text("description"), part.text("status"));
    if id.is_empty() {
        draft.tell("components", NAMELESS, &at);
        return draft.leave(part, "components", &COMPONENT, &at);
    }
    if draft.has_component(&id) {
        return draft.leave_unknown(part, "components", &COMPONENT, &at);
    }
    let part_of_plan = Part {
        foreign: &id,
        key: &id,
        name,
        description,
        group: group.as_deref(),
    };
    draft.component(&part_of_plan, &at);
    if is_group == Some(true) {
        let why = "no component is in it, so it becomes a component";
        draft.tell("groups", why, &at);
    }
    if status.is_some_and(|status| status != "operational") {
        draft.tell("status of components", MEASURED, &at);
    }
    draft.leave(part, "components", &COMPONENT, &at);
}
