//! Talking to the admin API of a running server.

use std::time::Duration;

use anyhow::{Context, anyhow};
use bytes::Bytes;
use http::{Method, Request, StatusCode, header};
use http_body_util::Full;
use pilotlight_feed::limits;
use pilotlight_server::access::fresh_id;
use serde_json::Value;
use url::Url;

use super::connect;
use super::usage::usage;

/// A server that has not answered by now will not.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes of one answer: a page of 200 long incidents.
const MOST_BODY_BYTES: usize = 32 * 1024 * 1024;

/// The API of one server, as the holder of a token sees it.
#[derive(Debug)]
pub(crate) struct Client {
    base: Url,
    token: String,
}

/// Where the server has one thing of a list, for example `incidents/w58j0rv9kq`.
///
/// # Errors
/// A mistake in the command when the identifier is none: in a path it would name something else.
pub(crate) fn path_of(list: &str, id: &str) -> anyhow::Result<String> {
    if !pilotlight_feed::is_id(id) {
        return Err(usage(format!(
            "{id:?} is no identifier; one is 1 to {} characters of a to z, 0 to 9, - and _",
            limits::ID_CHARS
        )));
    }
    Ok(format!("{list}/{id}"))
}

/// What to send.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) method: Method,
    /// Below `/api/v1/`, with its query.
    pub(crate) path: &'a str,
    pub(crate) body: Option<Value>,
    /// The version that is changed.
    pub(crate) version: Option<u64>,
}

impl Client {
    pub(crate) fn new(base: Url, token: String) -> Self {
        Self { base, token }
    }

    pub(crate) async fn get(&self, path: &str) -> anyhow::Result<Value> {
        let call = Call {
            method: Method::GET,
            path,
            body: None,
            version: None,
        };
        self.call(call).await
    }

    /// A table, as it is sent.
    pub(crate) async fn text(&self, path: &str) -> anyhow::Result<String> {
        let call = Call {
            method: Method::GET,
            path,
            body: None,
            version: None,
        };
        let (status, body) = self.answer(call).await?;
        if !status.is_success() {
            return Err(refused(status, &self.document(&body)?));
        }
        String::from_utf8(body.into()).context("the server's answer is no text")
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> anyhow::Result<Value> {
        let call = Call {
            method: Method::POST,
            path,
            body: Some(body),
            version: None,
        };
        self.call(call).await
    }

    /// Every item of a list, page by page, at most `most`.
    pub(crate) async fn list(&self, path: &str, most: usize) -> anyhow::Result<Vec<Value>> {
        let (mut items, mut cursor) = (Vec::new(), String::new());
        let joint = if path.contains('?') { '&' } else { '?' };
        loop {
            let limit = most.saturating_sub(items.len()).clamp(1, 200);
            let page = self
                .get(&format!("{path}{joint}limit={limit}{cursor}"))
                .await?;
            items.extend(page["items"].as_array().cloned().unwrap_or_default());
            match page["next"].as_str() {
                Some(next) if items.len() < most => cursor = format!("&cursor={next}"),
                _ => return Ok(items),
            }
        }
    }

    /// The same, where it may not be there.
    pub(crate) async fn find(&self, path: &str) -> anyhow::Result<Option<Value>> {
        let call = Call {
            method: Method::GET,
            path,
            body: None,
            version: None,
        };
        let (status, body) = self.answer(call).await?;
        match status {
            StatusCode::NOT_FOUND => Ok(None),
            status if status.is_success() => self.document(&body).map(Some),
            status => Err(refused(status, &self.document(&body)?)),
        }
    }

    /// Sends a request and reads its answer. A change carries a key of its own, so that it is done
    /// once.
    pub(crate) async fn call(&self, call: Call<'_>) -> anyhow::Result<Value> {
        let (status, body) = self.answer(call).await?;
        let document = self.document(&body)?;
        if status.is_success() {
            return Ok(document);
        }
        Err(refused(status, &document))
    }

    async fn answer(&self, call: Call<'_>) -> anyhow::Result<Answer> {
        let place = self.base.host_str().unwrap_or_default();
        let key = fresh_id()?;
        let attempt = tokio::time::timeout(PATIENCE, self.exchange(call, &key));
        let answer = attempt.await;
        answer.map_err(|_| anyhow!("{place} has not answered in {} s", PATIENCE.as_secs()))?
    }

    fn document(&self, body: &Bytes) -> anyhow::Result<Value> {
        if body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(body)
            .with_context(|| format!("{} is no pilotlight admin API", self.base))
    }

    async fn exchange(&self, call: Call<'_>, key: &str) -> anyhow::Result<Answer> {
        let request = self.request(call, key)?;
        let sent = connect::send(&self.base, request).await;
        let answer = sent.with_context(|| {
            format!(
                "cannot reach the server at {}; is it running, and is [admin] in its configuration?",
                self.base
            )
        })?;
        let status = answer.status();
        let body = connect::body(answer, MOST_BODY_BYTES).await?;
        Ok((status, body))
    }

    fn request(&self, call: Call<'_>, key: &str) -> anyhow::Result<Request<Full<Bytes>>> {
        let host = &self.base[url::Position::BeforeHost..url::Position::AfterPort];
        let mut request = Request::builder()
            .method(&call.method)
            .uri(format!("/api/v1/{}", call.path))
            .header(header::HOST, host)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        if call.method != Method::GET {
            request = request.header("idempotency-key", key);
        }
        if let Some(version) = call.version {
            request = request.header(header::IF_MATCH, format!("\"{version}\""));
        }
        let body = match call.body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Bytes::from(body.to_string())
            }
            None => Bytes::new(),
        };
        request.body(Full::new(body)).context(
            "what is given as the token cannot be one; give what `pilotlight token create` printed",
        )
    }
}

/// What the server did not do, and why.
#[derive(Debug, thiserror::Error)]
#[error("the server refused: {detail}")]
pub(crate) struct Refused {
    pub(crate) status: StatusCode,
    pub(crate) detail: String,
}

impl Refused {
    /// Whether the same would be refused again, for what it says and not for who says it.
    pub(crate) fn is_of_content(&self) -> bool {
        matches!(
            self.status,
            StatusCode::BAD_REQUEST
                | StatusCode::NOT_FOUND
                | StatusCode::CONFLICT
                | StatusCode::PAYLOAD_TOO_LARGE
                | StatusCode::UNPROCESSABLE_ENTITY
        )
    }
}

fn refused(status: StatusCode, problem: &Value) -> anyhow::Error {
    let detail = problem["detail"].as_str();
    let detail = detail.unwrap_or("it did not say why").to_owned();
    Refused { status, detail }.into()
}

/// Its status and its body.
type Answer = (StatusCode, Bytes);
