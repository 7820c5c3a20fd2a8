//! The key that feeds are signed with: made at the first start, kept in the database for good.
//!
//! It is durable before anything is published: page owners copy its public half, and a second key
//! would make their widgets refuse every feed.

use crate::StartError;
use crate::config::Config;
use crate::data::{DATABASE, open_store, there_is_a_database};
use crate::publish::{KeyError, Signer, fresh_key};
use crate::store::{SqliteStore, Store};

/// The public half of the key, for `<pilot-light key="…">`: 43 characters of base64url. Works
/// beside a running server.
///
/// # Errors
/// [`StartError`] when there is no database, or it cannot be read.
pub async fn public_key(config: &Config) -> Result<String, StartError> {
    there_is_a_database(config)?;
    let store = open_store(&config.data_dir).await?;
    let signer = load(config, &store).await;
    store.close().await;
    Ok(signer?.public_key().to_owned())
}

/// The key of this database, which gets one when it has none.
pub(crate) async fn load(config: &Config, store: &SqliteStore) -> Result<Signer, StartError> {
    let path = || config.data_dir.join(DATABASE);
    let unusable = |source: KeyError| StartError::Key {
        path: path(),
        source,
    };
    let fresh = fresh_key().map_err(unusable)?;
    let kept = store.keep_key(fresh).await;
    let kept = kept.map_err(|source| StartError::Store {
        path: path(),
        source,
    })?;
    Signer::new(&kept).map_err(unusable)
}
