//! The documents that things are planted into: the fixtures, and what is YAML there written as JSON,
//! which is YAML too; and what is left out of them as a whole.

use pilotlight_server::import::{Document, Source, System};
use serde_json::{Value, json};

use super::{FIXTURES, NOW, source};

/// A part of a sample of which nothing is carried over, and what that is told as. Where that is empty,
/// it says nothing of its own: how many pages an answer has, what children say by naming their parent,
/// what Kuma keeps with each monitor for checks of another kind.
#[derive(Debug)]
pub(super) struct Left {
    pub(super) sample: &'static str,
    pub(super) path: &'static str,
    pub(super) pointer: &'static str,
    pub(super) what: &'static str,
}

const fn left(
    sample: &'static str,
    path: &'static str,
    pointer: &'static str,
    what: &'static str,
) -> Left {
    Left {
        sample,
        path,
        pointer,
        what,
    }
}

pub(super) const LEFT_AS_A_WHOLE: [Left; 37] = [
    left(
        "statuspage",
        "history.json",
        "/months/1/incidents/2",
        "incidents",
    ),
    left(
        "cachet",
        "components.json",
        "/data/0/tags",
        "tags of components",
    ),
    left("cachet", "components.json", "/data/2", "components"),
    left("cachet", "components.json", "/meta", ""),
    left("cachet", "groups.json", "/meta", ""),
    left("cachet", "incidents.json", "/meta", ""),
    left("cachet", "incidents.json", "/data/1", "incidents"),
    left("cachet", "incidents.json", "/data/2", "incidents"),
    left("cachet3", "incidents.json", "/meta", ""),
    left("cachet3", "incidents.json", "/links", ""),
    left("cachet3", "schedules.json", "/links", ""),
    left(
        "cachet3",
        "schedules.json",
        "/data/0/attributes/published",
        "",
    ),
    left(
        "kuma",
        "backup.json",
        "/notificationList/0",
        "notifications",
    ),
    left("kuma", "backup.json", "/monitorList/0/childrenIDs", ""),
    left(
        "kuma",
        "backup.json",
        "/monitorList/1/notificationIDList",
        "notificationIDList of monitors",
    ),
    left(
        "kuma",
        "backup.json",
        "/monitorList/1/tags",
        "tags of monitors",
    ),
    left(
        "kuma",
        "backup.json",
        "/monitorList/2/accepted_statuscodes",
        "",
    ),
    left("kuma", "backup.json", "/monitorList/5", "monitors"),
    left(
        "upptime",
        "issues.json",
        "/0/comments/0/author",
        "author of comments of issues",
    ),
    left(
        "upptime",
        "issues.json",
        "/0/comments/1/author",
        "author of comments of issues",
    ),
    left("upptime", "issues.json", "/3", "issues"),
    left(
        "upptime",
        "history/summary.json",
        "/0/dailyMinutesDown",
        "uptime and response times",
    ),
    left(
        "upptime in JSON",
        ".upptimerc.yml",
        "/assignees",
        "assignees",
    ),
    left(
        "upptime in JSON",
        ".upptimerc.yml",
        "/sites/0/tags",
        "tags of sites",
    ),
    left(
        "upptime in JSON",
        ".upptimerc.yml",
        "/status-website",
        "status-website of the configuration",
    ),
    left(
        "upptime in JSON",
        ".upptimerc.yml",
        "/notifications",
        "notifications of the configuration",
    ),
    left(
        "upptime in JSON",
        "issues.json",
        "/0/user",
        "user of issues",
    ),
    left("upptime in JSON", "issues.json", "/1", "pull requests"),
    left(
        "upptime in JSON",
        "comments.json",
        "/0/user",
        "user of comments of issues",
    ),
    left(
        "gatus in JSON",
        "config.yaml",
        "/endpoints/0/client/oauth2",
        "oauth2 of clients of endpoints",
    ),
    left(
        "gatus in JSON",
        "config.yaml",
        "/endpoints/0/alerts",
        "alerts of endpoints",
    ),
    left(
        "gatus in JSON",
        "config.yaml",
        "/endpoints/0/ui",
        "ui of endpoints",
    ),
    left("gatus in JSON", "config.yaml", "/endpoints/3", "endpoints"),
    left(
        "gatus in JSON",
        "config.yaml",
        "/external-endpoints/0/heartbeat",
        "heartbeat of external endpoints",
    ),
    left(
        "gatus in JSON",
        "config.yaml",
        "/external-endpoints/0/alerts",
        "alerts of external endpoints",
    ),
    left(
        "gatus in JSON",
        "config.yaml",
        "/alerting",
        "alerting of the configuration",
    ),
    left(
        "cstate in JSON",
        "config.yml",
        "/params/colours",
        "settings of the site",
    ),
];

