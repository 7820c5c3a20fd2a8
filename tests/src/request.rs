//! The least of an HTTP client: one request, one answer, no library that could hide a fault.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(5);

/// Status and body of a `GET`; none when nobody answers.
pub fn get(address: SocketAddr, path: &str) -> Option<(u16, Vec<u8>)> {
    exchange(address, &format!("GET {path} HTTP/1.1\r\n"), "")
}

/// Status and body after JSON was sent by somebody with a token; none when nobody answers, or not to
/// the end.
pub fn send(
    address: SocketAddr,
    method: &str,
    path: &str,
    token: &str,
    json: &str,
) -> Option<(u16, Vec<u8>)> {
    let head = format!(
        "{method} {path} HTTP/1.1\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n",
        json.len()
    );
    exchange(address, &head, json)
}

/// Status and headers of a `GET`, names in lower case; none when nobody answers.
pub fn head(address: SocketAddr, path: &str) -> Option<(u16, BTreeMap<String, String>)> {
    let (head, _) = answer(address, &format!("GET {path} HTTP/1.1\r\n"), b"")?;
    Some((status(&head)?, fields(&head)))
}

fn fields(head: &str) -> BTreeMap<String, String> {
    let lines = head.lines().skip(1);
    let fields = lines.filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_ascii_lowercase(), value.trim().to_owned()))
    });
    fields.collect()
}

/// Status, headers with names in lower case, and body of a request with a body; none when nobody answers.
pub(crate) fn exchange_whole(
    address: SocketAddr,
    head: &str,
    body: &[u8],
) -> Option<(u16, BTreeMap<String, String>, Vec<u8>)> {
    let (head, body) = answer(address, head, body)?;
    Some((status(&head)?, fields(&head), body))
}

fn exchange(address: SocketAddr, head: &str, body: &str) -> Option<(u16, Vec<u8>)> {
    let (head, body) = answer(address, head, body.as_bytes())?;
    Some((status(&head)?, body))
}

fn status(head: &str) -> Option<u16> {
    head.split(' ').nth(1)?.parse().ok()
}

/// Head and body of the answer to a request that ends the connection.
fn answer(address: SocketAddr, head: &str, body: &[u8]) -> Option<(String, Vec<u8>)> {
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT).ok()?;
    stream.set_read_timeout(Some(TIMEOUT)).ok()?;
    let rest = format!("Host: {address}\r\nConnection: close\r\n\r\n");
    let request = [head.as_bytes(), rest.as_bytes(), body];
    stream.write_all(&request.concat()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let head_end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
    let body = answer.split_off(head_end + 4);
    Some((String::from_utf8_lossy(&answer).into_owned(), body))
}
