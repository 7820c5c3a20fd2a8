//! Requests of our own to the outside that are no checks: to a bucket, to a CDN. One client, with the
//! TLS that checks have.

use std::time::Duration;

use http_body::Body;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

/// Until a connection stands. Beyond it the other side is as good as gone.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// A connection that nobody used for this long is closed: shorter than what servers keep open.
const IDLE: Duration = Duration::from_secs(4);

/// Sends requests over HTTP/1.1, in the clear or encrypted as the address says, and follows no redirect.
pub(crate) type Web<B> = Client<HttpsConnector<HttpConnector>, B>;

/// A client, which keeps its connections for the next request.
pub(crate) fn client<B>() -> Web<B>
where
    B: Body + Send,
    B::Data: Send,
{
    let mut connector = HttpConnector::new();
    connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
    connector.set_nodelay(true);
    connector.enforce_http(false);
    let tls = crate::probe::tls_config();
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(tls.as_ref().clone())
        .https_or_http()
        .enable_http1()
        .wrap_connector(connector);
    Client::builder(TokioExecutor::new())
        .pool_idle_timeout(IDLE)
        .pool_timer(TokioTimer::new())
        .build(connector)
}
