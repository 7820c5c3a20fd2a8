//! One request for one document: what leaves the page and what is believed of the answer.

use gloo_net::http::{Request, Response};
use js_sys::{JSON, Reflect, Uint8Array};
use pilotlight_feed::{Feed, limits};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestRedirect,
};

use super::browser::Timer;
use super::decode::decode;

/// How long an answer may take, its body included.
const TIMEOUT_MS: i64 = 8_000;

/// No feed, and in how many seconds the server wants to be asked again.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) retry_after_s: Option<u32>,
}

const FAILED: Failure = Failure {
    retry_after_s: None,
};

/// Fetches a document. Says nothing of the visitor: no cookie, no referrer, no header of its own.
pub(super) async fn get(address: &str, abort: &AbortController) -> Result<Feed, Failure> {
    let limit = abort.clone();
    let _timeout = Timer::new(TIMEOUT_MS, move || limit.abort());
    let response = Request::get(address)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .redirect(RequestRedirect::Follow)
        .cache(RequestCache::NoCache)
        .abort_signal(Some(&abort.signal()))
        .send()
        .await
        .map_err(|_| FAILED)?;
    if !response.ok() {
        let retry_after = response.headers().get("retry-after");
        return Err(Failure {
            retry_after_s: retry_after.and_then(|text| text.parse().ok()),
        });
    }
    let text = text(&response).await.ok_or(FAILED)?;
    let document = JSON::parse(&text).map_err(|_| FAILED)?;
    feed_of(document).ok_or(FAILED)
}

/// The feed in a parsed document, if it is one and within its bounds.
pub(crate) fn feed_of(document: JsValue) -> Option<Feed> {
    decode(document).filter(|feed: &Feed| feed.validate().is_ok())
}

/// The body, read piece by piece, so that no server can fill the visitor's memory.
async fn text(response: &Response) -> Option<String> {
    let reader: ReadableStreamDefaultReader = response.body()?.get_reader().unchecked_into();
    let mut body = Vec::new();
    loop {
        let piece = JsFuture::from(reader.read()).await.ok()?;
        let bytes = Reflect::get(&piece, &"value".into()).ok()?;
        if bytes.is_undefined() {
            return String::from_utf8(body).ok();
        }
        let bytes: Uint8Array = bytes.unchecked_into();
        let start = body.len();
        let end = start + bytes.length() as usize;
        if limits::DOCUMENT_BYTES < end {
            return None;
        }
        body.resize(end, 0);
        bytes.copy_to(&mut body[start..]);
    }
}
