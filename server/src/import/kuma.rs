//! Uptime Kuma: the backup that version 1 exports as JSON, or the SQLite database of any version,
//! which also has groups, incidents and maintenances.
//!
//! Kuma counts numbers, which say nothing in a configuration: keys are made of names.

mod check;
mod database;
mod events;

use std::collections::{BTreeMap, BTreeSet};

use pilotlight_feed::Timestamp;
use serde_json::Value;

use super::draft::{Draft, Part};
use super::fields::{Fields, Known};
use super::plan::Plan;
use super::{ImportError, Source, System, document};

pub use database::read_database;

/// Rows of Kuma's tables by their name; a backup has some of them.
type Tables = BTreeMap<String, Vec<Value>>;

const WANTED: &str = "a backup of version 1 (backup.json), or kuma.db";
/// Lists of a backup, and what the database calls them.
const LISTS: [(&str, &str); 2] = [
    ("monitorList", "monitor"),
    ("notificationList", "notification"),
];
const BACKUP: [Known; 2] = [
    ("version", ""),
    (
        "proxyList",
        "checks go out directly, with what they are given here",
    ),
];
const LOOK: &str = "what a page says beside statuses, and how it looks, is set in [look]";
const PAGE: [Known; 18] = [
    ("id", ""),
    ("slug", ""),
    ("created_date", ""),
    ("modified_date", ""),
    ("theme", ""),
    ("published", ""),
    ("search_engine_index", ""),
    ("show_tags", ""),
    ("show_powered_by", ""),
    ("show_certificate_expiry", ""),
    ("show_only_last_heartbeat", ""),
    ("auto_refresh_interval", ""),
    ("icon", LOOK),
    ("description", LOOK),
    ("footer_text", LOOK),
    ("custom_css", LOOK),
    ("password", "a status page is public"),
    ("google_analytics_tag_id", "nobody counts the readers"),
];
const GROUP: [Known; 4] = [
    ("created_date", ""),
    ("public", ""),
    ("active", ""),
    ("status_page_id", ""),
];
const IN_GROUP: [Known; 4] = [
    ("id", ""),
    ("weight", ""),
    (
        "send_url",
        "components have no links; put it into the description",
    ),
    (
        "custom_url",
        "components have no links; put it into the description",
    ),
];

pub(super) fn read(source: &Source) -> Result<Plan, ImportError> {
    let mut draft = Draft::default();
    let mut tables = Tables::new();
    for found in &source.documents {
        let path = &found.path;
        let Value::Object(mut backup) = document::json(found)? else {
            draft.leave_file("it is no backup of Uptime Kuma", path);
            continue;
        };
        if !LISTS.iter().any(|(list, _)| backup.contains_key(*list)) {
            draft.leave_file("no list of monitors is in it", path);
            continue;
        }
        for (list, table) in LISTS {
            // A list, or an object whose keys are identifiers.
            let rows = match backup.remove(list) {
                None | Some(Value::Null) => continue,
                Some(Value::Array(rows)) => rows,
                Some(Value::Object(rows)) => rows.into_iter().map(|(_, row)| row).collect(),
                Some(_) => {
                    draft.tell(&format!("{list} of the backup"), "it is no list", path);
                    continue;
                }
            };
            tables.entry(table.to_owned()).or_default().extend(rows);
        }
        let rest = Value::Object(backup);
        if let Some(rest) = Fields::of(&rest) {
            draft.leave(&rest, "the backup", &BACKUP, path);
        }
    }
    let path = source
        .documents
        .first()
        .map_or("", |found| found.path.as_str());
    plan(draft, &tables, path, source.now)
}

/// The rows of a table; [`plan`] has told of those that are none.
fn table<'a>(tables: &'a Tables, name: &str) -> Vec<Fields<'a>> {
    let rows = tables.get(name).map_or(&[][..], Vec::as_slice);
    rows.iter().filter_map(Fields::of).collect()
}

/// Pure: what both ways of reading have in common.
fn plan(
    mut draft: Draft,
    tables: &Tables,
    path: &str,
    now: Timestamp,
) -> Result<Plan, ImportError> {
    if !tables.contains_key("monitor") {
        return Err(ImportError::Nothing {
            system: System::Kuma,
            wanted: WANTED,
        });
    }
    for (table, rows) in tables {
        let _ = draft.each(rows, &format!("{table}s"), path);
    }
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
        let at = format!("{path}, status page {title:?}");
        draft.tell("status pages", why, &at);
        draft.leave(page, "status pages", &PAGE, &at);
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
        let at = format!("{path}, group {name:?}");
        draft.group(&foreign, name, name, &at);
        draft.leave(&group, "groups", &GROUP, &at);
    }
    for row in table(tables, "monitor_group") {
        let ids = (row.word("monitor_id"), row.word("group_id"));
        draft.leave(&row, "monitors in groups", &IN_GROUP, path);
        let (Some(monitor), Some(group)) = ids else {
            let why = "a row does not say which monitor is in which group";
            draft.tell("monitors in groups", why, path);
            continue;
        };
        let foreign = ["public/", &group].concat();
        let first = of_monitor.entry(monitor).or_insert_with(|| foreign.clone());
        if *first != foreign {
            let why = "a component stands in one group; it stays in the first";
            draft.tell("monitors in several groups", why, path);
        }
    }
    for monitor in table(tables, "monitor") {
        if monitor.text("type") == Some("group") {
            let name = monitor.text("name").unwrap_or_default();
            let foreign = monitor.word("id").unwrap_or_default();
            let at = format!("{path}, monitor {name:?}");
            draft.group(&foreign, name, name, &at);
            if monitor.text("description").is_some() {
                draft.tell("description of groups", "groups have a name only", &at);
            }
            if monitor.flag("active") == Some(false) {
                draft.tell("groups", "it is paused, and what is in it is not here", &at);
            }
            check::leave(draft, &monitor, "group", &at);
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
