//! Runs checks side by side, bounded, and sends their outcomes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, mpsc};

use super::{Connector, Watch, check};
use crate::core::{Outcome, Verdict};

/// Most checks at once; each needs a file handle, so never more than this share of them.
const SHARE_OF_HANDLES: u64 = 4;
/// More than this at once would be late, not fast.
const MOST_AT_ONCE: u64 = 2_048;

/// An ended check.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Index of the monitor.
    pub monitor: usize,
    /// What was found.
    pub outcome: Outcome,
    /// When it ended, by the monotonic clock: the outcome may wait before it is looked at.
    pub at: Instant,
}

/// Runs the checks of all monitors.
#[derive(Clone, Debug)]
pub struct Runner {
    watches: Arc<[Watch]>,
    connector: Arc<Connector>,
    permits: Arc<Semaphore>,
    outcomes: mpsc::Sender<Ended>,
}

impl Runner {
    /// Sends each outcome to `outcomes`. `open_files` is the limit of the process.
    #[must_use]
    pub fn new(
        watches: Vec<Watch>,
        connector: Connector,
        open_files: u64,
        outcomes: mpsc::Sender<Ended>,
    ) -> Self {
        let at_once = (open_files / SHARE_OF_HANDLES).clamp(1, MOST_AT_ONCE);
        let permits = Arc::new(Semaphore::new(usize::try_from(at_once).unwrap_or(1)));
        Self {
            watches: watches.into(),
            connector: Arc::new(connector),
            permits,
            outcomes,
        }
    }

    /// Starts a check of the monitor at this index.
    pub fn start(&self, monitor: usize) {
        let runner = self.clone();
        tokio::spawn(async move {
            let outcome = runner.run(monitor).await;
            let ended = Ended {
                monitor,
                outcome,
                at: Instant::now(),
            };
            // Fails only when the server stops, and then nobody waits for it.
            let _ = runner.outcomes.send(ended).await;
        });
    }

    async fn run(&self, monitor: usize) -> Outcome {
        let watch = &self.watches[monitor];
        match tokio::time::timeout(watch.timeout, self.permits.acquire()).await {
            Ok(Ok(_permit)) => check(watch, &self.connector).await,
            // That we have too much to do says nothing about the target.
            _ => Outcome {
                verdict: Verdict::Unknown,
                latency: Duration::ZERO,
                detail: "too many checks at once".to_owned(),
            },
        }
    }
}
