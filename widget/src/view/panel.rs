//! The panel: banner, news and components, in the flow of a page or above it.

use leptos::prelude::{ArcRwSignal, Get, Render};

use super::banner::banner;
use super::node::{Element, element};
use super::{event, row, words};
use crate::model::Shown;
use crate::options::Options;

/// What the place of a panel makes of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting {
    pub(super) heading_level: u8,
    /// In the flow of the page; else above it.
    pub(super) is_inline: bool,
    /// Whether it stands on a page that says the rest by itself: what is planned, where to read on.
    pub(super) is_at_home: bool,
}

/// The panel in the flow of a page. The element's own content stays until there is all that is
/// needed to take its place without moving anything.
pub(super) fn inline(shown: ArcRwSignal<Shown>, options: Options) -> impl Render<State: 'static> {
    let setting = Setting {
        heading_level: options.heading_level,
        is_inline: true,
        is_at_home: options.has_fallback,
    };
    move || {
        let shown = shown.get();
        if options.has_fallback && (!shown.is_settled) {
            element("slot", &[])
        } else {
            let panel = element("div", &[("part", "panel"), ("class", "panel")]);
            with_content(panel, &shown, &options.href, setting)
        }
    }
}

/// Puts all that a panel shows into it.
pub(super) fn with_content(panel: Element, shown: &Shown, href: &str, setting: Setting) -> Element {
    let mut panel = panel.child(banner(shown, setting.heading_level));
    if let Some(feed) = shown.present() {
        panel = panel.maybe(event::open(feed, shown.is_fresh()));
        panel = row::with_boxes(panel, shown, feed, setting);
        if !setting.is_at_home {
            panel = panel.maybe(event::scheduled(feed, setting.heading_level));
        }
    }
    if setting.is_at_home {
        return panel;
    }
    let href = shown.feed.as_ref().map_or(href, |feed| &feed.page.url);
    let link = element("a", &[("part", "link")])
        .with("href", href.to_owned())
        .text(words::STATUS_PAGE);
    panel.child(element("p", &[("part", "footer"), ("class", "footer")]).child(link))
}
