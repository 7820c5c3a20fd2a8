//! Why a request is not done, as RFC 9457 has it: what, where and what to do instead.

use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::Full;
use serde_json::json;

use super::reply::finish;
use super::route::Operation;
use crate::access::Unfit;
use crate::core::Rejection;
use crate::request::Refusal;
use crate::store::StoreError;

/// When to ask again after the database took nothing, in seconds.
const BUSY_RETRY_S: HeaderValue = HeaderValue::from_static("5");

/// A problem to answer with. What is private about it is logged where it is made.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    detail: String,
    field: Option<&'static str>,
    header: Option<(HeaderName, HeaderValue)>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            status,
            detail: detail.into(),
            field: None,
            header: None,
        }
    }

    /// The request itself cannot be read.
    pub(super) fn bad(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// A field cannot be so.
    pub(super) fn field(field: &'static str, problem: impl std::fmt::Display) -> Self {
        Self {
            field: Some(field),
            ..Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                format!("{field} {problem}"),
            )
        }
    }

    /// A parameter of the address cannot be so.
    pub(super) fn parameter(name: &'static str, problem: impl std::fmt::Display) -> Self {
        Self {
            field: Some(name),
            ..Self::bad(format!("{name} {problem}"))
        }
    }

    pub(super) fn missing(kind: &str, id: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, format!("there is no {kind} {id:?}"))
    }

    pub(super) fn busy(detail: &str) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail).with(header::RETRY_AFTER, BUSY_RETRY_S)
    }

    pub(super) fn not_allowed(methods: &str) -> Self {
        let problem = Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            format!("this route takes {methods}"),
        );
        match HeaderValue::from_str(methods) {
            Ok(methods) => problem.with(header::ALLOW, methods),
            Err(_) => problem,
        }
    }

    pub(super) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.header = Some((name, value));
        self
    }

    /// Why the loop has not done a command.
    pub(super) fn of_refusal(refusal: Refusal, operation: Operation) -> Self {
        match refusal {
            Refusal::Rejected(rejection) => Self::of_rejection(rejection, operation),
            Refusal::Busy | Refusal::Repeated | Refusal::Stopping => {
                Self::busy(&refusal.to_string())
            }
        }
    }

    fn of_rejection(rejection: Rejection, operation: Operation) -> Self {
        let detail = rejection.to_string();
        match rejection {
            Rejection::Missing { kind, .. } => {
                let of_path = match operation {
                    Operation::SetStatus
                    | Operation::ClearStatus
                    | Operation::EditComponent
                    | Operation::RetireComponent => kind == "component",
                    _ => kind != "component",
                };
                let status = if of_path {
                    StatusCode::NOT_FOUND
                } else {
                    StatusCode::UNPROCESSABLE_ENTITY
                };
                Self::new(status, detail)
            }
            Rejection::Invalid { field, problem } => Self::field(field, problem),
            Rejection::Moved { .. } => Self::new(StatusCode::PRECONDITION_FAILED, detail),
            Rejection::Conflict(_) => Self::new(StatusCode::CONFLICT, detail),
        }
    }

    pub(super) fn into_response(self) -> Response<Full<Bytes>> {
        let title = self.status.canonical_reason().unwrap_or("Error");
        let mut document = json!({
            "type": "about:blank",
            "title": title,
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        if let Some(field) = self.field {
            document["field"] = field.into();
        }
        let mut response = Response::new(Full::from(document.to_string()));
        *response.status_mut() = self.status;
        finish(&mut response, "application/problem+json");
        if let Some((name, value)) = self.header {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

impl From<Unfit> for Problem {
    fn from(unfit: Unfit) -> Self {
        Self::field(unfit.field, unfit.problem)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let reason = std::error::Error::source(&error).map(ToString::to_string);
        tracing::warn!(%error, reason, "cannot answer from the database");
        Self::busy("the database does not answer now; ask again in a few seconds")
    }
}
