//! What is said must be there or be told: words without a time, updates without their event, a text that
//! is longer than anything here.

use pilotlight_server::import::{Plan, System};

use super::super::shapes::read;

/// How often that is told.
fn told(plan: &Plan, what: &str, why: &str) -> usize {
    let found = plan.unmapped.iter();
    let found = found.filter(|it| it.what == what && it.why.contains(why));
    found.map(|it| it.times).sum()
}

fn bodies(plan: &Plan) -> Vec<&str> {
    let incidents = plan.incidents.iter();
    let updates = incidents.flat_map(|it| &it.updates);
    updates.map(|it| it.body.as_str()).collect()
}

const SITE: (&str, &str) = ("config.yml", "params: {systems: [{name: API}]}");

#[test]
fn an_issue_of_cstate_without_a_date_keeps_its_first_words() {
    let issue = |date: &str| {
        let text = format!(
            "---\ntitle: Slow\n{date}\n---\n*Monitoring* - Better. {{{{< track \"2026-11-01 12:00:00\" >}}}}\n\nWe look.\n"
        );
        read(System::Cstate, &[SITE, ("content/issues/a.md", &text)])
    };
    for date in ["", "date: someday"] {
        let plan = issue(date);
        assert_eq!(bodies(&plan), ["We look.", "Better."], "{date}");
        assert_eq!(told(&plan, "date of issues", "the first time"), 1, "{date}");
        assert_eq!(told(&plan, "time of updates", "the begin"), 1, "{date}");
    }
    let plan = issue("date: 2026-11-01 11:00:00");
    assert_eq!(bodies(&plan), ["We look.", "Better."]);
    assert_eq!(told(&plan, "date of issues", ""), 0);
    assert_eq!(told(&plan, "time of updates", ""), 0);
}

#[test]
fn an_issue_of_cstate_without_any_time_is_told() {
    let issue = ("content/issues/a.md", "---\ntitle: Slow\n---\nWe look.\n");
    let plan = read(System::Cstate, &[SITE, issue]);
    assert!(plan.incidents.is_empty());
    assert_eq!(told(&plan, "incidents", "does not say when"), 1);
}

#[test]
fn of_two_issues_of_one_name_the_second_is_told() {
    let issue = "---\ntitle: Slow\ndate: 2026-11-01\n---\nWe look.\n";
    let two = [
        SITE,
        ("content/issues/2025/a.md", issue),
        ("content/issues/2026/a.md", issue),
    ];
    let plan = read(System::Cstate, &two);
    assert_eq!(plan.incidents.len(), 1);
    assert_eq!(told(&plan, "incidents", "another one"), 1);
}

#[test]
fn all_settings_of_a_site_are_named_however_many_there_are() {
    let names: Vec<String> = (0..60).map(|it| format!("setting{it}")).collect();
    let lines: String = names.iter().map(|it| format!("{it}: 1\n")).collect();
    let config = [SITE.1, "\n", &lines].concat();
    let issue = (
        "content/issues/a.md",
        "---\ntitle: a\ndate: 2026-11-01\n---\n",
    );
    let plan = read(System::Cstate, &[("config.yml", &config), issue]);
    let why: String = plan
        .unmapped
        .iter()
        .map(|it| format!("{} ", it.why))
        .collect();
    let words: Vec<&str> = why.split(' ').collect();
    for name in &names {
        assert!(words.contains(&name.as_str()), "{name} in {why}");
    }
}

const CONFIG: (&str, &str) = (
    ".upptimerc.yml",
    "sites: [{name: Web, url: 'https://a.example'}]",
);

#[test]
fn comments_without_a_time_are_told_and_counted() {
    let issues = r#"[{"number": 1, "title": "Down", "createdAt": "2026-11-01T10:00:00Z", "body": "a",
        "labels": [{"name": "status"}, {"name": "web"}],
        "comments": [{"body": "b"}, {"body": "c", "createdAt": "soon"},
                     {"body": "d", "createdAt": "2026-11-01T11:00:00Z"}]}]"#;
    let plan = read(System::Upptime, &[CONFIG, ("issues.json", issues)]);
    assert_eq!(bodies(&plan), ["a", "d"]);
    assert_eq!(told(&plan, "comments of issues", "does not say when"), 2);
    assert!(
        plan.describe().contains("issue 1 \"Down\" (2 times)"),
        "{}",
        plan.describe()
    );
}

