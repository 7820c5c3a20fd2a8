//! The client of a bucket: `object_store`'s signing and retrying over our own connections.

use std::time::Duration;

use async_trait::async_trait;
use http_body_util::{BodyExt, Limited};
use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey};
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody,
    HttpResponse, HttpService,
};
use object_store::{BackoffConfig, ClientOptions, RetryConfig};

use super::place::{Endpoint, Place};
use crate::web::{self, Web};

/// One request, from its first byte to the last of its answer, when it carries nothing.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);
/// What it carries may take as long as this many bytes a second do.
const SLOWEST_BYTES_A_SECOND: usize = 16 << 10;
/// The largest answer that is read: a list of a thousand names is below one MiB.
const ANSWER_BYTES: usize = 8 << 20;
/// How often and for how long one request is tried again; what still fails is tried again with the next
/// publication.
const RETRIES: usize = 4;
const RETRY_FOR: Duration = Duration::from_secs(20);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// A client of this bucket, with the credentials and the rest of what the environment says: `AWS_…`.
///
/// # Errors
/// What is wrong with the environment, in words.
pub(super) fn open(place: &Place) -> Result<AmazonS3, String> {
    let mut builder = AmazonS3Builder::from_env();
    let named = builder
        .get_config_value(&AmazonS3ConfigKey::S3Endpoint)
        .or_else(|| builder.get_config_value(&AmazonS3ConfigKey::Endpoint));
    let endpoint = match (&place.endpoint, named) {
        (Some(endpoint), _) => Some(endpoint.clone()),
        (None, Some(named)) => {
            let read = Endpoint::parse(&named, place.clear);
            Some(read.map_err(|why| format!("AWS_ENDPOINT_URL {why}"))?)
        }
        (None, None) => None,
    };
    let in_host = !place.path_style.unwrap_or(endpoint.is_some());
    if let Some(endpoint) = &endpoint {
        let text = endpoint.text(in_host.then_some(&place.name));
        builder = builder
            .with_config(AmazonS3ConfigKey::S3Endpoint, &text)
            .with_allow_http(endpoint.is_clear());
    }
    if let Some(region) = &place.region {
        builder = builder.with_region(region);
    }
    let retry = RetryConfig {
        backoff: BackoffConfig {
            init_backoff: FIRST_PAUSE,
            max_backoff: LONGEST_PAUSE,
            ..BackoffConfig::default()
        },
        max_retries: RETRIES,
        retry_timeout: RETRY_FOR,
    };
    let built = builder
        .with_bucket_name(&place.name)
        .with_virtual_hosted_style_request(in_host)
        .with_retry(retry)
        .with_http_connector(OverWeb)
        .build();
    built.map_err(|error| super::error::reason(&error))
}

/// Makes clients of our own connections.
#[derive(Debug)]
struct OverWeb;

impl HttpConnector for OverWeb {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(Service(web::client())))
    }
}

#[derive(Debug)]
struct Service(Web<HttpRequestBody>);

#[async_trait]
impl HttpService for Service {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let carried_s = request.body().content_length() / SLOWEST_BYTES_A_SECOND;
        let carried = Duration::from_secs(u64::try_from(carried_s).unwrap_or(0));
        let exchange = async {
            let answer = self.0.request(request).await.map_err(|error| {
                let kind = if error.is_connect() {
                    HttpErrorKind::Connect
                } else {
                    HttpErrorKind::Interrupted
                };
                HttpError::new(kind, error)
            })?;
            let (head, body) = answer.into_parts();
            let body = Limited::new(body, ANSWER_BYTES).collect().await;
            let body =
                body.map_err(|error| HttpError::new_boxed(HttpErrorKind::Interrupted, error))?;
            Ok(HttpResponse::from_parts(head, body.to_bytes().into()))
        };
        match tokio::time::timeout(REQUEST_TIMEOUT + carried, exchange).await {
            Ok(answer) => answer,
            Err(late) => Err(HttpError::new(HttpErrorKind::Timeout, late)),
        }
    }
}
