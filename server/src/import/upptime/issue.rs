//! Issues of GitHub as incidents and maintenances. Upptime opens one with the labels `status` and the
//! site's slug, comments `**Resolved:** …` and closes it; people open one with the label
//! `maintenance` and its times in a comment of HTML.

use std::collections::BTreeMap;

use pilotlight_feed::{Impact, IncidentStatus, Timestamp};

use super::list;
use crate::import::draft::{Draft, Trouble, Work};
use crate::import::fields::Fields;
use crate::import::plan::MaintenanceStatus;
use crate::import::{Document, ImportError, document, text};

/// What Upptime begins its last comment with.
const RESOLVED: &str = "**Resolved:**";

type Said = (Timestamp, String);

/// Adds the issues of all documents that are lists of them; answers whether there was one.
pub(super) fn add(
    draft: &mut Draft,
    documents: &[&Document],
    now: Timestamp,
) -> Result<bool, ImportError> {
    let mut roots = Vec::new();
    for found in documents {
        let path = found.path.as_str();
        let is_measured = path.ends_with("summary.json") || path.split('/').any(|it| it == "api");
        if path.ends_with(".json") && !is_measured {
            roots.push((path, document::json(found)?));
        }
    }
    // GitHub answers comments beside their issues.
    let mut comments: BTreeMap<String, Vec<Said>> = BTreeMap::new();
    for (_, root) in &roots {
        for entry in Fields::each(list(root)) {
            let issue = entry
                .text("issue_url")
                .and_then(|url| url.rsplit('/').next());
            if let (Some(issue), Some(said)) = (issue, said(&entry)) {
                comments.entry(issue.to_owned()).or_default().push(said);
            }
        }
    }
    let mut has_one = false;
    for (path, root) in &roots {
        for issue in Fields::each(list(root)) {
            if issue.has("number") && issue.has("title") && !issue.has("pull_request") {
                has_one = true;
                add_issue(draft, &issue, &comments, (path, now));
            }
        }
    }
    Ok(has_one)
}

fn said(comment: &Fields<'_>) -> Option<Said> {
    let at = comment
        .instant("createdAt")
        .or(comment.instant("created_at"))?;
    Some((at, comment.text("body")?.to_owned()))
}

fn add_issue(
    draft: &mut Draft,
    issue: &Fields<'_>,
    comments: &BTreeMap<String, Vec<Said>>,
    (path, now): (&str, Timestamp),
) {
    let number = issue.word("number").unwrap_or_default();
    let title = issue.text("title").unwrap_or_default();
    let at = format!("{path}, issue {number} {title:?}");
    let labels = issue.list("labels").iter().filter_map(|label| {
        label
            .get("name")
            .unwrap_or(label)
            .as_str()
            .map(str::to_owned)
    });
    let labels: Vec<String> = labels.collect();
    let has = |name: &str| labels.iter().any(|label| label == name);
    if !has("status") && !has("maintenance") {
        return draft.tell(
            "issues",
            "it has neither the label status nor maintenance",
            &at,
        );
    }
    let components: Vec<String> = labels
        .iter()
        .filter(|label| draft.has_component(label))
        .cloned()
        .collect();
    let opened_at = issue.instant("createdAt").or(issue.instant("created_at"));
    let closed_at = issue.instant("closedAt").or(issue.instant("closed_at"));
    let is_closed = issue
        .text("state")
        .is_some_and(|state| state.eq_ignore_ascii_case("closed"));
    let mut said_since: Vec<Said> = comments.get(&number).cloned().unwrap_or_default();
    said_since.extend(Fields::each(issue.list("comments")).filter_map(|it| said(&it)));
    if said_since.is_empty() && issue.number("comments").is_some_and(|count| 0 < count) {
        let why = "the export has no comments; export with gh issue list --json …,comments";
        draft.tell("comments of issues", why, &at);
    }
    let body = issue.text("body").unwrap_or_default();
    if has("maintenance") {
        let work = Maintenance {
            number: &number,
            title,
            body,
            is_closed,
            opened_at,
            components,
        };
        return add_maintenance(draft, work, said_since, (&at, now));
    }
    if components.is_empty() {
        draft.tell(
            "labels of issues",
            "none of them is the slug of a site",
            &at,
        );
    }
    let mut updates: Vec<_> = opened_at
        .map(|at| (at, IncidentStatus::Investigating, body.to_owned()))
        .into_iter()
        .collect();
    for (said_at, body) in said_since {
        match body.trim().strip_prefix(RESOLVED) {
            Some(body) => updates.push((said_at, IncidentStatus::Resolved, body.trim().to_owned())),
            None => updates.push((said_at, IncidentStatus::Investigating, body)),
        }
    }
    let newest = updates.iter().map(|(at, ..)| *at).max();
    let trouble = Trouble {
        foreign: &number,
        title: title.trim_start_matches(['🛑', '⚠', '\u{fe0f}', ' ']),
        impact: if title.contains("degraded") {
            Impact::Minor
        } else {
            Impact::Major
        },
        started_at: opened_at,
        ended_at: closed_at.or(newest).filter(|_| is_closed),
        components,
        updates,
    };
    draft.incident(trouble, &at);
}

struct Maintenance<'a> {
    number: &'a str,
    title: &'a str,
    body: &'a str,
    is_closed: bool,
    opened_at: Option<Timestamp>,
    components: Vec<String>,
}

fn add_maintenance(
    draft: &mut Draft,
    work: Maintenance<'_>,
    said_since: Vec<Said>,
    (at, now): (&str, Timestamp),
) {
    let (comment, body) = comment(work.body);
    let field = |name: &str| {
        let mut lines = comment.lines().filter_map(|line| line.split_once(':'));
        lines
            .find(|(key, _)| key.trim() == name)
            .map(|(_, value)| value.trim())
    };
    let mut components = work.components;
    for name in ["expectedDown", "expectedDegraded"] {
        let slugs = field(name).unwrap_or_default().split(',');
        let slugs = slugs.map(str::trim).filter(|slug| !slug.is_empty());
        components.extend(slugs.map(str::to_owned));
    }
    let starts_at = field("start").and_then(text::instant);
    let ends_at = field("end").and_then(text::instant);
    let status = match (starts_at, ends_at) {
        _ if work.is_closed => MaintenanceStatus::Completed,
        (Some(start), _) if now < start => MaintenanceStatus::Scheduled,
        (_, Some(end)) if now < end => MaintenanceStatus::InProgress,
        _ => MaintenanceStatus::Completed,
    };
    let first = work.opened_at.filter(|_| !body.is_empty());
    let first = first.map(|at| (at, MaintenanceStatus::Scheduled, body));
    let window = (starts_at, ends_at);
    let since = said_since
        .into_iter()
        .map(|(at, body)| (at, status.at(at, window), body));
    let work = Work {
        foreign: work.number,
        title: work.title,
        starts_at,
        ends_at,
        status,
        components,
        updates: first.into_iter().chain(since).collect(),
    };
    draft.maintenance(work, at);
}

/// The first comment of HTML, and the text around it.
fn comment(body: &str) -> (&str, String) {
    let parts = body
        .split_once("<!--")
        .and_then(|(before, rest)| Some((before, rest.split_once("-->")?)));
    match parts {
        Some((before, (comment, after))) => {
            let around = [before.trim(), after.trim()].join("\n");
            (comment, around.trim().to_owned())
        }
        None => ("", body.trim().to_owned()),
    }
}
