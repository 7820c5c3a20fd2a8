//! Issues of GitHub as incidents and maintenances. Upptime opens one with the labels `status` and the
//! site's slug, comments `**Resolved:** …` and closes it; people open one with the label
//! `maintenance` and its times in a comment of HTML.

use std::collections::{BTreeMap, BTreeSet};

use pilotlight_feed::{Impact, IncidentStatus, Timestamp};

use crate::import::draft::{Draft, Trouble, Work};
use crate::import::fields::{Fields, Known};
use crate::import::plan::MaintenanceStatus;
use crate::import::{Document, ImportError, document, text};

/// What Upptime begins its last comment with.
const RESOLVED: &str = "**Resolved:**";

const ASSIGNED: &str = "nobody is assigned to an incident";
/// Both as `gh` and as the REST API write them.
const ISSUE: [Known; 39] = [
    ("id", ""),
    ("node_id", ""),
    ("number", ""),
    ("url", ""),
    ("html_url", ""),
    ("repository_url", ""),
    ("labels_url", ""),
    ("comments_url", ""),
    ("events_url", ""),
    ("timeline_url", ""),
    ("user", WRITER),
    ("author", WRITER),
    ("author_association", ""),
    ("created_at", ""),
    ("createdAt", ""),
    ("updated_at", ""),
    ("updatedAt", ""),
    ("closed", ""),
    ("closed_by", ""),
    ("state_reason", ""),
    ("stateReason", ""),
    ("closedByPullRequestsReferences", ""),
    ("locked", ""),
    ("active_lock_reason", ""),
    ("draft", ""),
    ("performed_via_github_app", ""),
    ("score", ""),
    ("sub_issues_summary", ""),
    ("issue_dependencies_summary", ""),
    ("projectCards", ""),
    ("projectItems", ""),
    ("type", ""),
    ("assignee", ASSIGNED),
    ("assignees", ASSIGNED),
    ("milestone", "there are no milestones"),
    ("reactions", REACTIONS),
    ("reactionGroups", REACTIONS),
    ("isPinned", "nothing is pinned; what is open stands first"),
    (
        "pinned_comment",
        "nothing is pinned; what is open stands first",
    ),
];
const REACTIONS: &str = "nobody reacts to an update";
const WRITER: &str = "updates do not name who wrote them";
const COMMENT: [Known; 21] = [
    ("id", ""),
    ("node_id", ""),
    ("url", ""),
    ("html_url", ""),
    ("issue_url", ""),
    ("author_association", ""),
    ("authorAssociation", ""),
    ("created_at", ""),
    ("updated_at", ""),
    ("updatedAt", ""),
    ("includesCreatedEdit", ""),
    ("viewerDidAuthor", ""),
    ("performed_via_github_app", ""),
    ("pin", ""),
    ("minimizedReason", ""),
    ("minimized", ""),
    ("isMinimized", "it is hidden with GitHub, and shown here"),
    ("author", WRITER),
    ("user", WRITER),
    ("reactions", REACTIONS),
    ("reactionGroups", REACTIONS),
];
const LABEL: [Known; 6] = [
    ("id", ""),
    ("node_id", ""),
    ("url", ""),
    ("color", ""),
    ("default", ""),
    ("description", ""),
];
/// What stands in the comment of HTML of a maintenance.
const OF_WINDOWS: [&str; 4] = ["start", "end", "expectedDown", "expectedDegraded"];

/// A comment, and when it was written.
type Said = (Timestamp, String);

/// Whether Upptime writes such a document by itself, and measures what is in it.
pub(super) fn is_measured(path: &str) -> bool {
    path.ends_with("summary.json") || path.split('/').any(|it| it == "api")
}

