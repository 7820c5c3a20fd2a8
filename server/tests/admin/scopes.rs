//! Who is let in where: every route with every scope, and every other way to ask.

use std::net::SocketAddr;

use http::StatusCode;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::client::{Running, exchange_at};
use crate::incident;

const SCOPES: [&str; 5] = ["read", "incidents", "components", "subscribers", "admin"];
const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// A token of each scope alone.
async fn tokens(running: &Running) -> Vec<(&'static str, String)> {
    let mut tokens = Vec::new();
    for scope in SCOPES {
        let wanted = json!({ "name": scope, "scopes": [scope] });
        let made = running.send("POST", "/api/v1/tokens", Some(wanted)).await;
        let token = made.json["token"].as_str().expect("a token");
        tokens.push((scope, token.to_owned()));
    }
    tokens
}

/// An address for a route: placeholders become what is not there.
fn address(path: &str) -> String {
    path.replace("{id}", "nothing-here")
        .replace("{number}", "7")
}

/// What a walk over the table has found.
#[derive(Debug, Default)]
struct Walk {
    routes: usize,
    allowed: usize,
    /// What is not as declared, a line each.
    faults: Vec<String>,
}

/// Asks every route of a description without a token and with each of these.
async fn walk(server: SocketAddr, document: &Value, tokens: &[(&str, String)]) -> Walk {
    let mut walk = Walk::default();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let needed = operation["description"].as_str().expect("says its scope");
            if needed.starts_with("Open") {
                continue;
            }
            walk.routes += 1;
            let (method, address) = (method.to_uppercase(), address(path));
            let line = (method.as_str(), address.as_str());
            let stranger = exchange_at(server, &[], line, None).await.status;
            if !is_sent_away(stranger) {
                let fault = format!("{method} {path} for a stranger: {stranger}");
                walk.faults.push(fault);
            }
            for (scope, token) in tokens {
                let bearer = format!("Bearer {token}");
                let headers = [("authorization", bearer.as_str())];
                let status = exchange_at(server, &headers, line, None).await.status;
                let may = needed.contains(&format!("`{scope}`"))
                    || *scope == "admin"
                    || needed.contains("`read`");
                let is_let_in = status != StatusCode::FORBIDDEN && !is_sent_away(status);
                if is_let_in != may || status.is_server_error() {
                    walk.faults
                        .push(format!("{method} {path} with {scope}: {status}"));
                }
                walk.allowed += usize::from(may);
            }
        }
    }
    walk
}

