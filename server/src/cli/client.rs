//! Talking to the admin API of a running server.

use std::time::{Duration, Instant};

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

/// A request that has not been answered by now is sent again.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two tries. A server that is being restarted is back by then.
const PAUSES: [Duration; 3] = [
    Duration::from_millis(250),
    Duration::from_secs(1),
    Duration::from_secs(3),
];
/// Nothing is sent again after this: a person wants to know.
const MOST_PATIENCE: Duration = Duration::from_secs(90);
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

    /// Sends a request until it is answered. What finds nobody, is broken off, takes too long or is told
    /// to come again is sent again, under the same key: a change is done once however often it is sent.
    async fn answer(&self, call: Call<'_>) -> anyhow::Result<Answer> {
        let request = self.request(&call, &fresh_id()?)?;
        let began = Instant::now();
        let mut may_be_done = false;
        for (tried, pause) in (1..).zip(PAUSES.into_iter().map(Some).chain([None])) {
            let attempt = tokio::time::timeout(PATIENCE, self.exchange(request.clone())).await;
            let error = match attempt {
                Ok(Ok(exchanged)) => match (exchanged.again_in(), pause) {
                    (Some(wait), Some(_)) if began.elapsed() + wait < MOST_PATIENCE => {
                        self.note(format_args!(
                            "it is busy; asked again in {} s",
                            wait.as_secs()
                        ));
                        tokio::time::sleep(wait).await;
                        continue;
                    }
                    // What was sent before and not answered may be done all the same.
                    (Some(_), None) if may_be_done => anyhow!("it is busy"),
                    _ => return Ok((exchanged.status, exchanged.body)),
                },
                Ok(Err(error)) => error,
                Err(_) => anyhow!("no answer in {} s", PATIENCE.as_secs()),
            };
            let was_sent = !error.is::<connect::NotConnected>();
            may_be_done |= was_sent && call.method != Method::GET;
            match pause.filter(|pause| began.elapsed() + *pause < MOST_PATIENCE) {
                Some(pause) => {
                    self.note(format_args!("{}; asked again", error.root_cause()));
                    tokio::time::sleep(pause).await;
                }
                None => {
                    let error = error.context(format!("asked {tried} times"));
                    return Err(self.gave_up(error, may_be_done.then_some(&call)));
                }
            }
        }
        // The last of the pauses is none.
        Err(anyhow!("{} has not answered", self.base))
    }

    /// Says on the way what a person waits for.
    fn note(&self, what: std::fmt::Arguments<'_>) {
        eprintln!("pilotlight: {}: {what}", self.place());
    }

    fn place(&self) -> &str {
        &self.base[url::Position::BeforeHost..url::Position::AfterPort]
    }

    /// What is said in the end; with a change that was sent, that it may be done all the same.
    fn gave_up(&self, error: anyhow::Error, change: Option<&Call<'_>>) -> anyhow::Error {
        let place = self.place();
        match change {
            Some(call) => error.context(format!(
                "{place} has not answered; what was asked may still be carried out, so look with `pilotlight {}` before you ask again",
                list_of(call.path)
            )),
            None => error.context(format!(
                "cannot reach the server at {}; is it running, and is [admin] in its configuration?",
                self.base
            )),
        }
    }

    fn document(&self, body: &Bytes) -> anyhow::Result<Value> {
        if body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(body)
            .with_context(|| format!("{} is no pilotlight admin API", self.base))
    }

    async fn exchange(&self, request: Request<Full<Bytes>>) -> anyhow::Result<Exchanged> {
        let answer = connect::send(&self.base, request).await?;
        let (status, retry_after) = (answer.status(), answer.headers().get(header::RETRY_AFTER));
        let retry_after = retry_after.and_then(|value| value.to_str().ok()?.parse().ok());
        let body = connect::body(answer, MOST_BODY_BYTES).await?;
        Ok(Exchanged {
            status,
            retry_after: retry_after.map(Duration::from_secs),
            body,
        })
    }

    fn request(&self, call: &Call<'_>, key: &str) -> anyhow::Result<Request<Full<Bytes>>> {
        let mut request = Request::builder()
            .method(&call.method)
            .uri(format!("/api/v1/{}", call.path))
            .header(header::HOST, self.place())
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        if call.method != Method::GET {
            request = request.header("idempotency-key", key);
        }
        if let Some(version) = call.version {
            request = request.header(header::IF_MATCH, format!("\"{version}\""));
        }
        let body = match &call.body {
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

/// What one try has brought.
struct Exchanged {
    status: StatusCode,
    retry_after: Option<Duration>,
    body: Bytes,
}

impl Exchanged {
    /// When to come again, where nothing was done and the server asks to.
    fn again_in(&self) -> Option<Duration> {
        let is_busy = self.status == StatusCode::SERVICE_UNAVAILABLE;
        self.retry_after.filter(|_| is_busy)
    }
}

/// The command that shows what is there of what a path names.
fn list_of(path: &str) -> &'static str {
    match path.split('/').next().unwrap_or_default() {
        "incidents" => "incident list --all",
        "maintenances" => "maintenance list --all",
        "series" => "series list",
        "components" | "component-order" => "component list",
        "groups" | "group-order" => "group list",
        "tokens" => "token list",
        "members" => "member list",
        _ => "audit",
    }
}
