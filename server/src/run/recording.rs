//! Measurements and signs of life: written every few seconds, beside the loop.

use std::sync::Arc;

use super::{Loop, Recording, beside, complain};
use crate::store::{Batch, Store};

impl<S: Store> Loop<S> {
    /// Writes what was measured.
    pub(super) fn record(&mut self) {
        if self.recording.is_some() {
            return;
        }
        let (at, revision) = (self.clock.now().at, self.state.revision());
        let batch = Batch {
            at,
            revision,
            buckets: self.meter.take(),
        };
        let (store, monitor_ids) = (Arc::clone(&self.store), Arc::clone(&self.monitor_ids));
        self.recording = Some(beside(async move {
            let result = store.record(&monitor_ids, &batch).await;
            (monitor_ids, batch, result)
        }));
    }

    pub(super) fn recorded(&mut self, (monitor_ids, batch, result): Recording) {
        if let Err(error) = result {
            complain(
                "cannot record measurements; they are kept and tried again",
                &error,
            );
            // After the configuration was read anew its numbers mean other monitors.
            if Arc::ptr_eq(&monitor_ids, &self.monitor_ids) {
                self.meter.put_back(batch.buckets);
            }
        }
    }

    pub(super) fn prune(&self) {
        let (store, now) = (Arc::clone(&self.store), self.clock.now().at);
        tokio::spawn(async move {
            match store.prune(now).await {
                Ok(deleted) => tracing::debug!(deleted, "deleted old measurements"),
                Err(error) => complain(
                    "cannot delete old measurements; tried again in an hour",
                    &error,
                ),
            }
        });
    }
}