#[test]
fn an_issue_without_a_time_keeps_its_words() {
    let issues = r#"[{"number": 1, "title": "Down", "body": "a", "labels": ["status", "web"],
        "comments": [{"body": "d", "createdAt": "2026-11-01T11:00:00Z"}]}]"#;
    let plan = read(System::Upptime, &[CONFIG, ("issues.json", issues)]);
    assert_eq!(bodies(&plan), ["a", "d"]);
    assert_eq!(told(&plan, "time of updates", "the begin"), 1);
}

#[test]
fn comments_of_no_issue_and_other_labels_are_told() {
    let issues = r#"[{"number": 1, "title": "Down", "createdAt": "2026-11-01T10:00:00Z",
        "labels": ["status", "web", "urgent"]}]"#;
    let comments = r#"[{"issue_url": "https://api.github.com/repos/a/b/issues/9", "body": "b",
        "created_at": "2026-11-01T11:00:00Z"}]"#;
    let both = [CONFIG, ("issues.json", issues), ("comments.json", comments)];
    let plan = read(System::Upptime, &both);
    assert_eq!(
        told(&plan, "comments of issues", "their issue is not there"),
        1
    );
    assert_eq!(told(&plan, "label \"urgent\" of issues", "no site"), 1);
    assert_eq!(told(&plan, "label \"web\" of issues", ""), 0);
}

#[test]
fn updates_of_cachet_find_their_event_or_are_told() {
    let incidents = r#"{"data": [{"id": 7, "name": "Slow", "message": "a", "status": 4, "visible": 1,
        "created_at": "2026-11-01 10:00:00"}]}"#;
    let update = |kind: &str, id: u32| {
        format!(
            r#"{{"data": [{{"id": "1", "type": "updates", "attributes": {{"updateable_id": {id},
            "updateable_type": "{kind}", "message": "b", "status": {{"value": 4}},
            "created": {{"string": "2026-11-01 11:00:00"}}}}}}]}}"#
        )
    };
    let plan = |update: &str| {
        read(
            System::Cachet,
            &[("incidents.json", incidents), ("updates.json", update)],
        )
    };
    let found = plan(&update("incident", 7));
    assert_eq!(bodies(&found), ["a", "b"]);
    assert_eq!(told(&found, "updates", ""), 0);
    for update in [update("schedule", 7), update("incident", 8)] {
        let lost = plan(&update);
        assert!(!bodies(&lost).contains(&"b"));
        assert_eq!(told(&lost, "updates", "is not there"), 1, "{update}");
    }
}

#[test]
fn an_incident_that_two_documents_tell_differently_is_told() {
    let incident = |name: &str| {
        format!(
            r#"{{"incidents": [{{"id": "a", "name": "{name}", "created_at": "2026-11-01T10:00:00Z"}}]}}"#
        )
    };
    let both = |first: &str, second: &str| {
        let (first, second) = (incident(first), incident(second));
        read(
            System::Statuspage,
            &[("a.json", &first), ("b.json", &second)],
        )
    };
    assert_eq!(told(&both("A", "B"), "incidents", "otherwise"), 1);
    assert_eq!(told(&both("A", "A"), "incidents", "otherwise"), 0);
}

#[test]
fn an_end_that_only_the_status_tells_is_kept() {
    let text = r#"{"incidents": [{"id": "a", "name": "A", "status": "resolved",
        "created_at": "2026-11-01T10:00:00Z", "updated_at": "2026-11-01T11:00:00Z"}]}"#;
    let plan = read(System::Statuspage, &[("incidents.json", text)]);
    let last = plan.incidents[0].updates.last().expect("an update");
    assert_eq!(
        (last.status.as_str(), last.at.to_string().as_str()),
        ("resolved", "2026-11-01T11:00:00Z")
    );
}

#[test]
fn conditions_of_a_connection_and_a_timeout_that_is_none_are_told() {
    let text = "endpoints: [{name: a, url: 'tcp://a.example:1', client: {timeout: soon}, conditions: ['[BODY] == x']}]";
    let plan = read(System::Gatus, &[("x.yml", text)]);
    assert_eq!(
        told(&plan, "conditions of endpoints", "only the connection"),
        1
    );
    assert_eq!(told(&plan, "timeout of endpoints", "\"soon\""), 1);
}
