//! A plan's groups, components and monitors as sections of the configuration file, which is where
//! they live.

use std::fmt::Write as _;
use std::time::Duration;

use super::{Monitor, Plan, Probe};

impl Plan {
    /// Sections to add to `pilotlight.toml`. A component that the other system does not check is
    /// told by people: `manual`. Headers and bodies of checks are written out: the check needs them.
    #[must_use]
    pub fn configuration(&self) -> String {
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = write(self, &mut out);
        out
    }
}

/// A JSON string is a TOML string, but for one character that no plan has.
fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
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

fn write(plan: &Plan, out: &mut String) -> std::fmt::Result {
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
        if own.clone().count() == 0 {
            writeln!(out, "manual = true")?;
        }
        for monitor in own {
            write_monitor(out, monitor)?;
        }
        writeln!(out)?;
    }
    Ok(())
}
