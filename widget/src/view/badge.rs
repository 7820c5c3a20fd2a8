//! The badge and its variants: a button as large as the image that it replaces, which opens the
//! panel above the page. The browser's own popover opens and closes it, keeps it on top and gives the
//! focus back. Which variant it is the stylesheet says: their elements are the same.

use std::rc::Rc;

use js_sys::Reflect;
use leptos::prelude::{document, window};
use pilotlight_feed::locale::Word;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ShadowRoot};

use super::Scene;
use super::banner::tone;
use super::icon::icon;
use super::node::{self, element};
use super::panel::{Setting, with_content};
use super::place::{Edge, LEAST_HEIGHT, Surroundings, place};
use crate::fetch::Listener;
use crate::language::Language;
use crate::model::{Overview, Shown, State};
use crate::options::Variant;

/// Identifier of the panel within the shadow root.
const PANEL: &str = "panel";

/// Listens to the popover and to the window. The place is found before the browser opens the panel, so
/// that it is never seen anywhere else, and again when the window becomes another while it is open.
pub(super) fn listen(root: &ShadowRoot, scene: &Rc<Scene>) -> [Listener; 3] {
    let (begun, toggled, moved) = (root.clone(), root.clone(), root.clone());
    let (opens, changes, stays) = (Rc::clone(scene), Rc::clone(scene), Rc::clone(scene));
    [
        Listener::new(root, "beforetoggle", move || {
            if let (Some(button), Some(panel)) = parts(&begun)
                && !is_open(&panel)
            {
                put_beside(&button, &panel, &opens.language);
                opens.set_open(true);
                opens.ask();
            }
        }),
        Listener::new(&window(), "resize", move || {
            if let (Some(button), Some(panel)) = parts(&moved)
                && is_open(&panel)
            {
                put_beside(&button, &panel, &stays.language);
            }
        }),
        Listener::new(root, "toggle", move || {
            if let (_, Some(panel)) = parts(&toggled) {
                changes.set_open(is_open(&panel));
            }
        }),
    ]
}

/// The button and the panel that it opens.
pub(super) fn badge(scene: &Scene) -> node::Element {
    let (all, is_open) = (scene.shown(), scene.is_open.get());
    let (options, language) = (&scene.options, &scene.language);
    let words = &language.words;
    let overview = Overview::new(&all, options, words);
    let tone = tone(overview.is_fresh(), overview.level);
    let kind = ["badge ", options.variant.as_str()].concat();
    let dir = if language.is_rtl() { "rtl" } else { "ltr" };
    // In a frame as large as a badge nobody could read a panel: there it stays the link that it was.
    let is_link = !is_open && window_height() < LEAST_HEIGHT;
    let button = if is_link {
        element("a", &[("rel", "noopener")])
            .with("href", options.href.clone())
            .with("target", options.target.clone())
    } else {
        let button = element(
            "button",
            &[
                ("type", "button"),
                ("popovertarget", PANEL),
                ("aria-haspopup", "dialog"),
            ],
        );
        let is_expanded = if is_open { "true" } else { "false" };
        button.with("aria-expanded", is_expanded.to_owned())
    };
    let button = button
        .with("part", kind.clone())
        .with("class", [&kind, " ", tone].concat())
        .with("dir", dir.to_owned());
    let whole = element("div", &[("class", "whole")]).child(with_inside(button, &overview, scene));
    let whole = if is_link {
        whole
    } else {
        whole.child(panel(&all, scene))
    };
    if !options.is_dismissible {
        return whole;
    }
    let dismiss = element(
        "button",
        &[
            ("part", "dismiss"),
            ("class", "dismiss"),
            ("type", "button"),
        ],
    );
    let name = words.say(Word::Dismiss).to_owned();
    whole.child(dismiss.with("aria-label", name).text("×"))
}

