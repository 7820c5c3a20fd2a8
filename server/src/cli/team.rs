//! `pilotlight token …` and `pilotlight member …`.

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
