//! One monitor: from single outcomes to a verdict that holds.
//!
//! A verdict changes when enough outcomes in a row say so, and holds since the first of them. An
//! unknown outcome says nothing: it neither counts nor breaks a row. When nothing conclusive has
//! come for as long as the monitor's patience, the verdict itself is unknown.

use std::time::Duration;

use pilotlight_feed::{Status, Timestamp};

use super::catalog::Monitor;
use super::input::{Now, Outcome, Verdict};

/// What a monitor holds true, and what it has counted towards the next change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MonitorState {
    settled: Option<Settled>,
    down: Row,
    not_up: Row,
    not_down: Row,
    up: Row,
    conclusive: Option<Conclusive>,
}

/// A verdict and since when it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The verdict.
    pub verdict: Verdict,
    /// The first of the outcomes that decided it.
    pub since: Timestamp,
}

/// Outcomes of one sort in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Row {
    count: u32,
    since: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Conclusive {
    at: Timestamp,
    elapsed: Duration,
}

impl Row {
    fn count(self, belongs: bool, at: Timestamp) -> Self {
        match (belongs, self.count) {
            (false, _) => Self::default(),
            (true, 0) => Self {
                count: 1,
                since: at,
            },
            (true, count) => Self {
                count: count.saturating_add(1),
                since: self.since,
            },
        }
    }

    fn reaches(self, count: u32) -> Option<Timestamp> {
        (count <= self.count).then_some(self.since)
    }
}

impl MonitorState {
    /// The verdict; none until the first checks after a start have decided.
    #[must_use]
    pub fn settled(&self) -> Option<Settled> {
        self.settled
    }

    /// The state after one more outcome.
    #[must_use]
    pub fn after(&self, monitor: &Monitor, now: Now, outcome: &Outcome) -> Self {
        if outcome.verdict == Verdict::Unknown {
            return self.after_silence(monitor, now);
        }
        let verdict = outcome.verdict;
        let mut next = Self {
            settled: self.settled,
            down: self.down.count(verdict == Verdict::Down, now.at),
            not_up: self.not_up.count(verdict != Verdict::Up, now.at),
            not_down: self.not_down.count(verdict != Verdict::Down, now.at),
            up: self.up.count(verdict == Verdict::Up, now.at),
            conclusive: Some(Conclusive {
                at: now.at,
                elapsed: now.elapsed,
            }),
        };
        if let Some(settled) = next.decide(monitor, verdict) {
            next.settled = Some(settled);
        }
        next
    }

    /// The state when time has passed without a conclusive outcome.
    #[must_use]
    pub fn after_silence(&self, monitor: &Monitor, now: Now) -> Self {
        let (since, elapsed) = match self.conclusive {
            Some(last) => (last.at, last.elapsed),
            None => (now.at, Duration::ZERO),
        };
        let silent = now.elapsed.saturating_sub(elapsed);
        let is_unknown = matches!(
            self.settled,
            Some(Settled {
                verdict: Verdict::Unknown,
                ..
            })
        );
        if silent <= monitor.patience() || is_unknown {
            return *self;
        }
        let unknown = Settled {
            verdict: Verdict::Unknown,
            since,
        };
        Self {
            settled: Some(unknown),
            ..Self::default()
        }
    }

    /// The new verdict, when the rows suffice for one.
    fn decide(&self, monitor: &Monitor, latest: Verdict) -> Option<Settled> {
        let settle = |verdict| move |since| Settled { verdict, since };
        let down = || {
            self.down
                .reaches(monitor.failures)
                .map(settle(Verdict::Down))
        };
        match self.settled.map(|settled| settled.verdict) {
            // Nothing was known: the first good outcome is news enough, a bad one is not.
            None | Some(Verdict::Unknown) => match latest {
                Verdict::Down | Verdict::Unknown => down(),
                Verdict::Up | Verdict::Degraded => self.not_down.reaches(1).map(settle(latest)),
            },
            Some(Verdict::Up) => down().or_else(|| {
                self.not_up
                    .reaches(monitor.failures)
                    .map(settle(Verdict::Degraded))
            }),
            Some(Verdict::Degraded) => {
                down().or_else(|| self.up.reaches(monitor.recoveries).map(settle(Verdict::Up)))
            }
            Some(Verdict::Down) => {
                let up = self.up.reaches(monitor.recoveries).map(settle(Verdict::Up));
                let degraded = || self.not_down.reaches(monitor.recoveries);
                up.or_else(|| degraded().map(settle(Verdict::Degraded)))
            }
        }
    }
}

