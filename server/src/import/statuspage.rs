//! Atlassian Statuspage: the documents of its public API (`/api/v2/summary.json`, `components.json`,
//! `incidents.json`, `scheduled-maintenances.json`), single incidents (`/incidents/<code>.json`),
//! and `/history.json`, which reaches further back than the API does.
//!
//! Identifiers stay Statuspage's, so that a widget that showed the old page through its adapter
//! finds the same components. Bodies are HTML and become Markdown.

mod events;
mod history;

use std::collections::BTreeSet;

use serde_json::Value;

use super::draft::{Draft, Part};
use super::fields::{Fields, Known};
use super::plan::Plan;
use super::{ImportError, Source, System, document};

const MEASURED: &str = "statuses and uptime come from checks and begin with the first of them";

const PAGE: [Known; 2] = [("id", ""), ("updated_at", "")];
const COMPONENT: [Known; 8] = [
    ("components", ""),
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
            draft.tell(
                "files",
                "only JSON documents of Statuspage are read",
                &found.path,
            );
        }
    }
    // The history names components as well, and says nothing else of them.
    documents.sort_by_key(|(path, root)| (root.get("months").is_some(), *path));
    let mut is_known = false;
    for (path, root) in &documents {
        is_known |= add_components(&mut draft, root, path);
    }
    for (path, root) in &documents {
        let is_event = events::add(&mut draft, root, path);
        is_known |= is_event;
    }
    // Last, because it knows least of each incident.
    for (path, root) in &documents {
        is_known |= history::add(&mut draft, root, path);
    }
    if !is_known {
        return Err(ImportError::Nothing {
            system: System::Statuspage,
            wanted: "api/v2/summary.json and incidents.json of the page",
        });
    }
    draft.finish()
}

fn add_components(draft: &mut Draft, root: &Value, path: &str) -> bool {
    let Some(root) = Fields::of(root) else {
        return false;
    };
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
    let entries = root.list("components");
    let inhabited: BTreeSet<String> = Fields::each(entries)
        .filter_map(|it| it.word("group_id"))
        .collect();
    let (groups, parts): (Vec<_>, Vec<_>) = Fields::each(entries).partition(|entry| {
        let id = entry.word("id").unwrap_or_default();
        entry.flag("group") == Some(true) && inhabited.contains(&id)
    });
    for group in groups {
        let (id, name) = (group.word("id").unwrap_or_default(), group.text("name"));
        let at = format!("{path}, group {:?}", name.unwrap_or(&id));
        draft.group(&id, &id, name.unwrap_or_default(), &at);
        let _ = group.text("status");
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

fn add_component(draft: &mut Draft, part: &Fields<'_>, path: &str) {
    let name = part.text("name").unwrap_or_default();
    let id = part.word("id").unwrap_or_else(|| name.to_owned());
    if id.is_empty() || draft.has_component(&id) {
        return;
    }
    let at = format!("{path}, component {name:?}");
    let group = part.word("group_id");
    let _ = part.flag("group");
    let part_of_plan = Part {
        foreign: &id,
        key: &id,
        name,
        description: part.text("description"),
        group: group.as_deref(),
    };
    draft.component(&part_of_plan, &at);
    if part
        .text("status")
        .is_some_and(|status| status != "operational")
    {
        draft.tell("status of components", MEASURED, &at);
    }
    draft.leave(part, "components", &COMPONENT, &at);
}
