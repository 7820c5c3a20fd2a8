//! The description of this API, kept by hand and held against the routes by a test.

use super::problem::Problem;
use super::reply::Reply;

/// OpenAPI 3.1.
pub(super) const DOCUMENT: &str = include_str!("openapi.json");

#[expect(
    clippy::unnecessary_wraps,
    reason = "every operation answers or refuses"
)]
pub(super) fn document() -> Result<Reply, Problem> {
    Ok(Reply::text(DOCUMENT))
}
