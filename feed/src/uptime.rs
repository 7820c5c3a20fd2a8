//! Uptime from exact intervals, in whole seconds: the bar of a day and the number beside it come
//! from the same [`Tally`].
//!
//! Rules: downtime is a major outage whole and lesser ones by [`Weights`]; maintenance is left out
//! of both sides; unknown is neither up nor down; the result is rounded down, so a window with any
//! downtime never reads 100 %.

use serde::{Deserialize, Serialize};

use crate::{Status, Timestamp};

/// A stretch of one status: `from` included, `to` excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Start, included.
    pub from: Timestamp,
    /// End, excluded; at or after `from`.
    pub to: Timestamp,
    /// The status from start to end.
    pub status: Status,
}

/// How much of a second in a lesser status counts as downtime, in percent, 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights {
    /// Of a partial outage.
    pub partial_outage_percent: u8,
    /// Of degraded performance.
    pub degraded_performance_percent: u8,
}

impl Default for Weights {
    /// Statuspage's weights, which most readers compare with: 30 and 0.
    fn default() -> Self {
        Self {
            partial_outage_percent: 30,
            degraded_performance_percent: 0,
        }
    }
}

/// Seconds spent in each status within a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    seconds: [i64; Status::ALL.len()],
}

/// What one letter of [`crate::Component::days`] says: the worst status seen that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// `o`: operational all the time that was watched.
    Operational,
    /// `d`: degraded performance for some time.
    DegradedPerformance,
    /// `p`: a partial outage for some time.
    PartialOutage,
    /// `m`: a major outage for some time.
    MajorOutage,
    /// `w`: a maintenance window and nothing worse.
    UnderMaintenance,
    /// `u`: nothing is known of that day.
    Unknown,
}

impl Day {
    /// The letter of this day.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Operational => 'o',
            Self::DegradedPerformance => 'd',
            Self::PartialOutage => 'p',
            Self::MajorOutage => 'm',
            Self::UnderMaintenance => 'w',
            Self::Unknown => 'u',
        }
    }

    /// The day that a letter stands for; any other letter is unknown.
    #[must_use]
    pub const fn from_letter(letter: char) -> Self {
        match letter {
            'o' => Self::Operational,
            'd' => Self::DegradedPerformance,
            'p' => Self::PartialOutage,
            'm' => Self::MajorOutage,
            'w' => Self::UnderMaintenance,
            _ => Self::Unknown,
        }
    }

    /// The status that colours this day.
    #[must_use]
    pub const fn status(self) -> Status {
        match self {
            Self::Operational => Status::Operational,
            Self::DegradedPerformance => Status::DegradedPerformance,
            Self::PartialOutage => Status::PartialOutage,
            Self::MajorOutage => Status::MajorOutage,
            Self::UnderMaintenance => Status::UnderMaintenance,
            Self::Unknown => Status::Unknown,
        }
    }
}

impl Tally {
    /// Sums what of each interval lies in `from..to`. The intervals of one component do not
    /// overlap.
    #[must_use]
    pub fn of<'a>(
        intervals: impl IntoIterator<Item = &'a Interval>,
        from: Timestamp,
        to: Timestamp,
    ) -> Self {
        let mut tally = Self::default();
        for interval in intervals {
            let seconds = interval.to.min(to).since(interval.from.max(from));
            tally.seconds[interval.status as usize] += seconds.max(0);
        }
        tally
    }

    /// Adds what another tally holds.
    pub fn add(&mut self, other: &Self) {
        for (sum, seconds) in self.seconds.iter_mut().zip(other.seconds) {
            *sum += seconds;
        }
    }

    /// Seconds spent in a status.
    #[must_use]
    pub const fn seconds(&self, status: Status) -> i64 {
        self.seconds[status as usize]
    }

    /// Seconds that count: all but maintenance and unknown.
    #[must_use]
    pub const fn covered_s(&self) -> i64 {
        self.seconds(Status::Operational)
            + self.seconds(Status::DegradedPerformance)
            + self.seconds(Status::PartialOutage)
            + self.seconds(Status::MajorOutage)
    }

    /// Uptime in basis points, 0 to 10,000, rounded down; none when nothing counts.
    #[must_use]
    pub fn uptime_bp(&self, weights: Weights) -> Option<u16> {
        u16::try_from(self.up(weights, 10_000)?).ok()
    }

    /// Uptime in millionths, 0 to 1,000,000, rounded down; none when nothing counts.
    #[must_use]
    pub fn uptime_ppm(&self, weights: Weights) -> Option<u32> {
        u32::try_from(self.up(weights, 1_000_000)?).ok()
    }

    /// Downtime in hundredths of a second: what of each second counts as down.
    #[must_use]
    pub const fn down_cs(&self, weights: Weights) -> i64 {
        self.seconds(Status::MajorOutage) * 100
            + self.seconds(Status::PartialOutage) * weights.partial_outage_percent as i64
            + self.seconds(Status::DegradedPerformance)
                * weights.degraded_performance_percent as i64
    }

    /// The part of the time that counts in which all was well, of `whole`.
    fn up(&self, weights: Weights, whole: i64) -> Option<i64> {
        let covered = self.covered_s() * 100;
        (0 < covered).then(|| (covered - self.down_cs(weights)) * whole / covered)
    }

    /// The day this tally makes: the worst that was seen; unknown only when nothing was.
    #[must_use]
    pub fn day(&self) -> Day {
        let saw = |status| 0 < self.seconds(status);
        if saw(Status::MajorOutage) {
            Day::MajorOutage
        } else if saw(Status::PartialOutage) {
            Day::PartialOutage
        } else if saw(Status::DegradedPerformance) {
            Day::DegradedPerformance
        } else if saw(Status::UnderMaintenance) {
            Day::UnderMaintenance
        } else if saw(Status::Operational) {
            Day::Operational
        } else {
            Day::Unknown
        }
    }
}