impl Verdict {
    /// The status of a component that has only one monitor, with this verdict.
    #[must_use]
    pub const fn status(self) -> Status {
        match self {
            Self::Up => Status::Operational,
            Self::Degraded => Status::DegradedPerformance,
            Self::Down => Status::MajorOutage,
            Self::Unknown => Status::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use pilotlight_feed::Timestamp;

    use super::{MonitorState, Verdict};
    use crate::core::{Monitor, Now, Outcome};

    fn monitor() -> Monitor {
        Monitor {
            id: "m".to_owned(),
            component: 0,
            every: Duration::from_secs(60),
            timeout: Duration::from_secs(10),
            failures: 2,
            recoveries: 3,
        }
    }

    /// Feeds one outcome a minute, one letter each, and writes the verdict after each: `-` while
    /// there is none.
    #[track_caller]
    fn check(outcomes: &str, verdicts: &str) -> MonitorState {
        let (mut state, mut seen) = (MonitorState::default(), String::new());
        for (minute, letter) in (1..).zip(outcomes.chars()) {
            let verdict = match letter {
                'u' => Verdict::Up,
                'd' => Verdict::Down,
                's' => Verdict::Degraded,
                _ => Verdict::Unknown,
            };
            let now = Now {
                at: Timestamp(60 * minute),
                elapsed: Duration::from_secs(60 * minute as u64),
            };
            let outcome = Outcome {
                verdict,
                latency: Duration::ZERO,
                detail: String::new(),
            };
            state = state.after(&monitor(), now, &outcome);
            seen.push(match state.settled().map(|settled| settled.verdict) {
                None => '-',
                Some(Verdict::Up) => 'u',
                Some(Verdict::Degraded) => 's',
                Some(Verdict::Down) => 'd',
                Some(Verdict::Unknown) => '?',
            });
        }
        assert_eq!(seen, verdicts, "{outcomes}");
        state
    }

    #[test]
    fn one_failure_is_no_outage() {
        check("ududud", "uuuuuu");
    }

    #[test]
    fn an_outage_holds_since_its_first_failure() {
        let state = check("uudd", "uuud");
        assert_eq!(
            state.settled().map(|settled| settled.since),
            Some(Timestamp(180))
        );
    }

    #[test]
    fn recovery_takes_as_many_good_checks_as_configured_and_holds_since_the_first() {
        let state = check("udduuu", "uudddu");
        assert_eq!(
            state.settled().map(|settled| settled.since),
            Some(Timestamp(240))
        );
        check("udduuduu", "uudddddd");
    }

    #[test]
    fn slow_is_degraded_once_it_stays_slow() {
        check("ususs", "uuuus");
        check("usduuu", "uusssu");
        check("uddsss", "uuddds");
    }

    #[test]
    fn the_first_good_check_settles_and_a_first_bad_one_does_not() {
        check("u", "u");
        check("s", "s");
        check("dd", "-d");
    }

    #[test]
    fn an_unknown_outcome_neither_counts_nor_breaks_a_row() {
        check("ud?d", "uuud");
        check("u???", "uuuu");
        check("?????", "---??");
    }

    #[test]
    fn silence_beyond_patience_is_unknown_and_never_down() {
        check("u?????", "uuuu??");
        check("dd?????", "-dddd??");
    }
}
