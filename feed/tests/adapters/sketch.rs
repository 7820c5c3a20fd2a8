//! A feed in a few lines, for the tests to show what was read.

use std::fmt::Write;

use pilotlight_feed::{Feed, Maintenance};

/// All that a reader sees of a feed, a line each.
pub(crate) fn sketch(feed: &Feed) -> String {
    let mut out = String::new();
    let page = &feed.page;
    let mut line = |text: String| writeln!(out, "{text}").expect("writes to memory");
    line(format!("{} <{}> {}", page.name, page.url, page.time_zone));
    line(format!(
        "{}: {}",
        feed.status.level.as_str(),
        feed.status.description
    ));
    for group in &feed.groups {
        let (id, status) = (&group.id, group.status.as_str());
        line(format!("group {id} {:?} {status}", group.name));
    }
    for part in &feed.components {
        let group = part.group.as_deref().unwrap_or("-");
        let since = part
            .since
            .map_or_else(String::new, |at| format!(" since {at}"));
        let (id, status) = (&part.id, part.status.as_str());
        line(format!("part {group}/{id} {:?} {status}{since}", part.name));
    }
    for incident in &feed.incidents {
        let words = (incident.status.as_str(), incident.impact.as_str());
        let (id, name, at) = (&incident.id, &incident.name, incident.started_at);
        let hit = incident.components.join(",");
        line(format!("incident {id} {name:?} {words:?} {at} [{hit}]"));
        for update in &incident.updates {
            line(format!("  {} {} {}", update.at, update.status, update.body));
        }
    }
    for work in feed.maintenances.iter().chain(&feed.scheduled_maintenances) {
        line(maintenance(work));
    }
    out
}

fn maintenance(work: &Maintenance) -> String {
    let (id, name, status) = (&work.id, &work.name, work.status.as_str());
    let hit = work.components.join(",");
    format!(
        "work {id} {name:?} {status} {}..{} [{hit}]",
        work.starts_at, work.ends_at
    )
}
