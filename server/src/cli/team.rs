//! `pilotlight token …`, `pilotlight member …` and `pilotlight audit`.

use clap::{Args, Subcommand};
use http::Method;
use pilotlight_server::access::{NewToken, Scope, Scopes};
use pilotlight_server::config::Config;
use pilotlight_server::make_token;
use serde_json::{Value, json};

use super::Session;
use super::client::{Call, path_of};
use super::show;
use super::time::Here;
use super::usage::usage;

#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Make a token; it is printed this once.
    Create(Wanted),
    /// List tokens, without their secrets.
    List,
    /// Revoke a token, at once.
    Revoke {
        /// Which: the ten characters after `plt_`.
        id: String,
    },
}

/// The token to make.
#[derive(Debug, Args)]
pub(crate) struct Wanted {
    /// What it is for.
    name: String,
    /// read, incidents, components, subscribers or admin. May be repeated.
    #[arg(long, short, required = true)]
    scope: Vec<String>,
    /// Whose it is: a member's identifier. It may no more than they, and goes with them.
    #[arg(long)]
    member: Option<String>,
    /// When it ends to be of use: 90d, a date with time.
    #[arg(long, value_name = "TIME")]
    expires: Option<String>,
    /// Make it in the database itself, on the server's machine: when every token is lost.
    #[arg(long)]
    pub(crate) local: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Member {
    /// Add a member, or change their name and role.
    Put {
        /// Identifier, for example `ada`.
        id: String,
        /// Name, as the audit log shows it.
        #[arg(long)]
        name: String,
        /// viewer, responder, manager or admin.
        #[arg(long)]
        role: String,
    },
    /// List members.
    List,
    /// Remove a member; their tokens are of no use from then on.
    Remove {
        /// Who.
        id: String,
    },
}

impl Token {
    pub(crate) async fn run(self, session: &Session) -> anyhow::Result<()> {
        match self {
            Self::Create(wanted) => {
                let expires = wanted.expires.map(|time| session.here.ahead(&time));
                let body = json!({
                    "name": wanted.name,
                    "scopes": wanted.scope,
                    "member": wanted.member,
                    "expires_at": expires.transpose()?,
                });
                let made = session.client.post("tokens", body).await?;
                session.say(&made, hand_over);
            }
            Self::List => {
                let tokens = session.client.list("tokens", usize::MAX).await?;
                session.say(&json!({ "items": tokens, "next": null }), |_| {
                    for token in &tokens {
                        token_line(token, session);
                    }
                });
            }
            Self::Revoke { id } => {
                let revoked = delete(session, &path_of("tokens", &id)?).await?;
                session.say(&revoked, |_| println!("the token {id} is revoked"));
            }
        }
        Ok(())
    }
}

impl Wanted {
    /// Makes it in the database itself.
    pub(crate) async fn make_local(
        &self,
        config: &Config,
        here: &Here,
        json: bool,
    ) -> anyhow::Result<()> {
        let scopes = self.scope.iter().map(|word| Scope::from_word(word));
        let Some(scopes) = scopes.collect::<Option<Vec<Scope>>>() else {
            let words: Vec<&str> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
            return Err(usage(format!("--scope is one of {}", words.join(", "))));
        };
        let expires = self.expires.as_deref().map(|time| here.ahead(time));
        let new = NewToken {
            name: self.name.clone(),
            member: self.member.clone(),
            scopes: Scopes::of(&scopes),
            expires_at: expires.transpose()?,
        };
        let made = make_token(config, new).await?;
        if json {
            show::json(&made);
        } else {
            hand_over(&made);
        }
        Ok(())
    }
}

/// Prints a token that was just made: alone on standard output, for scripts.
fn hand_over(made: &Value) {
    println!("{}", show::text(&made["token"]));
    eprintln!("it is printed this once and kept nowhere");
}

fn token_line(token: &Value, session: &Session) {
    let scopes = token["scopes"].as_array().into_iter().flatten();
    let scopes: Vec<&str> = scopes.map(show::text).collect();
    let end = if token["revoked_at"].is_string() {
        ", revoked".to_owned()
    } else if token["expires_at"].is_string() {
        format!(
            ", expires {}",
            show::time(&token["expires_at"], &session.here)
        )
    } else {
        String::new()
    };
    println!(
        "{}  {}  {}  last used {}{end}",
        show::text(&token["id"]),
        scopes.join(","),
        show::text(&token["name"]),
        show::time(&token["last_used_at"], &session.here),
    );
}

impl Member {
    pub(crate) async fn run(self, session: &Session) -> anyhow::Result<()> {
        match self {
            Self::Put { id, name, role } => {
                let path = path_of("members", &id)?;
                let call = Call {
                    method: Method::PUT,
                    path: &path,
                    body: Some(json!({ "name": name, "role": role })),
                    version: None,
                };
                let put = session.client.call(call).await?;
                session.say(&put, |_| println!("{id} is a member, as {role}"));
            }
            Self::List => {
                let members = session.client.list("members", usize::MAX).await?;
                session.say(&json!({ "items": members, "next": null }), |_| {
                    for member in &members {
                        let gone = if member["removed_at"].is_string() {
                            " (removed)"
                        } else {
                            ""
                        };
                        let (id, role) = (show::text(&member["id"]), show::text(&member["role"]));
                        println!("{id}  {role}  {}{gone}", show::text(&member["name"]));
                    }
                });
            }
            Self::Remove { id } => {
                let removed = delete(session, &path_of("members", &id)?).await?;
                session.say(&removed, |_| println!("{id} is a member no more"));
            }
        }
        Ok(())
    }
}

async fn delete(session: &Session, path: &str) -> anyhow::Result<Value> {
    let call = Call {
        method: Method::DELETE,
        path,
        body: None,
        version: None,
    };
    session.client.call(call).await
}

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
            (then, now) => Some(format!("{field} {} → {}", then?, now.unwrap_or("none".into()))),
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
            let pairs = map.iter().map(|(key, value)| format!("{key}={}", show::text(value)));
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
        check(&member("viewer"), &member("admin"), "  (role viewer → admin)");
        check(&member("viewer"), &member("viewer"), "");
        check(&Value::Null, &Value::Null, "");
        let set = |until: Value| json!({ "component": "web", "until": until });
        check(&set(json!("2026")), &set(Value::Null), "  (until 2026 → none)");
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
