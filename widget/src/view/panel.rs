//! The panel: banner, news and components of one feed or of several, in the flow of a page or
//! above it.

use js_sys::Reflect;
use leptos::prelude::window;
use pilotlight_feed::Status;
use pilotlight_feed::locale::Word;

use super::banner::{banner, tone};
use super::heading::heading;
use super::icon::icon;
use super::node::{Element, element};
use super::{Scene, event, row};
use crate::fetch::Reach;
use crate::language::Language;
use crate::model::{Overview, Shown};
use crate::options::Options;

/// What the place of a panel makes of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting<'a> {
    pub(super) heading_level: u8,
    /// In the flow of the page; else above it.
    pub(super) is_inline: bool,
    /// Whether it stands on a page that says the rest by itself: what is planned, where to read on.
    pub(super) is_at_home: bool,
    pub(super) options: &'a Options,
    pub(super) language: &'a Language,
}

/// The panel in the flow of a page. The element's own content stays until there is all that is
/// needed to take its place without moving anything.
pub(super) fn inline(scene: &Scene) -> Element {
    let all = scene.shown();
    let options = &scene.options;
    if options.has_fallback && !all[0].is_settled {
        return element("slot", &[]);
    }
    let panel = element("div", &[("part", "panel"), ("class", "panel")]);
    let setting = Setting {
        heading_level: options.heading_level,
        is_inline: true,
        is_at_home: options.has_fallback,
        options,
        language: &scene.language,
    };
    with_content(panel, &all, scene, &setting)
}

/// Puts all that a panel shows into it.
pub(super) fn with_content(
    panel: Element,
    all: &[Shown],
    scene: &Scene,
    setting: &Setting<'_>,
) -> Element {
    let words = &setting.language.words;
    let overview = Overview::new(all, setting.options, words);
    let mut panel = panel
        .told_busy()
        .with(
            "dir",
            if setting.language.is_rtl() {
                "rtl"
            } else {
                "ltr"
            }
            .to_owned(),
        )
        .child(element("slot", &[("name", "header")]))
        .child(banner(&overview, all[0].is_unsigned, setting))
        .maybe(reached(scene.reach.get(), &overview, setting));
    // Once, wherever the first open incident is.
    let mut teller = tell(scene.told.get(), setting);
    for (index, shown) in all.iter().enumerate() {
        if 1 < all.len() {
            panel = panel.child(section(shown, index == 0, setting));
        }
        panel = with_feed(panel, shown, index == 0, setting, &mut teller);
    }
    if setting.is_at_home {
        return panel;
    }
    let options = setting.options;
    let href = all[0].feed.as_ref().map(|feed| &feed.page.url);
    let href = href.filter(|_| options.href.is_empty());
    let link = element("a", &[("part", "link"), ("rel", "noopener")])
        .with("href", href.unwrap_or(&options.href).to_owned())
        .with("target", options.target.clone())
        .said(words.say(Word::StatusPage).to_owned());
    panel
        .child(element("p", &[("part", "footer"), ("class", "footer")]).child(link))
        .child(element("slot", &[("name", "footer")]))
}

/// Name and level of one feed among several: of the own feed, of what is shown of it.
fn section(shown: &Shown, is_own: bool, setting: &Setting<'_>) -> Element {
    let words = &setting.language.words;
    let name = shown.feed.as_ref().map(|feed| feed.page.name.clone());
    let name = name.unwrap_or_default();
    let level = match shown.present().filter(|_| shown.is_fresh()) {
        Some(_) if is_own => {
            Overview::new(core::slice::from_ref(shown), setting.options, words).level
        }
        Some(feed) => feed.status.level,
        None => Status::Unknown,
    };
    let status = element("span", &[("part", "row-status")])
        .with("class", ["status ", tone(shown.is_fresh(), level)].concat())
        .child(icon(level))
        .said(words.short(level).to_owned());
    element("div", &[("class", "line section")])
        .child(heading(setting.heading_level, "group-name", name))
        .child(status)
}

/// News and components of one feed.
fn with_feed(
    panel: Element,
    shown: &Shown,
    is_own: bool,
    setting: &Setting<'_>,
    teller: &mut Option<Element>,
) -> Element {
    let Some(feed) = shown.present() else {
        return panel;
    };
    let mut panel = panel.maybe(event::open(feed, shown, is_own, setting));
    let mut incidents = feed.incidents.iter();
    let is_shown =
        |affected: &[String]| !is_own || setting.options.wants_any(&feed.components, affected);
    if shown.is_fresh() && incidents.any(|incident| is_shown(&incident.components)) {
        panel = panel.maybe(teller.take());
    }
    panel = row::with_boxes(panel, shown, feed, is_own, setting);
    if setting.is_at_home {
        return panel;
    }
    panel.maybe(event::scheduled(feed, is_own, setting))
}

/// "Is it me?", when the page wants to know.
fn reached(reach: Reach, overview: &Overview, setting: &Setting<'_>) -> Option<Element> {
    let words = &setting.language.words;
    let is_good = overview.is_fresh() && overview.level == Status::Operational;
    let said = match reach {
        Reach::Unasked => return None,
        Reach::Waiting => words.say(Word::ReachWaiting).to_owned(),
        Reach::Good(ms) => words.fill(Word::ReachGood, "ms", &ms.to_string()),
        Reach::Bad if is_good => words.say(Word::ReachBad).to_owned(),
        Reach::Bad => words.say(Word::ReachBothBad).to_owned(),
        Reach::Unknown => words.say(Word::ReachUnknown).to_owned(),
    };
    Some(element("p", &[("part", "reach"), ("class", "reach")]).said(said))
}

/// "Tell me when it is fixed", where the browser can tell its user something while another page is
/// in front; then what came of it.
fn tell(told: Option<bool>, setting: &Setting<'_>) -> Option<Element> {
    let can_tell = window().is_secure_context()
        && Reflect::has(&window(), &"Notification".into()).unwrap_or(false);
    let (word, tag) = match told {
        None => (Word::TellMe, "button"),
        Some(true) => (Word::TellOn, "p"),
        Some(false) => (Word::TellRefused, "p"),
    };
    let words = setting.language.words.say(word).to_owned();
    can_tell.then(|| element(tag, &[("part", "tell"), ("class", "tell")]).said(words))
}
