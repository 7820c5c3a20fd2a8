//! The bounds of a plan's monitors are those of the configuration: what a plan holds, written as
//! TOML, is read without a problem.

use std::path::Path;

use pilotlight_server::config;
use pilotlight_server::import::{Plan, Probe, System};

use super::{FIXTURES, one, plan};

#[track_caller]
fn check(plan: &Plan) {
    let page = "[page]\nname = \"Acme\"\nurl = \"https://status.acme.example\"\n";
    let written = [page, &plan.configuration()].concat();
    let parsed = config::parse(&written, Path::new("/"));
    let problems = parsed.err().unwrap_or_default();
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{problems:#?}\n{written}");
}

#[test]
fn every_plan_is_a_configuration() {
    for (system, name) in FIXTURES {
        check(&plan(system, name));
    }
}

#[test]
fn what_the_configuration_would_refuse_is_changed_or_left_out() {
    let endpoint = |fields: &str| {
        let text = format!("endpoints:\n  - {{name: a, url: 'https://a.example/', {fields}}}");
        System::Gatus.read(&one("x.yml", &text)).expect("a plan")
    };
    let long = format!("body: '{}'", "x".repeat(20_000));
    for (fields, monitors) in [
        ("interval: 1ms", 1),
        ("interval: 900h", 1),
        ("interval: 2s, client: {timeout: 1h}", 1),
        ("client: {timeout: 1ms}", 1),
        ("method: BREW", 0),
        (
            "headers: {Host: b.example, 'Bad Name': x, Upgrade: h2c, A: b, a: c}",
            1,
        ),
        ("conditions: ['[RESPONSE_TIME] < 60000']", 1),
        ("conditions: ['[STATUS] == 200', '[STATUS] == 404']", 0),
        (long.as_str(), 0),
    ] {
        let plan = endpoint(fields);
        assert_eq!(plan.monitors.len(), monitors, "{fields}");
        assert!(!plan.unmapped.is_empty(), "{fields}");
        check(&plan);
    }
    // The control: what it would take is left alone.
    assert!(endpoint("interval: 30s").unmapped.is_empty());
}

#[test]
fn user_and_password_leave_the_address() {
    let text = "endpoints: [{name: a, url: 'https://user:pass@a.example/'}]";
    let plan = System::Gatus.read(&one("x.yml", text)).expect("a plan");
    let Probe::Http(request) = &plan.monitors[0].probe else {
        panic!("{plan:?}");
    };
    assert_eq!(request.url, "https://a.example/");
    assert_eq!(request.headers[0].1, "Basic dXNlcjpwYXNz");
}
