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
mod node;
mod panel;
mod place;
mod row;
mod time;
mod words;

use std::any::Any;
use std::fmt;

use leptos::mount::mount_to_renderer;
use leptos::prelude::{ArcRwSignal, Get, Render, RenderEffect};
use wasm_bindgen::JsCast;
use web_sys::{CssStyleSheet, Element, ShadowRoot};

use crate::fetch::{Listener, Reader};
use crate::model::Shown;
use crate::options::{Options, Variant};

/// The look of the panel. Palette and badge are in the loader's sheet, which is there first.
const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));

/// A view on the page; dropping it takes it off.
pub(crate) struct Mounted {
    _reflection: RenderEffect<()>,
    _listeners: Vec<Listener>,
    _view: Box<dyn Any>,
}

impl fmt::Debug for Mounted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Mounted")
    }
}

/// Puts the view into the shadow root, beside what the loader put there.
pub(crate) fn mount(root: &ShadowRoot, reader: &Reader, options: Options) -> Mounted {
    adopt(root);
    let shown = reader.shown();
    let reflected = shown.clone();
    let (_listeners, _view) = match options.variant {
        Variant::Badge => {
            let opening = badge::Opening::new();
            let listeners = opening.listen(root, reader).into();
            (
                listeners,
                put(root, move || badge::badge(shown, opening, options)),
            )
        }
        Variant::Panel => (Vec::new(), put(root, move || panel::inline(shown, options))),
    };
    // Only now: mounting is what sets the framework up.
    Mounted {
        _reflection: reflect(root.host(), reflected),
        _listeners,
        _view,
    }
}

fn put<V: Render<State: 'static>>(
    root: &ShadowRoot,
    view: impl FnOnce() -> V + 'static,
) -> Box<dyn Any> {
    // A shadow root is no element, but all that is asked of it is to take children.
    Box::new(mount_to_renderer(root.unchecked_ref::<Element>(), view))
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

/// Says on the element itself what is shown, for the page's own styles.
fn reflect(host: Element, shown: ArcRwSignal<Shown>) -> RenderEffect<()> {
    RenderEffect::new(move |_| {
        let shown = shown.get();
        // Refused only for names that are no attribute's.
        let _ = host.set_attribute("state", shown.state.as_str());
        let _ = host.set_attribute("level", words::level(shown.level()));
    })
}
