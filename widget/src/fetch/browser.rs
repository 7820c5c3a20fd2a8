//! What the browser offers: a clock, chance, timers and events, each ended by dropping it.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue, wasm_bindgen};
use web_sys::EventTarget;

use crate::model::Moment;

#[wasm_bindgen]
extern "C" {
    // The clocks of test tools number their timers from a million millions on, so an identifier is
    // whatever number the page has.
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &JsValue, delay_ms: i32) -> f64;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: f64);
}

/// Milliseconds since 1970 by the visitor's clock. The server's own would be better, but a foreign
/// page may not read the `Date` of an answer.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a clock shows whole milliseconds"
)]
pub(super) fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

/// Now, and a number that nobody can guess.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_arithmetic,
    reason = "chance is at least 0 and less than 1"
)]
pub(super) fn moment() -> Moment {
    Moment {
        now_ms: now_ms(),
        chance: (js_sys::Math::random() * 1e9) as u32,
    }
}

/// Whether anyone can see the page.
pub(super) fn is_visible() -> bool {
    !document().hidden()
}

/// A call that is still to come.
#[derive(Debug)]
pub(crate) struct Timer {
    id: f64,
    _callback: Closure<dyn FnMut()>,
}

impl Timer {
    pub(crate) fn new(delay_ms: i64, callback: impl FnMut() + 'static) -> Self {
        let callback = Closure::new(callback);
        let delay_ms = i32::try_from(delay_ms).unwrap_or(i32::MAX);
        Self {
            id: set_timeout(callback.as_ref(), delay_ms),
            _callback: callback,
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(self.id);
    }
}

/// A call for each event of a kind, seen before anything inside the target sees it.
#[derive(Debug)]
pub(crate) struct Listener {
    target: EventTarget,
    event: &'static str,
    callback: Closure<dyn FnMut()>,
}

impl Listener {
    pub(crate) fn new(
        target: &EventTarget,
        event: &'static str,
        callback: impl FnMut() + 'static,
    ) -> Self {
        let callback = Closure::new(callback);
        let function = callback.as_ref().unchecked_ref();
        // Refused only for a listener that is no function.
        let _ = target.add_event_listener_with_callback_and_bool(event, function, true);
        Self {
            target: target.clone(),
            event,
            callback,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.callback.as_ref().unchecked_ref();
        let _ = self
            .target
            .remove_event_listener_with_callback_and_bool(self.event, function, true);
    }
}

/// Calls for each event by which someone may have come back to the page, or the page to the network.
pub(super) fn returns(callback: impl Fn() + Clone + 'static) -> [Listener; 3] {
    [
        Listener::new(&document(), "visibilitychange", callback.clone()),
        Listener::new(&window(), "online", callback.clone()),
        Listener::new(&window(), "pageshow", callback),
    ]
}
