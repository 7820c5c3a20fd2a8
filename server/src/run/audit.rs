//! What the audit log keeps of a commit: who did what, before and after.

use pilotlight_feed::Timestamp;
use serde_json::json;

use crate::core::{Command, Record, State};
use crate::record::{
    component_json, group_json, incident_json, maintenance_json, order_json, override_json,
    record_json, series_json,
};
use crate::request::Request;
use crate::store::{Actor, AuditEntry};

/// Who does what the clock and the monitors bring about.
const OURSELVES: &str = "pilotlight";

/// One entry for each record that people could have made. The last one carries the key of the
/// request: it is the answer to it.
pub(crate) fn entries(
    state: &State,
    at: Timestamp,
    records: &[Record],
    asked: Option<&Request>,
) -> Vec<AuditEntry> {
    let mut entries: Vec<AuditEntry> = Vec::new();
    for record in records {
        let Some((target, before, by_itself)) = subject(state, record) else {
            continue;
        };
        let (actor, action) = match asked {
            Some(request) => (request.actor.clone(), action(&request.command, record)),
            None => (ourselves(), by_itself),
        };
        entries.push(AuditEntry {
            at,
            actor,
            action: action.to_owned(),
            target,
            before,
            after: record_json(record).map(|json| json.to_string()),
            once: None,
        });
    }
    if let (Some(last), Some(request)) = (entries.last_mut(), asked) {
        last.once.clone_from(&request.once);
    }
    entries
}

/// What a record of a command is called: a status set by hand that ends with what was asked for is taken
/// back, whatever that was.
fn action(command: &Command, record: &Record) -> &'static str {
    match (command, record) {
        (Command::SetStatus(new), Record::Override(set)) if set.id == new.id => command.action(),
        (_, Record::Override(_)) => "status.clear",
        _ => command.action(),
    }
}

/// The entry of a configuration that was read anew, with what it changes.
pub(super) fn reading(at: Timestamp, actor: &Actor, lines: &[String]) -> AuditEntry {
    AuditEntry {
        at,
        actor: actor.clone(),
        action: "configuration.reload".to_owned(),
        target: "configuration".to_owned(),
        before: None,
        after: Some(json!({ "changes": lines }).to_string()),
        once: None,
    }
}

/// What a record is about, how that was, and what it is called when nobody asked for it. What
/// monitors found is in the ledger, with its cause.
fn subject(state: &State, record: &Record) -> Option<(String, Option<String>, &'static str)> {
    let events = &state.events;
    match record {
        Record::Transition(_) | Record::Name(_, _) => None,
        Record::Incident(incident) => {
            let before = events.incidents.get(&incident.id);
            let before = before.map(|before| incident_json(before).to_string());
            Some((incident.id.clone(), before, "incident.automatic"))
        }
        Record::Maintenance(maintenance) => {
            let before = events.maintenances.get(&maintenance.id);
            let before = before.map(|before| maintenance_json(before).to_string());
            Some((maintenance.id.clone(), before, "maintenance.clock"))
        }
        Record::Series(series) => {
            let before = events.series.get(&series.id);
            let before = before.map(|before| series_json(before).to_string());
            Some((series.id.clone(), before, "series.automatic"))
        }
        Record::Override(set) => {
            let before = events.overrides.get(&set.id);
            let before = before.map(|before| override_json(before).to_string());
            Some((set.component.clone(), before, "status.automatic"))
        }
        Record::Component(component) => {
            let before = events.told.components.get(&component.id);
            let before = before.map(|before| component_json(before).to_string());
            Some((component.id.clone(), before, "component.automatic"))
        }
        Record::Group(group) => {
            let before = events.told.groups.get(&group.id);
            let before = before.map(|before| group_json(before).to_string());
            Some((group.id.clone(), before, "group.automatic"))
        }
        Record::Order(kind, _) => {
            let before = events.told.orders.get(kind);
            let before = before.map(|before| order_json(before).to_string());
            Some((format!("{kind}s"), before, "order.automatic"))
        }
    }
}

fn ourselves() -> Actor {
    Actor {
        name: OURSELVES.to_owned(),
        token: None,
        address: None,
    }
}
