//! The badge: a button as large as the image that it replaces, which opens the panel above the
//! page. The browser's own popover opens and closes it, keeps it on top and gives the focus back.

use leptos::prelude::{ArcRwSignal, Get, Render, Set, document};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ShadowRoot};

use super::banner::tone;
use super::icon::icon;
use super::node::{self, element};
use super::panel::{Setting, with_content};
use super::place::{Edge, Surroundings, place};
use super::time::clock;
use super::words;
use crate::fetch::{Listener, Reader};
use crate::model::{Shown, State};
use crate::options::Options;

/// Identifier of the panel within the shadow root.
const PANEL: &str = "panel";

/// Whether the panel is open, as the browser tells it.
#[derive(Clone, Debug)]
pub(super) struct Opening(ArcRwSignal<bool>);

impl Opening {
    pub(super) fn new() -> Self {
        Self(ArcRwSignal::new(false))
    }

    /// Listens to the button and to the popover. The place is found before the browser opens it, so
    /// that it is never seen anywhere else.
    pub(super) fn listen(&self, root: &ShadowRoot, reader: &Reader) -> [Listener; 2] {
        let (clicked, toggled) = (root.clone(), root.clone());
        let (opens, changes) = (reader.clone(), reader.clone());
        let (opening, changing) = (self.0.clone(), self.0.clone());
        [
            Listener::new(root, "click", move || {
                if let (Some(button), Some(panel)) = parts(&clicked)
                    && !is_open(&panel)
                {
                    put_beside(&button, &panel);
                    opening.set(true);
                    opens.set_open(true);
                }
            }),
            Listener::new(root, "toggle", move || {
                if let (_, Some(panel)) = parts(&toggled) {
                    let is_open = is_open(&panel);
                    changing.set(is_open);
                    changes.set_open(is_open);
                }
            }),
        ]
    }
}

/// The button and the panel that it opens.
pub(super) fn badge(
    shown: ArcRwSignal<Shown>,
    opening: Opening,
    options: Options,
) -> impl Render<State: 'static> {
    let setting = Setting {
        heading_level: options.heading_level,
        is_inline: false,
        is_at_home: false,
    };
    move || {
        let (shown, is_open) = (shown.get(), opening.0.get());
        let button = element(
            "button",
            &[
                ("part", "badge"),
                ("class", "badge"),
                ("type", "button"),
                ("popovertarget", PANEL),
                ("aria-haspopup", "dialog"),
            ],
        )
        .with(
            "aria-expanded",
            if is_open { "true" } else { "false" }.to_owned(),
        );
        let close = element(
            "button",
            &[
                ("part", "close"),
                ("class", "close"),
                ("type", "button"),
                ("popovertarget", PANEL),
                ("popovertargetaction", "hide"),
                ("aria-label", words::CLOSE),
            ],
        );
        let panel = element(
            "div",
            &[
                ("id", PANEL),
                ("part", "panel"),
                ("class", "panel above"),
                ("popover", "auto"),
                ("role", "dialog"),
                ("aria-label", words::STATUS_PAGE),
            ],
        )
        .child(close.text("×"));
        // Closed, it has nothing inside that would have to be kept up to date.
        let panel = if is_open {
            with_content(panel, &shown, &options.href, setting)
        } else {
            panel
        };
        element("div", &[("class", "whole")])
            .child(with_inside(button, &shown))
            .child(panel)
    }
}

/// What stands on the badge. Readers of words get the feed's own too, which say more.
fn with_inside(button: node::Element, shown: &Shown) -> node::Element {
    let (label, time) = label(shown);
    let said = shown.present().map_or("", |feed| &feed.status.description);
    let level = element("span", &[])
        .with("class", ["badge-inside ", tone(shown)].concat())
        .child(icon(shown.level()))
        .child(element("span", &[("part", "label"), ("class", "label")]).text(label));
    button
        .child(level)
        .child(element("span", &[("class", "unseen")]).said([" ", said, " "].concat()))
        .child(element("span", &[("part", "time"), ("class", "time")]).said(time))
}

/// The words on the badge and the time beside them.
fn label(shown: &Shown) -> (&'static str, String) {
    let time = shown
        .feed
        .as_ref()
        .map(|feed| clock(feed.generated_at))
        .unwrap_or_default();
    match shown.state {
        State::Ready => (words::short(shown.level()), time),
        State::Stale => (
            words::short(shown.level()),
            [words::AS_OF_WITHIN, &time].concat(),
        ),
        State::Error => (words::UNAVAILABLE, String::new()),
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

/// Puts the panel beside its button.
#[expect(
    clippy::cast_possible_truncation,
    reason = "whole pixels are near enough"
)]
fn put_beside(button: &Element, panel: &Element) {
    let Some(page) = document().document_element() else {
        return;
    };
    let around = button.get_bounding_client_rect();
    let place = place(Surroundings {
        left: around.left() as i32,
        top: around.top() as i32,
        bottom: around.bottom() as i32,
        window_width: page.client_width(),
        window_height: page.client_height(),
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
