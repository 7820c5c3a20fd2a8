//! Components and groups, which the original keeps in one list.

use std::collections::{BTreeSet, HashMap};

use pilotlight_feed::{Component, Feed, Group, Maintenance, MaintenanceStatus, Timestamp};
use serde_json::{Value, json};

use super::{PAGE, instant};

/// The components of a feed, and when each last changed.
pub(super) struct Components<'a> {
    feed: &'a Feed,
    /// By identifier. What was never in trouble has not changed since the first day told of.
    documents: HashMap<&'a str, Value>,
    newest: Timestamp,
}

impl<'a> Components<'a> {
    pub(super) fn of(feed: &'a Feed) -> Self {
        let first_day = feed
            .days
            .map_or(Timestamp(0), |days| Timestamp(days.first.0 * 86_400));
        let ends = ends(feed);
        let groups = group_ids(feed);
        let mut places: HashMap<Option<&str>, usize> = HashMap::new();
        let mut newest = first_day;
        let documents = feed.components.iter().map(|component| {
            let ended = ends.get(component.id.as_str()).copied();
            let changed = component.since.or(ended).unwrap_or(first_day);
            newest = newest.max(changed);
            let place = places.entry(component.group.as_deref()).or_default();
            *place += 1;
            let group = component.group.as_deref().and_then(|id| groups.get(id));
            let times = (first_day, changed);
            let document = document(component, *place, group.map(String::as_str), times);
            (component.id.as_str(), document)
        });
        Self {
            feed,
            documents: documents.collect(),
            newest,
        }
    }

    /// When one last changed.
    pub(super) fn newest(&self) -> Option<Timestamp> {
        Some(self.newest)
    }

    /// All of them; each group stands before the first of its own.
    pub(super) fn list(&self) -> Vec<Value> {
        let ids = group_ids(self.feed);
        let mut told = BTreeSet::new();
        let mut list = Vec::new();
        for component in &self.feed.components {
            let id = component.group.as_deref();
            let group = self
                .feed
                .groups
                .iter()
                .find(|one| Some(one.id.as_str()) == id);
            if let Some(group) = group.filter(|group| told.insert(&group.id)) {
                list.push(self.group(group, told.len(), &ids[group.id.as_str()]));
            }
            list.extend(self.documents.get(component.id.as_str()).cloned());
        }
        list
    }

    /// Those with these identifiers.
    pub(super) fn named(&self, ids: &[String]) -> Vec<Value> {
        let known = ids.iter().filter_map(|id| self.documents.get(id.as_str()));
        known.cloned().collect()
    }

    fn group(&self, group: &Group, position: usize, id: &str) -> Value {
        let own = self.feed.components.iter();
        let own = own.filter(|one| one.group.as_ref() == Some(&group.id));
        let own: Vec<&str> = own.map(|one| one.id.as_str()).collect();
        let changed = |id: &&str| self.documents.get(*id).map(|one| one["updated_at"].clone());
        let newest = own.iter().filter_map(changed);
        let newest = newest.max_by(|one, other| one.as_str().cmp(&other.as_str()));
        let first = self
            .documents
            .values()
            .next()
            .map(|one| one["created_at"].clone());
        json!({
            "id": id,
            "name": group.name,
            "status": group.status,
            "created_at": first,
            "updated_at": newest,
            "position": position,
            "description": null,
            "showcase": false,
            "start_date": null,
            "group_id": null,
            "page_id": PAGE,
            "group": true,
            "only_show_if_degraded": false,
            "components": own,
        })
    }
}

fn document(
    component: &Component,
    position: usize,
    group: Option<&str>,
    (created, changed): (Timestamp, Timestamp),
) -> Value {
    json!({
        "id": component.id,
        "name": component.name,
        "status": component.status,
        "created_at": instant(created),
        "updated_at": instant(changed.max(created)),
        "position": position,
        "description": component.description,
        "showcase": true,
        "start_date": null,
        "group_id": group,
        "page_id": PAGE,
        "group": false,
        "only_show_if_degraded": false,
    })
}

/// When each component was last freed of an incident or a maintenance.
fn ends(feed: &Feed) -> HashMap<&str, Timestamp> {
    let incidents = feed.past_incidents.iter();
    let incidents = incidents.filter_map(|one| Some((one.resolved_at?, &one.components)));
    // What was cancelled put nothing under maintenance, and its end may lie ahead.
    let done = |one: &&Maintenance| one.status == MaintenanceStatus::Completed;
    let maintenances = feed.past_maintenances.iter().filter(done);
    let maintenances = maintenances.map(|one| (one.ends_at, &one.components));
    let mut ends = HashMap::new();
    for (end, components) in incidents.chain(maintenances) {
        for id in components {
            let newest = ends.entry(id.as_str()).or_insert(end);
            *newest = end.max(*newest);
        }
    }
    ends
}

/// The identifiers of groups, told apart from those of components.
fn group_ids(feed: &Feed) -> HashMap<&str, String> {
    let components: BTreeSet<&str> = feed.components.iter().map(|one| one.id.as_str()).collect();
    let groups = feed.groups.iter().map(|group| {
        let id = group.id.as_str();
        let is_taken = components.contains(id);
        (
            id,
            if is_taken {
                format!("group-{id}")
            } else {
                id.to_owned()
            },
        )
    });
    groups.collect()
}
