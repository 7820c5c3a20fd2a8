//! The element's own side, in the loader: what it knows already, what it does for us and what it is
//! told. It speaks to the page's own script; we do not.

use js_sys::Promise;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    /// The object that the loader mounts us with.
    #[derive(Debug)]
    pub type Host;

    /// The summary of a feed, by its number, as the loader parsed it; null when there was none to be
    /// had.
    #[wasm_bindgen(method)]
    pub(crate) fn feed(this: &Host, index: usize) -> JsValue;

    /// Why that feed could not be had last; as [`get`](Self::get) is rejected.
    #[wasm_bindgen(method)]
    pub(crate) fn reason(this: &Host, index: usize) -> JsValue;

    /// The words of the page's language; null for English.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn words(this: &Host) -> JsValue;

    /// Fetches what a link leads to from an address: a document with its signature checked, and in
    /// our own form whatever its own was; or resolves with what is known of it, if anything. Rejected
    /// with `"signature"` for that, or with the seconds that the server wants to be left alone.
    #[wasm_bindgen(method)]
    pub(crate) fn get(this: &Host, address: &str, link: &str, known: &JsValue) -> Promise;

    /// Resolves when the address that the page wants to know of answers; rejected when it does not,
    /// with `"policy"` where the page itself keeps the browser from asking.
    #[wasm_bindgen(method)]
    pub(crate) fn reach(this: &Host) -> Promise;

    /// What is shown from now on: state, level, the sentence, and when that was true in
    /// milliseconds since 1970.
    #[wasm_bindgen(method)]
    pub(crate) fn tell(this: &Host, state: &str, level: &str, said: &str, at_ms: f64);
}
