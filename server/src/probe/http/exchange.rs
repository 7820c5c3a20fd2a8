//! One request and its answer on a connection of their own, with bounded memory.

use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::Instant;
use tokio_rustls::TlsConnector;
use url::Url;

use crate::probe::Failure;
use crate::probe::address::Reach;
use crate::probe::connect::{Connector, Place};

/// Bytes of a body that are looked at; what a check searches for stands near the beginning, and a
/// hostile target must not fill our memory. Compressed bodies are neither asked for nor unpacked.
const MOST_BODY_BYTES: usize = 256 * 1024;
/// Bytes of the head of an answer.
const MOST_HEAD_BYTES: usize = 64 * 1024;

/// Where a request goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hop<'a> {
    pub(super) url: &'a Url,
    pub(super) reach: Reach,
    pub(super) deadline: Instant,
}

/// Sends a request; gives its answer and the address that it came from.
pub(super) async fn send(
    connector: &Connector,
    hop: Hop<'_>,
    request: Request<Full<Bytes>>,
) -> Result<(Response<Incoming>, IpAddr), Failure> {
    let host = hop.url.host_str().unwrap_or_default();
    let place = Place {
        host,
        port: hop.url.port_or_known_default().unwrap_or(80),
        reach: hop.reach,
    };
    let (stream, address) = connector.connect(place, hop.deadline).await?;
    if hop.url.scheme() == "http" {
        return Ok((exchange(stream, request).await?, address));
    }
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let name = ServerName::try_from(name.to_owned())
        .map_err(|_| Failure::Target(format!("{host} is no name for TLS")))?;
    let tls = TlsConnector::from(Arc::clone(&connector.tls));
    let stream = tls
        .connect(name, stream)
        .await
        .map_err(|error| Failure::Target(format!("TLS: {error}")))?;
    Ok((exchange(stream, request).await?, address))
}

async fn exchange<S>(
    stream: S,
    request: Request<Full<Bytes>>,
) -> Result<Response<Incoming>, Failure>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(MOST_HEAD_BYTES)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(failure)?;
    // Ends by itself when the answer is read or dropped, because the request says "close".
    tokio::spawn(connection);
    sender.send_request(request).await.map_err(failure)
}

/// The beginning of a body.
pub(super) async fn beginning(mut body: Incoming) -> Result<Vec<u8>, Failure> {
    let mut read = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(piece) = frame.map_err(failure)?.into_data() else {
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

fn failure(error: hyper::Error) -> Failure {
    Failure::Target(format!("HTTP: {error}"))
}