fn document(path: &str, text: String) -> Document {
    Document {
        path: path.to_owned(),
        text,
    }
}

fn of(documents: &[(&str, Value)]) -> Source {
    let documents = documents.iter();
    Source {
        documents: documents
            .map(|(path, root)| document(path, root.to_string()))
            .collect(),
        now: NOW,
    }
}

fn upptime() -> Source {
    of(&[
        (
            ".upptimerc.yml",
            json!({
                "owner": "acme", "repo": "status", "assignees": ["octocat"],
                "sites": [
                    {"name": "Web", "url": "https://acme.example", "headers": ["A: b"],
                     "expectedStatusCodes": [200], "tags": ["x"]},
                    {"name": "Mail", "check": "tcp-ping", "url": "mail.acme.example", "port": 25},
                    {"name": "Chat", "check": "ws", "url": "wss://chat.acme.example"},
                ],
                "workflowSchedule": {"uptime": "*/10 * * * *", "graphs": "0 0 * * *"},
                "status-website": {"cname": "status.acme.example"},
                "notifications": [{"type": "slack"}],
            }),
        ),
        (
            "history/web.yml",
            json!({"url": "https://acme.example", "status": "up", "code": 200}),
        ),
        (
            "issues.json",
            json!([
                {"number": 3, "title": "Web is down", "state": "closed", "body": "a", "comments": 1,
                 "created_at": "2026-11-01T10:00:00Z", "closed_at": "2026-11-01T11:00:00Z",
                 "labels": [{"name": "status", "color": "red"}, {"name": "web"}, "urgent"],
                 "user": {"login": "octocat"}},
                {"number": 4, "title": "A change", "pull_request": {"url": "x"}, "labels": []},
            ]),
        ),
        (
            "comments.json",
            json!([{"issue_url": "https://api.github.com/repos/a/b/issues/3", "body": "b",
                    "created_at": "2026-11-01T11:00:00Z", "user": {"login": "octocat"}}]),
        ),
    ])
}

fn gatus() -> Source {
    of(&[(
        "config.yaml",
        json!({
            "endpoints": [
                {"name": "web", "group": "core", "url": "https://acme.example/", "interval": "1m",
                 "headers": {"A": "b"}, "conditions": ["[STATUS] == 200"],
                 "client": {"timeout": "5s", "oauth2": {"scopes": ["x"]}},
                 "alerts": [{"type": "slack"}], "ui": {"hide-url": true}},
                {"name": "mail", "url": "tcp://mail.acme.example:25"},
                {"name": "ping", "url": "icmp://acme.example", "conditions": ["[CONNECTED] == true"]},
                {"name": "old", "enabled": false, "url": "https://old.acme.example/"},
            ],
            "external-endpoints": [
                {"name": "backup", "token": "potato", "heartbeat": {"interval": "30m"},
                 "alerts": [{"type": "slack"}]},
            ],
            "alerting": {"slack": {"webhook-url": "https://hooks.slack.example/x"}},
        }),
    )])
}

fn cstate() -> Source {
    let config = json!({
        "title": "Acme", "baseURL": "https://status.acme.example",
        "params": {
            "categories": [{"name": "Core", "description": "All"}],
            "systems": [{"name": "API", "category": "Core", "link": "https://acme.example"}],
            "brand": "#000", "colours": {"ok": "#0f0"},
        },
    });
    let front = json!({
        "title": "Slow", "date": "2026-11-01 10:00:00", "resolved": true,
        "resolvedWhen": "2026-11-01 11:00:00", "severity": "down", "affected": ["API"],
    });
    let mut source = of(&[("config.yml", config)]);
    let issue = format!("---\n{front}\n---\nWe look.\n");
    source
        .documents
        .push(document("content/issues/a.md", issue));
    source
}

/// Each system's documents under a name.
pub(super) fn samples() -> Vec<(System, &'static str, Source)> {
    let mut samples: Vec<_> = FIXTURES
        .iter()
        .map(|(system, name)| (*system, *name, source(name)))
        .collect();
    samples.push((System::Upptime, "upptime in JSON", upptime()));
    samples.push((System::Gatus, "gatus in JSON", gatus()));
    samples.push((System::Cstate, "cstate in JSON", cstate()));
    samples
}
