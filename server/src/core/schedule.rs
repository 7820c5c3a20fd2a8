//! When monitors are checked: spread over time, with jitter, without bursts and without drift.

use std::time::Duration;

/// The first checks after a start come this far apart, so that a page of a few monitors is known
/// at once and one of ten thousand is not checked in one burst.
const FIRST_CHECKS_APART: Duration = Duration::from_millis(5);
/// Jitter is at most this fraction of the interval, so that monitors with the same interval do
/// not stay in step.
const JITTER_FRACTION: u32 = 20;

/// Time of the first check of the monitor at `index`, after a start at `start`.
pub(super) fn first_due(index: usize, every: Duration, start: Duration) -> Duration {
    let spread = FIRST_CHECKS_APART * u32::try_from(index).unwrap_or(u32::MAX);
    let every_ms = every.as_millis().max(1);
    let offset_ms = u64::try_from(spread.as_millis() % every_ms).unwrap_or(0);
    start + Duration::from_millis(offset_ms)
}

/// Time of the check that follows one that was due at `due`, at `now`. Checks that were missed,
/// because the machine slept, are not made up for.
pub(super) fn next_due(
    index: usize,
    count: u64,
    every: Duration,
    due: Duration,
    now: Duration,
) -> Duration {
    let steady = due.saturating_sub(jitter(index, count, every)) + every;
    let base = if steady <= now { now + every } else { steady };
    base + jitter(index, count + 1, every)
}

/// From nothing to a twentieth of the interval; the same for the same check, so that a replay
/// repeats it.
fn jitter(index: usize, count: u64, every: Duration) -> Duration {
    if count == 0 {
        return Duration::ZERO;
    }
    let seed = (index as u64)
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .wrapping_add(count);
    let most_ms = u64::try_from((every / JITTER_FRACTION).as_millis()).unwrap_or(0);
    Duration::from_millis(mix(seed) % (most_ms + 1))
}

/// SplitMix64's finalizer. Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number
/// Generators", 2014.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{first_due, next_due};

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn checks_keep_their_pace_over_a_day_and_are_not_in_step() {
        let mut gaps = Vec::new();
        let mut due = first_due(7, MINUTE, Duration::ZERO);
        for count in 0..1_440 {
            let next = next_due(7, count, MINUTE, due, due);
            gaps.push(next - due);
            due = next;
        }
        let day = MINUTE * 1_440;
        assert!(day <= due && due <= day + MINUTE, "{due:?}");
        assert!(gaps.iter().any(|gap| *gap != gaps[0]));
        assert!(
            gaps.iter()
                .all(|gap| MINUTE * 9 / 10 <= *gap && *gap <= MINUTE * 11 / 10)
        );
    }

    #[test]
    fn a_machine_that_slept_makes_one_check_not_a_hundred() {
        let now = MINUTE * 100;
        let next = next_due(3, 5, MINUTE, MINUTE * 5, now);
        assert!(now < next);
    }

    #[test]
    fn ten_thousand_monitors_start_spread_over_their_interval() {
        let mut starts: Vec<Duration> = (0..10_000)
            .map(|index| first_due(index, MINUTE, Duration::ZERO))
            .collect();
        starts.sort_unstable();
        assert!(starts.iter().all(|start| *start < MINUTE));
        let busiest = starts
            .windows(300)
            .map(|window| window[299] - window[0])
            .min();
        assert!(Some(Duration::from_secs(1)) <= busiest);
    }
}
