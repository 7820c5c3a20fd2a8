//! Whether a configuration agrees with what was told by API, before a server reads it.

use std::sync::Arc;

use crate::StartError;
use crate::config::Config;
use crate::core::excess;
use crate::data::DATABASE;
use crate::store::SqliteStore;

/// Holds a configuration against the database in its data folder, which stays as it is, also beside a
/// running server. Without a database there is nothing to disagree with.
///
/// # Errors
/// [`StartError::Claimed`] and [`StartError::TooLarge`], with which no server would start and none would
/// take it in; [`StartError::Store`] when the database cannot be read.
pub async fn agrees(config: &Config) -> Result<(), StartError> {
    let path = config.data_dir.join(DATABASE);
    if !path.is_file() {
        return Ok(());
    }
    let told = SqliteStore::told(&path).await;
    let told = told.map_err(|source| StartError::Store { path, source })?;
    if let Some(claimed) = told.claimed_by(&config.catalog) {
        return Err(claimed.into());
    }
    let whole = told.onto(&Arc::new(config.catalog.clone()));
    excess(&whole).map_or(Ok(()), |excess| Err(StartError::TooLarge(excess)))
}
