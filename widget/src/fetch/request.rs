//! One request for one document. The element makes it, as it has made the first one: with the same
//! limits, and with the same code on every page.

use js_sys::Promise;
use pilotlight_feed::Feed;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::decode::{decode, whole};

/// No feed, and why that may matter.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Failure {
    /// In how many seconds the server wants to be asked again; 0 when it did not say.
    pub(super) retry_after_s: u32,
    /// Whether it was refused for its signature.
    pub(super) is_unsigned: bool,
}

impl From<JsValue> for Failure {
    /// Of what the element rejects a request with.
    fn from(reason: JsValue) -> Self {
        Self {
            retry_after_s: whole(&reason)
                .map_or(0, |seconds| u32::try_from(seconds).unwrap_or(u32::MAX)),
            is_unsigned: reason == "signature",
        }
    }
}

/// Waits for a document: the feed that it is, and the document itself.
pub(super) async fn answer(request: Promise) -> Result<(Feed, JsValue), Failure> {
    match JsFuture::from(request).await {
        Ok(document) => feed_of(document.clone())
            .map(|feed| (feed, document))
            .ok_or_else(Failure::default),
        Err(reason) => Err(reason.into()),
    }
}

/// The feed in a parsed document, if it is one and within its bounds.
pub(super) fn feed_of(document: JsValue) -> Option<Feed> {
    decode(document).filter(|feed: &Feed| feed.validate_bounds().is_ok())
}
