//! The bounds of a plan's monitors are those of the configuration: what a plan holds, written as
//! TOML, is read without a problem.

use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use pilotlight_server::config;
use pilotlight_server::import::{Monitor, Plan, Probe, System};

use super::{FIXTURES, one, plan};

/// A JSON string is a TOML string, but for one character that no plan has.
fn text(text: &str) -> String {
    serde_json::to_string(text).expect("a text")
}

fn ms(duration: Duration) -> String {
    format!("\"{}ms\"", duration.as_millis())
}

fn write_monitor(out: &mut String, monitor: &Monitor) -> std::fmt::Result {
    writeln!(out, "[[component.monitor]]")?;
    writeln!(out, "every = {}", ms(monitor.every))?;
    writeln!(out, "timeout = {}", ms(monitor.timeout))?;
    if let Some(limit) = monitor.degraded_over {
        writeln!(out, "degraded_over = {}", ms(limit))?;
    }
    writeln!(
        out,
        "failures = {}\nrecoveries = {}",
        monitor.failures, monitor.recoveries
    )?;
    let request = match &monitor.probe {
        Probe::Tcp { address } => {
            return writeln!(out, "kind = \"tcp\"\naddress = {}", text(address));
        }
        Probe::Http(request) => request,
    };
    writeln!(out, "kind = \"http\"\nurl = {}", text(&request.url))?;
    writeln!(
        out,
        "method = {}\nbody = {}",
        text(&request.method),
        text(&request.body)
    )?;
    let headers = request.headers.iter();
    let headers = headers.map(|(name, value)| format!("{} = {}", text(name), text(value)));
    writeln!(
        out,
        "headers = {{ {} }}",
        headers.collect::<Vec<_>>().join(", ")
    )?;
    let statuses = request.expect_status.iter();
    let statuses = statuses.map(|it| format!("\"{}-{}\"", it.start(), it.end()));
    writeln!(
        out,
        "expect_status = [{}]",
        statuses.collect::<Vec<_>>().join(", ")
    )?;
    if let Some(contains) = &request.body_contains {
        writeln!(out, "body_contains = {}", text(contains))?;
    }
    if let Some(matches) = &request.body_matches {
        writeln!(out, "body_matches = {}", text(matches))?;
    }
    writeln!(out, "follow_redirects = {}", request.follow_redirects)
}

fn write(plan: &Plan) -> Result<String, std::fmt::Error> {
    let mut out = "[page]\nname = \"Acme\"\nurl = \"https://status.acme.example\"\n".to_owned();
    for group in &plan.groups {
        writeln!(
            out,
            "[[group]]\nid = {}\nname = {}",
            text(&group.key),
            text(&group.name)
        )?;
    }
    for part in &plan.components {
        writeln!(
            out,
            "[[component]]\nid = {}\nname = {}",
            text(&part.key),
            text(&part.name)
        )?;
        if let Some(description) = &part.description {
            writeln!(out, "description = {}", text(description))?;
        }
        if let Some(group) = &part.group {
            writeln!(out, "group = {}", text(group))?;
        }
        let own = plan.monitors.iter().filter(|it| it.component == part.key);
        for monitor in own.clone() {
            write_monitor(&mut out, monitor)?;
        }
        if own.count() == 0 {
            // The configuration wants one; systems that check nothing have none.
            writeln!(
                out,
                "[[component.monitor]]\nkind = \"tcp\"\naddress = \"a.example:1\""
            )?;
        }
    }
    Ok(out)
}

#[track_caller]
fn check(plan: &Plan) {
    let written = write(plan).expect("TOML");
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
