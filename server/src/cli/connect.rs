//! One request on a connection of its own.

use anyhow::{Context, anyhow};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use pilotlight_server::probe::tls_config;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::Url;

/// Nobody was found: nothing was sent.
#[derive(Debug, thiserror::Error)]
#[error("cannot connect to {0}")]
pub(super) struct NotConnected(String);

/// Sends a request to the host of an address.
pub(super) async fn send(
    to: &Url,
    request: Request<Full<Bytes>>,
) -> anyhow::Result<Response<Incoming>> {
    let host = to.host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let port = to.port_or_known_default().unwrap_or(80);
    let stream = TcpStream::connect((host, port)).await;
    let stream = stream.with_context(|| NotConnected(format!("{host}:{port}")))?;
    if to.scheme() != "https" {
        return exchange(stream, request).await;
    }
    let name = ServerName::try_from(host.to_owned())
        .with_context(|| format!("cannot check a certificate for {host:?}"))?;
    let tls = TlsConnector::from(tls_config());
    let stream = tls.connect(name, stream).await;
    let stream = stream.with_context(|| format!("cannot speak TLS with {host}:{port}"))?;
    exchange(stream, request).await
}

/// The whole body of an answer, unless it is larger.
pub(super) async fn body(answer: Response<Incoming>, most_bytes: usize) -> anyhow::Result<Bytes> {
    let body = Limited::new(answer.into_body(), most_bytes).collect().await;
    let body = body.map_err(|error| anyhow!("the answer did not arrive whole: {error}"))?;
    Ok(body.to_bytes())
}

async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> anyhow::Result<Response<Incoming>>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // Ends by itself when the answer is read or dropped.
    tokio::spawn(connection);
    sender
        .send_request(request)
        .await
        .context("the other side broke off")
}
