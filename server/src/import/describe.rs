//! A plan as text: what a person reads before anything is written. Counts first, then what would be
//! made, then what would not. Headers, bodies and queries of checks may hold secrets and stay out.

mod unmapped;

use std::fmt::Write;
use std::ops::RangeInclusive;

use super::plan::{HttpRequest, Incident, Maintenance, Monitor, Plan, Probe};

/// Entries of one kind that are listed; a dry run is to be read.
const LISTED: usize = 50;

impl Plan {
    /// What a dry run prints.
    ///
    /// ```
    /// let plan = pilotlight_server::import::Plan::default();
    /// assert!(plan.describe().starts_with("would make 0 groups, 0 components"));
    /// ```
    #[must_use]
    pub fn describe(&self) -> String {
        let updates = self.incidents.iter().map(|it| it.updates.len()).sum();
        let of_works = self.maintenances.iter().map(|it| it.updates.len()).sum();
        let mut out = format!(
            "would make {}, {}, {}, {} with {}, {} with {}\n",
            count(self.groups.len(), "group"),
            count(self.components.len(), "component"),
            count(self.monitors.len(), "monitor"),
            count(self.incidents.len(), "incident"),
            count(updates, "update"),
            count(self.maintenances.len(), "maintenance"),
            count(of_works, "update"),
        );
        section(&mut out, "groups", &self.groups, |group| {
            format!("{}: {}", group.key, group.name)
        });
        section(&mut out, "components", &self.components, |part| {
            let group = part.group.as_ref();
            let group = group.map_or_else(String::new, |group| format!(", in {group}"));
            let is_checked = self.monitors.iter().any(|it| it.component == part.key);
            let checked = if is_checked {
                ""
            } else {
                ", without a monitor"
            };
            format!("{}: {}{group}{checked}", part.key, part.name)
        });
        section(&mut out, "monitors", &self.monitors, monitor);
        section(&mut out, "incidents", &self.incidents, incident);
        section(&mut out, "maintenances", &self.maintenances, maintenance);
        out.push('\n');
        out.push_str(&self.describe_unmapped());
        out
    }
}

fn section<T>(out: &mut String, title: &str, items: &[T], line: impl Fn(&T) -> String) {
    if items.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{title}");
    for item in items.iter().take(LISTED) {
        let _ = writeln!(out, "  {}", line(item));
    }
    if LISTED < items.len() {
        let _ = writeln!(out, "  and {} more", items.len() - LISTED);
    }
}

fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

fn monitor(monitor: &Monitor) -> String {
    let mut line = format!("{}: ", monitor.component);
    match &monitor.probe {
        Probe::Http(request) => line.push_str(&describe_request(request)),
        Probe::Tcp { address } => {
            let _ = write!(line, "tcp {address}");
        }
    }
    let _ = write!(
        line,
        "; every {:?}, timeout {:?}",
        monitor.every, monitor.timeout
    );
    if let Some(limit) = monitor.degraded_over {
        let _ = write!(line, ", degraded over {limit:?}");
    }
    let _ = write!(
        line,
        "; down after {}, up after {}",
        monitor.failures, monitor.recoveries
    );
    line
}

fn describe_request(request: &HttpRequest) -> String {
    let address = match request.url.split_once('?') {
        Some((address, _)) => format!("{address}?…"),
        None => request.url.clone(),
    };
    let statuses: Vec<String> = request.expect_status.iter().map(range).collect();
    let mut line = format!(
        "{} {address}, status {}",
        request.method,
        statuses.join(" ")
    );
    if let Some(text) = &request.body_contains {
        let _ = write!(line, ", body contains {text:?}");
    }
    if let Some(pattern) = &request.body_matches {
        let _ = write!(line, ", body matches {pattern:?}");
    }
    if !request.headers.is_empty() {
        let names: Vec<&str> = request
            .headers
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        let _ = write!(line, ", headers {}", names.join(" "));
    }
    if !request.body.is_empty() {
        let _ = write!(line, ", a body of {} bytes", request.body.len());
    }
    if !request.follow_redirects {
        line.push_str(", redirects not followed");
    }
    line
}

fn range(range: &RangeInclusive<u16>) -> String {
    if range.start() == range.end() {
        return range.start().to_string();
    }
    format!("{}-{}", range.start(), range.end())
}

fn incident(incident: &Incident) -> String {
    let status = incident.updates.last().map_or("", |it| it.status.as_str());
    let impact = incident.impact.as_str();
    format!(
        "{} {}: {} (impact {impact}, {status}, {}{})",
        incident.started_at,
        incident.key,
        incident.title,
        count(incident.updates.len(), "update"),
        on(&incident.components),
    )
}

fn maintenance(work: &Maintenance) -> String {
    format!(
        "{} to {} {}: {} ({}, {}{})",
        work.starts_at,
        work.ends_at,
        work.key,
        work.title,
        work.status.as_str(),
        count(work.updates.len(), "update"),
        on(&work.components),
    )
}

fn on(components: &[String]) -> String {
    if components.is_empty() {
        return String::new();
    }
    format!(", on {}", components.join(" "))
}
