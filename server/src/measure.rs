//! Measurements: outcomes summed into time buckets in memory, and written in batches.
//!
//! A measurement is no transition: a crash may lose the last few seconds of measurements, never a
//! change of status.

mod response;

use std::collections::BTreeMap;

use pilotlight_feed::Timestamp;

pub use response::{MeasuredHour, first_shown, response_times};

use crate::core::{Outcome, Verdict};

/// Outcomes of one monitor within one stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    /// Checks that found it up.
    pub up: u32,
    /// Checks that found it slow.
    pub degraded: u32,
    /// Checks that found it down.
    pub down: u32,
    /// Checks without a result.
    pub unknown: u32,
    /// Sum of the latencies of the checks that found it up or slow, milliseconds.
    pub latency_sum_ms: u64,
    /// The longest of them, milliseconds.
    pub latency_max_ms: u32,
}

/// How finely a bucket cuts time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    /// Five minutes, kept for three days.
    Fine,
    /// An hour, kept for 400 days.
    Coarse,
}

impl Grain {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Fine, Self::Coarse];

    /// Length of a bucket, seconds.
    #[must_use]
    pub const fn length_s(self) -> i64 {
        match self {
            Self::Fine => 300,
            Self::Coarse => 3_600,
        }
    }

    /// How long a bucket is kept, seconds.
    #[must_use]
    pub const fn kept_s(self) -> i64 {
        match self {
            Self::Fine => 3 * 86_400,
            Self::Coarse => 400 * 86_400,
        }
    }
}

/// Names one bucket: index of the monitor, grain, and where it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BucketKey {
    /// Index of the monitor.
    pub monitor: usize,
    /// How long it is.
    pub grain: Grain,
    /// Where it begins; a multiple of its length.
    pub start: Timestamp,
}

/// What has been measured and not yet been written.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    open: BTreeMap<BucketKey, Bucket>,
}

impl Meter {
    /// Counts one outcome.
    pub fn count(&mut self, monitor: usize, at: Timestamp, outcome: &Outcome) {
        for grain in Grain::ALL {
            let start = Timestamp(at.0 - at.0.rem_euclid(grain.length_s()));
            let key = BucketKey {
                monitor,
                grain,
                start,
            };
            self.open.entry(key).or_default().count(outcome);
        }
    }

    /// Takes everything out.
    #[must_use]
    pub fn take(&mut self) -> Vec<(BucketKey, Bucket)> {
        std::mem::take(&mut self.open).into_iter().collect()
    }

    /// Puts back what could not be written.
    pub fn put_back(&mut self, buckets: Vec<(BucketKey, Bucket)>) {
        for (key, bucket) in buckets {
            self.open.entry(key).or_default().add(&bucket);
        }
    }
}

impl Bucket {
    fn count(&mut self, outcome: &Outcome) {
        let counter = match outcome.verdict {
            Verdict::Up => &mut self.up,
            Verdict::Degraded => &mut self.degraded,
            Verdict::Down => &mut self.down,
            Verdict::Unknown => &mut self.unknown,
        };
        *counter += 1;
        if matches!(outcome.verdict, Verdict::Up | Verdict::Degraded) {
            let latency_ms = u32::try_from(outcome.latency.as_millis()).unwrap_or(u32::MAX);
            self.latency_sum_ms += u64::from(latency_ms);
            self.latency_max_ms = self.latency_max_ms.max(latency_ms);
        }
    }

    fn add(&mut self, other: &Self) {
        self.up += other.up;
        self.degraded += other.degraded;
        self.down += other.down;
        self.unknown += other.unknown;
        self.latency_sum_ms += other.latency_sum_ms;
        self.latency_max_ms = self.latency_max_ms.max(other.latency_max_ms);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use pilotlight_feed::Timestamp;

    use super::{Grain, Meter};
    use crate::core::{Outcome, Verdict};

    fn outcome(verdict: Verdict, latency_ms: u64) -> Outcome {
        Outcome {
            verdict,
            latency: Duration::from_millis(latency_ms),
            detail: String::new(),
        }
    }

    #[test]
    fn outcomes_of_one_stretch_share_a_bucket_of_each_grain() {
        let mut meter = Meter::default();
        meter.count(0, Timestamp(3_601), &outcome(Verdict::Up, 10));
        meter.count(0, Timestamp(3_899), &outcome(Verdict::Down, 9_000));
        meter.count(0, Timestamp(3_900), &outcome(Verdict::Up, 30));
        let buckets = meter.take();
        let starts: Vec<_> = buckets
            .iter()
            .map(|(key, _)| (key.grain, key.start.0))
            .collect();
        assert_eq!(
            starts,
            [
                (Grain::Fine, 3_600),
                (Grain::Fine, 3_900),
                (Grain::Coarse, 3_600)
            ]
        );
        let hour = buckets[2].1;
        assert_eq!(
            (hour.up, hour.down, hour.latency_sum_ms, hour.latency_max_ms),
            (2, 1, 40, 30)
        );
    }

    #[test]
    fn what_could_not_be_written_is_added_to_what_came_since() {
        let mut meter = Meter::default();
        meter.count(0, Timestamp(0), &outcome(Verdict::Up, 1));
        let unwritten = meter.take();
        meter.count(0, Timestamp(1), &outcome(Verdict::Up, 2));
        meter.put_back(unwritten);
        assert_eq!(meter.take()[0].1.up, 2);
    }
}
