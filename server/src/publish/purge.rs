//! Telling a CDN which addresses have changed, once they have: a list of them, posted to where it takes
//! them. Whatever becomes of it, what is published stays published; a copy that is not purged runs out
//! by its own rule.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::{Method, Request, StatusCode, Uri};
use http_body_util::Full;
use pilotlight_site::Kind;
use pilotlight_site::file::url_path;
use serde_json::json;
use tokio::sync::watch;

use super::set::Published;
use super::target::{Edition, closing, jittered};
use crate::web::{self, Web};

/// One request and its answer.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// How often one list is sent; what nobody took by then goes with the next publication.
const TRIES: u32 = 3;
/// The pause after the first try; it doubles.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// What readers go by, in the order in which it is told.
const FIRST: [&str; 4] = [
    "/feed/v1/summary.json",
    "/feed/v1/feed.json",
    "/",
    "/badge.svg",
];

/// The hash of what an address answers.
type Hashes = BTreeMap<String, [u8; 32]>;

/// Whom to tell.
#[derive(Clone, Debug)]
pub struct Purge {
    /// Where the list goes.
    pub url: Uri,
    /// How.
    pub method: Method,
    /// With what beside it.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Variable of the environment that has the token, which is sent as `Authorization: Bearer`.
    pub token_env: Option<String>,
    /// Field of a JSON object that the list is; none: the list is the whole body.
    pub field: Option<String>,
    /// Addresses in one request.
    pub batch: usize,
}

/// What the environment lacks.
#[derive(Debug, thiserror::Error)]
#[error(
    "publish.purge.token_env names {0}, which is not set or no plain text; set it to the token, or take the setting out"
)]
pub struct NoToken(String);

/// Tells it.
#[derive(Debug)]
pub(crate) struct Purger {
    settings: Purge,
    token: Option<HeaderValue>,
    web: Web<Full<Bytes>>,
    /// What has been told of.
    done: Hashes,
    is_failing: bool,
}

impl Purger {
    /// Reads the token.
    ///
    /// # Errors
    /// [`NoToken`].
    pub(crate) fn new(settings: Purge) -> Result<Self, NoToken> {
        let token = settings.token_env.as_ref().map(|name| {
            let text = std::env::var(name).ok().filter(|text| !text.is_empty());
            let value =
                text.and_then(|text| HeaderValue::try_from(["Bearer ", &text].concat()).ok());
            let mut value = value.ok_or_else(|| NoToken(name.clone()))?;
            value.set_sensitive(true);
            Ok(value)
        });
        Ok(Self {
            token: token.transpose()?,
            settings,
            web: web::client(),
            done: Hashes::new(),
            is_failing: false,
        })
    }

    /// Tells of one edition after another, always the newest, until nobody can hand over one any more.
    pub(crate) async fn follow(mut self, mut editions: watch::Receiver<Option<Edition>>) {
        let closing = closing(editions.clone());
        tokio::pin!(closing);
        while editions.changed().await.is_ok() {
            let Some(edition) = editions.borrow_and_update().clone() else {
                continue;
            };
            tokio::select! {
                () = self.tell(&edition) => {}
                () = &mut closing => return,
            }
        }
    }

    /// Tells of all that is not told yet, what readers go by first. What was taken is noted list by list, so
    /// that one that is cut off goes on where it was.
    async fn tell(&mut self, edition: &Edition) {
        let now = hashes(&edition.published);
        let addresses = changed(&self.done, &now);
        let site = edition.page_url.trim_end_matches('/');
        for batch in addresses.chunks(self.settings.batch) {
            let urls: Vec<String> = batch
                .iter()
                .map(|address| [site, address].concat())
                .collect();
            if let Err(reason) = self.send(&urls).await {
                if !self.is_failing {
                    tracing::error!(
                        reason,
                        "cannot tell the CDN what has changed; it shows its copies until they run out, and is told again with the next publication"
                    );
                }
                self.is_failing = true;
                return;
            }
            for address in batch {
                match now.get(address) {
                    Some(hash) => self.done.insert(address.clone(), *hash),
                    None => self.done.remove(address),
                };
            }
        }
        if self.is_failing {
            tracing::info!("the CDN is told what has changed again");
        }
        self.is_failing = false;
        tracing::debug!(addresses = addresses.len(), "told the CDN what has changed");
    }

    /// Sends a list until it is taken; answers why it is not.
    async fn send(&self, urls: &[String]) -> Result<(), String> {
        let body = match &self.settings.field {
            Some(field) => json!({ field.as_str(): urls }),
            None => json!(urls),
        };
        let body = Bytes::from(body.to_string());
        let mut reason = String::new();
        for number in 0..TRIES {
            if 0 < number {
                tokio::time::sleep(jittered(FIRST_PAUSE * 2_u32.pow(number - 1))).await;
            }
            match self.attempt(body.clone()).await {
                Ok(status) if status.is_success() => return Ok(()),
                Ok(status) => {
                    reason = format!("it answers {status}");
                    let is_passing = status.is_server_error()
                        || matches!(
                            status,
                            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT
                        );
                    if !is_passing {
                        break;
                    }
                }
                Err(failure) => reason = failure,
            }
        }
        Err(reason)
    }

    async fn attempt(&self, body: Bytes) -> Result<StatusCode, String> {
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = self.settings.method.clone();
        *request.uri_mut() = self.settings.url.clone();
        let headers = request.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        if let Some(token) = &self.token {
            headers.insert(header::AUTHORIZATION, token.clone());
        }
        headers.extend(self.settings.headers.iter().cloned());
        match tokio::time::timeout(REQUEST_TIMEOUT, self.web.request(request)).await {
            Ok(Ok(answer)) => Ok(answer.status()),
            Ok(Err(error)) => Err(deepest(&error)),
            Err(_) => Err(format!("no answer within {REQUEST_TIMEOUT:?}")),
        }
    }
}

/// What each address that can change answers. What has its hash or version in its path never does.
fn hashes(set: &Published) -> Hashes {
    let entries = set.in_order();
    let changing = entries.filter(|entry| entry.kind != Kind::Immutable);
    changing
        .map(|entry| (url_path(&entry.path), entry.hash))
        .collect()
}

/// The addresses that answer otherwise than before: of what is new, of what changed, of what is gone.
/// What readers go by comes first, the rest by its name.
fn changed(before: &Hashes, now: &Hashes) -> Vec<String> {
    let new = now
        .iter()
        .filter(|(address, hash)| before.get(*address) != Some(*hash));
    let gone = before
        .iter()
        .filter(|(address, _)| !now.contains_key(*address));
    let mut changed: Vec<String> = new
        .chain(gone)
        .map(|(address, _)| address.clone())
        .collect();
    let place = |address: &String| FIRST.iter().position(|first| first == address);
    changed.sort_by_cached_key(|address| (place(address).unwrap_or(FIRST.len()), address.clone()));
    changed
}

/// The last reason of a chain.
fn deepest(error: &dyn std::error::Error) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}
