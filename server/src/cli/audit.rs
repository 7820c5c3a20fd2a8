//! `pilotlight audit`: who did what, from where, and what that has changed, a line each.

use serde_json::Value;

use super::Session;
use super::show;

/// The longest difference that is shown, in characters: a line stays one.
const MOST_DIFFERENCE_CHARS: usize = 120;
/// The longest value in one.
const MOST_VALUE_CHARS: usize = 30;
/// What follows from the rest, or is different every time.
const UNTOLD: [&str; 7] = [
    "id",
    "version",
    "changed_at",
    "created_at",
    "last_used_at",
    "follows_series",
    "number",
];

/// Who did what, the newest first.
pub(crate) async fn audit(session: &Session, limit: usize) -> anyhow::Result<()> {
    let items = session.client.list("audit", limit).await?;
    session.say(&Value::Array(items.clone()), |_| {
        for entry in &items {
            let from = match entry["address"].as_str() {
                Some(address) => format!(" from {address}"),
                None => String::new(),
            };
            println!(
                "{}  {}{from}  {} {}{}",
                show::time(&entry["at"], &session.here),
                show::text(&entry["actor"]),
                show::text(&entry["action"]),
                show::text(&entry["target"]),
                difference(&entry["before"], &entry["after"]),
            );
        }
    });
    Ok(())
}

/// What an entry of the audit log has changed, in short; of what is new, what it is. With `--json` there is
/// all of it.
fn difference(before: &Value, after: &Value) -> String {
    let fields = after.as_object().or_else(|| before.as_object());
    let fields = fields.into_iter().flatten().map(|(field, _)| field);
    let changed = fields.filter(|field| !UNTOLD.contains(&field.as_str()));
    let changed = changed.filter_map(|field| {
        let (then, now) = (&before[field], &after[field]);
        match (short(then), short(now)) {
            _ if then == now => None,
            (then, now) if then == now => Some(format!("{field} changed")),
            (None, now) => Some(format!("{field} {}", now?)),
            (then, now) => Some(format!(
                "{field} {} → {}",
                then?,
                now.unwrap_or("none".into())
            )),
        }
    });
    let all = changed.collect::<Vec<_>>().join(", ");
    match all.as_str() {
        "" => all,
        _ => format!("  ({})", cut(&all, MOST_DIFFERENCE_CHARS)),
    }
}

/// A value in a few characters; none for what is not there, and for no.
fn short(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null | Value::Bool(false) => return None,
        Value::String(text) => text.replace(char::is_whitespace, " "),
        Value::Array(list) if list.iter().all(Value::is_string) => {
            let words: Vec<&str> = list.iter().map(show::text).collect();
            words.join(" ")
        }
        Value::Array(list) => list.len().to_string(),
        Value::Object(map) => {
            let pairs = map
                .iter()
                .map(|(key, value)| format!("{key}={}", show::text(value)));
            pairs.collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    };
    (!text.is_empty()).then(|| cut(&text, MOST_VALUE_CHARS))
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{MOST_DIFFERENCE_CHARS, difference};

    #[track_caller]
    fn check(before: &Value, after: &Value, expected: &str) {
        assert_eq!(difference(before, after), expected, "{before} {after}");
    }

    #[test]
    fn what_has_changed_is_said_in_short_and_what_has_not_is_not() {
        let incident = |status: &str, updates: usize| {
            json!({
                "id": "i1", "version": updates, "name": "Down", "draft": false, "status": status,
                "updates": vec![json!({ "body": "x" }); updates],
            })
        };
        check(
            &incident("investigating", 1),
            &incident("resolved", 2),
            "  (status investigating → resolved, updates 1 → 2)",
        );
        check(
            &Value::Null,
            &json!({ "id": "t1", "name": "ci", "member": null, "scopes": ["read", "incidents"] }),
            "  (name ci, scopes read incidents)",
        );
        let member = |role: &str| json!({ "id": "ada", "name": "Ada", "role": role });
        check(
            &member("viewer"),
            &member("admin"),
            "  (role viewer → admin)",
        );
        check(&member("viewer"), &member("viewer"), "");
        check(&Value::Null, &Value::Null, "");
        let set = |until: Value| json!({ "component": "web", "until": until });
        check(
            &set(json!("2026")),
            &set(Value::Null),
            "  (until 2026 → none)",
        );
        let components = |status: &str| json!({ "components": { "web": status } });
        check(
            &components("operational"),
            &components("major_outage"),
            "  (components web=operational → web=major_outage)",
        );
    }

    #[test]
    fn a_difference_stays_on_its_line() {
        let long = json!({ "name": "a\nb".repeat(100), "reason": "x".repeat(100), "rule": "y".repeat(100), "starts": "z".repeat(100) });
        let told = difference(&Value::Null, &long);
        assert!(!told.contains('\n') && told.contains('…'), "{told}");
        assert!(told.chars().count() <= MOST_DIFFERENCE_CHARS + 4, "{told}");
    }
}
