//! Tokens made beside the API: the first one, and one for who has lost all others.

use std::path::Path;

use pilotlight_feed::Timestamp;

use crate::access::{NewToken, Scope, Scopes, mint};
use crate::clock::Clock;
use crate::config::Config;
use crate::store::{AccessChange, Actor, AuditEntry, SqliteStore, Store};
use crate::{DATABASE, StartError, open_store};

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
    add(data_dir, store, (new, "pilotlight"), now)
        .await
        .map(Some)
}

/// Makes a token in the database itself, for who may read and write it: the way back in when every
/// token is lost. Works beside a running server. Answers the token's text, which is kept nowhere.
///
/// # Errors
/// [`StartError`] when there is no database, or it cannot be written.
pub async fn make_token(config: &Config, new: NewToken) -> Result<String, StartError> {
    let path = config.data_dir.join(DATABASE);
    if !path.is_file() {
        return Err(StartError::NoDatabase { path });
    }
    let store = open_store(&config.data_dir).await?;
    let now = Clock::start().now().at;
    let made = add(
        &config.data_dir,
        &store,
        (new, "owner of the data folder"),
        now,
    )
    .await;
    store.close().await;
    made
}

async fn add(
    data_dir: &Path,
    store: &SqliteStore,
    (new, actor): (NewToken, &str),
    now: Timestamp,
) -> Result<String, StartError> {
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
        after: None,
        once: None,
    };
    let added = store
        .change_access(&AccessChange::AddToken(minted.token), &entry)
        .await;
    added.map_err(|source| unusable(data_dir, source))?;
    Ok(minted.text)
}

fn unusable(data_dir: &Path, source: crate::store::StoreError) -> StartError {
    StartError::Store {
        path: data_dir.join(DATABASE),
        source,
    }
}
