//! What an adapter gathers from a document: parts under the document's own keys, with what cannot
//! be shown left out. `finish` makes a feed of it.

mod finish;

use std::collections::BTreeMap;

use super::text::{self, Ids};
use crate::{
    Component, Group, Impact, Incident, IncidentStatus, IncidentUpdate, Maintenance,
    MaintenanceStatus, Status, Timestamp, limits,
};

/// What a document says of itself and of the whole.
#[derive(Debug, Default)]
pub(super) struct Heading {
    /// Name of the page; else the host of the document.
    pub(super) name: Option<String>,
    /// Address of the page; else the origin of the document.
    pub(super) url: Option<String>,
    pub(super) time_zone: Option<String>,
    /// What the document says of the whole; the feed is never greener.
    pub(super) overall: Option<Status>,
}

/// A feed in the making.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) heading: Heading,
    groups: Vec<Group>,
    components: Vec<Component>,
    incidents: Vec<Incident>,
    maintenances: Vec<Maintenance>,
    group_ids: Keys,
    component_ids: Keys,
    event_ids: Ids,
}

/// A component as a document tells it.
pub(super) struct Part<'a> {
    /// The document's own key for it.
    pub(super) key: &'a str,
    pub(super) name: &'a str,
    /// Key of a group that was added before.
    pub(super) group: Option<&'a str>,
    pub(super) status: Status,
    pub(super) since: Option<Timestamp>,
    pub(super) description: Option<&'a str>,
}

/// An open incident as a document tells it.
pub(super) struct Trouble<'a> {
    pub(super) key: &'a str,
    pub(super) name: &'a str,
    pub(super) status: IncidentStatus,
    pub(super) impact: Impact,
    /// None where the document does not say or it cannot be read.
    pub(super) started_at: Option<Timestamp>,
    /// Keys of components that were added before.
    pub(super) components: Vec<String>,
    pub(super) updates: Vec<IncidentUpdate>,
}

/// A maintenance as a document tells it.
pub(super) struct Work<'a> {
    pub(super) key: &'a str,
    pub(super) name: &'a str,
    pub(super) status: MaintenanceStatus,
    pub(super) starts_at: Option<Timestamp>,
    pub(super) ends_at: Option<Timestamp>,
    pub(super) components: Vec<String>,
    pub(super) updates: Vec<IncidentUpdate>,
}

/// A document's keys, and the identifiers they became.
#[derive(Debug, Default)]
struct Keys {
    ids: Ids,
    known: BTreeMap<String, String>,
}

impl Keys {
    fn take(&mut self, key: &str) -> String {
        let id = self.ids.take(key);
        // Where a key stands twice, whoever names it means the first.
        let known = self.known.entry(key.to_owned());
        known.or_insert_with(|| id.clone());
        id
    }

    fn find(&self, key: &str) -> Option<String> {
        self.known.get(key).cloned()
    }
}

impl Draft {
    pub(super) fn new(heading: Heading) -> Self {
        Self {
            heading,
            ..Self::default()
        }
    }

    /// Adds a group, once a key. One without components is left out in the end.
    pub(super) fn group(&mut self, key: &str, name: &str) {
        if self.group_ids.find(key).is_some() {
            return;
        }
        let id = self.group_ids.take(key);
        self.groups.push(Group {
            name: text::name(name).unwrap_or_else(|| id.clone()),
            id,
            status: Status::Unknown,
            collapsed: false,
        });
    }

    /// Adds a component. One without a readable name is called by its identifier, for what has a
    /// status must not get lost.
    pub(super) fn component(&mut self, part: Part<'_>) {
        let id = self.component_ids.take(part.key);
        self.components.push(Component {
            name: text::name(part.name).unwrap_or_else(|| id.clone()),
            group: part.group.and_then(|key| self.group_ids.find(key)),
            critical: false,
            status: part.status,
            until: None,
            since: part.since.filter(|_| part.status != Status::Operational),
            description: part
                .description
                .and_then(|words| text::line(words, limits::LINE_CHARS)),
            uptime_bp: None,
            days: None,
            id,
        });
    }

    /// Adds an incident, unless it is over. One that does not say when it began began when the
    /// oldest of its updates was written, or now.
    pub(super) fn incident(&mut self, trouble: Trouble<'_>, now: Timestamp) {
        if IncidentStatus::Resolved <= trouble.status {
            return;
        }
        let oldest = trouble.updates.iter().map(|update| update.at).min();
        let id = self.event_ids.take(trouble.key);
        self.incidents.push(Incident {
            name: text::name(trouble.name).unwrap_or_else(|| id.clone()),
            status: trouble.status,
            impact: trouble.impact,
            started_at: trouble.started_at.or(oldest).unwrap_or(now),
            resolved_at: None,
            expected_resolution_at: None,
            next_update_at: None,
            components: self.affected(&trouble.components),
            updates: newest_first(trouble.updates),
            version: None,
            updated_at: None,
            id,
        });
    }

    /// Adds a maintenance, unless it is over. One without a start or an end before it is left out:
    /// a feed needs both, and an invented one would be a promise nobody made. What it does to the
    /// page stands in the components and the overall status.
    pub(super) fn maintenance(&mut self, work: Work<'_>) {
        let (Some(starts_at), Some(ends_at)) = (work.starts_at, work.ends_at) else {
            return;
        };
        let is_over = matches!(
            work.status,
            MaintenanceStatus::Completed | MaintenanceStatus::Cancelled
        );
        if is_over || ends_at <= starts_at {
            return;
        }
        let id = self.event_ids.take(work.key);
        self.maintenances.push(Maintenance {
            name: text::name(work.name).unwrap_or_else(|| id.clone()),
            status: work.status,
            starts_at,
            ends_at,
            components: self.affected(&work.components),
            updates: newest_first(work.updates),
            version: None,
            updated_at: None,
            id,
        });
    }

    fn affected(&self, keys: &[String]) -> Vec<String> {
        let mut ids: Vec<String> = keys
            .iter()
            .filter_map(|key| self.component_ids.find(key))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids.truncate(limits::COMPONENTS);
        ids
    }
}

fn newest_first(mut updates: Vec<IncidentUpdate>) -> Vec<IncidentUpdate> {
    updates.sort_by_key(|update| core::cmp::Reverse(update.at));
    updates.truncate(limits::EVENTS);
    updates
}
