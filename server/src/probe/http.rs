//! The HTTP probe: one request on a fresh connection, so that each check sees name resolution,
//! connection, TLS and answer as a new visitor would.

mod exchange;

use std::ops::RangeInclusive;

use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::{Method, Request, Response, StatusCode, Uri};
use http_body_util::Full;
use hyper::body::Incoming;
use tokio::time::Instant;
use url::Url;

use self::exchange::{Hop, beginning, send};
use super::Failure;
use super::address::Reach;
use super::connect::Connector;

/// Redirects that are followed.
const MOST_REDIRECTS: usize = 10;

/// An HTTP request to make and what makes its answer good.
#[derive(Clone, Debug)]
pub struct HttpProbe {
    /// Where to.
    pub url: Url,
    /// Method.
    pub method: Method,
    /// Headers beside those that every request has.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Body; empty for none.
    pub body: Bytes,
    /// Good statuses.
    pub expect_status: Vec<RangeInclusive<u16>>,
    /// Text that must be in the body.
    pub body_contains: Option<String>,
    /// Pattern that the body must match.
    pub body_matches: Option<regex::bytes::Regex>,
    /// Whether a redirect is followed or is itself the answer.
    pub follow_redirects: bool,
}

impl HttpProbe {
    pub(super) async fn attempt(
        &self,
        connector: &Connector,
        deadline: Instant,
    ) -> Result<(), Failure> {
        let mut url = self.url.clone();
        let mut method = self.method.clone();
        let mut reach = Reach::Anywhere;
        for _ in 0..=MOST_REDIRECTS {
            let is_own_origin = url.origin() == self.url.origin();
            let request = self.request(&url, &method, is_own_origin)?;
            let hop = Hop {
                url: &url,
                reach,
                deadline,
            };
            let (answer, address) = send(connector, hop, request).await?;
            match self.redirect(&url, &answer)? {
                None => return self.judge(answer).await,
                Some(target) => {
                    if becomes_get(answer.status(), &method) {
                        method = Method::GET;
                    }
                    reach = reach.from(address);
                    url = target;
                }
            }
        }
        Err(Failure::Target(format!(
            "more than {MOST_REDIRECTS} redirects"
        )))
    }

    fn request(
        &self,
        url: &Url,
        method: &Method,
        is_own_origin: bool,
    ) -> Result<Request<Full<Bytes>>, Failure> {
        let ours = |error: http::Error| Failure::Ours(format!("cannot build the request: {error}"));
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
        // Like the headers, the body goes to the configured origin only.
        let keeps_body = is_own_origin && *method == self.method;
        let body = if keeps_body {
            self.body.clone()
        } else {
            Bytes::new()
        };
        let mut request = Request::builder()
            .method(method)
            .uri(path.parse::<Uri>().map_err(|error| ours(error.into()))?)
            .header(header::HOST, authority)
            .header(header::CONNECTION, "close")
            .body(Full::new(body))
            .map_err(ours)?;
        let headers = request.headers_mut();
        headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
        headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
        // The operator's headers may be credentials: they go to the configured origin only.
        if is_own_origin {
            for (name, _) in &self.headers {
                // One of ours gives way: two would make the request ambiguous.
                headers.remove(name);
            }
            for (name, value) in &self.headers {
                headers.append(name, value.clone());
            }
        }
        Ok(request)
    }

    /// Where to go on, when the answer is a redirect that is to be followed.
    fn redirect(&self, url: &Url, answer: &Response<Incoming>) -> Result<Option<Url>, Failure> {
        let is_redirect = matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308);
        if !is_redirect || !self.follow_redirects {
            return Ok(None);
        }
        let location = answer
            .headers()
            .get(header::LOCATION)
            .and_then(|value| value.to_str().ok());
        let target = location.and_then(|location| url.join(location).ok());
        match target {
            Some(target) if matches!(target.scheme(), "http" | "https") => Ok(Some(target)),
            Some(target) => Err(Failure::Target(format!("redirect to {}:", target.scheme()))),
            None => Err(Failure::Target(
                "redirect without a valid Location".to_owned(),
            )),
        }
    }

    async fn judge(&self, answer: Response<Incoming>) -> Result<(), Failure> {
        let status = answer.status().as_u16();
        if !self
            .expect_status
            .iter()
            .any(|range| range.contains(&status))
        {
            let expected: Vec<String> = self.expect_status.iter().map(words).collect();
            let expected = expected.join(", ");
            return Err(Failure::Target(format!(
                "status {status}, expected {expected}"
            )));
        }
        if self.body_contains.is_none() && self.body_matches.is_none() {
            return Ok(());
        }
        let body = beginning(answer.into_body()).await?;
        let contains = |text: &String| {
            body.windows(text.len().max(1))
                .any(|piece| piece == text.as_bytes())
        };
        if !self.body_contains.as_ref().is_none_or(contains) {
            return Err(Failure::Target(
                "the body lacks the expected text".to_owned(),
            ));
        }
        if !self
            .body_matches
            .as_ref()
            .is_none_or(|pattern| pattern.is_match(&body))
        {
            return Err(Failure::Target(
                "the body does not match the pattern".to_owned(),
            ));
        }
        Ok(())
    }
}

const USER_AGENT: &str = concat!("pilotlight/", env!("CARGO_PKG_VERSION"));

/// Whether a redirect turns the request into a GET, as browsers do. Source: Fetch, HTTP-redirect
/// fetch, step 12.
fn becomes_get(status: StatusCode, method: &Method) -> bool {
    match status.as_u16() {
        301 | 302 => *method == Method::POST,
        303 => *method != Method::HEAD,
        _ => false,
    }
}

fn words(range: &RangeInclusive<u16>) -> String {
    if range.start() == range.end() {
        return range.start().to_string();
    }
    format!("{}-{}", range.start(), range.end())
}
