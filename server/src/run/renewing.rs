//! The configuration, read anew while the server runs: all of it or nothing.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use super::{COMMIT_RETRY, Loop, audit, beside, complain};
use crate::config::Witness;
use crate::config::difference::{Watched, lines, unchanged};
use crate::core::{Catalog, Known, PublishPolicy, Record, Rejection, State, excess};
use crate::probe::{Ended, Runner, Watch};
use crate::request::Refusal;
use crate::store::{Actor, Commit, Loaded, Store, StoreError, Stored};

/// What the loop goes on with.
#[derive(Debug)]
pub(crate) struct Renewal {
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) watches: Vec<Watch>,
    pub(crate) witness: Witness,
    pub(crate) policy: PublishPolicy,
    /// Who has it read anew.
    pub(crate) actor: Actor,
    /// Whether what it changes is durable already, and only could not be read back.
    pub(crate) is_written: bool,
    pub(crate) runner: Runner,
    /// What this runner finds.
    pub(crate) outcomes: mpsc::Receiver<Ended>,
    /// Told what has changed, a line each.
    pub(crate) reply: oneshot::Sender<Result<Vec<String>, Refusal>>,
}

/// What it changes, a line each.
type Lines = Vec<String>;

pub(super) type Renewed = (Renewal, Lines, u64, Result<Loaded, StoreError>);

impl<S: Store> Loop<S> {
    /// Whether a configuration can be taken in: nothing is under way that counts components as they
    /// were, and no other one waits for the store.
    pub(super) fn may_renew(&self) -> bool {
        !self.is_busy() && self.renewal_waits.is_none()
    }

    /// Begins, when nothing is under way that counts components as they were.
    pub(super) fn renew(&mut self, renewal: Renewal) {
        if self.is_busy() {
            self.renewal_waits = Some(renewal);
            return;
        }
        let merged = match self.fitting(&renewal) {
            Ok(merged) => merged,
            Err(refusal) => {
                // The old one stays. Fails only when nobody waits any more.
                let _ = renewal.reply.send(Err(refusal.into()));
                return;
            }
        };
        let now = self.clock.now();
        let told = &self.state.events.told;
        let names = told.misnamed(&merged).into_iter();
        let names = names.map(|(id, named)| Record::Name(id, named));
        let farewell: Vec<Record> = self.state.farewell(&merged, now.at);
        let records: Vec<Record> = farewell.into_iter().chain(names).collect();
        let catalog = &self.state.catalog;
        let lines = lines(self.watched(), renewal.watched(&merged));
        let entry = (!lines.is_empty()).then(|| audit::reading(now.at, &renewal.actor, &lines));
        let commit = Commit {
            records: records
                .iter()
                .map(|record| Stored::of(record, catalog))
                .collect(),
            audit: entry.into_iter().collect(),
        };
        let (store, mut version) = (Arc::clone(&self.store), self.version);
        let mut renewal = renewal;
        self.renewing = Some(beside(async move {
            if !renewal.is_written && commit != Commit::default() {
                match store.commit(version, &commit).await {
                    Ok(next) => version = next,
                    Err(error) => return (renewal, lines, version, Err(error)),
                }
                renewal.is_written = true;
            }
            let loaded = store.load(State::horizon(now.at)).await;
            (renewal, lines, version, loaded)
        }));
    }

    /// Goes on with the new configuration; answers where its checks end.
    pub(super) fn renewed(
        &mut self,
        (renewal, lines, version, result): Renewed,
    ) -> Option<mpsc::Receiver<Ended>> {
        let now = self.clock.now();
        self.version = version;
        let loaded = match result {
            Ok(loaded) => loaded,
            // Somebody else has committed since: it is taken in on what they have.
            Err(StoreError::Conflict(_)) => {
                self.renewal_waits = Some(renewal);
                self.reload(now);
                return None;
            }
            Err(error) => {
                complain(
                    "cannot take in the new configuration yet; the old one stays, and it is tried again",
                    &error,
                );
                self.renewal_waits = Some(renewal);
                self.commit_again_at = now.elapsed + COMMIT_RETRY;
                self.serve();
                return None;
            }
        };
        // What was measured is kept under the names that its numbers had.
        self.record();
        let unchanged = unchanged(self.watched(), renewal.watched(&renewal.catalog));
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
        self.witness = renewal.witness;
        self.runner = renewal.runner;
        // Buckets that could not be handed over count monitors as they were.
        let _ = self.meter.take();
        self.share();
        let _ = renewal.reply.send(Ok(lines));
        self.store_ready();
        Some(renewal.outcomes)
    }

    /// The catalogue that a configuration makes with what is told by API.
    ///
    /// # Errors
    /// When it has what was told, or is too large with it.
    fn fitting(&self, renewal: &Renewal) -> Result<Arc<Catalog>, Rejection> {
        let claimed = self.state.events.told.claimed_by(&renewal.catalog);
        if let Some(claimed) = claimed {
            return Err(Rejection::Conflict(claimed.to_string()));
        }
        let merged = self.state.merged(&renewal.catalog);
        let excess = excess(&merged).map(Rejection::Conflict);
        excess.map_or(Ok(merged), Err)
    }

    fn watched(&self) -> Watched<'_> {
        Watched {
            catalog: &self.state.catalog,
            watches: &self.watches,
            witness: &self.witness,
            policy: self.state.policy(),
        }
    }
}

impl Renewal {
    fn watched<'a>(&'a self, catalog: &'a Catalog) -> Watched<'a> {
        Watched {
            catalog,
            watches: &self.watches,
            witness: &self.witness,
            policy: self.policy,
        }
    }
}
