//! A server in a folder of its own with its admin API, and a client of it.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use pilotlight_server::config::{self, Config};
use pilotlight_server::{Server, start};
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};

/// Long enough on any machine; a condition that holds returns at once.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Waits until there is an answer.
pub(crate) async fn until_ok<T>(ask: impl AsyncFn() -> Option<T>) -> T {
    let mut again = tokio::time::interval(LOOK_AGAIN);
    let search = async {
        loop {
            again.tick().await;
            if let Some(found) = ask().await {
                return found;
            }
        }
    };
    tokio::time::timeout(PATIENCE, search)
        .await
        .expect("comes in time")
}

pub(crate) struct Running {
    pub(crate) folder: TempDir,
    pub(crate) server: Server,
    pub(crate) token: String,
    _target: TcpListener,
    text: String,
}

#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    headers: HeaderMap,
    pub(crate) json: Value,
    pub(crate) text: String,
}

impl Running {
    pub(crate) async fn start() -> Self {
        Self::start_with(("", "")).await
    }

    /// Starts with other words in the configuration.
    pub(crate) async fn start_with((words, other): (&str, &str)) -> Self {
        let folder = TempDir::new().expect("a folder");
        let target = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = target.local_addr().expect("an address");
        let text = format!(
            r#"
            [page]
            name = "Acme"
            url = "http://127.0.0.1/"
            [http]
            listen = "127.0.0.1:0"
            [admin]
            listen = "127.0.0.1:0"
            [publish]
            directory = "public"
            refresh = "1s"
            [[incident.template]]
            id = "down"
            title = "{{component}}: {{status}}"
            text = "{{components}} since {{since}}."
            impact = "major"
            components = {{ web = "partial_outage" }}
            [[incident.template]]
            id = "any"
            title = "{{component}} is slow"
            text = "We look into it."
            [[component]]
            id = "web"
            name = "Web"
            [[component.monitor]]
            kind = "tcp"
            address = "{address}"
            every = "1s"
            "#
        );
        let text = if words.is_empty() {
            text
        } else {
            text.replace(words, other)
        };
        let config = config::parse(&text, folder.path()).expect("a good configuration");
        let server = start(config).await.expect("starts");
        let token = server.first_token.clone().expect("there was no token yet");
        let running = Self {
            folder,
            server,
            token,
            _target: target,
            text,
        };
        running
            .until(|feed| feed["components"][0]["status"] == "operational")
            .await;
        running
    }

    /// The configuration with other words in it.
    pub(crate) fn with(&self, words: &str, other: &str) -> Config {
        let text = self.text.replace(words, other);
        config::parse(&text, self.folder.path()).expect("a good configuration")
    }

    /// The configuration with something more at its end.
    pub(crate) fn with_more(&self, more: &str) -> Config {
        let text = [self.text.as_str(), more].concat();
        config::parse(&text, self.folder.path()).expect("a good configuration")
    }

    pub(crate) async fn restart(self) -> Self {
        self.server.stop().await;
        let config = config::parse(&self.text, self.folder.path()).expect("a good configuration");
        let server = start(config).await.expect("starts again");
        Self { server, ..self }
    }

    pub(crate) async fn stop(self) {
        self.server.stop().await;
    }

    pub(crate) async fn stop_and(self, look: impl FnOnce(&TempDir)) {
        self.server.stop().await;
        look(&self.folder);
    }

    /// The published feed; null when there is none yet.
    pub(crate) fn feed(&self) -> Value {
        let text = std::fs::read(self.folder.path().join("public/feed/v1/feed.json"));
        text.map_or(Value::Null, |text| {
            serde_json::from_slice(&text).expect("is JSON")
        })
    }

    /// Waits for a publication of which this holds.
    pub(crate) async fn until(&self, holds: impl Fn(&Value) -> bool) -> Value {
        let mut again = tokio::time::interval(LOOK_AGAIN);
        let search = async {
            loop {
                again.tick().await;
                let feed = self.feed();
                if holds(&feed) {
                    return feed;
                }
            }
        };
        let found = tokio::time::timeout(PATIENCE, search).await;
        assert!(found.is_ok(), "not published in time; now {}", self.feed());
        found.unwrap_or_default()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.send_with(&[], method, path, body).await
    }

    pub(crate) async fn send_with(
        &self,
        headers: &[(&str, &str)],
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let mut all = vec![("authorization", bearer.as_str())];
        all.extend(headers);
        self.exchange(
            &all,
            (method, path),
            body.map(|body| ("application/json", body.to_string())),
        )
        .await
    }

    pub(crate) async fn send_as(
        &self,
        token: Option<&str>,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        let bearer = token.map(|token| format!("Bearer {token}"));
        let headers: Vec<(&str, &str)> = bearer
            .iter()
            .map(|bearer| ("authorization", bearer.as_str()))
            .collect();
        self.exchange(
            &headers,
            (method, path),
            body.map(|body| ("application/json", body.to_string())),
        )
        .await
    }

    pub(crate) async fn send_text(&self, path: &str, media_type: &str, body: &str) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let headers = [("authorization", bearer.as_str())];
        self.exchange(
            &headers,
            ("POST", path),
            Some((media_type, body.to_owned())),
        )
        .await
    }

    /// Asks with nothing but these headers.
    pub(crate) async fn send_bare(&self, headers: &[(&str, &str)], path: &str) -> Answer {
        self.exchange(headers, ("GET", path), None).await
    }

    pub(crate) async fn exchange(
        &self,
        headers: &[(&str, &str)],
        line: (&str, &str),
        body: Option<(&str, String)>,
    ) -> Answer {
        let address = self.server.admin_address.expect("has an admin API");
        exchange_at(address, headers, line, body).await
    }
}

/// What is answered at an address to this method and path.
pub(crate) async fn exchange_at(
    address: SocketAddr,
    headers: &[(&str, &str)],
    (method, path): (&str, &str),
    body: Option<(&str, String)>,
) -> Answer {
    let stream = TcpStream::connect(address).await.expect("connects");
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .expect("speaks HTTP");
    let connection = tokio::spawn(connection);
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "test");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut bytes = Bytes::new();
    if let Some((media_type, text)) = body {
        request = request.header("content-type", media_type);
        bytes = text.into();
    }
    let request = request.body(Full::new(bytes)).expect("a request");
    let answer = sender.send_request(request).await.expect("an answer");
    let (head, body) = answer.into_parts();
    let body = body.collect().await.expect("a whole answer").to_bytes();
    connection.abort();
    Answer {
        status: head.status,
        headers: head.headers,
        json: serde_json::from_slice(&body).unwrap_or_default(),
        text: String::from_utf8_lossy(&body).into_owned(),
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The document, when all was well.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert!(self.status.is_success(), "{}: {}", self.status, self.json);
        self.json
    }
}
