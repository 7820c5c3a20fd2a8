//! The configuration, read anew while the server runs: all of it or nothing.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use super::{Loop, beside, complain};
use crate::config::difference::{Watched, lines, unchanged};
use crate::core::{Catalog, Known, PublishPolicy, State};
use crate::probe::{Ended, Runner, Watch};
use crate::request::Refusal;
use crate::store::{Commit, Loaded, Store, StoreError, Stored};

/// What the loop goes on with.
#[derive(Debug)]
pub(crate) struct Renewal {
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) watches: Vec<Watch>,
    pub(crate) policy: PublishPolicy,
    pub(crate) runner: Runner,
    /// What this runner finds.
    pub(crate) outcomes: mpsc::Receiver<Ended>,
    /// Told what has changed, a line each.
    pub(crate) reply: oneshot::Sender<Result<Vec<String>, Refusal>>,
}

pub(super) type Renewed = (Renewal, Result<Loaded, StoreError>);

impl<S: Store> Loop<S> {
    /// Begins, once nothing else is under way that counts components as they were.
    pub(super) fn renew(&mut self, renewal: Renewal) {
        if self.is_busy() {
            let _ = renewal.reply.send(Err(Refusal::Busy));
            return;
        }
        let now = self.clock.now();
        let farewell = self.state.farewell(&renewal.catalog, now.at);
        let catalog = &self.state.catalog;
        let commit = Commit {
            records: farewell
                .iter()
                .map(|record| Stored::of(record, catalog))
                .collect(),
            audit: Vec::new(),
        };
        let (store, version) = (Arc::clone(&self.store), self.version);
        self.renewing = Some(beside(async move {
            let done = async {
                if !commit.records.is_empty() {
                    store.commit(version, &commit).await?;
                }
                store.load(State::horizon(now.at)).await
            };
            (renewal, done.await)
        }));
    }

    /// Goes on with the new configuration; answers where its checks end.
    pub(super) fn renewed(&mut self, (renewal, result): Renewed) -> Option<mpsc::Receiver<Ended>> {
        let now = self.clock.now();
        let loaded = match result {
            Ok(loaded) => loaded,
            Err(error) => {
                complain(
                    "cannot take in the new configuration; the old one stays",
                    &error,
                );
                let _ = renewal.reply.send(Err(Refusal::Busy));
                self.store_ready();
                return None;
            }
        };
        // What was measured is kept under the names that its numbers had.
        self.record();
        let old = Watched {
            catalog: &self.state.catalog,
            watches: &self.watches,
        };
        let new = Watched {
            catalog: &renewal.catalog,
            watches: &renewal.watches,
        };
        let (lines, unchanged) = (lines(old, new), unchanged(old, new));
        let known = Known {
            ledger: loaded.ledger,
            events: loaded.events,
        };
        let catalog = Arc::clone(&renewal.catalog);
        self.state = self
            .state
            .renewed(catalog, renewal.policy, known, (&unchanged, now));
        self.version = loaded.version;
        self.doubt_past();
        self.doubt_responses();
        let monitors = renewal.catalog.monitors.iter();
        self.monitor_ids = monitors.map(|monitor| monitor.id.clone()).collect();
        self.watches = renewal.watches;
        self.runner = renewal.runner;
        // Buckets that could not be handed over count monitors as they were.
        let _ = self.meter.take();
        let _ = renewal.reply.send(Ok(lines));
        self.store_ready();
        Some(renewal.outcomes)
    }
}
