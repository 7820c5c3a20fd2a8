//! The widget: live component status on any page, in WebAssembly.
//!
//! The loader (`www/loader.js`) defines `<pilot-light>`, shows the first status and hands over: the
//! shadow root, the summary it fetched, the element's attributes. From there on everything is
//! decided here. [`model`] says what is true and what to fetch next, [`fetch`] does it and alone
//! reads the clock, [`view`] shows it. Dropping the [`Handle`] ends it all.

mod fetch;
mod model;
mod options;
mod view;

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use web_sys::ShadowRoot;

use crate::fetch::Reader;
use crate::options::{Given, Options};

/// A widget on the page. `free()` takes it off, with its timers, listeners and requests.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Handle {
    // In the order of their end: the view first, then the feed it shows.
    _view: view::Mounted,
    _reader: Reader,
}

/// Shows a feed in a shadow root.
///
/// `feed` is the summary as the loader parsed it, or null when there was none to be had; `options`
/// are the attributes as text.
#[wasm_bindgen]
#[must_use]
pub fn mount(root: ShadowRoot, feed: JsValue, options: JsValue) -> Handle {
    let given: Given = fetch::decode(options).unwrap_or_default();
    let options = Options::from(given);
    let reader = Reader::new(&options, fetch::feed_of(feed));
    let view = view::mount(&root, &reader, options);
    Handle {
        _view: view,
        _reader: reader,
    }
}
