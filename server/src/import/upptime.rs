//! Upptime: the repository. `.upptimerc.yml` names the sites, `history/` what was measured, and the
//! incidents are GitHub's issues, exported as JSON with
//! `gh issue list --state all --limit 9999 --json number,title,body,state,createdAt,closedAt,labels,comments`
//! or as the REST API answers them.

mod issue;
mod site;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::draft::{Draft, Part};
use super::fields::{Fields, Known};
use super::plan::Plan;
use super::{Document, ImportError, Source, System, document};

const MEASURED: &str = "the measured history stays with Upptime";
const CONFIG: &str = ".upptimerc.yml";
const OF_SUMMARY: [Known; 1] = [("icon", "")];
const ROOT: [Known; 15] = [
    ("owner", ""),
    ("repo", ""),
    ("user-agent", ""),
    ("PAT", ""),
    ("commits", ""),
    ("commitMessages", ""),
    ("commitPrefixStatusUp", ""),
    ("commitPrefixStatusDown", ""),
    ("commitPrefixStatusDegraded", ""),
    ("runner", ""),
    ("workflowSchedule", ""),
    ("summaryStartHtmlComment", ""),
    ("summaryEndHtmlComment", ""),
    ("notifications", "notifications are set up anew"),
    (
        "status-website",
        "write name, url and time_zone into [page] of the configuration",
    ),
];

pub(super) fn read(source: &Source) -> Result<Plan, ImportError> {
    let mut draft = Draft::default();
    let mut documents: Vec<&Document> = source.documents.iter().collect();
    documents.sort_by_key(|found| &found.path);
    let summary = read_summary(&documents)?;
    let config = documents
        .iter()
        .filter(|found| found.path.rsplit('/').next() == Some(CONFIG) || documents.len() == 1)
        .find(|found| !found.path.ends_with(".json"));
    let mut is_known = summary.is_some();
    if let Some(config) = config {
        let root = document::yaml(config)?;
        if let Some(root) = Fields::of(&root).filter(|root| root.has("sites")) {
            add_config(&mut draft, &root, summary.as_ref(), &config.path);
            is_known = true;
        }
    }
    if let Some((path, summary)) = &summary {
        add_summary(&mut draft, summary, path);
    }
    is_known |= add_history(&mut draft, &documents)?;
    is_known |= issue::add(&mut draft, &documents, source.now)?;
    if !is_known {
        return Err(ImportError::Nothing {
            system: System::Upptime,
            wanted: "the repository with .upptimerc.yml, and its issues as JSON",
        });
    }
    draft.finish()
}

type Summary<'a> = (&'a str, Value);

fn read_summary<'a>(documents: &[&'a Document]) -> Result<Option<Summary<'a>>, ImportError> {
    let is_summary = |found: &&&Document| found.path.ends_with("summary.json");
    match documents.iter().find(is_summary) {
        Some(found) => Ok(Some((found.path.as_str(), document::json(found)?))),
        None => Ok(None),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn add_config(draft: &mut Draft, root: &Fields<'_>, summary: Option<&Summary<'_>>, path: &str) {
    let every = root
        .object("workflowSchedule")
        .and_then(|schedule| site::every(schedule.text("uptime")?));
    let mut slugs: BTreeMap<&str, &str> = BTreeMap::new();
    for entry in summary.map_or(&[][..], |(_, summary)| list(summary)) {
        let text = |key| entry.get(key).and_then(Value::as_str);
        if let (Some(name), Some(slug)) = (text("name"), text("slug")) {
            slugs.entry(name).or_insert(slug);
        }
    }
    for entry in Fields::each(root.list("sites")) {
        site::add(draft, &entry, &slugs, every, path);
    }
    if !root.words("assignees").is_empty() {
        draft.tell("assignees", "nobody is assigned to an incident", path);
    }
    draft.leave(root, "the configuration", &ROOT, path);
}

/// Sites that only the summary knows; with a configuration they were taken out of it.
fn add_summary(draft: &mut Draft, summary: &Value, path: &str) {
    for entry in Fields::each(list(summary)) {
        let name = entry.text("name").unwrap_or_default();
        let slug = entry.text("slug").unwrap_or(name);
        let at = format!("{path}, site {name:?}");
        if !draft.has_component(slug) {
            let part = Part {
                foreign: slug,
                key: slug,
                name,
                description: None,
                group: None,
            };
            draft.component(&part, &at);
            let why = "the configuration does not name it; give it a monitor, or leave it out";
            draft.tell("sites", why, &at);
        }
        let told: BTreeSet<&str> = entry.unread().into_iter().collect();
        if told
            .iter()
            .any(|field| !OF_SUMMARY.iter().any(|(known, _)| known == field))
        {
            draft.tell("uptime and response times", MEASURED, &at);
        }
    }
}

/// A file for each site, with its last result; answers whether there was one.
fn add_history(draft: &mut Draft, documents: &[&Document]) -> Result<bool, ImportError> {
    let mut has_one = false;
    for found in documents {
        let Some((folder, name)) = found.path.rsplit_once('/') else {
            continue;
        };
        let is_history = folder == "history" || folder.ends_with("/history");
        let Some(slug) = name.strip_suffix(".yml").filter(|_| is_history) else {
            continue;
        };
        let root = document::yaml(found)?;
        let Some(entry) = Fields::of(&root).filter(|entry| entry.has("status")) else {
            draft.tell("files", "it has no result of a site", &found.path);
            continue;
        };
        has_one = true;
        draft.tell("results of sites", MEASURED, &found.path);
        if !draft.has_component(slug) {
            let url = entry.text("url").unwrap_or_default();
            let why = format!("no site of that name is configured; it was {url}");
            draft.tell("sites", &why, &found.path);
        }
    }
    Ok(has_one)
}
