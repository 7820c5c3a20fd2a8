//! The clocks: the one place that reads them for the core.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use pilotlight_feed::Timestamp;

use crate::core::Now;

/// The wall clock, and a monotonic one that starts at zero.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    began: Instant,
}

impl Clock {
    /// Starts the monotonic clock at zero.
    #[must_use]
    pub(crate) fn start() -> Self {
        Self {
            began: Instant::now(),
        }
    }

    /// The present by both clocks.
    #[must_use]
    pub(crate) fn now(&self) -> Now {
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let seconds = i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX);
        Now {
            at: Timestamp(seconds),
            elapsed: self.began.elapsed(),
        }
    }

    /// An instant of the recent past, by both clocks.
    pub(crate) fn at(&self, instant: Instant) -> Now {
        let (now, elapsed) = (self.now(), instant.saturating_duration_since(self.began));
        let ago_s = now.elapsed.saturating_sub(elapsed).as_secs();
        Now {
            at: now.at.plus(-i64::try_from(ago_s).unwrap_or(0)),
            elapsed,
        }
    }

    pub(crate) fn instant(&self, elapsed: Duration) -> tokio::time::Instant {
        tokio::time::Instant::from_std(self.began + elapsed)
    }
}