/// What opens above the page.
fn panel(all: &[Shown], scene: &Scene) -> node::Element {
    let (options, language) = (&scene.options, &scene.language);
    let words = &language.words;
    let close = element(
        "button",
        &[
            ("part", "close"),
            ("class", "close"),
            ("type", "button"),
            ("popovertarget", PANEL),
            ("popovertargetaction", "hide"),
        ],
    )
    .with("aria-label", words.say(Word::Close).to_owned());
    let panel = element(
        "div",
        &[
            ("id", PANEL),
            ("part", "panel"),
            ("class", "panel above"),
            ("popover", "auto"),
            ("role", "dialog"),
        ],
    )
    .with("aria-label", words.say(Word::StatusPage).to_owned())
    .child(close.text("×"));
    // Closed, it has nothing inside that would have to be kept up to date.
    if !scene.is_open.get() {
        return panel;
    }
    let setting = Setting {
        heading_level: options.heading_level,
        is_inline: false,
        is_at_home: false,
        options,
        language,
    };
    with_content(panel, all, scene, &setting)
}

/// What stands on the badge. Readers of words get the whole sentence too, which says more.
fn with_inside(button: node::Element, overview: &Overview, scene: &Scene) -> node::Element {
    let words = &scene.language.words;
    let (label, time) = label(overview, scene);
    let said = match overview.state {
        State::Error => words.say(Word::Unavailable),
        State::Ready | State::Stale => &overview.said,
    };
    let label = if !scene.options.label.is_empty() {
        &scene.options.label
    } else if scene.options.variant == Variant::Button {
        words.say(Word::Status)
    } else {
        label
    };
    // What the feed itself says may be in another script than the page.
    let tag = if overview.is_quoted { "bdi" } else { "span" };
    button
        .child(element("slot", &[("name", "icon")]).child(icon(overview.level)))
        .child(element("span", &[("part", "label"), ("class", "label")]).said(label.to_owned()))
        .text(" ")
        .child(element(tag, &[("class", "said")]).said(said.to_owned()))
        .text(" ")
        .child(element("span", &[("part", "time"), ("class", "time")]).said(time))
}

/// The words on the badge and the time beside them.
fn label<'a>(overview: &Overview, scene: &'a Scene) -> (&'a str, String) {
    let words = &scene.language.words;
    let time = overview.at.map(|at| scene.language.clock(at));
    let time = time.unwrap_or_default();
    match overview.state {
        State::Ready => (words.short(overview.level), time),
        State::Stale => (
            words.short(overview.level),
            words.fill(Word::AsOfShort, "time", &time),
        ),
        State::Error => (words.say(Word::Unavailable), String::new()),
    }
}

/// The button and its panel in the shadow root.
fn parts(root: &ShadowRoot) -> (Option<Element>, Option<Element>) {
    let panel = root.get_element_by_id(PANEL);
    (
        panel.as_ref().and_then(Element::previous_element_sibling),
        panel,
    )
}

fn is_open(panel: &Element) -> bool {
    panel.matches(":popover-open").unwrap_or(false)
}

/// That of the window in pixels, whatever mode the page is in.
#[expect(
    clippy::cast_possible_truncation,
    reason = "whole pixels are near enough"
)]
fn window_height() -> i32 {
    let height = Reflect::get(&window(), &"innerHeight".into());
    height.unwrap_or_default().unchecked_into_f64() as i32
}

/// Puts the panel beside its button.
#[expect(
    clippy::cast_possible_truncation,
    reason = "whole pixels are near enough"
)]
fn put_beside(button: &Element, panel: &Element, language: &Language) {
    let Some(page) = document().document_element() else {
        return;
    };
    let around = button.get_bounding_client_rect();
    let place = place(Surroundings {
        left: around.left() as i32,
        right: around.right() as i32,
        top: around.top() as i32,
        bottom: around.bottom() as i32,
        window_width: page.client_width(),
        window_height: window_height(),
        is_rtl: language.is_rtl(),
    });
    let (name, distance) = match place.edge {
        Edge::Top(distance) => ("top", distance),
        Edge::Bottom(distance) => ("bottom", distance),
    };
    let style = panel.unchecked_ref::<HtmlElement>().style();
    for (name, pixels) in [
        ("top", None),
        ("bottom", None),
        ("left", Some(place.left)),
        ("max-height", Some(place.most_height)),
        (name, Some(distance)),
    ] {
        let value = pixels.map_or("auto".to_owned(), |pixels| {
            [&pixels.to_string(), "px"].concat()
        });
        // Refused only where the page froze its own styles.
        let _ = style.set_property(name, &value);
    }
}
