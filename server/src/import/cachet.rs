//! Cachet: what its API answers at `/api/v1/components`, `/components/groups`, `/incidents` and
//! `/schedules` with version 2, and at `/api/components`, `/component-groups`, `/incidents` and
//! `/schedules` with version 3, which nests the same fields as `attributes`.
//!
//! Times have no zone; they are those of the server, and are taken for UTC. Cachet does not say how
//! bad an incident is, so each is minor. Its identifiers are numbers, so keys are made of names.

mod entry;
mod events;

use std::collections::BTreeMap;

use serde_json::Value;

use entry::{Entry, Kind};

use super::draft::{Draft, Part};
use super::fields::{Fields, Known};
use super::plan::Plan;
use super::{ImportError, Source, System, document};

const DOCUMENT: [Known; 4] = [("data", ""), ("included", ""), ("meta", ""), ("links", "")];
const COMPONENT: [Known; 13] = [
    ("created_at", ""),
    ("updated_at", ""),
    ("created", ""),
    ("updated", ""),
    ("deleted_at", ""),
    ("order", ""),
    ("status", ""),
    ("status_name", ""),
    ("enabled", ""),
    (
        "link",
        "components have no links; put it into the description",
    ),
    ("tags", "there are no tags"),
    ("meta", "components have no fields of your own"),
    ("incidents", "give what the API answers for /incidents"),
];
const GROUP: [Known; 12] = [
    ("created_at", ""),
    ("updated_at", ""),
    ("created", ""),
    ("updated", ""),
    ("order", ""),
    ("order_column", ""),
    ("order_direction", ""),
    ("enabled_components_lowest", ""),
    ("lowest_human_status", ""),
    ("components", ""),
    ("collapsed", "groups are always open"),
    ("visible", "groups are always shown"),
];

pub(super) fn read(source: &Source) -> Result<Plan, ImportError> {
    let mut documents: Vec<(&str, Value)> = Vec::new();
    let mut draft = Draft::default();
    for found in &source.documents {
        if source.documents.len() == 1 || found.path.ends_with(".json") {
            documents.push((&found.path, document::json(found)?));
        } else {
            draft.leave_file("only JSON documents of Cachet are read", &found.path);
        }
    }
    documents.sort_by_key(|(path, _)| *path);
    let mut found: BTreeMap<Kind, Vec<Entry<'_>>> = BTreeMap::new();
    for (path, root) in &documents {
        let Some(fields) = Fields::of(root) else {
            draft.leave_file("it is no document of Cachet", path);
            continue;
        };
        for entry in entry::entries(&mut draft, root, path) {
            found.entry(entry.kind).or_default().push(entry);
        }
        draft.leave(&fields, "the document", &DOCUMENT, path);
        if !fields.has("data") && !fields.has("included") {
            draft.leave_file("no entries are in it", path);
        }
        if let Some(more) = entry::pages_beyond(root) {
            let why = format!("{more}; add the others, or ask for per_page=1000");
            draft.tell("further pages", &why, path);
        }
    }
    if found.is_empty() {
        return Err(ImportError::Nothing {
            system: System::Cachet,
            wanted: "what its API answers for components, groups, incidents and schedules",
        });
    }
    let mut of_kind = |kind| found.remove(&kind).unwrap_or_default();
    let groups = ordered(of_kind(Kind::Group));
    for group in &groups {
        add_group(&mut draft, group);
    }
    for component in ordered(of_kind(Kind::Component)) {
        add_component(&mut draft, &component, None);
    }
    // Version 2 repeats the components of a group; what no other document has is known from here.
    for group in &groups {
        for component in group.nested(&mut draft, "enabled_components", Kind::Component) {
            add_component(&mut draft, &component, Some(&group.id));
        }
    }
    let updates = events::loose(of_kind(Kind::Update));
    for incident in of_kind(Kind::Incident) {
        events::add_incident(&mut draft, &incident, &updates);
    }
    for schedule in of_kind(Kind::Schedule) {
        events::add_schedule(&mut draft, &schedule, &updates);
    }
    events::leave_updates(&mut draft, &updates);
    draft.finish()
}

fn ordered(mut entries: Vec<Entry<'_>>) -> Vec<Entry<'_>> {
    entries.sort_by_key(|entry| entry.fields.number("order").unwrap_or_default());
    entries
}

fn add_group(draft: &mut Draft, group: &Entry<'_>) {
    let name = group.fields.text("name").unwrap_or_default();
    let at = format!("{}, group {name:?}", group.path);
    draft.group(&group.id, name, name, &at);
    let _ = (
        group.fields.word("id"),
        group.fields.list("enabled_components"),
    );
    group.leave_relationships(draft, &at);
    draft.leave(&group.fields, "groups", &GROUP, &at);
}

fn add_component(draft: &mut Draft, component: &Entry<'_>, group: Option<&str>) {
    let fields = &component.fields;
    let name = fields.text("name").unwrap_or_default();
    let at = format!("{}, component {name:?}", component.path);
    if fields.flag("enabled") == Some(false) {
        return draft.tell("components", "it is switched off", &at);
    }
    let own_group = fields
        .word("group_id")
        .or(component.related(draft, "group").pop());
    let own_group = own_group.filter(|id| id != "0");
    let (_, description) = (fields.word("id"), fields.text("description"));
    component.leave_relationships(draft, &at);
    if draft.has_component(&component.id) {
        return draft.leave_unknown(fields, "components", &COMPONENT, &at);
    }
    let part = Part {
        foreign: &component.id,
        key: name,
        name,
        description,
        group: own_group.as_deref().or(group),
    };
    draft.component(&part, &at);
    if entry::status_of(draft, fields, &at).is_some_and(|status| status != 1) {
        let why = "statuses and uptime come from checks and begin with the first of them";
        draft.tell("status of components", why, &at);
    }
    draft.leave(fields, "components", &COMPONENT, &at);
}
