//! What people say about the status: incidents and maintenances with their updates, as text.

use pilotlight_feed::{Feed, Impact, Incident, IncidentUpdate, Maintenance, Status, Timestamp};

use super::heading::heading;
use super::icon::icon;
use super::node::{Element, element};
use super::time::{moment, recent};
use super::words;

/// A card for an incident or a maintenance: what both have in common.
struct Card<'a> {
    feed: &'a Feed,
    status: Status,
    name: &'a str,
    components: &'a [String],
    updates: &'a [IncidentUpdate],
    is_fresh: bool,
}

/// Open incidents and maintenances in progress; nothing when there are none.
pub(super) fn open(feed: &Feed, is_fresh: bool) -> Option<Element> {
    if feed.incidents.is_empty() && feed.maintenances.is_empty() {
        return None;
    }
    let mut list = element("ul", &[("class", "cards")]);
    for event in &feed.incidents {
        list = list.child(incident(feed, event, is_fresh));
    }
    for event in &feed.maintenances {
        list = list.child(maintenance(feed, event, is_fresh));
    }
    Some(list)
}

/// Maintenances that lie ahead; nothing when there are none.
pub(super) fn scheduled(feed: &Feed, heading_level: u8) -> Option<Element> {
    if feed.scheduled_maintenances.is_empty() {
        return None;
    }
    let mut list = element("ul", &[("class", "cards")]);
    for event in &feed.scheduled_maintenances {
        list = list.child(maintenance(feed, event, true));
    }
    let name = heading(heading_level + 1, "group-name", words::SCHEDULED.to_owned());
    Some(
        element("section", &[("class", "group")])
            .child(name)
            .child(list),
    )
}

fn incident(feed: &Feed, incident: &Incident, is_fresh: bool) -> Element {
    let status = match incident.impact {
        Impact::None => Status::Unknown,
        Impact::Minor => Status::DegradedPerformance,
        Impact::Major => Status::PartialOutage,
        Impact::Critical => Status::MajorOutage,
    };
    let Incident {
        name,
        components,
        updates,
        ..
    } = incident;
    let card = Card {
        feed,
        status,
        name,
        components,
        updates,
        is_fresh,
    };
    let about = element("p", &[("class", "meta")])
        .text(words::impact(incident.impact))
        .child(affected(&card))
        .text(words::SINCE)
        .child(recent(incident.started_at, feed.generated_at));
    let mut promises = element("div", &[]);
    for (words, at) in [
        (words::EXPECTED, incident.expected_resolution_at),
        (words::NEXT_UPDATE, incident.next_update_at),
    ] {
        if let Some(at) = at {
            let time = recent(at, feed.generated_at);
            promises = promises.child(element("p", &[("class", "meta")]).text(words).child(time));
        }
    }
    view_of(&card, about).child(promises)
}

fn maintenance(feed: &Feed, maintenance: &Maintenance, is_fresh: bool) -> Element {
    let Maintenance {
        name,
        components,
        updates,
        ..
    } = maintenance;
    let status = Status::UnderMaintenance;
    let card = Card {
        feed,
        status,
        name,
        components,
        updates,
        is_fresh,
    };
    let about = element("p", &[("class", "meta")])
        .child(affected(&card))
        .child(moment(maintenance.starts_at))
        .text(words::TO)
        .child(recent(maintenance.ends_at, maintenance.starts_at));
    view_of(&card, about)
}

fn view_of(card: &Card<'_>, about: Element) -> Element {
    let tone = if card.is_fresh {
        words::level(card.status)
    } else {
        "unknown"
    };
    let name = element("p", &[("part", "incident-title"), ("class", "card-name")])
        .child(icon(card.status))
        .child(element("bdi", &[]).said(card.name.to_owned()));
    let mut body = element("div", &[("part", "incident-body")]);
    let mut earlier = element("details", &[]).child(element("summary", &[]).text(words::EARLIER));
    for (index, said) in card.updates.iter().enumerate() {
        let update = update(said, card.feed.generated_at);
        if index == 0 {
            body = body.child(update);
        } else {
            earlier = earlier.child(update);
        }
    }
    element("li", &[("part", "incident")])
        .with("class", ["card ", tone].concat())
        .child(name)
        .child(about)
        .child(body)
        .maybe((1 < card.updates.len()).then_some(earlier))
}

fn update(update: &IncidentUpdate, near: Timestamp) -> Element {
    let head = element("p", &[("class", "meta")])
        .child(element("b", &[]).said(words::of_word(&update.status)))
        .text(words::SEPARATOR)
        .child(recent(update.at, near));
    let body = element("p", &[("class", "body"), ("dir", "auto")]).said(update.body.clone());
    element("div", &[("class", "update")])
        .child(head)
        .child(body)
}

/// The names of the affected components, and what separates them from the words that follow.
fn affected(card: &Card<'_>) -> Element {
    let mut names = String::new();
    for component in &card.feed.components {
        if card.components.contains(&component.id) {
            let separator = if names.is_empty() { "" } else { ", " };
            names.push_str(separator);
            names.push_str(&component.name);
        }
    }
    let affected = element("span", &[]);
    if names.is_empty() {
        return affected;
    }
    affected
        .child(element("bdi", &[]).said(names))
        .text(words::SEPARATOR)
}
