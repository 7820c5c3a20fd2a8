//! Incidents and maintenances as entries of a feed for readers: one each, which keeps its address and
//! its identifier for good and is updated in place.

use std::fmt::Write;

use pilotlight_feed::{Feed, IncidentUpdate, Timestamp};

use super::xml::escape;
use crate::level::words_of;

/// What one incident or maintenance is to a reader of feeds.
pub(super) struct Entry {
    pub(super) title: String,
    /// Its address, which is also its identifier.
    pub(super) address: String,
    pub(super) published: Timestamp,
    pub(super) updated: Timestamp,
    /// All that was said, newest first, as HTML without anything of its own.
    pub(super) html: String,
}

/// The entries, the one with the newest word first.
pub(super) fn entries(feed: &Feed) -> Vec<Entry> {
    let incidents = feed.incidents.iter().chain(&feed.past_incidents);
    let incidents = incidents.map(|incident| Entry {
        title: incident.name.clone(),
        address: [&feed.page.url, "incidents/", &incident.id, "/"].concat(),
        published: incident.started_at,
        updated: incident
            .updated_at
            .unwrap_or_else(|| newest(&incident.updates, incident.started_at)),
        html: html(&incident.updates),
    });
    let maintenances = feed.maintenances.iter();
    let maintenances = maintenances
        .chain(&feed.scheduled_maintenances)
        .chain(&feed.past_maintenances);
    let maintenances = maintenances.map(|maintenance| {
        let announced = maintenance.updates.last().map(|update| update.at);
        let (start, end) = (maintenance.starts_at, maintenance.ends_at);
        Entry {
            title: format!("Maintenance: {}", maintenance.name),
            address: [&feed.page.url, "maintenance/#", &maintenance.id].concat(),
            published: announced.unwrap_or(start),
            updated: maintenance
                .updated_at
                .unwrap_or_else(|| newest(&maintenance.updates, start)),
            html: format!("<p>{start} to {end}</p>{}", html(&maintenance.updates)),
        }
    });
    let mut entries: Vec<Entry> = incidents.chain(maintenances).collect();
    entries.sort_by(|one, other| {
        let newest = other.updated.cmp(&one.updated);
        newest.then_with(|| one.address.cmp(&other.address))
    });
    entries
}

/// When anything was last said: with nothing to tell, the beginning of the days that are told of.
pub(super) fn updated(feed: &Feed, entries: &[Entry]) -> Timestamp {
    let newest = entries.iter().map(|entry| entry.updated).max();
    let first = feed.days.map_or(0, |days| days.first.0);
    newest.unwrap_or(Timestamp(first * 86_400))
}

fn newest(updates: &[IncidentUpdate], otherwise: Timestamp) -> Timestamp {
    updates.first().map_or(otherwise, |update| update.at)
}

fn html(updates: &[IncidentUpdate]) -> String {
    let mut html = String::new();
    for update in updates {
        let words = escape(&words_of(&update.status));
        // Writing to a string cannot fail.
        let _ = write!(html, "<p><strong>{words}</strong>, {}</p>", update.at);
        for line in update.body.lines().filter(|line| !line.trim().is_empty()) {
            let _ = write!(html, "<p>{}</p>", escape(line));
        }
    }
    html
}
