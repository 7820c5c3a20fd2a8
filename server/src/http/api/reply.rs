//! What is answered when all is well.

use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::Full;
use serde::Serialize;
use serde_json::Value;

const JSON: &str = "application/json";
/// Says that an answer was given before, to the same request.
const REPEATED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// A document to answer with: JSON, or a table for a spreadsheet.
#[derive(Debug)]
pub(super) struct Reply {
    status: StatusCode,
    media_type: &'static str,
    body: Bytes,
    /// The version of what is answered.
    version: Option<u64>,
    is_repeated: bool,
}

impl Reply {
    pub(super) fn document(status: StatusCode, document: Value) -> Self {
        Self {
            status,
            media_type: JSON,
            version: document.get("version").and_then(Value::as_u64),
            body: document.to_string().into(),
            is_repeated: false,
        }
    }

    pub(super) fn ok(document: Value) -> Self {
        Self::document(StatusCode::OK, document)
    }

    /// A document that has no version, written as it is.
    pub(super) fn written(document: &impl Serialize) -> Self {
        // Texts, whole numbers and lists: there is nothing in it that JSON cannot say.
        let body = serde_json::to_vec(document).unwrap_or_default();
        Self::body(JSON, body.into())
    }

    pub(super) fn text(body: &'static str) -> Self {
        Self::body(JSON, Bytes::from_static(body.as_bytes()))
    }

    pub(super) fn csv(body: String) -> Self {
        Self::body("text/csv; charset=utf-8", body.into())
    }

    fn body(media_type: &'static str, body: Bytes) -> Self {
        Self {
            status: StatusCode::OK,
            media_type,
            body,
            version: None,
            is_repeated: false,
        }
    }

    /// The same, as an answer that was given before.
    pub(super) fn repeated(mut self) -> Self {
        self.is_repeated = true;
        self
    }

    pub(super) fn into_response(self) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(self.body));
        *response.status_mut() = self.status;
        finish(&mut response, self.media_type);
        let headers = response.headers_mut();
        if let Some(version) = self.version
            && let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\""))
        {
            headers.insert(header::ETAG, tag);
        }
        if self.is_repeated {
            headers.insert(REPEATED, HeaderValue::from_static("true"));
        }
        response
    }
}

/// The headers of every answer: nobody keeps it, nobody's page reads it.
pub(super) fn finish(response: &mut Response<Full<Bytes>>, media_type: &'static str) {
    let headers = response.headers_mut();
    let all = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'; sandbox",
        ),
    ];
    for (name, value) in all {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
