//! Uptime Kuma: the backup that version 1 exports as JSON, or the SQLite database of any version,
//! which also has groups, incidents and maintenances.
//!
//! Kuma counts numbers, which say nothing in a configuration: keys are made of names.

mod check;
mod database;
mod events;

use std::collections::{BTreeMap, BTreeSet};

use pilotlight_feed::Timestamp;
use serde_json::{Map, Value};

use super::draft::{Draft, Part};
use super::fields::Fields;
use super::plan::Plan;
use super::{ImportError, Source, System, document};

pub use database::read_database;

/// Rows of Kuma's tables by their name; a backup has some of them.
type Tables = BTreeMap<String, Vec<Value>>;

const WANTED: &str = "a backup of version 1 (backup.json), or kuma.db";

pub(super) fn read(source: &Source) -> Result<Plan, ImportError> {
    let mut tables = Tables::new();
    for found in &source.documents {
        let Value::Object(mut backup) = document::json(found)? else {
            continue;
        };
        for (list, table) in [
            ("monitorList", "monitor"),
            ("notificationList", "notification"),
        ] {
            if let Some(rows) = rows(&mut backup, list) {
                tables.entry(table.to_owned()).or_default().extend(rows);
            }
        }
    }
    let path = source
        .documents
        .first()
        .map_or("", |found| found.path.as_str());
    plan(&tables, path, source.now)
}

/// The rows of a list, or of an object whose keys are identifiers.
fn rows(backup: &mut Map<String, Value>, list: &str) -> Option<Vec<Value>> {
    match backup.remove(list)? {
        Value::Array(rows) => Some(rows),
        Value::Object(rows) => Some(rows.into_iter().map(|(_, row)| row).collect()),
        _ => None,
    }
}

fn table<'a>(tables: &'a Tables, name: &str) -> Vec<Fields<'a>> {
    let rows = tables.get(name).map_or(&[][..], Vec::as_slice);
    Fields::each(rows).collect()
}

/// Pure: what both ways of reading have in common.
fn plan(tables: &Tables, path: &str, now: Timestamp) -> Result<Plan, ImportError> {
    if !tables.contains_key("monitor") {
        return Err(ImportError::Nothing {
            system: System::Kuma,
            wanted: WANTED,
        });
    }
    let mut draft = Draft::default();
    let groups = add_groups(&mut draft, tables, path);
    let pages = table(tables, "status_page");
    let public: BTreeSet<String> = table(tables, "monitor_group")
        .iter()
        .filter_map(|row| row.word("monitor_id"))
        .collect();
    for monitor in table(tables, "monitor") {
        let id = monitor.word("id").unwrap_or_default();
        if let Some(at) = add_monitor(&mut draft, &monitor, &groups, path)
            && !pages.is_empty()
            && !public.contains(&id)
        {
            let why = "it is on no status page of Kuma; here everybody would see it";
            draft.tell("monitors", why, &at);
        }
    }
    for page in &pages {
        let title = page.text("title").unwrap_or_default();
        let why = "one server publishes one page; write its name into [page]";
        draft.tell(
            "status pages",
            why,
            &format!("{path}, status page {title:?}"),
        );
    }
    for (name, why) in [
        ("notification", "notifications are set up anew"),
        ("tag", "there are no tags"),
    ] {
        for row in table(tables, name) {
            let named = row.text("name").unwrap_or_default();
            draft.tell(&format!("{name}s"), why, &format!("{path}, {named:?}"));
        }
    }
    draft.tell("heartbeats", "the measured history stays with Kuma", path);
    events::add(&mut draft, tables, path, now);
    draft.finish()
}

/// The groups of the status pages in their order, then the monitors that are groups; answers the
/// group of each monitor.
fn add_groups(draft: &mut Draft, tables: &Tables, path: &str) -> BTreeMap<String, String> {
    let mut of_monitor = BTreeMap::new();
    let mut groups = table(tables, "group");
    groups.sort_by_key(|group| (group.number("status_page_id"), group.number("weight")));
    for group in groups {
        let name = group.text("name").unwrap_or_default();
        let foreign = ["public/", &group.word("id").unwrap_or_default()].concat();
        draft.group(&foreign, name, name, &format!("{path}, group {name:?}"));
    }
    for row in table(tables, "monitor_group") {
        if let (Some(monitor), Some(group)) = (row.word("monitor_id"), row.word("group_id")) {
            let foreign = ["public/", &group].concat();
            let first = of_monitor.entry(monitor).or_insert_with(|| foreign.clone());
            if *first != foreign {
                let why = "a component stands in one group; it stays in the first";
                draft.tell("monitors in several groups", why, path);
            }
        }
    }
    for monitor in table(tables, "monitor") {
        if monitor.text("type") == Some("group") {
            let name = monitor.text("name").unwrap_or_default();
            let foreign = monitor.word("id").unwrap_or_default();
            draft.group(&foreign, name, name, &format!("{path}, monitor {name:?}"));
        }
        if let (Some(id), Some(parent)) = (monitor.word("id"), monitor.word("parent")) {
            of_monitor.entry(id).or_insert(parent);
        }
    }
    of_monitor
}

/// Adds component and monitor; answers where it stands, none when nothing was added.
fn add_monitor(
    draft: &mut Draft,
    monitor: &Fields<'_>,
    groups: &BTreeMap<String, String>,
    path: &str,
) -> Option<String> {
    let name = monitor.text("name").unwrap_or_default();
    let id = monitor.word("id").unwrap_or_else(|| name.to_owned());
    let at = format!("{path}, monitor {name:?}");
    let kind = monitor.text("type").unwrap_or_default();
    if kind == "group" {
        return None;
    }
    if monitor.flag("active") == Some(false) {
        draft.tell("monitors", "it is paused", &at);
        return None;
    }
    if draft.has_component(&id) {
        draft.tell("monitors", "another one has its identifier", &at);
        return None;
    }
    let part = Part {
        foreign: &id,
        key: name,
        name,
        description: monitor.text("description"),
        group: groups.get(&id).map(String::as_str),
    };
    let key = draft.component(&part, &at);
    check::add(draft, monitor, key, kind, &at);
    Some(at)
}
