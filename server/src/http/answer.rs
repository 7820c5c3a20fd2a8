//! One request, one answer: the route match of the public listener.

use std::sync::Arc;

use arc_swap::ArcSwap;
use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderValue};
use http::{Method, Request, Response, StatusCode, Uri};
use http_body_util::Full;

use crate::publish::{Entry, Form, Published};

/// Seconds after which to ask again, before the first publication and before all of the past is there.
const RETRY_AFTER_S: HeaderValue = HeaderValue::from_static("1");
/// Long enough to keep a flood of wrong addresses from us. Unlike a page it is not kept beyond
/// that: what is missing may be published next.
const MISSING_CACHE: HeaderValue = HeaderValue::from_static("public, max-age=15");

/// Answers a request from the published set.
#[must_use]
pub fn answer<B>(published: &ArcSwap<Published>, request: &Request<B>) -> Response<Full<Bytes>> {
    let published = published.load();
    if published.is_empty() {
        return come_again(StatusCode::SERVICE_UNAVAILABLE);
    }
    if request.headers().contains_key(header::CONTENT_ENCODING) {
        let answer = plain(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            (header::ACCEPT_ENCODING, IDENTITY),
        );
        return as_strict(answer, &published);
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let answer = plain(StatusCode::METHOD_NOT_ALLOWED, (header::ALLOW, ALLOWED));
        return as_strict(answer, &published);
    }
    let accepted = request.headers().get(header::ACCEPT_ENCODING);
    match find(&published, request.uri().path()) {
        Some(entry) => {
            let form = entry.negotiate(accepted);
            if matches_tag(request.headers(), form) {
                return not_modified(form);
            }
            whole(StatusCode::OK, form)
        }
        None => match (to_folder(&published, request.uri()), published.missing()) {
            (Some(there), _) => as_strict(
                plain(StatusCode::PERMANENT_REDIRECT, (header::LOCATION, there)),
                &published,
            ),
            // To say that it is not there would be false, and be kept by caches and search engines.
            _ if published.is_coming(request.uri().path()) => as_strict(
                plain(
                    StatusCode::SERVICE_UNAVAILABLE,
                    (header::RETRY_AFTER, RETRY_AFTER_S),
                ),
                &published,
            ),
            (None, Some(entry)) => missing(entry.negotiate(accepted)),
            (None, None) => come_again(StatusCode::NOT_FOUND),
        },
    }
}

/// Asks to come again. A widget on another origin may read when: otherwise it would see a failure and
/// not one of its headers.
fn come_again(status: StatusCode) -> Response<Full<Bytes>> {
    let mut answer = plain(status, (header::RETRY_AFTER, RETRY_AFTER_S));
    let headers = answer.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, EVERYBODY);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    answer
}

const EVERYBODY: HeaderValue = HeaderValue::from_static("*");
const EXPOSED: HeaderValue = HeaderValue::from_static("retry-after");
pub(super) const ALLOWED: HeaderValue = HeaderValue::from_static("GET, HEAD");
pub(super) const IDENTITY: HeaderValue = HeaderValue::from_static("identity");

/// The file at this path. A folder's page is found under its file name too, as on every other host
/// that the published tree may be copied to.
fn find<'a>(published: &'a Published, path: &str) -> Option<&'a Entry> {
    let named = || {
        let folder = path.strip_suffix("index.html")?;
        published.at(folder).filter(|_| folder.ends_with('/'))
    };
    published.at(path).or_else(named).map(Arc::as_ref)
}

/// Where an address leads that lacks nothing but the slash of a folder. Only what is published is
/// named, so it never leads elsewhere.
fn to_folder(published: &Published, address: &Uri) -> Option<HeaderValue> {
    let folder = [address.path(), "/"].concat();
    published.at(&folder)?;
    let query = address.query().map(|query| ["?", query].concat());
    HeaderValue::from_str(&[folder.as_str(), query.as_deref().unwrap_or("")].concat()).ok()
}

fn whole(status: StatusCode, form: Form<'_>) -> Response<Full<Bytes>> {
    // To a HEAD request hyper sends these headers, the length included, and no body.
    let mut response = Response::new(Full::new(form.body.clone()));
    *response.status_mut() = status;
    *response.headers_mut() = form.headers.clone();
    response
}

fn missing(form: Form<'_>) -> Response<Full<Bytes>> {
    let mut response = whole(StatusCode::NOT_FOUND, form);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, MISSING_CACHE);
    response
}

fn not_modified(form: Form<'_>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    *response.headers_mut() = form.headers.clone();
    // A 304 describes no body of its own.
    response.headers_mut().remove(header::CONTENT_ENCODING);
    response.headers_mut().remove(header::CONTENT_TYPE);
    response
}

pub(super) fn plain(
    status: StatusCode,
    (name, value): (header::HeaderName, HeaderValue),
) -> Response<Full<Bytes>> {
    let words = status.canonical_reason().unwrap_or("error");
    let mut response = Response::new(Full::from(words));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(name, value);
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    response
}

/// With the rule of the whole site to use `https:` alone, where that is the rule: it stands on every
/// page, so also on the one for what is missing.
fn as_strict(mut answer: Response<Full<Bytes>>, published: &Published) -> Response<Full<Bytes>> {
    const RULE: header::HeaderName = header::STRICT_TRANSPORT_SECURITY;
    let page = published.missing().map(|entry| entry.negotiate(None));
    if let Some(rule) = page.and_then(|page| page.headers.get(RULE)) {
        answer.headers_mut().insert(RULE, rule.clone());
    }
    answer
}

/// Whether `If-None-Match` names this form, or anything. Compared weakly, as RFC 9110 says.
fn matches_tag(headers: &HeaderMap, form: Form<'_>) -> bool {
    headers.get_all(header::IF_NONE_MATCH).iter().any(|value| {
        let Ok(text) = value.to_str() else {
            return false;
        };
        let own = form.headers.get(header::ETAG).map(HeaderValue::as_bytes);
        // A star stands alone or is part of a tag. Our own tags have no comma.
        text.trim() == "*"
            || text
                .split(',')
                .map(str::trim)
                .any(|tag| Some(tag.strip_prefix("W/").unwrap_or(tag).as_bytes()) == own)
    })
}

#[cfg(test)]
mod tests;