/// Basis points as people write them: `9987` is `99.87`.
///
/// ```
/// assert_eq!(pilotlight_feed::uptime::percent(9_987), "99.87");
/// assert_eq!(pilotlight_feed::uptime::percent(10_000), "100");
/// ```
#[must_use]
pub fn percent(basis_points: u16) -> String {
    let (whole, hundredths) = (basis_points / 100, basis_points % 100);
    if hundredths == 0 {
        whole.to_string()
    } else {
        format!("{whole}.{hundredths:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::{Day, Interval, Tally, Weights};
    use crate::Status::{
        self, DegradedPerformance, MajorOutage, Operational, PartialOutage, UnderMaintenance,
        Unknown,
    };
    use crate::Timestamp;

    const DAY_S: i64 = 86_400;

    /// Lays the stretches `(seconds, status)` end to end and tallies one day.
    fn day(stretches: &[(i64, Status)]) -> Tally {
        let mut at = Timestamp(0);
        let mut intervals = Vec::new();
        for (seconds, status) in stretches {
            intervals.push(Interval {
                from: at,
                to: at.plus(*seconds),
                status: *status,
            });
            at = at.plus(*seconds);
        }
        Tally::of(&intervals, Timestamp(0), Timestamp(DAY_S))
    }

    #[track_caller]
    fn check(stretches: &[(i64, Status)], uptime_bp: Option<u16>, letter: Day) {
        let tally = day(stretches);
        assert_eq!(tally.uptime_bp(Weights::default()), uptime_bp);
        assert_eq!(tally.day(), letter);
    }

    #[test]
    fn a_major_outage_counts_whole() {
        check(
            &[(DAY_S - 8_640, Operational), (8_640, MajorOutage)],
            Some(9_000),
            Day::MajorOutage,
        );
    }

    #[test]
    fn a_partial_outage_counts_three_tenths() {
        check(
            &[(DAY_S - 8_640, Operational), (8_640, PartialOutage)],
            Some(9_700),
            Day::PartialOutage,
        );
    }

    #[test]
    fn degraded_performance_does_not_count_unless_configured() {
        let stretches = [(DAY_S / 2, Operational), (DAY_S / 2, DegradedPerformance)];
        check(&stretches, Some(10_000), Day::DegradedPerformance);
        let weights = Weights {
            degraded_performance_percent: 50,
            ..Weights::default()
        };
        assert_eq!(day(&stretches).uptime_bp(weights), Some(7_500));
    }

    #[test]
    fn maintenance_is_left_out_of_both_sides() {
        check(
            &[
                (DAY_S / 2, UnderMaintenance),
                (DAY_S / 4, Operational),
                (DAY_S / 4, MajorOutage),
            ],
            Some(5_000),
            Day::MajorOutage,
        );
        check(&[(DAY_S, UnderMaintenance)], None, Day::UnderMaintenance);
    }

    #[test]
    fn unknown_is_neither_up_nor_down() {
        check(
            &[(DAY_S - 100, Unknown), (100, Operational)],
            Some(10_000),
            Day::Operational,
        );
        check(&[(DAY_S, Unknown)], None, Day::Unknown);
        check(&[], None, Day::Unknown);
    }

    #[test]
    fn one_second_of_downtime_is_never_rounded_up_to_all() {
        let stretches = [(DAY_S - 1, Operational), (1, MajorOutage)];
        check(&stretches, Some(9_999), Day::MajorOutage);
        let ppm = day(&stretches).uptime_ppm(Weights::default());
        assert_eq!(ppm, Some(999_988));
    }

    #[test]
    fn today_is_divided_by_the_elapsed_time() {
        check(
            &[(300, Operational), (100, MajorOutage)],
            Some(7_500),
            Day::MajorOutage,
        );
    }

    #[test]
    fn only_what_lies_in_the_window_counts() {
        let outage = [Interval {
            from: Timestamp(-50),
            to: Timestamp(50),
            status: MajorOutage,
        }];
        assert_eq!(
            Tally::of(&outage, Timestamp(0), Timestamp(DAY_S)).seconds(MajorOutage),
            50
        );
    }

    #[test]
    fn every_letter_reads_back() {
        for letter in "odpmwu".chars() {
            assert_eq!(Day::from_letter(letter).letter(), letter);
        }
        assert_eq!(Day::from_letter('?'), Day::Unknown);
    }
}
