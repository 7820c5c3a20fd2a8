//! Section `[publish.bucket]`: a bucket of an S3-compatible store to publish to. Credentials are not in
//! it: they come from the environment.

use super::reader::Section;
use super::value;
use crate::publish::{Endpoint, InTheClear, Place};

pub(super) fn parse(section: &Section<'_>) -> Option<Place> {
    let url = |value: &toml::de::DeValue<'_>| Place::parse(&value::text(value)?);
    let place = section.required("url", url, "\"s3://acme-status\"");
    let clear = match section.or("allow_http", value::boolean, false) {
        Some(true) => InTheClear::Anywhere,
        _ => InTheClear::OnlyHere,
    };
    let endpoint = |value: &toml::de::DeValue<'_>| Endpoint::parse(&value::text(value)?, clear);
    let endpoint = section.optional("endpoint", endpoint);
    let region = section.optional("region", value::id);
    let path_style = section.optional("path_style", value::boolean);
    let conditional = section.or("conditional", value::boolean, true);
    section.finish();
    Some(Place {
        endpoint: endpoint?,
        clear,
        region: region?,
        path_style: path_style?,
        conditional: conditional?,
        ..place?
    })
}
