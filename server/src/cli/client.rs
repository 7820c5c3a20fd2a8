//! Talking to the admin API of a running server.

use std::time::Duration;

use anyhow::{Context, anyhow};
use bytes::Bytes;
use http::{Method, Request, StatusCode, header};
use http_body_util::Full;
use pilotlight_server::access::fresh_id;
use serde_json::Value;
use url::Url;

use super::connect;

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
        let (status, _, body) = self.answer(call, "").await?;
        if !status.is_success() {
            return Err(refused(&self.document(&body)?));
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

    /// Sends a request and reads its answer. A change carries a key of its own, so that it is done
    /// once.
    pub(crate) async fn call(&self, call: Call<'_>) -> anyhow::Result<Value> {
        let key = fresh_id()?;
        Ok(self.call_once(call, &key).await?.0)
    }

    /// The same with a key that stays: answers too whether it is done for the first time.
    pub(crate) async fn call_once(
        &self,
        call: Call<'_>,
        key: &str,
    ) -> anyhow::Result<(Value, bool)> {
        let (status, is_repeated, body) = self.answer(call, key).await?;
        let document = self.document(&body)?;
        if status.is_success() {
            return Ok((document, !is_repeated));
        }
        Err(refused(&document))
    }

    async fn answer(&self, call: Call<'_>, key: &str) -> anyhow::Result<Answer> {
        let place = self.base.host_str().unwrap_or_default();
        let attempt = tokio::time::timeout(PATIENCE, self.exchange(call, key));
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
        let is_repeated = answer.headers().contains_key("idempotency-replayed");
        let status = answer.status();
        let body = connect::body(answer, MOST_BODY_BYTES).await?;
        Ok((status, is_repeated, body))
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
        request
            .body(Full::new(body))
            .context("the token is no token")
    }
}

fn refused(problem: &Value) -> anyhow::Error {
    let detail = problem["detail"].as_str().unwrap_or("it did not say why");
    anyhow!("the server refused: {detail}")
}

/// Its status, whether it was given before, and its body.
type Answer = (StatusCode, bool, Bytes);
