//! The least of an HTTP client: one request, one answer, no library that could hide a fault.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Longer than the server itself waits for anything.
const TIMEOUT: Duration = Duration::from_secs(20);

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case; of a name that is said twice the last.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text, whatever it is.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; null when it is none.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// Status and body of a `GET`; none when nobody answers.
pub fn get(address: SocketAddr, path: &str) -> Option<(u16, Vec<u8>)> {
    let answer = ask(address, "GET", path, &[], None)?;
    Some((answer.status, answer.body))
}

/// The answer after JSON was sent by somebody with a token; none when nobody answers, or not to
/// the end.
pub fn send(
    address: SocketAddr,
    method: &str,
    path: &str,
    token: &str,
    json: &str,
) -> Option<Answer> {
    let bearer = format!("Bearer {token}");
    let body = Some(json).filter(|json| !json.is_empty());
    ask(address, method, path, &[("Authorization", &bearer)], body)
}

/// Status and headers of a `GET`, names in lower case; none when nobody answers.
pub fn head(address: SocketAddr, path: &str) -> Option<(u16, BTreeMap<String, String>)> {
    let answer = ask(address, "GET", path, &[], None)?;
    Some((answer.status, answer.headers))
}

/// The answer to a request with these headers, as they are, and a JSON body if there is one.
pub fn ask(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    json: Option<&str>,
) -> Option<Answer> {
    let mut request = format!("{method} {path} HTTP/1.1\r\n");
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    if let Some(json) = json {
        request += "Content-Type: application/json\r\n";
        request += &format!("Content-Length: {}\r\n", json.len());
    }
    request += &format!("Host: {address}\r\nConnection: close\r\n\r\n");
    request += json.unwrap_or_default();
    parse(&exchange(address, request.as_bytes())?)
}

/// All that comes back for these bytes until the other side ends the connection.
pub fn exchange(address: SocketAddr, request: &[u8]) -> Option<Vec<u8>> {
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT).ok()?;
    stream.set_read_timeout(Some(TIMEOUT)).ok()?;
    stream.write_all(request).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    Some(answer)
}

fn parse(answer: &[u8]) -> Option<Answer> {
    let head_end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&answer[..head_end]);
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines.filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_ascii_lowercase(), value.trim().to_owned()))
    });
    Some(Answer {
        status,
        headers: headers.collect(),
        body: answer[head_end + 4..].to_vec(),
    })
}

/// Status, headers with names in lower case, and body of a request with a body; none when nobody answers.
pub(crate) fn exchange_whole(
    address: SocketAddr,
    head: &str,
    body: &[u8],
) -> Option<(u16, BTreeMap<String, String>, Vec<u8>)> {
    let rest = format!("Host: {address}\r\nConnection: close\r\n\r\n");
    let request = [head.as_bytes(), rest.as_bytes(), body].concat();
    let answer = parse(&exchange(address, &request)?)?;
    Some((answer.status, answer.headers, answer.body))
}
