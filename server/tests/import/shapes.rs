//! The other shapes in which the same data comes: a single document, GitHub's REST answers, a folder
//! of configurations, pages of a list.

use pilotlight_server::import::{Document, Plan, Source, System};

use super::rules::broken;
use super::{NOW, one};

/// What an importer makes of these documents, `(path, text)`: a plan that keeps the rules.
pub(crate) fn read(system: System, documents: &[(&str, &str)]) -> Plan {
    let documents = documents.iter().map(|(path, text)| Document {
        path: (*path).to_owned(),
        text: (*text).to_owned(),
    });
    let source = Source {
        documents: documents.collect(),
        now: NOW,
    };
    let plan = system.read(&source).expect("a plan");
    assert_eq!(broken(&plan), None);
    plan
}

fn tells(plan: &Plan, what: &str) -> bool {
    plan.unmapped.iter().any(|it| it.what == what)
}

#[test]
fn a_single_incident_of_statuspage_is_read_with_its_components() {
    let text = r#"{"id": "a1", "name": "Slow", "status": "resolved", "impact": "minor",
        "created_at": "2026-11-01T10:00:00Z", "resolved_at": "2026-11-01T11:00:00Z",
        "components": [{"id": "api", "name": "API", "group_id": null}],
        "incident_updates": [{"status": "identified", "body": "a", "display_at": "2026-11-01T10:00:00Z"}]}"#;
    let plan = read(System::Statuspage, &[("incidents/a1.json", text)]);
    let incident = &plan.incidents[0];
    assert_eq!(incident.components, ["api"]);
    let stages: Vec<&str> = incident
        .updates
        .iter()
        .map(|it| it.status.as_str())
        .collect();
    assert_eq!(stages, ["identified", "resolved"]);
}

#[test]
fn an_incident_of_two_documents_of_statuspage_is_made_once() {
    let incident =
        r#"{"incidents": [{"id": "a1", "name": "Slow", "created_at": "2026-11-01T10:00:00Z"}]}"#;
    let plan = read(
        System::Statuspage,
        &[("one.json", incident), ("two.json", incident)],
    );
    assert_eq!(plan.incidents.len(), 1);
}

#[test]
fn fifty_incidents_of_statuspage_say_that_there_are_older_ones() {
    let plan_of = |count: usize| {
        let incidents = (0..count).map(|it| {
            format!(r#"{{"id": "i{it}", "name": "A", "created_at": "2026-11-01T10:00:00Z"}}"#)
        });
        let incidents: Vec<String> = incidents.collect();
        let text = format!(r#"{{"incidents": [{}]}}"#, incidents.join(","));
        read(System::Statuspage, &[("incidents.json", &text)])
    };
    assert!(tells(&plan_of(50), "older incidents"));
    assert!(!tells(&plan_of(49), "older incidents"));
}

#[test]
fn issues_and_comments_are_read_as_the_rest_api_answers_them() {
    let config = "sites: [{name: Web, url: 'https://acme.example'}]";
    let issues = r#"[{"number": 3, "title": "Web is down", "state": "closed", "body": "a", "comments": 1,
        "created_at": "2026-11-01T10:00:00Z", "closed_at": "2026-11-01T11:00:00Z",
        "labels": [{"name": "status"}, {"name": "web"}]},
        {"number": 4, "title": "A change", "pull_request": {}, "labels": []}]"#;
    let comments = r#"[{"issue_url": "https://api.github.com/repos/a/b/issues/3", "body": "**Resolved:** up",
        "created_at": "2026-11-01T11:00:00Z"}]"#;
    let without = [(".upptimerc.yml", config), ("issues.json", issues)];
    let plan = read(System::Upptime, &without);
    assert!(tells(&plan, "comments of issues"));
    let plan = read(
        System::Upptime,
        &[without[0], without[1], ("comments.json", comments)],
    );
    assert!(!tells(&plan, "comments of issues"));
    let bodies: Vec<&str> = plan.incidents[0]
        .updates
        .iter()
        .map(|it| it.body.as_str())
        .collect();
    assert_eq!(bodies, ["a", "up"]);
    assert_eq!(plan.incidents[0].components, ["web"]);
}

#[test]
fn a_folder_of_gatus_is_one_configuration() {
    let plan = read(
        System::Gatus,
        &[
            ("a.yaml", "endpoints: [{name: a, url: 'tcp://a.example:1'}]"),
            (
                "b.yml",
                "endpoints: [{name: b, url: 'tls://b.example:443/'}]",
            ),
            ("README.md", "words"),
        ],
    );
    assert_eq!(plan.monitors.len(), 2);
    assert!(tells(&plan, "files"));
}

#[test]
fn a_site_of_cstate_may_be_configured_in_toml() {
    let config = "title = 'Acme'\n[[params.systems]]\nname = 'API'\ncategory = 'Core'\n\
                  [[params.categories]]\nname = 'Core'\n";
    let plan = read(
        System::Cstate,
        &[("config.toml", config), ("themes/cstate/config.yml", ": [")],
    );
    assert_eq!(plan.components[0].group.as_deref(), Some("core"));
}

#[test]
fn monitors_of_kuma_may_stand_under_their_identifiers() {
    let text = r#"{"monitorList": {"1": {"id": 1, "name": "A", "type": "port", "hostname": "a.example", "port": 1}}}"#;
    let plan = read(System::Kuma, &[("backup.json", text)]);
    assert_eq!(plan.monitors.len(), 1);
}

#[test]
fn times_that_are_missing_or_turned_around_leave_the_event_out_and_are_told() {
    let text = r#"{"incidents": [{"id": "a", "name": "When?"}], "scheduled_maintenances": [
        {"id": "b", "name": "Backwards", "scheduled_for": "2026-12-02T00:00:00Z", "scheduled_until": "2026-12-01T00:00:00Z"},
        {"id": "c", "name": "Endless", "scheduled_for": "2026-12-02T00:00:00Z"}]}"#;
    let plan = read(System::Statuspage, &[("x.json", text)]);
    assert!(plan.incidents.is_empty() && plan.maintenances.is_empty());
    assert!(tells(&plan, "incidents") && tells(&plan, "maintenances"));
}

#[test]
fn a_text_that_is_too_long_is_cut_and_told() {
    let text = format!(
        "endpoints: [{{name: '{}', url: 'tcp://a.example:1'}}]",
        "x".repeat(300)
    );
    let plan = System::Gatus.read(&one("x.yml", &text)).expect("a plan");
    assert_eq!(plan.components[0].name.len(), 200);
    assert!(tells(&plan, "name of the component"));
}

#[test]
fn an_identifier_that_is_not_allowed_is_changed_and_told() {
    let text = r#"{"components": [{"id": "Über/API", "name": "API"}]}"#;
    let plan = read(System::Statuspage, &[("components.json", text)]);
    assert_eq!(plan.components[0].key, "ber-api");
    assert!(tells(&plan, "identifier \"Über/API\" of the component"));
}
