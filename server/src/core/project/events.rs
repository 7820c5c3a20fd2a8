//! What everyone is told of incidents and maintenances: never a draft.

use std::collections::HashSet;

use pilotlight_feed::{
    Component, Impact, Incident as Told, IncidentUpdate, Maintenance as ToldMaintenance,
    MaintenanceStatus, Status, Timestamp, limits,
};

use super::fit;
use super::markdown::plain;
use crate::core::events::Events;
use crate::core::incident::{Expected, Incident};
use crate::core::maintenance::Maintenance;

/// The lists of a feed.
#[derive(Default)]
pub(super) struct Lists {
    pub(super) incidents: Vec<Told>,
    pub(super) past_incidents: Vec<Told>,
    pub(super) maintenances: Vec<ToldMaintenance>,
    pub(super) scheduled_maintenances: Vec<ToldMaintenance>,
    pub(super) past_maintenances: Vec<ToldMaintenance>,
}

/// What the page is to say at least: the worst impact that people gave an open incident which names no
/// component. No component says for such a one that not all is well.
pub(super) fn worst_without_components(events: &Events) -> Status {
    let open = events.incidents.values();
    let open = open.filter(|known| known.is_public() && known.is_open());
    let of_whole = open.filter(|known| known.components().is_empty());
    let worst = of_whole.map(|known| level_of(known.impact())).max();
    worst.unwrap_or(Status::Operational)
}

const fn level_of(impact: Impact) -> Status {
    match impact {
        Impact::None => Status::Operational,
        Impact::Minor => Status::DegradedPerformance,
        Impact::Major => Status::PartialOutage,
        Impact::Critical => Status::MajorOutage,
    }
}

/// Sorts everything public into its list, from `first` on.
///
/// Of components only those are named that `is_named`: an incident may name one that is hidden, or one
/// that went before its name was noted.
pub(super) fn tell(events: &Events, first: Timestamp, is_named: &dyn Fn(&str) -> bool) -> Lists {
    let (open, past) = incidents(events, first);
    let mut lists = Lists {
        incidents: open.into_iter().map(tell_incident).collect(),
        past_incidents: fit::that_may_fit(past.into_iter().map(tell_incident)),
        ..Lists::default()
    };
    for maintenance in events
        .maintenances
        .values()
        .filter(|known| known.is_public())
    {
        let told = tell_maintenance(maintenance);
        match maintenance.status() {
            MaintenanceStatus::Scheduled => lists.scheduled_maintenances.push(told),
            MaintenanceStatus::InProgress | MaintenanceStatus::Verifying => {
                lists.maintenances.push(told);
            }
            MaintenanceStatus::Completed | MaintenanceStatus::Cancelled => {
                lists.past_maintenances.push(told);
            }
        }
    }
    let lists_of_incidents = [&mut lists.incidents, &mut lists.past_incidents];
    for incident in lists_of_incidents.into_iter().flatten() {
        incident.components.retain(|id| is_named(id));
    }
    let (current, ahead) = (&mut lists.maintenances, &mut lists.scheduled_maintenances);
    for maintenance in [current, ahead, &mut lists.past_maintenances]
        .into_iter()
        .flatten()
    {
        maintenance.components.retain(|id| is_named(id));
    }
    // Of two at one time the order must not change from one publication to the next.
    let soonest = |maintenance: &ToldMaintenance| (maintenance.starts_at, maintenance.id.clone());
    lists.maintenances.sort_by_key(soonest);
    lists.scheduled_maintenances.sort_by_key(soonest);
    let latest = |maintenance: &ToldMaintenance| std::cmp::Reverse(soonest(maintenance));
    lists.past_maintenances.sort_by_key(latest);
    lists
        .past_maintenances
        .retain(|maintenance| first <= maintenance.ends_at);
    lists
}

