//! The widget: live component status on any page, in WebAssembly.
//!
//! The loader (`www/loader.js`) defines `<pilot-light>`, shows the first status and hands over: the
//! shadow root, the summary it fetched, the element's attributes. From there on everything is
//! decided here. [`model`] says what is true and what to fetch next, [`fetch`] does it and alone
//! reads the clock, [`view`] shows it. Dropping the [`Handle`] ends it all.

mod fetch;
mod host;
mod language;
mod model;
mod options;
mod view;

use std::rc::Rc;

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use web_sys::ShadowRoot;

use crate::fetch::Reader;
use crate::host::Host;
use crate::language::Language;
use crate::options::{Given, Options};

/// A widget on the page. `free()` takes it off, with its timers, listeners and requests.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Handle {
    // In the order of their end: the view first, then the feeds it shows.
    view: view::Mounted,
    readers: Rc<[Reader]>,
}

#[wasm_bindgen]
impl Handle {
    /// Asks for news now.
    pub fn refresh(&self) {
        for reader in &*self.readers {
            reader.refresh();
        }
    }

    /// Whether the visitor waits to be told when it is fixed: then news are asked for although nobody
    /// looks. 0 is that nobody has asked, 1 that he may not be told, 2 that he waits.
    pub fn wait(&self, answer: u32) {
        let is_waiting = (answer != 0).then_some(answer == 2);
        for reader in &*self.readers {
            reader.set_waiting(is_waiting == Some(true));
        }
        self.view.set_told(is_waiting);
    }

    /// Whether the element is in sight. Out of sight nothing is asked for.
    pub fn see(&self, is_seen: bool) {
        self.view.see(is_seen);
    }

    /// What is wrong and since when, in a sentence (a string) for whoever has just met it: with all
    /// that is shown, or with one component (a string that is not empty).
    pub fn explain(&self, component: &JsValue) -> JsValue {
        let component = component.as_string().unwrap_or_default();
        self.view.explain(component).into()
    }
}

/// Shows feeds in a shadow root.
///
/// `host` is the element's own side: what it fetched already, and whom to tell. `options` are the
/// attributes as text.
#[wasm_bindgen]
#[must_use]
pub fn mount(root: ShadowRoot, host: Host, options: JsValue) -> Handle {
    let options = Rc::new(Options::from(Given::read(&options)));
    let language = Language::new(&options.language, fetch::decode(host.words()));
    let host = Rc::new(host);
    let readers: Rc<[Reader]> = (0..options.feeds.len())
        .map(|index| Reader::new(&host, &options, index))
        .collect();
    let view = view::mount(&root, host, &readers, options, language);
    Handle { view, readers }
}
