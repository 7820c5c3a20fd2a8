//! Other pages of the same site in the same browser: what one of them has fetched, none of the others
//! has to ask for.
//!
//! Only pages of one origin hear each other, and a script there could change what the widget shows in
//! any other way as well. What is said is checked all the same: it may come from another version.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Object, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::{Closure, JsValue, wasm_bindgen};

use super::browser::{Listener, now_ms};
use super::decode::whole;

/// What was said longer ago was kept for a page that slept.
const NEWS_MS: i64 = 10_000;

#[wasm_bindgen]
extern "C" {
    #[derive(Debug)]
    type BroadcastChannel;

    #[wasm_bindgen(constructor, catch)]
    fn new(name: &str) -> Result<BroadcastChannel, JsValue>;

    #[wasm_bindgen(method, catch, js_name = postMessage)]
    fn post(this: &BroadcastChannel, message: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method)]
    fn close(this: &BroadcastChannel);
}

type OnMessage = Closure<dyn FnMut(JsValue)>;

/// The other pages that show a feed, as long as this page is one that is not put away: a message to a
/// page in the back-forward cache throws it out of there.
#[derive(Debug)]
pub(super) struct Tabs {
    name: String,
    on_message: OnMessage,
    channel: Rc<RefCell<Option<BroadcastChannel>>>,
    _leaves: Listener,
}

impl Tabs {
    /// Calls `heard` with each document that another page has fetched in this moment.
    pub(super) fn new(name: String, heard: impl Fn(JsValue) + 'static) -> Self {
        let channel = Rc::<RefCell<Option<BroadcastChannel>>>::default();
        let left = Rc::clone(&channel);
        let tabs = Self {
            name,
            on_message: Closure::new(move |event: JsValue| {
                if let Some(document) = news(&event) {
                    heard(document);
                }
            }),
            channel,
            _leaves: Listener::new(&window(), "pagehide", move || close(&left)),
        };
        tabs.open();
        tabs
    }

    /// Listens, again after the page was away. Where pages cannot hear each other each asks for itself.
    pub(super) fn open(&self) {
        let mut channel = self.channel.borrow_mut();
        if channel.is_none()
            && let Ok(opened) = BroadcastChannel::new(&self.name)
        {
            let is_heard = Reflect::set(&opened, &"onmessage".into(), self.on_message.as_ref());
            *channel = is_heard.is_ok().then_some(opened);
        }
    }

    /// Tells the others what was fetched just now.
    #[expect(
        clippy::cast_precision_loss,
        reason = "the years 0 to 9999 are exact in milliseconds"
    )]
    pub(super) fn tell(&self, document: &JsValue) {
        let message = Object::new();
        let at = JsValue::from_f64(now_ms() as f64);
        let is_made = [("at", &at), ("feed", document)]
            .iter()
            .all(|(name, value)| Reflect::set(&message, &(*name).into(), value).is_ok());
        if let Some(channel) = &*self.channel.borrow()
            && is_made
        {
            // Documents are plain data, which all pages can be given.
            let _ = channel.post(&message);
        }
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        close(&self.channel);
    }
}

fn close(channel: &RefCell<Option<BroadcastChannel>>) {
    if let Some(channel) = channel.borrow_mut().take() {
        channel.close();
    }
}

/// The document in a message, unless the message is old or something else.
fn news(event: &JsValue) -> Option<JsValue> {
    let get = |value: &JsValue, name: &str| Reflect::get(value, &name.into()).ok();
    let message = get(event, "data")?;
    let at_ms = whole(&get(&message, "at")?)?;
    let at_ms = i64::try_from(at_ms).ok()?;
    (now_ms() <= at_ms.saturating_add(NEWS_MS)).then(|| get(&message, "feed"))?
}
