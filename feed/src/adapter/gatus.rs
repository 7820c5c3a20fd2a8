//! Gatus: `api/v1/endpoints/statuses`, a list of endpoints with their latest results, oldest first.

use super::Source;
use super::checks::{Check, verdict};
use super::draft::{Draft, Part};
use super::text;
use super::value::Value;
use crate::Status;

pub(super) fn is_like(document: &Value) -> bool {
    let is_endpoint =
        |entry: &Value| entry.get("results").list().is_some() && entry.get("key").text().is_some();
    document.objects().any(is_endpoint)
}

pub(super) fn read(document: &Value, from: &Source<'_>) -> Option<Draft> {
    document.list()?;
    let mut draft = Draft::default();
    for endpoint in document.objects() {
        let name = endpoint.get("name").text().unwrap_or_default();
        let group = endpoint.get("group").text();
        if let Some(group) = group {
            draft.group(group, group);
        }
        let newest_first = endpoint.get("results").objects().rev().map(check);
        let (status, since) = verdict(newest_first, from.now);
        draft.component(Part {
            key: endpoint.get("key").text().unwrap_or(name),
            name,
            group,
            status,
            since,
            description: None,
        });
    }
    Some(draft)
}

fn check(result: &Value) -> Check {
    Check {
        status: match result.get("success") {
            Value::Truth(true) => Status::Operational,
            Value::Truth(false) => Status::MajorOutage,
            _ => Status::Unknown,
        },
        at: result.get("timestamp").text().and_then(text::instant),
    }
}
