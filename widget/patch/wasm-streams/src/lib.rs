//! A stand-in for `wasm-streams`, with the three functions that `server_fn` names and nothing
//! behind them. Server functions that stream would need the real one; neither the widget (which
//! has no server functions) nor the site (which runs nothing in a browser) calls any, and linking
//! the real crate costs every visitor 6.4 kB.

use futures_util::stream::{self, Empty};
use wasm_bindgen::{JsCast, JsValue};

/// A stream that is always over.
#[derive(Debug)]
pub struct ReadableStream;

impl ReadableStream {
    /// Drops the stream.
    pub fn from_stream<S>(_: S) -> Self {
        Self
    }

    /// Forgets the browser's stream.
    #[must_use]
    pub fn from_raw(_: web_sys::ReadableStream) -> Self {
        Self
    }

    /// Nothing for the browser to read.
    #[must_use]
    pub fn into_raw(self) -> web_sys::ReadableStream {
        JsValue::UNDEFINED.unchecked_into()
    }

    /// Nothing to read.
    #[must_use]
    pub fn into_stream(self) -> Empty<Result<JsValue, JsValue>> {
        stream::empty()
    }
}