/// The components that these lists name and that have only a name now, the most important first.
pub(super) fn former<'a>(lists: &Lists, name: &dyn Fn(&str) -> Option<&'a str>) -> Vec<Component> {
    let of_incidents = |list: &[Told]| -> Vec<String> {
        list.iter()
            .flat_map(|known| known.components.clone())
            .collect()
    };
    let of_maintenances = |list: &[ToldMaintenance]| -> Vec<String> {
        list.iter()
            .flat_map(|known| known.components.clone())
            .collect()
    };
    let named = [
        of_incidents(&lists.incidents),
        of_maintenances(&lists.maintenances),
        of_maintenances(&lists.scheduled_maintenances),
        of_incidents(&lists.past_incidents),
        of_maintenances(&lists.past_maintenances),
    ];
    let mut seen = HashSet::new();
    let ids = named.into_iter().flatten();
    let ids = ids.filter(|id| seen.insert(id.clone()));
    let former = ids.filter_map(|id| {
        let name = name(&id)?.to_owned();
        Some(Component {
            id,
            name,
            group: None,
            critical: false,
            status: Status::Unknown,
            since: None,
            until: None,
            description: None,
            uptime_bp: None,
            days: None,
        })
    });
    former.collect()
}

/// Those that are open and those that are over, the newest first, and no more of either than a feed
/// takes: what is left out anyway is not put into words first.
fn incidents(events: &Events, first: Timestamp) -> (Vec<&Incident>, Vec<&Incident>) {
    let (mut open, mut past) = (Vec::new(), Vec::new());
    let all = events.incidents.values().map(AsRef::as_ref);
    for incident in all.filter(|known| known.is_public()) {
        match incident.resolved_at() {
            None => open.push(incident),
            Some(end) if first <= end => past.push(incident),
            Some(_) => {}
        }
    }
    for list in [&mut open, &mut past] {
        // Of two at one time the order must not change from one publication to the next.
        list.sort_by_key(|known| std::cmp::Reverse((known.started_at(), known.id.as_str())));
        list.truncate(limits::EVENTS);
    }
    (open, past)
}

pub(super) fn tell_incident(incident: &Incident) -> Told {
    let newest_first = incident.updates.iter().rev();
    let said = newest_first.map(|update| IncidentUpdate {
        expected_resolution_at: match update.expected {
            Expected::At(at) => Some(at),
            Expected::Unchanged | Expected::Withdrawn => None,
        },
        expectation_withdrawn: update.expected == Expected::Withdrawn,
        next_update_at: update.next_update_at,
        edited_at: update.edited_at,
        ..said(update.status.as_str(), update.at, &update.body)
    });
    Told {
        id: incident.id.clone(),
        name: incident.name.clone(),
        status: incident.status(),
        impact: incident.impact(),
        started_at: incident.started_at(),
        resolved_at: incident.resolved_at(),
        expected_resolution_at: incident.expected_resolution_at(),
        next_update_at: incident.next_update_at(),
        components: incident
            .components()
            .into_iter()
            .map(str::to_owned)
            .collect(),
        updates: said.collect(),
        version: Some(incident.version),
        updated_at: incident.updated_at(),
    }
}

pub(super) fn tell_maintenance(maintenance: &Maintenance) -> ToldMaintenance {
    let newest_first = maintenance.updates.iter().rev();
    let said = newest_first.map(|update| IncidentUpdate {
        edited_at: update.edited_at,
        ..said(update.status.as_str(), update.at, &update.body)
    });
    ToldMaintenance {
        id: maintenance.id.clone(),
        name: maintenance.name.clone(),
        status: maintenance.status(),
        starts_at: maintenance.starts_at(),
        ends_at: maintenance.ends_at(),
        components: maintenance.components.clone(),
        updates: said.collect(),
        version: Some(maintenance.version),
        updated_at: maintenance.updated_at(),
    }
}

fn said(status: &str, at: Timestamp, markdown: &str) -> IncidentUpdate {
    let mut body = plain(markdown);
    // The addresses of links may lengthen it.
    if let Some((end, _)) = body.char_indices().nth(limits::BODY_CHARS) {
        body.truncate(end);
    }
    IncidentUpdate {
        markdown: (body != markdown).then(|| markdown.to_owned()),
        ..IncidentUpdate::new(status.to_owned(), at, body)
    }
}
