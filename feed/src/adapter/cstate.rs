//! cState: `index.json`, written when the site is built. A system's status is that of its
//! unresolved issues, which stand with every system they affect.

use std::collections::BTreeSet;

use super::Source;
use super::draft::{Draft, Heading, Part, Trouble};
use super::text;
use super::value::Value;
use crate::{Impact, IncidentStatus, Status};

pub(super) fn is_like(document: &Value) -> bool {
    document.get("systems").list().is_some()
        && (document.get("cStateVersion").text().is_some()
            || document.get("summaryStatus").text().is_some())
}

pub(super) fn read(document: &Value, from: &Source<'_>) -> Option<Draft> {
    document.get("systems").list()?;
    let systems = document.get("systems");
    let mut draft = Draft::new(Heading {
        name: document.get("title").text().map(str::to_owned),
        url: document.get("baseURL").text().map(str::to_owned),
        overall: document.get("summaryStatus").text().map(status),
        ..Heading::default()
    });
    for category in document.get("categories").objects() {
        if let Some(name) = category.get("name").text() {
            draft.group(name, name);
        }
    }
    for system in systems.objects() {
        let name = system.get("name").text().unwrap_or_default();
        draft.component(Part {
            key: name,
            name,
            group: system.get("category").text(),
            status: system.get("status").text().map_or(Status::Unknown, status),
            since: None,
            description: system.get("description").text(),
        });
    }
    let issues = systems
        .objects()
        .flat_map(|system| system.get("unresolvedIssues").objects());
    let mut told = BTreeSet::new();
    for issue in issues {
        let title = issue.get("title").text().unwrap_or_default();
        let key = issue.get("filename").text().unwrap_or(title);
        if told.insert(key) && !issue.get("resolved").is_true() {
            add_issue(&mut draft, issue, from);
        }
    }
    Some(draft)
}

fn add_issue(draft: &mut Draft, issue: &Value, from: &Source<'_>) {
    let name = issue.get("title").text().unwrap_or_default();
    let affected = issue.get("affected").list().unwrap_or_default();
    let trouble = Trouble {
        key: issue.get("filename").text().map_or(name, without_extension),
        name,
        // cState has no stages between unresolved and resolved.
        status: IncidentStatus::Investigating,
        impact: impact(issue),
        started_at: issue.get("createdAt").text().and_then(text::instant),
        components: affected
            .iter()
            .filter_map(|name| name.text().map(str::to_owned))
            .collect(),
        updates: Vec::new(),
    };
    draft.incident(trouble, from.now);
}

fn without_extension(file: &str) -> &str {
    file.strip_suffix(".md").unwrap_or(file)
}

/// A notice is cState's word for announced work.
fn status(word: &str) -> Status {
    match word {
        "ok" => Status::Operational,
        "notice" => Status::UnderMaintenance,
        "disrupted" => Status::PartialOutage,
        "down" => Status::MajorOutage,
        _ => Status::Unknown,
    }
}

fn impact(issue: &Value) -> Impact {
    if issue.get("informational").is_true() {
        return Impact::None;
    }
    match issue.get("severity").text() {
        Some("disrupted") => Impact::Major,
        Some("down") => Impact::Critical,
        _ => Impact::Minor,
    }
}
