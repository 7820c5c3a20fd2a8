//! What a listener serves: the published files to everyone, or the admin API and the page
//! above it to operators.

use std::net::IpAddr;
use std::sync::Arc;

use arc_swap::ArcSwap;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;

use super::answer::answer;
use super::api::Api;
use super::console;
use crate::publish::Published;

/// One of the two.
#[derive(Clone, Debug)]
pub enum Face {
    /// The published files.
    Public(Arc<ArcSwap<Published>>),
    /// The admin API, and the page for operators.
    Admin(Arc<Api>),
}

impl Face {
    pub(super) async fn answer(
        &self,
        peer: IpAddr,
        request: Request<Incoming>,
    ) -> Response<Full<Bytes>> {
        match self {
            Self::Public(published) => answer(published, &request),
            Self::Admin(api) => match console::answer(&request) {
                Some(answer) => answer,
                None => api.answer(peer, request).await,
            },
        }
    }
}

impl From<Arc<ArcSwap<Published>>> for Face {
    fn from(published: Arc<ArcSwap<Published>>) -> Self {
        Self::Public(published)
    }
}
