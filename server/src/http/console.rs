//! The page for an operator's browser, at `/` of the admin listener: static files that hold nothing
//! secret. What it knows and does goes over the API, with the token that it is given.

use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::Full;

use super::answer::{ALLOWED, IDENTITY, plain};

/// A file of the page.
struct File {
    path: &'static str,
    media_type: &'static str,
    body: &'static str,
}

/// All there are. Each is asked for anew every time: after an update no old script meets a new API.
const FILES: [File; 7] = [
    File {
        path: "/",
        media_type: "text/html; charset=utf-8",
        body: include_str!("console/index.html"),
    },
    File {
        path: "/console.css",
        media_type: "text/css; charset=utf-8",
        body: include_str!("console/console.css"),
    },
    File {
        path: "/console.js",
        media_type: "text/javascript; charset=utf-8",
        body: include_str!("console/console.js"),
    },
    File {
        path: "/ask.js",
        media_type: "text/javascript; charset=utf-8",
        body: include_str!("console/ask.js"),
    },
    File {
        path: "/rows.js",
        media_type: "text/javascript; charset=utf-8",
        body: include_str!("console/rows.js"),
    },
    File {
        path: "/told.js",
        media_type: "text/javascript; charset=utf-8",
        body: include_str!("console/told.js"),
    },
    File {
        path: "/console.svg",
        media_type: "image/svg+xml",
        body: include_str!("console/console.svg"),
    },
];

/// Nothing from elsewhere, nothing inline, no text as markup; no form is sent by the browser itself,
/// which would put a token into an address.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     img-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; \
     require-trusted-types-for 'script'";

/// Answers a request for one of the files; none when it is for something else.
pub(super) fn answer<B>(request: &Request<B>) -> Option<Response<Full<Bytes>>> {
    let path = request.uri().path();
    let file = FILES.iter().find(|file| file.path == path)?;
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
    let mut response = Response::new(Full::new(Bytes::from_static(file.body.as_bytes())));
    let headers = response.headers_mut();
    for (name, value) in fixed(file.media_type) {
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
