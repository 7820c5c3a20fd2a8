//! Components: rows in boxes, one box a group, first those that stand alone.

use pilotlight_feed::locale::Word;
use pilotlight_feed::{Component, Feed, Status};

use super::banner::tone;
use super::bars::with_bars;
use super::heading::heading;
use super::icon::icon;
use super::node::{Element, element};
use super::panel::Setting;
use super::time::{recent, with_time};
use crate::model::Shown;

/// Puts the components of a feed, in boxes, into the panel; of the page's own those that it asks
/// for.
pub(super) fn with_boxes(
    panel: Element,
    shown: &Shown,
    feed: &Feed,
    is_own: bool,
    setting: &Setting<'_>,
) -> Element {
    let rows = |group: Option<&str>| {
        let mut rows = None;
        for component in &feed.components {
            if component.group.as_deref() == group && (!is_own || setting.options.wants(component))
            {
                let list =
                    rows.unwrap_or_else(|| element("ul", &[("part", "list"), ("class", "rows")]));
                rows = Some(list.child(row(shown, feed, component, setting)));
            }
        }
        rows
    };
    let mut panel = panel;
    if let Some(rows) = rows(None) {
        panel = panel.child(element("div", &[("class", "group")]).child(rows));
    }
    for group in &feed.groups {
        if let Some(rows) = rows(Some(&group.id)) {
            let name = heading(setting.heading_level + 1, "group-name", group.name.clone())
                .with("part", "group-name".to_owned());
            // What is wrong is never hidden, and neither is what may be by now.
            let is_well = shown.is_fresh() && group.status == Status::Operational;
            let group = if group.collapsed && is_well {
                let summary = element("summary", &[]).child(name);
                element("details", &[("class", "group")]).child(summary)
            } else {
                element("section", &[("class", "group")]).child(name)
            };
            panel = panel.child(group.child(rows));
        }
    }
    panel
}

fn row(shown: &Shown, feed: &Feed, component: &Component, setting: &Setting<'_>) -> Element {
    let status = component.status;
    let tone = tone(shown.is_fresh(), status);
    let bars = if shown.is_fresh() {
        "bars"
    } else {
        "bars past"
    };
    let name =
        element("bdi", &[("part", "row-name"), ("class", "name")]).said(component.name.clone());
    let state = element("span", &[("part", "row-status")])
        .with("class", ["status ", tone].concat())
        .child(icon(status))
        .said(setting.language.words.label(status).to_owned());
    let known = shown.days_of(&component.id);
    let row = element("li", &[("part", "row"), ("class", "row")])
        .child(element("p", &[("class", "line")]).child(name).child(state))
        .maybe(about(feed, component, known, setting));
    with_bars(row, known, bars, setting.language)
}

/// What it is and since when it is as it is; nothing when neither is said.
fn about(
    feed: &Feed,
    component: &Component,
    known: Option<&Component>,
    setting: &Setting<'_>,
) -> Option<Element> {
    // Above the page there is no room for descriptions, and they come late: rows would jump.
    let about = known
        .and_then(|known| known.description.clone())
        .filter(|_| setting.is_inline);
    let about =
        about.map(|text| element("span", &[("part", "row-about"), ("dir", "auto")]).said(text));
    let since = component.since.map(|at| {
        let time = recent(setting.language, at, feed.generated_at);
        let since = element("span", &[("class", "since")]);
        with_time(since, setting.language, Word::Since, time)
    });
    if about.is_none() && since.is_none() {
        return None;
    }
    Some(
        element("p", &[("class", "line meta")])
            .maybe(about)
            .maybe(since),
    )
}
