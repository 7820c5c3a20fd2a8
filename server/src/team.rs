//! Tokens made beside the API: the first one, and one for who has lost all others.

use std::path::Path;

use pilotlight_feed::Timestamp;
use serde_json::Value;

use crate::StartError;
use crate::access::{Minted, NewToken, Scope, Scopes, check_token, mint};
use crate::clock::Clock;
use crate::config::Config;
use crate::data::{DATABASE, open_store, there_is_a_database};
use crate::record::token_json;
use crate::store::{AccessChange, Actor, AuditEntry, SqliteStore, Store};

/// Who works on the data folder itself, as the audit log names them.
pub(crate) const OWNER: &str = "owner of the data folder";

/// Makes a token with all rights when there has never been one; answers its text.
pub(crate) async fn first_token(
    data_dir: &Path,
    store: &SqliteStore,
    now: Timestamp,
) -> Result<Option<String>, StartError> {
    let tokens = store.tokens().await;
    let tokens = tokens.map_err(|source| unusable(data_dir, source))?;
    if !tokens.is_empty() {
        return Ok(None);
    }
    let new = NewToken {
        name: "first".to_owned(),
        member: None,
        scopes: Scopes::of(&[Scope::Admin]),
        expires_at: None,
    };
    let made = add(data_dir, store, (new, "pilotlight"), now).await?;
    Ok(Some(made.text))
}

/// Makes a token in the database itself, for who may read and write it: the way back in when every
/// token is lost. Works beside a running server, by the same rules as the API. Answers what the API
/// does: the token as JSON, with its text in `token`, which is kept nowhere.
///
/// # Errors
/// [`StartError`] when there is no database, it cannot be written, or the token cannot be so.
pub async fn make_token(config: &Config, new: NewToken) -> Result<Value, StartError> {
    there_is_a_database(config)?;
    let store = open_store(&config.data_dir).await?;
    let now = Clock::start().now().at;
    let made = add_checked(&config.data_dir, &store, new, now).await;
    store.close().await;
    let made = made?;
    let mut document = token_json(&made.token);
    document["token"] = made.text.into();
    Ok(document)
}

async fn add_checked(
    data_dir: &Path,
    store: &SqliteStore,
    new: NewToken,
    now: Timestamp,
) -> Result<Minted, StartError> {
    let members = store.members().await;
    let members = members.map_err(|source| unusable(data_dir, source))?;
    let new = check_token(new, &members, now)?;
    add(data_dir, store, (new, OWNER), now).await
}

async fn add(
    data_dir: &Path,
    store: &SqliteStore,
    (new, actor): (NewToken, &str),
    now: Timestamp,
) -> Result<Minted, StartError> {
    let minted = mint(new, now)?;
    let actor = Actor {
        name: actor.to_owned(),
        token: None,
        address: None,
    };
    let entry = AuditEntry {
        at: now,
        actor,
        action: "token.create".to_owned(),
        target: minted.token.id.clone(),
        before: None,
        after: Some(token_json(&minted.token).to_string()),
        once: None,
    };
    let added = store
        .change_access(&AccessChange::AddToken(minted.token.clone()), &entry)
        .await;
    added.map_err(|source| unusable(data_dir, source))?;
    Ok(minted)
}

fn unusable(data_dir: &Path, source: crate::store::StoreError) -> StartError {
    StartError::Store {
        path: data_dir.join(DATABASE),
        source,
    }
}
