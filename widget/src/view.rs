//! What people see. Each view is a function from what may be shown to elements; the framework
//! changes in place what is different in the next one.
//!
//! No view has an element whose every part is a literal: the framework would make it by `innerHTML`,
//! which pages that require trusted types forbid.

mod badge;
mod banner;
mod bars;
mod event;
mod heading;
mod icon;
mod live;
mod node;
mod panel;
mod place;
mod placed;
mod row;
mod time;
mod words;

use std::any::Any;
use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use leptos::mount::mount_to_renderer;
use leptos::prelude::{ArcTrigger, Notify, RenderEffect, Track};
use pilotlight_feed::locale::{Word, around};
use wasm_bindgen::JsCast;
use web_sys::{CssStyleSheet, Element, ShadowRoot};

use self::live::Live;
use crate::fetch::{Listener, Reach, Reader, ask};
use crate::host::Host;
use crate::language::Language;
use crate::model::{Overview, Shown, Wishes};
use crate::options::{Options, Variant};

/// The look of the panel. Palette and badge are in the loader's sheet, which is there first.
const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));

/// All that a view shows and goes by.
#[derive(Debug)]
struct Scene {
    host: Rc<Host>,
    readers: Rc<[Reader]>,
    options: Rc<Options>,
    language: Language,
    /// Whether the panel is open, as the browser tells it.
    is_open: Cell<bool>,
    /// Whether the element is in sight.
    is_seen: Cell<bool>,
    reach: Cell<Reach>,
    /// Whether the visitor will be told when it is fixed, once he has asked for it.
    told: Cell<Option<bool>>,
    /// Of what is the element's own.
    changed: ArcTrigger,
    /// Whether a view has been on the page in whole: until then what was there before stays.
    is_whole: Cell<bool>,
    became_whole: ArcTrigger,
}

/// A view on the page; dropping it takes it off.
pub(crate) struct Mounted {
    scene: Rc<Scene>,
    _reflection: RenderEffect<()>,
    _listeners: Vec<Listener>,
    _view: Box<dyn Any>,
}

impl fmt::Debug for Mounted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Mounted")
    }
}

impl Mounted {
    /// Whether the visitor waits to be told when it is fixed, or may not be told.
    pub(crate) fn set_told(&self, told: Option<bool>) {
        self.scene.told.set(told);
        self.scene.changed.notify();
    }

    /// Whether the element is in sight.
    pub(crate) fn see(&self, is_seen: bool) {
        self.scene.is_seen.set(is_seen);
        self.scene.wish();
    }

    /// What is wrong and since when, in a sentence for whoever has just met it: with one component of
    /// the page's own feed, or with all that is shown when that has no name.
    pub(crate) fn explain(&self, component: String) -> String {
        let (mut all, language) = (self.scene.shown(), &self.scene.language);
        let mut options = Rc::clone(&self.scene.options);
        if !component.is_empty() {
            all.truncate(1);
            options = Rc::new(options.of(component));
        }
        let Overview { said, at, .. } = Overview::new(&all, &options, &language.words);
        let (Some(since), Some(at)) = (Overview::bad_since(&all, &options), at) else {
            return said;
        };
        let (before, rest) = around(language.words.say(Word::Explain), "problem");
        let (between, after) = around(rest, "time");
        let since = time::words(language, since, at);
        [before, &said, between, &since, after].concat()
    }
}

impl Scene {
    /// What may be shown of each feed, the page's own first.
    fn shown(&self) -> Vec<Shown> {
        self.changed.track();
        self.readers.iter().map(Reader::shown).collect()
    }

    fn set_open(&self, is_open: bool) {
        self.is_open.set(is_open);
        self.changed.notify();
        self.wish();
    }

    /// Tells the feeds what is wanted of them. A panel above the page is seen wherever its badge is.
    fn wish(&self) {
        let is_open = self.is_open.get();
        let is_above = is_open && self.options.variant != Variant::Panel;
        for reader in &*self.readers {
            reader.wish(Wishes {
                poll_s: self.options.poll_s,
                is_open,
                is_visible: is_above || self.is_seen.get(),
            });
        }
    }

    /// Asks whether the visitor reaches what the page wants to know of, if anything.
    fn ask(self: &Rc<Self>) {
        if self.options.reach.is_empty() {
            return;
        }
        let scene = Rc::downgrade(self);
        ask(&self.host, move |reach| {
            if let Some(scene) = scene.upgrade() {
                scene.reach.set(reach);
                scene.changed.notify();
            }
        });
    }
}

/// Puts the view into the shadow root, beside what the loader put there.
pub(crate) fn mount(
    root: &ShadowRoot,
    host: Rc<Host>,
    readers: &Rc<[Reader]>,
    options: Rc<Options>,
    language: Language,
) -> Mounted {
    adopt(root);
    let is_panel = options.variant == Variant::Panel;
    let scene = Rc::new(Scene {
        host,
        readers: Rc::clone(readers),
        options,
        language,
        is_open: Cell::new(is_panel),
        is_seen: Cell::new(true),
        reach: Cell::new(Reach::Unasked),
        told: Cell::new(None),
        changed: ArcTrigger::new(),
        is_whole: Cell::new(false),
        became_whole: ArcTrigger::new(),
    });
    let mut listeners = Vec::new();
    let view = if is_panel {
        scene.ask();
        panel::inline
    } else {
        listeners.extend(badge::listen(root, &scene));
        badge::badge
    };
    let live = Live {
        scene: Rc::clone(&scene),
        view,
    };
    // A shadow root is no element, but all that is asked of it is to take children.
    let view = mount_to_renderer(root.unchecked_ref::<Element>(), move || live);
    // Only now: mounting is what sets the framework up.
    Mounted {
        _reflection: tell(Rc::clone(&scene)),
        scene,
        _listeners: listeners,
        _view: Box::new(view),
    }
}

/// A constructed sheet, because pages may forbid style elements. One that cannot be made leaves
/// the view without its look and otherwise as it is.
fn adopt(root: &ShadowRoot) {
    let Ok(sheet) = CssStyleSheet::new() else {
        return;
    };
    if sheet.replace_sync(STYLE).is_ok() {
        let sheets = root.adopted_style_sheets();
        // The loader's own is first; one of an earlier mount gives way.
        sheets.splice(1, sheets.length(), &sheet);
    }
}

/// Tells the element what is shown, for the page's own styles and script; for the first time when a
/// view stands there, and then what the loader has shown goes.
#[expect(
    clippy::cast_precision_loss,
    reason = "the years 0 to 9999 are exact in milliseconds"
)]
fn tell(scene: Rc<Scene>) -> RenderEffect<()> {
    RenderEffect::new(move |_| {
        scene.became_whole.track();
        if !scene.is_whole.get() {
            return;
        }
        let overview = Overview::new(&scene.shown(), &scene.options, &scene.language.words);
        let at_ms = overview.at.map_or(0, |at| at.0.saturating_mul(1_000));
        let level = words::level(overview.level);
        scene
            .host
            .tell(overview.state.as_str(), level, &overview.said, at_ms as f64);
    })
}
