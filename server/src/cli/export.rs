//! `pilotlight export`: everything that people have told and what the monitors found, as JSON for programs
//! or as Markdown for people. What is checked stands in the configuration file, what was measured in the
//! database.
//!
//! Of tokens there is what they are for and may do; what they are is kept nowhere.

mod markdown;

use std::collections::BTreeMap;

use clap::ValueEnum;
use http::StatusCode;
use serde_json::{Map, Value};

use super::Session;
use super::client::Refused;
use super::show;

/// In what form.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Form {
    /// One document.
    Json,
    /// One page, without the ledger and the audit log.
    Markdown,
}

/// Prints everything, drafts and hidden components included.
pub(crate) async fn export(session: &Session, form: Form) -> anyhow::Result<()> {
    let document = collect(session).await?;
    match form {
        Form::Json => show::json(&Value::Object(document)),
        Form::Markdown => print!("{}", markdown::page(&document, &session.here)),
    }
    Ok(())
}

async fn collect(session: &Session) -> anyhow::Result<Map<String, Value>> {
    let mut all = Map::new();
    let mut put = |name: &str, value: Value| all.insert(name.to_owned(), value);
    put("format", "pilotlight-export/1".into());
    let summary = session.client.get("status").await?;
    put("page", summary["page"].clone());
    // Also what is retired, and what is hidden.
    for list in ["groups", "components"] {
        let items = session
            .client
            .list(&format!("{list}?state=all"), usize::MAX)
            .await?;
        put(list, items.into());
    }
    for order in ["component-order", "group-order"] {
        put(order, session.client.get(order).await?["ids"].clone());
    }
    for list in [
        "ledger",
        "incident-templates",
        "incidents",
        "maintenances",
        "series",
    ] {
        let items = session.client.list(list, usize::MAX).await?;
        put(list, items.into());
    }
    // What follows only an admin sees; who is none gets the rest, and is told so.
    let mut left_out = Vec::new();
    for list in ["members", "tokens", "audit"] {
        match permitted(session.client.list(list, usize::MAX).await)? {
            Some(items) => {
                if list == "audit" {
                    put("overrides", overrides(&items).into());
                }
                put(list, items.into());
            }
            None if list == "audit" => left_out.extend(["audit", "overrides"]),
            None => left_out.push(list),
        }
    }
    if !left_out.is_empty() {
        eprintln!(
            "left out, for this token has not the scope admin: {}",
            left_out.join(", ")
        );
    }
    put("left_out", left_out.into());
    Ok(all)
}

/// What a token that may not ask for it does without.
fn permitted(answer: anyhow::Result<Vec<Value>>) -> anyhow::Result<Option<Vec<Value>>> {
    match answer {
        Ok(items) => Ok(Some(items)),
        Err(error) => {
            let refused: Option<&Refused> = error.downcast_ref();
            if refused.is_some_and(|refused| refused.status == StatusCode::FORBIDDEN) {
                return Ok(None);
            }
            Err(error)
        }
    }
}

/// Every status that was ever set by hand, the oldest first, as the audit log has it last. What ended when
/// its component was retired stood there under that, once.
fn overrides(audit: &[Value]) -> Vec<Value> {
    let mut by_id: BTreeMap<&str, &Value> = BTreeMap::new();
    // The newest comes first and is how it is.
    for entry in audit {
        let after = &entry["after"];
        let action = show::text(&entry["action"]);
        let is_of_status = action.starts_with("status.")
            || action == "component.retire" && after["component"].is_string();
        if is_of_status && let Some(id) = after["id"].as_str() {
            by_id.entry(id).or_insert(after);
        }
    }
    let mut all: Vec<Value> = by_id.into_values().cloned().collect();
    all.sort_by(|one, other| show::text(&one["from"]).cmp(show::text(&other["from"])));
    all
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::overrides;

    #[test]
    fn an_override_is_exported_once_as_it_ended() {
        let set = json!({ "id": "o1", "component": "web", "from": "2026-11-23T06:00:00Z", "until": null });
        let ended = json!({ "id": "o1", "component": "web", "from": "2026-11-23T06:00:00Z", "until": "2026-11-23T07:00:00Z" });
        let audit = [
            json!({ "action": "status.clear", "after": ended }),
            json!({ "action": "incident.open", "after": { "id": "i1" } }),
            json!({ "action": "status.set", "after": set }),
        ];
        assert_eq!(overrides(&audit), std::slice::from_ref(&ended));
        let of_retiring = [
            json!({ "action": "component.retire", "after": { "id": "web", "retired_at": "x" } }),
            json!({ "action": "component.retire", "after": ended }),
            json!({ "action": "status.set", "after": set }),
        ];
        assert_eq!(
            overrides(&of_retiring),
            [ended],
            "as earlier versions logged it"
        );
    }
}