/// Adds the issues of all documents that are lists of them; answers whether there was one.
pub(super) fn add<'a>(
    draft: &mut Draft,
    documents: &[&'a Document],
    (read, now): (&mut BTreeSet<&'a str>, Timestamp),
) -> Result<bool, ImportError> {
    let mut roots = Vec::new();
    for found in documents {
        let path = found.path.as_str();
        if path.ends_with(".json") && !is_measured(path) {
            let root = document::json(found)?;
            if root.is_array() {
                read.insert(path);
                roots.push((path, root));
            }
        }
    }
    // GitHub answers comments beside their issues.
    let mut comments: BTreeMap<String, Vec<Said>> = BTreeMap::new();
    let mut issues = Vec::new();
    for (path, root) in &roots {
        for entry in draft.each(super::list(root), "issues", path) {
            let of_issue = entry
                .text("issue_url")
                .and_then(|url| url.rsplit('/').next());
            if let Some(issue) = of_issue {
                let at = format!("{path}, issue {issue}");
                let said = said(draft, &entry, &at);
                comments.entry(issue.to_owned()).or_default().extend(said);
            } else if entry.has("number") && entry.has("title") {
                issues.push((path, entry));
            } else {
                let names = entry.unread().join(" ");
                let why = format!("an entry is no issue and no comment; it has {names:?}");
                draft.tell("issues", &why, path);
            }
        }
    }
    let has_one = !issues.is_empty();
    for (path, issue) in issues {
        let number = issue.word("number").unwrap_or_default();
        let said = comments.remove(&number).unwrap_or_default();
        let title = issue.text("title").unwrap_or_default();
        let at = format!("{path}, issue {number} {title:?}");
        if issue.has("pull_request") {
            draft.tell("pull requests", "a change is no incident", &at);
        } else {
            add_issue(draft, &issue, said, (&at, now));
        }
    }
    for (issue, said) in comments {
        if !said.is_empty() {
            let why = "their issue is not there";
            draft.tell("comments of issues", why, &format!("issue {issue}"));
        }
    }
    Ok(has_one)
}

/// What a comment says; one that cannot be placed is told.
fn said(draft: &mut Draft, comment: &Fields<'_>, at: &str) -> Option<Said> {
    let said_at = comment
        .instant("createdAt")
        .or(comment.instant("created_at"));
    let body = comment.text("body").map(str::to_owned);
    draft.leave(comment, "comments of issues", &COMMENT, at);
    if said_at.is_none() {
        let why = "the source does not say when it was written";
        draft.tell("comments of issues", why, at);
    }
    Some((said_at?, body?))
}

/// The names of the labels, which are texts or objects with one.
fn labels(draft: &mut Draft, issue: &Fields<'_>, at: &str) -> Vec<String> {
    let mut labels = Vec::new();
    for label in issue.list("labels") {
        let fields = Fields::of(label);
        let name = match &fields {
            Some(fields) => fields.text("name"),
            None => label.as_str(),
        };
        match name {
            Some(name) => labels.push(name.to_owned()),
            None => draft.tell("labels of issues", "one has no name", at),
        }
        if let Some(fields) = &fields {
            draft.leave(fields, "labels of issues", &LABEL, at);
        }
    }
    labels
}

fn add_issue(
    draft: &mut Draft,
    issue: &Fields<'_>,
    mut said_since: Vec<Said>,
    (at, now): (&str, Timestamp),
) {
    let number = issue.word("number").unwrap_or_default();
    let title = issue.text("title").unwrap_or_default();
    let labels = labels(draft, issue, at);
    let has = |name: &str| labels.iter().any(|label| label == name);
    if !has("status") && !has("maintenance") {
        let why = "it has neither the label status nor maintenance";
        return draft.tell("issues", why, at);
    }
    let mut components = Vec::new();
    for label in &labels {
        if draft.has_component(label) {
            components.push(label.clone());
        } else if !matches!(label.as_str(), "status" | "maintenance") {
            let what = format!("label {label:?} of issues");
            draft.tell(&what, "it is the slug of no site", at);
        }
    }
    let opened_at = issue.instant("createdAt").or(issue.instant("created_at"));
    let closed_at = issue.instant("closedAt").or(issue.instant("closed_at"));
    let is_closed = issue
        .text("state")
        .is_some_and(|state| state.eq_ignore_ascii_case("closed"));
    for comment in draft.each(issue.list("comments"), "comments of issues", at) {
        said_since.extend(said(draft, &comment, at));
    }
    let count = issue.number("comments").unwrap_or_default();
    if said_since.is_empty() && 0 < count {
        let why = "the export has no comments; export with gh issue list --json …,comments";
        draft.tell("comments of issues", why, at);
    }
    let body = issue.text("body").unwrap_or_default();
    draft.leave(issue, "issues", &ISSUE, at);
    if has("maintenance") {
        let work = Maintenance {
            number: &number,
            title,
            body,
            is_closed,
            opened_at,
            components,
        };
        return add_maintenance(draft, work, said_since, (at, now));
    }
    if components.is_empty() {
        draft.tell("labels of issues", "none of them is the slug of a site", at);
    }
    let newest = said_since.iter().map(|(at, _)| *at).max();
    let newest = newest.max(opened_at);
    let mut updates = vec![(opened_at, IncidentStatus::Investigating, body.to_owned())];
    for (said_at, body) in said_since {
        let (status, body) = match body.trim().strip_prefix(RESOLVED) {
            Some(body) => (IncidentStatus::Resolved, body.trim().to_owned()),
            None => (IncidentStatus::Investigating, body),
        };
        updates.push((Some(said_at), status, body));
    }
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
    draft.incident(trouble, at);
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
    let mut window: BTreeMap<&str, &str> = BTreeMap::new();
    for line in comment.lines().filter(|line| !line.trim().is_empty()) {
        let (key, value) = line.split_once(':').unwrap_or((line, ""));
        let (key, value) = (key.trim(), value.trim());
        if !OF_WINDOWS.contains(&key) {
            let what = format!("{key:?} in the comment of maintenances");
            draft.tell(&what, "start, end and sites are read of it", at);
        } else if window.contains_key(key) {
            let what = format!("{key:?} in the comment of maintenances");
            draft.tell(&what, "it is there twice; the first stays", at);
        } else {
            window.insert(key, value);
        }
    }
    let field = |name: &str| window.get(name).copied();
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
    let first = work.opened_at.or(starts_at).filter(|_| !body.is_empty());
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
