//! The page for an operator's browser, at `/` of the admin listener: static files that hold nothing
//! secret. What it knows and does goes over the API, with the token that it is given.

use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::Full;
use pilotlight_site::file::{content_type, url_path};

use super::answer::{ALLOWED, IDENTITY, plain};

/// Its files, by their names. Each is asked for anew every time: after an update no old script meets a new
/// API.
const FILES: [(&str, &str); 7] = [
    ("index.html", include_str!("console/index.html")),
    ("console.css", include_str!("console/console.css")),
    ("console.js", include_str!("console/console.js")),
    ("ask.js", include_str!("console/ask.js")),
    ("rows.js", include_str!("console/rows.js")),
    ("told.js", include_str!("console/told.js")),
    ("console.svg", include_str!("console/console.svg")),
];

/// Nothing from elsewhere, nothing inline, no text as markup; no form is sent by the browser itself,
/// which would put a token into an address.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     img-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; \
     require-trusted-types-for 'script'";

/// Answers a request for one of the files; none when it is for something else.
pub(super) fn answer<B>(request: &Request<B>) -> Option<Response<Full<Bytes>>> {
    let path = request.uri().path();
    let is_asked_for = |(name, _): &&(&str, &str)| url_path(name) == path;
    let (name, body) = FILES.iter().find(is_asked_for)?;
    if request.headers().contains_key(header::CONTENT_ENCODING) {
        return Some(plain(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            (header::ACCEPT_ENCODING, IDENTITY),
        ));
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let allowed = (header::ALLOW, ALLOWED);
        return Some(plain(StatusCode::METHOD_NOT_ALLOWED, allowed));
    }
    // To a HEAD request hyper sends these headers, the length included, and no body.
    let mut response = Response::new(Full::new(Bytes::from_static(body.as_bytes())));
    let headers = response.headers_mut();
    for (name, value) in fixed(content_type(name)) {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Some(response)
}

fn fixed(media_type: &'static str) -> [(HeaderName, &'static str); 8] {
    [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ]
}

#[cfg(test)]
mod tests;
