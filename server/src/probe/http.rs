//! The HTTP probe: one request on a fresh connection, so that each check sees name resolution,
//! connection, TLS and answer as a new visitor would.

use std::ops::RangeInclusive;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::{Method, Request, Response, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::Instant;
use tokio_rustls::TlsConnector;
use url::Url;

use super::Failure;
use super::connect::Connector;

/// Redirects that are followed.
const MOST_REDIRECTS: usize = 10;
/// Bytes of a body that are looked at; what a check searches for stands near the beginning, and a
/// hostile target must not fill our memory.
const MOST_BODY_BYTES: usize = 256 * 1024;
/// Bytes of the head of an answer.
const MOST_HEAD_BYTES: usize = 64 * 1024;

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
        for _ in 0..=MOST_REDIRECTS {
            let is_own_origin = url.origin() == self.url.origin();
            let request = self.request(&url, &method, is_own_origin)?;
            let answer = send(connector, deadline, &url, request).await?;
            match self.redirect(&url, &answer)? {
                None => return self.judge(answer).await,
                Some(target) => {
                    // As browsers do: after 301, 302 and 303 the request becomes a GET.
                    if answer.status().as_u16() < 304 && method != Method::HEAD {
                        method = Method::GET;
                    }
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
        let keeps_body = *method == self.method;
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
            headers.extend(
                self.headers
                    .iter()
                    .map(|(name, value)| (name.clone(), value.clone())),
            );
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
        let body = read_body(answer.into_body()).await?;
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

fn words(range: &RangeInclusive<u16>) -> String {
    if range.start() == range.end() {
        return range.start().to_string();
    }
    format!("{}-{}", range.start(), range.end())
}

async fn send(
    connector: &Connector,
    deadline: Instant,
    url: &Url,
    request: Request<Full<Bytes>>,
) -> Result<Response<Incoming>, Failure> {
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or(80);
    let stream = connector.connect(host, port, deadline).await?;
    if url.scheme() == "http" {
        return exchange(stream, request).await;
    }
    let name = ServerName::try_from(
        host.trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned(),
    )
    .map_err(|_| Failure::Target(format!("{host} is no name for TLS")))?;
    let tls = TlsConnector::from(Arc::clone(&connector.tls));
    let stream = tls
        .connect(name, stream)
        .await
        .map_err(|error| Failure::Target(format!("TLS: {error}")))?;
    exchange(stream, request).await
}

async fn exchange<S>(
    stream: S,
    request: Request<Full<Bytes>>,
) -> Result<Response<Incoming>, Failure>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let target = |error: hyper::Error| Failure::Target(format!("HTTP: {error}"));
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(MOST_HEAD_BYTES)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(target)?;
    // Ends by itself when the answer is read or dropped, because the request says "close".
    tokio::spawn(connection);
    sender.send_request(request).await.map_err(target)
}

async fn read_body(mut body: Incoming) -> Result<Vec<u8>, Failure> {
    let mut read = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| Failure::Target(format!("HTTP: {error}")))?;
        let Ok(piece) = frame.into_data() else {
            continue;
        };
        let room = MOST_BODY_BYTES - read.len();
        read.extend_from_slice(&piece[..piece.len().min(room)]);
        if read.len() == MOST_BODY_BYTES {
            break;
        }
    }
    Ok(read)
}