fn is_sent_away(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::UNAUTHORIZED | StatusCode::TOO_MANY_REQUESTS
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_is_open_to_the_scope_it_declares_and_to_no_other() {
    let running = Running::start().await;
    let document = running.get("/api/v1/openapi.json").await.json;
    let server = running.server.admin_address.expect("has an admin API");
    let tokens = tokens(&running).await;
    let found = walk(server, &document, &tokens).await;
    assert_eq!(found.faults, Vec::<String>::new());
    assert!(
        20 < found.routes && found.allowed < found.routes * SCOPES.len(),
        "the table was walked: {found:?}"
    );

    // The controls. A route that needs another scope than it says:
    let mut other = document.clone();
    other["paths"]["/api/v1/tokens"]["get"]["description"] = "Needs the scope `read`.".into();
    let caught = walk(server, &other, &tokens).await.faults;
    assert_eq!(caught.len(), SCOPES.len() - 1, "{caught:?}");
    // and one that is past the gate.
    let careless = careless(server, "GET /api/v1/audit ", &running.token).await;
    let caught = walk(careless, &document, &tokens).await.faults;
    assert_eq!(caught.len(), SCOPES.len(), "{caught:?}");
    let is_of_route = |line: &String| line.starts_with("GET /api/v1/audit ");
    assert!(caught.iter().all(is_of_route), "{caught:?}");
    running.stop().await;
}

/// What must be caught: somebody before the server who asks one route with a token of his own.
async fn careless(server: SocketAddr, route: &'static str, token: &str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let own = format!("authorization: Bearer {token}\r\n");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let own = own.clone();
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(stream.read_u8().await?);
                }
                let head = String::from_utf8_lossy(&head);
                let mut lines: Vec<String> = head
                    .lines()
                    .filter(|line| !line.is_empty())
                    .map(|line| format!("{line}\r\n"))
                    .collect();
                if head.starts_with(route) {
                    lines.retain(|line| !line.to_lowercase().starts_with("authorization:"));
                    lines.push(own);
                }
                lines.push("connection: close\r\n\r\n".to_owned());
                let mut upstream = TcpStream::connect(server).await?;
                upstream.write_all(lines.concat().as_bytes()).await?;
                tokio::io::copy(&mut upstream, &mut stream).await
            });
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_route_has_is_refused_to_everyone() {
    let running = Running::start().await;
    let document = running.get("/api/v1/openapi.json").await.json;
    let (mut asked, mut wrong) = (0, Vec::new());
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for method in METHODS {
            if !methods[method.to_lowercase()].is_null() {
                continue;
            }
            asked += 1;
            let path = address(path);
            let known = running.send(method, &path, None).await.status;
            let stranger = running.send_as(None, method, &path, None).await.status;
            if known != StatusCode::METHOD_NOT_ALLOWED || !is_sent_away(stranger) {
                wrong.push(format!("{method} {path}: {known}, {stranger}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(50 < asked);
    for path in [
        "/api/v1/",
        "/api/v1/incidents/",
        "/api/v1/incidents/../tokens",
        "/api/v1//tokens",
        "/api/v1/tokens%2f",
        "/API/v1/tokens",
        "/api/v1/tokens;admin",
        "/api/v2/tokens",
        "/api/v1/openapi.json/",
        "/metrics",
        "/debug",
    ] {
        assert_eq!(
            running.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
        let stranger = running.send_as(None, "GET", path, None).await.status;
        assert!(is_sent_away(stranger), "{path}: {stranger}");
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_one_bearer_token_in_its_header_lets_in() {
    let running = Running::start().await;
    let token = running.token.as_str();
    let bearer = format!("Bearer {token}");
    let basic = ["Basic ", "eDpwbHQ="].concat();
    let of = |before: &str, after: &str| format!("{before}{token}{after}");
    let (cookie, plain) = (of("token=", "; authorization=Bearer"), of("", ""));
    let (twice, listed) = (of(&bearer, ""), of(&format!("{bearer}, Bearer "), ""));
    let (digest, long) = (of("Digest ", ""), of("Bearer ", "x"));
    let ways: [&[(&str, &str)]; 13] = [
        &[("authorization", &basic)],
        &[("cookie", &cookie)],
        &[("x-api-key", token)],
        &[("x-auth-token", token)],
        &[("proxy-authorization", &bearer)],
        &[("authorization", &plain)],
        &[("authorization", &digest)],
        &[("authorization", &twice)],
        &[("authorization", &listed)],
        &[("authorization", &long)],
        &[("authorization", &bearer), ("authorization", &basic)],
        &[("authorization", &basic), ("authorization", &bearer)],
        &[("authorization", &bearer), ("authorization", &bearer)],
    ];
    let json = || Some(("application/json", incident().to_string()));
    for way in ways {
        for line in [("GET", "/api/v1/incidents"), ("POST", "/api/v1/incidents")] {
            let body = (line.0 == "POST").then(json).flatten();
            let status = running.exchange(way, line, body).await.status;
            assert!(is_sent_away(status), "{way:?}: {status}");
        }
    }
    for query in ["token", "access_token", "authorization", "api_key"] {
        let path = format!("/api/v1/incidents?{query}={token}");
        let status = running.send_as(None, "GET", &path, None).await.status;
        assert!(is_sent_away(status), "{query}: {status}");
    }
    // The control: the same once and where it belongs, and nothing came of the rest.
    let right = running.get("/api/v1/incidents").await.ok();
    assert_eq!(right["items"], json!([]));
    let one: &[(&str, &str)] = &[("authorization", &bearer)];
    let made = running.exchange(one, ("POST", "/api/v1/incidents"), json());
    assert_eq!(made.await.status, StatusCode::CREATED);
    running.stop().await;
}
