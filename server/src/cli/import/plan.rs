//! A dry run as JSON. Of monitors it says no more than what they watch and how: their addresses, headers
//! and bodies may hold secrets.

use pilotlight_server::import::{Monitor, Plan, Probe, Unmapped};
use serde_json::{Value, json};

/// What would be made, and what would not.
pub(super) fn document(plan: &Plan) -> Value {
    let groups = plan.groups.iter();
    let groups = groups.map(|it| json!({ "id": it.key, "name": it.name }));
    let components = plan.components.iter().map(|it| {
        json!({
            "id": it.key,
            "name": it.name,
            "description": it.description,
            "group": it.group,
        })
    });
    let incidents = plan.incidents.iter().map(|it| {
        let status = it.updates.last().map(|update| update.status);
        json!({
            "key": it.key,
            "name": it.title,
            "impact": it.impact,
            "status": status,
            "started_at": it.started_at,
            "components": it.components,
            "updates": it.updates.len(),
        })
    });
    let maintenances = plan.maintenances.iter().map(|it| {
        json!({
            "key": it.key,
            "name": it.title,
            "status": it.status.as_str(),
            "from": it.starts_at,
            "to": it.ends_at,
            "components": it.components,
            "updates": it.updates.len(),
        })
    });
    json!({
        "groups": groups.collect::<Vec<_>>(),
        "components": components.collect::<Vec<_>>(),
        "monitors": plan.monitors.iter().map(monitor).collect::<Vec<_>>(),
        "incidents": incidents.collect::<Vec<_>>(),
        "maintenances": maintenances.collect::<Vec<_>>(),
        "unmapped": unmapped(&plan.unmapped),
    })
}

/// What is not carried over, each with why and where it stands.
pub(super) fn unmapped(all: &[Unmapped]) -> Vec<Value> {
    let all = all.iter();
    all.map(
        |it| json!({ "what": it.what, "why": it.why, "where": it.wherefrom, "times": it.times }),
    )
    .collect()
}

fn monitor(monitor: &Monitor) -> Value {
    let kind = match monitor.probe {
        Probe::Http(_) => "http",
        Probe::Tcp { .. } => "tcp",
    };
    json!({
        "component": monitor.component,
        "kind": kind,
        "every_s": monitor.every.as_secs(),
    })
}
