//! Incidents and maintenances of Uptime Kuma, which only the database has. An incident there is a
//! note on a status page: it has no stages and names no monitor.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use pilotlight_feed::{Impact, IncidentStatus, Timestamp};

use super::{Tables, table};
use crate::import::draft::{Draft, Trouble, Work};
use crate::import::fields::{Fields, Known};
use crate::import::plan::MaintenanceStatus;

const INCIDENT: [Known; 1] = [("status_page_id", "")];
/// One that happens once has the settings of those that recur, as Kuma sets them.
const MAINTENANCE: [Known; 8] = [
    ("user_id", ""),
    ("start_time", ""),
    ("end_time", ""),
    ("weekdays", ""),
    ("days_of_month", ""),
    ("interval_day", ""),
    ("cron", ""),
    ("duration", ""),
];
/// Settings that mean nothing outside of Kuma, or are read.
const OWN_SETTINGS: [&str; 4] = [
    "jwtSecret",
    "serverTimezone",
    "initServerTimezone",
    "migrateAggregateTableState",
];
const IN_MAINTENANCE: [Known; 1] = [("id", "")];

pub(super) fn add(draft: &mut Draft, tables: &Tables, path: &str, now: Timestamp) {
    for incident in table(tables, "incident") {
        add_incident(draft, &incident, path);
    }
    let server_zone = server_zone(tables);
    for maintenance in table(tables, "maintenance") {
        add_maintenance(
            draft,
            tables,
            &maintenance,
            path,
            (server_zone.as_deref(), now),
        );
    }
    for row in table(tables, "monitor_maintenance") {
        if row.word("monitor_id").is_none() || row.word("maintenance_id").is_none() {
            let why = "a row does not say which monitor is in which maintenance";
            draft.tell("monitors in maintenances", why, path);
        }
        draft.leave(&row, "monitors in maintenances", &IN_MAINTENANCE, path);
    }
    let settings = table(tables, "setting");
    let settings = settings.iter().filter_map(|row| row.text("key"));
    let settings: Vec<&str> = settings.filter(|key| !OWN_SETTINGS.contains(key)).collect();
    let why = "they are set up anew in the configuration";
    draft.tell_names("settings of Kuma", why, &settings, path);
}

fn add_incident(draft: &mut Draft, incident: &Fields<'_>, path: &str) {
    let title = incident.text("title").unwrap_or_default();
    let at = format!("{path}, incident {title:?}");
    let style = incident.text("style").unwrap_or("warning");
    let impact = match style {
        "danger" => Impact::Major,
        "warning" => Impact::Minor,
        "info" | "primary" | "light" | "dark" => Impact::None,
        other => {
            let why = format!("{other:?} is none of Kuma, so it touches nobody");
            draft.tell("style of incidents", &why, &at);
            Impact::None
        }
    };
    let created_at = incident.instant("created_date");
    let content = incident.text("content").unwrap_or_default().to_owned();
    let is_shown = |flag: Option<bool>| flag != Some(false);
    let is_open = is_shown(incident.flag("active")) && is_shown(incident.flag("pin"));
    let changed_at = incident.instant("last_updated_date").or(created_at);
    draft.tell(
        "components of incidents",
        "notes of Kuma name no monitor",
        &at,
    );
    let trouble = Trouble {
        foreign: &incident.word("id").unwrap_or_default(),
        title,
        impact,
        started_at: created_at,
        ended_at: changed_at.filter(|_| !is_open),
        components: Vec::new(),
        updates: vec![(created_at, IncidentStatus::Investigating, content)],
    };
    draft.incident(trouble, &at);
    draft.leave(incident, "incidents", &INCIDENT, &at);
}

fn add_maintenance(
    draft: &mut Draft,
    tables: &Tables,
    maintenance: &Fields<'_>,
    path: &str,
    (server_zone, now): (Option<&str>, Timestamp),
) {
    let title = maintenance.text("title").unwrap_or_default();
    let at = format!("{path}, maintenance {title:?}");
    let strategy = maintenance.text("strategy").unwrap_or_default();
    if strategy != "single" {
        let why = format!("{strategy:?} has no one beginning and end; announce it anew");
        return draft.tell("maintenances", &why, &at);
    }
    let own_zone = maintenance
        .text("timezone")
        .filter(|it| *it != "SAME_AS_SERVER");
    let zone = own_zone.or(server_zone);
    let known = zone.and_then(|name| TimeZone::get(name).ok());
    if known.is_none() {
        let why = "its time zone is not known, so its times are taken for UTC";
        draft.tell("time zone of maintenances", why, &at);
    }
    let zone = known.unwrap_or(TimeZone::UTC);
    let instant = |text: Option<&str>| local(text?, &zone);
    let starts_at = instant(maintenance.text("start_date"));
    let ends_at = instant(maintenance.text("end_date"));
    let is_called_off = maintenance.flag("active") == Some(false);
    let status = match (starts_at, ends_at) {
        _ if is_called_off => MaintenanceStatus::Cancelled,
        (_, Some(end)) if end <= now => MaintenanceStatus::Completed,
        (Some(start), _) if start <= now => MaintenanceStatus::InProgress,
        _ => MaintenanceStatus::Scheduled,
    };
    let id = maintenance.word("id").unwrap_or_default();
    let monitors = table(tables, "monitor_maintenance");
    let monitors = monitors
        .iter()
        .filter(|row| row.word("maintenance_id").as_deref() == Some(&id))
        .filter_map(|row| row.word("monitor_id"));
    let description = maintenance.text("description").unwrap_or_default();
    let first = starts_at.filter(|_| !description.is_empty());
    let first = first.map(|at| {
        (
            at.min(now),
            MaintenanceStatus::Scheduled,
            description.to_owned(),
        )
    });
    let work = Work {
        foreign: &id,
        title,
        starts_at,
        ends_at,
        status,
        components: monitors.collect(),
        updates: first.into_iter().collect(),
    };
    draft.maintenance(work, &at);
    draft.leave(maintenance, "maintenances", &MAINTENANCE, &at);
}

/// The setting is the text of a JSON string.
fn server_zone(tables: &Tables) -> Option<String> {
    let settings = table(tables, "setting");
    let setting = settings
        .iter()
        .find(|row| row.text("key") == Some("serverTimezone"))?;
    serde_json::from_str(setting.text("value")?).ok()
}

/// A wall time of a zone; of two that a change of the clocks makes, the earlier.
fn local(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim().trim_end_matches('Z');
    let wall: DateTime = text.parse().ok()?;
    let instant = zone.to_ambiguous_zoned(wall).compatible().ok()?;
    Some(Timestamp(instant.timestamp().as_second())).filter(|at| 0 <= at.0)
}
