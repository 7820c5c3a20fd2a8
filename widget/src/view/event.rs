//! What people say about the status: incidents and maintenances with their updates, as text.

use pilotlight_feed::locale::{Word, announced, around};
use pilotlight_feed::{Feed, Impact, Incident, IncidentUpdate, Maintenance, Status, Timestamp};

use super::banner::tone;
use super::heading::heading;
use super::icon::icon;
use super::node::{Element, element};
use super::panel::Setting;
use super::time::{moment, recent, with_time};
use super::words;
use crate::language::Language;
use crate::model::Shown;

/// Between two things that are said of the same.
const SEPARATOR: &str = " · ";

/// A card for an incident or a maintenance: what both have in common.
struct Card<'a> {
    feed: &'a Feed,
    status: Status,
    name: &'a str,
    components: &'a [String],
    updates: &'a [IncidentUpdate],
    is_fresh: bool,
    language: &'a Language,
}

/// Open incidents and maintenances in progress; nothing when there are none.
pub(super) fn open(
    feed: &Feed,
    shown: &Shown,
    is_own: bool,
    setting: &Setting<'_>,
) -> Option<Element> {
    let wants =
        |affected: &[String]| !is_own || setting.options.wants_any(&feed.components, affected);
    let mut list = None;
    let mut add = |card: Element| {
        let cards = list
            .take()
            .unwrap_or_else(|| element("ul", &[("class", "cards")]));
        list = Some(cards.child(card));
    };
    for event in &feed.incidents {
        if wants(&event.components) {
            add(incident(feed, event, shown, setting.language));
        }
    }
    for event in &feed.maintenances {
        if wants(&event.components) {
            let is_fresh = shown.is_fresh();
            add(maintenance(feed, event, is_fresh, setting.language));
        }
    }
    list
}

/// Maintenances that lie ahead; nothing when there are none.
pub(super) fn scheduled(feed: &Feed, is_own: bool, setting: &Setting<'_>) -> Option<Element> {
    let mut list = None;
    for event in &feed.scheduled_maintenances {
        if !is_own
            || setting
                .options
                .wants_any(&feed.components, &event.components)
        {
            let cards = list.unwrap_or_else(|| element("ul", &[("class", "cards")]));
            list = Some(cards.child(maintenance(feed, event, true, setting.language)));
        }
    }
    let words = setting.language.words.say(Word::ScheduledMaintenance);
    let name = heading(setting.heading_level + 1, "group-name", words.to_owned());
    let section = element("section", &[("class", "group")]).child(name);
    Some(section.child(list?))
}

fn incident(feed: &Feed, incident: &Incident, shown: &Shown, language: &Language) -> Element {
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
        is_fresh: shown.is_fresh(),
        language,
    };
    let impact = language.words.say(words::impact(incident.impact));
    let about = element("p", &[("class", "meta")])
        .said([impact, SEPARATOR].concat())
        .child(affected(&card));
    let since = recent(language, incident.started_at, feed.generated_at);
    let about = with_time(about, language, Word::Since, since);
    let mut promises = element("div", &[]);
    for (word, at) in [
        (Word::ExpectedBy, incident.expected_resolution_at),
        (Word::NextUpdateBy, incident.next_update_at),
    ] {
        if let Some(at) = at {
            let time = recent(language, at, feed.generated_at);
            let promise = with_time(element("p", &[("class", "meta")]), language, word, time);
            // A promise that is past is not taken back in silence.
            let overdue = (at <= shown.promised_until).then(|| {
                let words = language.words.say(Word::Overdue);
                element("b", &[]).said([SEPARATOR, words].concat())
            });
            promises = promises.child(promise.maybe(overdue));
        }
    }
    view_of(&card, about).child(promises)
}

fn maintenance(
    feed: &Feed,
    maintenance: &Maintenance,
    is_fresh: bool,
    language: &Language,
) -> Element {
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
        language,
    };
    let (before, rest) = around(language.words.say(Word::Range), "start");
    let (between, after) = around(rest, "end");
    let about = element("p", &[("class", "meta")])
        .child(affected(&card))
        .said(before.to_owned())
        .child(moment(language, maintenance.starts_at))
        .said(between.to_owned())
        .child(recent(language, maintenance.ends_at, maintenance.starts_at))
        .said(after.to_owned());
    view_of(&card, about)
}

fn view_of(card: &Card<'_>, about: Element) -> Element {
    let tone = tone(card.is_fresh, card.status);
    let name = element("p", &[("part", "incident-title"), ("class", "card-name")])
        .child(icon(card.status))
        .child(element("bdi", &[]).said(card.name.to_owned()));
    let mut body = element("div", &[("part", "incident-body")]);
    let earlier = card.language.words.say(Word::EarlierUpdates).to_owned();
    let mut earlier = element("details", &[]).child(element("summary", &[]).said(earlier));
    for (index, said) in card.updates.iter().enumerate() {
        let update = update(said, card.feed.generated_at, card.language);
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

fn update(update: &IncidentUpdate, near: Timestamp, language: &Language) -> Element {
    let status = match announced(&update.status) {
        Some(word) => language.words.say(word),
        None => &update.status,
    };
    let head = element("p", &[("class", "meta")])
        .child(element("b", &[]).said(status.to_owned()))
        .text(SEPARATOR)
        .child(recent(language, update.at, near));
    let body = element("p", &[("class", "body"), ("dir", "auto")]).said(update.body.clone());
    element("div", &[("class", "update")])
        .child(head)
        .child(body)
}

/// The names of the affected components, and what separates them from the words that follow.
fn affected(card: &Card<'_>) -> Element {
    let mut names = String::new();
    for component in card.feed.named(card.components) {
        let separator = if names.is_empty() { "" } else { ", " };
        names.push_str(separator);
        names.push_str(&component.name);
    }
    let affected = element("span", &[]);
    if names.is_empty() {
        return affected;
    }
    affected
        .child(element("bdi", &[]).said(names))
        .text(SEPARATOR)
}
