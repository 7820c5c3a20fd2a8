//! What a database knows, for reports that are counted where no server answers.

use std::sync::Arc;

use pilotlight_feed::Timestamp;

use crate::StartError;
use crate::clock::Clock;
use crate::config::Config;
use crate::core::{Change, Input, LedgerEntry, Record, State, apply};
use crate::data::{DATABASE, open_store, there_is_a_database};
use crate::store::Store;

/// Reads what the database knows from an instant on, to be reported and not run. Nothing is known
/// from the server's last sign of life on, when that was some time ago.
///
/// # Errors
/// [`StartError`] when there is no database, or it cannot be read.
pub async fn history(config: &Config, since: Timestamp) -> Result<State, StartError> {
    there_is_a_database(config)?;
    let store = open_store(&config.data_dir).await?;
    let loaded = store.history(since).await;
    store.close().await;
    let path = config.data_dir.join(DATABASE);
    let loaded = loaded.map_err(|source| StartError::Store { path, source })?;
    let catalog = Arc::new(config.catalog.clone());
    let mut state = State::of_history(catalog, loaded.ledger, loaded.events, since);
    let started = Input::Started {
        last_alive: loaded.last_alive,
    };
    for change in apply(&state, Clock::start().now(), &started).changes {
        if let Change::Record(Record::Transition(transition)) = change {
            state.ledgers[transition.component].push(LedgerEntry {
                at: transition.at,
                status: transition.status,
            });
        }
    }
    Ok(state)
}
