//! A page with a canary in everything that is not for the public, and people who tell it more.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use pilotlight_server::{Server, config, start};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Long enough on any machine; a condition that holds returns at once.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// A running server, and all that makes it fail.
pub(crate) struct Page {
    pub(crate) folder: TempDir,
    pub(crate) server: Server,
    pub(crate) token: String,
    _well: TcpListener,
}

/// A target that answers every request with this.
async fn target(answer: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut head = [0; 4_096];
                // What it asks is all the same.
                let _ = stream.read(&mut head).await;
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    address
}

/// An HTTP monitor with a secret in every setting that may hold one.
fn monitor(id: &str, address: &str) -> String {
    format!(
        "[[component.monitor]]\nkind = \"http\"\nid = \"canary-monitor-{id}\"\n\
         url = \"http://{address}/canary-path?key=canary-secret-query\"\nmethod = \"POST\"\n\
         headers = {{ Authorization = \"Bearer canary-secret-header\", X-Key = \"canary-secret-key\" }}\n\
         body = \"canary-secret-body\"\nbody_contains = \"canary-expected\"\n\
         body_matches = \"canary-pattern\"\nevery = \"1s\"\nfailures = 1\n"
    )
}

impl Page {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("canary-folder")
            .tempdir()
            .expect("a folder");
        let well = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = well.local_addr().expect("an address");
        let answers = [
            "HTTP/1.1 500 canary-reason\r\nX-Why: canary-answer\r\nContent-Length: 11\r\n\r\ncanary-body",
            "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\ncanary-body",
            "HTTP/1.1 302 Found\r\nLocation: file:///canary-location\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 302 Found\r\nLocation: http://canary-next.invalid/\r\nContent-Length: 0\r\n\r\n",
            "canary-no-http\r\n\r\n",
        ];
        let mut monitors = monitor("name", "canary-name.invalid");
        monitors += &monitor("refused", "127.0.0.1:1");
        for (number, answer) in answers.into_iter().enumerate() {
            monitors += &monitor(&number.to_string(), &target(answer).await.to_string());
        }
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
            [witness]
            addresses = ["canary-witness.invalid:53", "{address}"]
            [[incident.template]]
            id = "canary-template"
            title = "canary-title"
            text = "canary-template-text"
            [[component]]
            id = "web"
            name = "Known to all"
            [[component.monitor]]
            kind = "tcp"
            address = "{address}"
            every = "1s"
            [[component]]
            id = "canary-hidden"
            name = "canary-hidden-name"
            description = "canary-hidden-description"
            hidden = true
            [[component.monitor]]
            kind = "tcp"
            address = "{address}"
            every = "1s"
            [[component]]
            id = "api"
            name = "API"
            [component.incident]
            after = "1s"
            {monitors}
            "#
        );
        let config = config::parse(&text, folder.path()).expect("a good configuration");
        let server = start(config).await.expect("starts");
        let token = server.first_token.clone().expect("there was no token yet");
        Self {
            folder,
            server,
            token,
            _well: well,
        }
    }

    /// What an operator asks, with this token; status and text of the answer.
    pub(crate) async fn ask(
        &self,
        token: &str,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> (u16, String) {
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\
             Authorization: Bearer {token}\r\nContent-Type: application/json\r\n\
             Idempotency-Key: canary-key-{path}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let address = self.server.admin_address.expect("has an admin API");
        exchange(address, &(head + &body)).await
    }

    /// As an operator who may do everything.
    pub(crate) async fn tell(&self, method: &str, path: &str, body: Value) -> Value {
        let (status, text) = self.ask(&self.token, method, path, Some(body)).await;
        assert!((200..300).contains(&status), "{path}: {text}");
        serde_json::from_str(&text).expect("is JSON")
    }

    /// Has people tell what is not for all, and one thing that is.
    pub(crate) async fn told(&self) {
        let update =
            |body: &str| json!([{ "body": body, "components": { "web": "partial_outage" } }]);
        let draft = json!({
            "name": "canary-draft", "draft": true, "updates": update("canary-draft-text"),
        });
        self.tell("POST", "/api/v1/incidents", draft).await;
        let set = json!({ "status": "degraded_performance", "reason": "canary-reason" });
        self.tell("PUT", "/api/v1/components/web/status", set).await;
        let ada = json!({ "name": "canary-member", "role": "admin" });
        self.tell("PUT", "/api/v1/members/canary-ada", ada).await;
        let token = json!({ "name": "canary-token", "scopes": ["read"], "member": "canary-ada" });
        self.tell("POST", "/api/v1/tokens", token).await;
        let hidden = json!({
            "name": "Known to all, too",
            "updates": [{ "body": "Said to all.", "components": { "canary-hidden": "major_outage" } }],
        });
        // Another key than the draft's.
        self.tell("POST", "/api/v1/incidents?", hidden).await;
    }

    /// Waits until all that was told and all that fails is published.
    pub(crate) async fn until_published(&self) {
        let path = self.folder.path().join("public/feed/v1/feed.json");
        let is_published = || {
            let text = fs::read(&path).ok()?;
            let feed: Value = serde_json::from_slice(&text).ok()?;
            let names = |list: &str, name: &str| {
                let list = feed[list].as_array().into_iter().flatten();
                list.clone().any(|one| {
                    one["name"]
                        .as_str()
                        .is_some_and(|known| known.starts_with(name))
                })
            };
            let is_down = feed["components"].as_array()?.iter().any(|one| {
                one["id"] == "api"
                    && one["status"]
                        .as_str()
                        .is_some_and(|status| status.ends_with("_outage"))
            });
            (is_down && names("incidents", "Known to all, too") && names("incidents", "API"))
                .then_some(())
        };
        let mut again = tokio::time::interval(LOOK_AGAIN);
        let search = async {
            while is_published().is_none() {
                again.tick().await;
            }
        };
        let found = tokio::time::timeout(PATIENCE, search).await;
        assert!(
            found.is_ok(),
            "{}",
            fs::read_to_string(&path).unwrap_or_default()
        );
    }

    /// What everyone is answered at a path.
    pub(crate) async fn served(&self, path: &str) -> (u16, String) {
        let head = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        exchange(self.server.address, &head).await
    }
}

/// Status and the whole answer, head included.
async fn exchange(address: SocketAddr, request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).await.expect("connects");
    stream.write_all(request.as_bytes()).await.expect("is read");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("is answered");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok());
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let text = if body.starts_with(['{', '[']) {
        body
    } else {
        &answer
    };
    (status.expect("is HTTP"), text.to_owned())
}

/// Every file below a folder by its path from there.
pub(crate) fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("can be read") {
            let path = entry.expect("can be read").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let below = path.strip_prefix(root).expect("is below").display();
            // The database's own may go away meanwhile.
            found.insert(below.to_string(), fs::read(&path).unwrap_or_default());
        }
    }
    found
}
