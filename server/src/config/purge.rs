//! Section `[publish.purge]`: whom to tell which addresses have changed, so that a CDN forgets its copies.

use http::Method;

use super::reader::Section;
use super::{monitor, value};
use crate::publish::Purge;

/// The most that Cloudflare takes at once, and about what others do.
const BATCH: u32 = 30;
/// More in one body than anyone takes.
const MOST_BATCH: u32 = 10_000;

pub(super) fn parse(section: &Section<'_>) -> Option<Purge> {
    let example = "\"https://api.example.com/purge\"";
    let url = section.required("url", monitor::web_address, example);
    let method = section.or("method", monitor::method, Method::POST);
    let headers = section
        .texts("headers")
        .and_then(|pairs| monitor::headers(section, pairs));
    let token_env = section.optional("token_env", variable);
    let field = section.optional("field", value::name);
    let batch = section.or("batch", value::number_between(1, MOST_BATCH), BATCH);
    section.finish();
    Some(Purge {
        url: url?.as_str().parse().ok()?,
        method: method?,
        headers: headers?,
        token_env: token_env?,
        field: field?,
        batch: usize::try_from(batch?).unwrap_or(usize::MAX),
    })
}

/// Name of a variable of the environment. What is none may be the token itself, so it is not repeated.
fn variable(value: &toml::de::DeValue<'_>) -> Result<String, String> {
    let text = value::text(value)?;
    let is_name = !text.is_empty()
        && !text.starts_with(|first: char| first.is_ascii_digit())
        && text
            .bytes()
            .all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_'));
    if is_name {
        return Ok(text);
    }
    Err(
        "is the name of a variable of the environment, in capitals, and not the token itself; write \
         for example \"PURGE_TOKEN\""
            .to_owned(),
    )
}
