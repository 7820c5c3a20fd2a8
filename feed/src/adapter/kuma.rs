//! Uptime Kuma: `api/status-page/<slug>`.
//!
//! One document is not enough: that one has names, groups, incidents and maintenances but no
//! status, and `api/status-page/heartbeat/<slug>` has statuses by number but no names. Without the
//! second everything is unknown.

use super::Source;
use super::checks::{Check, verdict};
use super::draft::{Draft, Heading, Part, Trouble, Work};
use super::text;
use super::value::Value;
use crate::{Impact, IncidentStatus, IncidentUpdate, MaintenanceStatus, Status};

/// Length of `2026-11-23 06:10`.
const MINUTES_CHARS: usize = 16;

const PATH: &str = "/api/status-page/";

pub(super) fn companion(address: &str) -> Option<String> {
    let (site, slug) = address.split_once(PATH)?;
    (!slug.contains('/')).then(|| [site, PATH, "heartbeat/", slug].concat())
}

pub(super) fn is_like(document: &Value) -> bool {
    document.get("publicGroupList").list().is_some()
}

pub(super) fn read(document: &Value, from: &Source<'_>) -> Option<Draft> {
    document.get("publicGroupList").list()?;
    let config = document.get("config");
    let mut draft = Draft::new(Heading {
        name: config.get("title").text().map(str::to_owned),
        url: page_address(from.address, config.get("slug").text()),
        ..Heading::default()
    });
    for group in document.get("publicGroupList").objects() {
        let name = group.get("name").text().unwrap_or_default();
        let group_key = group.get("id").key().unwrap_or_else(|| name.to_owned());
        draft.group(&group_key, name);
        for monitor in group.get("monitorList").objects() {
            add_monitor(&mut draft, monitor, &group_key, from);
        }
    }
    // Older versions pin one incident, newer ones several.
    let several = document.get("incidents").objects();
    for incident in several.chain([document.get("incident")]) {
        if incident.is_object() {
            add_incident(&mut draft, incident, from);
        }
    }
    for work in document.get("maintenanceList").objects() {
        add_maintenance(&mut draft, work);
    }
    Some(draft)
}

fn page_address(address: &str, slug: Option<&str>) -> Option<String> {
    let (site, _) = address.split_once(PATH)?;
    Some([site, "/status/", slug?].concat())
}

fn add_monitor(draft: &mut Draft, monitor: &Value, group: &str, from: &Source<'_>) {
    let name = monitor.get("name").text().unwrap_or_default();
    let key = monitor.get("id").key().unwrap_or_else(|| name.to_owned());
    let beats = from.companion.map(|it| it.get("heartbeatList").get(&key));
    // Empty stretches of the bar come as the number 0, which is no object.
    let newest_first = beats.into_iter().flat_map(|it| it.objects().rev());
    let (status, since) = verdict(newest_first.map(check), from.now);
    draft.component(Part {
        key: &key,
        name,
        group: Some(group),
        status,
        since,
        description: None,
    });
}

fn check(beat: &Value) -> Check {
    Check {
        status: match beat.get("status").number() {
            Some(0) => Status::MajorOutage,
            Some(1) => Status::Operational,
            Some(3) => Status::UnderMaintenance,
            // 2 is "pending": a check failed, and Kuma has not yet decided what that means.
            _ => Status::Unknown,
        },
        at: beat.get("time").text().and_then(text::instant),
    }
}

fn add_incident(draft: &mut Draft, incident: &Value, from: &Source<'_>) {
    if *incident.get("active") == Value::Truth(false) {
        return;
    }
    let name = incident.get("title").text().unwrap_or_default();
    let at = |field| incident.get(field).text().and_then(text::instant);
    let started_at = at("createdDate");
    let status = IncidentStatus::Investigating;
    let update = incident.get("content").text().map(|body| {
        let at = at("lastUpdatedDate").or(started_at).unwrap_or(from.now);
        IncidentUpdate::new(status.as_str().to_owned(), at, text::body(body))
    });
    let trouble = Trouble {
        key: &incident.get("id").key().unwrap_or_else(|| name.to_owned()),
        name,
        status,
        // The colours of a notice, chosen by whoever wrote it.
        impact: match incident.get("style").text() {
            Some("danger") => Impact::Major,
            Some("warning") => Impact::Minor,
            _ => Impact::None,
        },
        started_at,
        components: Vec::new(),
        updates: update.into_iter().collect(),
    };
    draft.incident(trouble, from.now);
}

/// Only work planned for one time: of a recurring one the document gives a rule, and Kuma's own
/// page shows no times for it either. The monitors say when it is under way.
fn add_maintenance(draft: &mut Draft, work: &Value) {
    let status = match work.get("status").text() {
        Some("under-maintenance") => MaintenanceStatus::InProgress,
        Some("scheduled") => MaintenanceStatus::Scheduled,
        _ => return,
    };
    // The times are local to the zone whose present offset stands beside them; some come without
    // seconds.
    let offset = work.get("timezoneOffset").text().unwrap_or("Z");
    let slot = work.get("timeslotList").objects().next();
    let at = |field| {
        let local = slot?.get(field).text()?;
        let seconds = if local.len() == MINUTES_CHARS {
            ":00"
        } else {
            ""
        };
        text::instant(&[local, seconds, offset].concat()).or_else(|| text::instant(local))
    };
    let name = work.get("title").text().unwrap_or_default();
    let (starts_at, ends_at) = (at("startDate"), at("endDate"));
    let key = work.get("id").key().unwrap_or_else(|| name.to_owned());
    draft.maintenance(Work {
        key: &key,
        name,
        status,
        starts_at,
        ends_at,
        components: Vec::new(),
        updates: Vec::new(),
    });
}
