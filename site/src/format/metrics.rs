//! `metrics.txt`: the public status for whoever watches it from a monitoring system, in OpenMetrics
//! 1.0. All are gauges, so that it also reads as the older text format of Prometheus, where a host
//! calls it plain text.

use std::fmt::{self, Write};

use pilotlight_feed::{Component, Feed, Status};

/// The document.
pub(crate) fn draw(feed: &Feed) -> String {
    let mut text = String::new();
    write_metrics(&mut text, feed).expect("a string takes every text");
    text
}

fn write_metrics(text: &mut String, feed: &Feed) -> fmt::Result {
    const SEVERITY: &str = "0 operational, 1 unknown, 2 under maintenance, 3 degraded, \
                            4 partial outage, 5 major outage.";
    let page = label(&feed.page.name);
    write_head(text, "status_page_severity", "The whole page: ", SEVERITY)?;
    let severity = severity(feed.status.level);
    writeln!(text, "status_page_severity{{page=\"{page}\"}} {severity}")?;
    write_head(text, "status_component_severity", "A component: ", SEVERITY)?;
    for component in &feed.components {
        let (labels, severity) = (labels(component), self::severity(component.status));
        writeln!(text, "status_component_severity{{{labels}}} {severity}")?;
    }
    let about = "Uptime of a component over the days of the page, today included, rounded down.";
    write_head(text, "status_component_uptime_ratio", about, "")?;
    for component in &feed.components {
        if let Some(points) = component.uptime_bp {
            let (labels, whole, part) = (labels(component), points / 10_000, points % 10_000);
            let name = "status_component_uptime_ratio";
            writeln!(text, "{name}{{{labels}}} {whole}.{part:04}")?;
        }
    }
    for (name, about, number) in [
        (
            "status_incidents_open",
            "Open incidents.",
            feed.incidents.len(),
        ),
        (
            "status_maintenances_in_progress",
            "Maintenances in progress.",
            feed.maintenances.len(),
        ),
        (
            "status_maintenances_scheduled",
            "Maintenances that lie ahead.",
            feed.scheduled_maintenances.len(),
        ),
    ] {
        write_head(text, name, about, "")?;
        writeln!(text, "{name} {number}")?;
    }
    for (name, about, at) in [
        (
            "status_generated_timestamp_seconds",
            "When this was true.",
            feed.generated_at,
        ),
        (
            "status_valid_until_timestamp_seconds",
            "Until when this may be taken for the present.",
            feed.valid_until,
        ),
    ] {
        write_head(text, name, about, "")?;
        writeln!(text, "{name} {}", at.0)?;
    }
    writeln!(text, "# EOF")
}

fn write_head(text: &mut String, name: &str, about: &str, rest: &str) -> fmt::Result {
    writeln!(text, "# TYPE {name} gauge")?;
    writeln!(text, "# HELP {name} {about}{rest}")
}

fn labels(component: &Component) -> String {
    let (id, name) = (&component.id, label(&component.name));
    format!("component=\"{id}\",name=\"{name}\"")
}

/// A text as the value of a label.
fn label(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// The levels in their order, which is that of the feed.
const fn severity(status: Status) -> u8 {
    match status {
        Status::Operational => 0,
        Status::Unknown => 1,
        Status::UnderMaintenance => 2,
        Status::DegradedPerformance => 3,
        Status::PartialOutage => 4,
        Status::MajorOutage => 5,
    }
}
