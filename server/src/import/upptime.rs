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
/// What was measured of a site, in the summary and in its own file; that it stays is told.
const OF_RESULTS: [Known; 20] = [
    ("icon", ""),
    ("url", ""),
    ("status", ""),
    ("code", ""),
    ("responseTime", ""),
    ("lastUpdated", ""),
    ("startTime", ""),
    ("generator", ""),
    ("uptime", ""),
    ("uptimeDay", ""),
    ("uptimeWeek", ""),
    ("uptimeMonth", ""),
    ("uptimeYear", ""),
    ("time", ""),
    ("timeDay", ""),
    ("timeWeek", ""),
    ("timeMonth", ""),
    ("timeYear", ""),
    ("dailyMinutesDown", ""),
    ("slug", ""),
];
/// When GitHub does what; only the checks are done here.
const SCHEDULE: [Known; 8] = [
    ("graphs", ""),
    ("responseTime", ""),
    ("staticSite", ""),
    ("summary", ""),
    ("updateTemplate", ""),
    ("updates", ""),
    ("setup", ""),
    ("readme", ""),
];
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
    let mut read = BTreeSet::new();
    if let Some(config) = config {
        let root = document::yaml(config)?;
        if let Some(root) = Fields::of(&root).filter(|root| root.has("sites")) {
            add_config(&mut draft, &root, summary.as_ref(), &config.path);
            read.insert(config.path.as_str());
            is_known = true;
        }
    }
    if let Some((path, summary)) = &summary {
        add_summary(&mut draft, summary, path);
        read.insert(path);
    }
    is_known |= add_history(&mut draft, &documents, &mut read)?;
    is_known |= issue::add(&mut draft, &documents, (&mut read, source.now))?;
    for found in documents {
        if !read.contains(found.path.as_str()) {
            let why = if issue::is_measured(&found.path) {
                MEASURED
            } else {
                "no sites and no issues are read of it"
            };
            draft.leave_file(why, &found.path);
        }
    }
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
    let schedule = root.object("workflowSchedule");
    let cron = schedule.as_ref().and_then(|it| it.text("uptime"));
    let every = cron.and_then(site::every);
    if let Some(cron) = cron.filter(|_| every.is_none()) {
        let why = format!("{cron:?} is not every few minutes; five minutes stand for it");
        draft.tell("workflowSchedule of the configuration", &why, path);
    }
    if let Some(schedule) = schedule {
        draft.leave(&schedule, "workflowSchedule", &SCHEDULE, path);
    }
    let mut slugs: BTreeMap<&str, &str> = BTreeMap::new();
    for entry in summary.map_or(&[][..], |(_, summary)| list(summary)) {
        let text = |key| entry.get(key).and_then(Value::as_str);
        if let (Some(name), Some(slug)) = (text("name"), text("slug")) {
            slugs.entry(name).or_insert(slug);
        }
    }
    for entry in draft.each(root.list("sites"), "sites", path) {
        site::add(draft, &entry, &slugs, every, path);
    }
    if !root.words("assignees").is_empty() {
        draft.tell("assignees", "nobody is assigned to an incident", path);
    }
    draft.leave(root, "the configuration", &ROOT, path);
}

/// Sites that only the summary knows; with a configuration they were taken out of it.
fn add_summary(draft: &mut Draft, summary: &Value, path: &str) {
    if !summary.is_array() {
        return draft.leave_file("it is no list of sites", path);
    }
    for entry in draft.each(list(summary), "sites", path) {
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
        if !entry.unread().is_empty() {
            draft.tell("uptime and response times", MEASURED, &at);
        }
        draft.leave(&entry, "sites", &OF_RESULTS, &at);
    }
}

/// A file for each site, with its last result; answers whether there was one.
fn add_history<'a>(
    draft: &mut Draft,
    documents: &[&'a Document],
    read: &mut BTreeSet<&'a str>,
) -> Result<bool, ImportError> {
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
            continue;
        };
        has_one = true;
        read.insert(&found.path);
        draft.tell("results of sites", MEASURED, &found.path);
        if !draft.has_component(slug) {
            let url = entry.text("url").unwrap_or_default();
            let why = format!("no site of that name is configured; it was {url:?}");
            draft.tell("sites", &why, &found.path);
        }
        draft.leave(&entry, "sites", &OF_RESULTS, &found.path);
    }
    Ok(has_one)
}
