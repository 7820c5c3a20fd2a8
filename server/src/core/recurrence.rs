//! Rules of recurrence, as RFC 5545 writes them: on which days something begins again.
//!
//! Days only. The time of day and its zone are those of the start; every occurrence has them by the
//! wall clock, so that work planned for 02:30 stays at 02:30 when summer time comes. The crates for
//! these rules bring a second calendar and a second database of time zones along; what is needed of
//! them is a filter over days.

mod parse;
mod start;

use pilotlight_feed::{Date, Timestamp};

pub use parse::RuleError;
pub use start::{Start, StartError};

/// A rule of recurrence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// As it was given.
    pub text: String,
    frequency: Frequency,
    /// Periods from one that counts to the next; at least 1.
    interval: i64,
    end: End,
    /// Months, 1 to 12. This list and those below hold anything when empty.
    months: Vec<i64>,
    /// Days of the month, 1 to 31, or from its end, -1 to -31.
    month_days: Vec<i64>,
    days: Vec<WeekDay>,
    /// Which of the days of one period, from 1, or from the end, from -1.
    positions: Vec<i64>,
    /// The day that weeks begin with, 0 for Monday.
    week_start: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Never,
    /// After so many occurrences.
    Count(u32),
    /// The last day.
    Day(Date),
    /// The last day, and on it the last second by the wall clock.
    Wall(Date, i64),
    /// The last instant.
    Instant(Timestamp),
}

/// A day of the week, perhaps only one of those in its month or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct WeekDay {
    /// 1 for the first, -1 for the last.
    nth: Option<i64>,
    /// 0 for Monday.
    day: i64,
}

/// 1970-01-01 was a Thursday.
const EPOCH_WEEKDAY: i64 = 3;
/// A rule that gives no day within so many is taken to give none: the rarest, a 29 February on one
/// day of the week, comes after 40 years at most.
const BARREN_DAYS: i64 = 41 * 366;

impl Rule {
    /// The days from `first` to `last` on which something that starts at `start` begins, in order.
    /// What it costs grows with the days that are looked at: from `first` on, and from the start on
    /// when occurrences are counted. A start that is no day of the rule is not one of them.
    #[must_use]
    pub fn days(&self, start: &Start, first: Date, last: Date) -> Vec<Date> {
        let last = last.min(LAST_DAY);
        let origin = self.unit_of(start.date);
        let mut left = u32::MAX;
        let mut unit = match self.end {
            End::Count(count) => {
                left = count;
                origin
            }
            _ => {
                let gone = (self.unit_of(first) - origin).max(0) / self.interval;
                origin + gone * self.interval
            }
        };
        let mut days = Vec::new();
        while self.bounds_of(unit).0 <= last {
            for day in self.days_of(unit, start.date) {
                if day < start.date {
                    continue;
                }
                if left == 0 || last < day || self.is_past(start, day) {
                    return days;
                }
                left -= 1;
                if first <= day {
                    days.push(day);
                }
            }
            unit += self.interval;
        }
        days
    }

    /// The first day from `first` on, on which something that starts at `start` begins; none when
    /// there is none within a lifetime.
    #[must_use]
    pub fn next_day(&self, start: &Start, first: Date) -> Option<Date> {
        // Most rules give a day within a year, and many: not all of a lifetime's are needed then.
        let year = first.plus(366);
        let near = self.days(start, first, year);
        let next = near.first().copied();
        next.or_else(|| {
            let late = self.days(start, year.plus(1), first.plus(BARREN_DAYS));
            late.first().copied()
        })
    }

    fn is_past(&self, start: &Start, day: Date) -> bool {
        match self.end {
            End::Never | End::Count(_) => false,
            End::Day(last) => last < day,
            End::Wall(last, second) => (last, second) < (day, start.second()),
            End::Instant(last) => last < start.on(day),
        }
    }

    /// The days of one period, in order.
    fn days_of(&self, unit: i64, start: Date) -> Vec<Date> {
        let (first, last) = self.bounds_of(unit);
        let days = (first.0..=last.0).map(Date);
        let days: Vec<Date> = days.filter(|day| self.holds(*day, start)).collect();
        if self.positions.is_empty() {
            return days;
        }
        let count = i64::try_from(days.len()).unwrap_or(i64::MAX);
        let at = |index: i64| {
            self.positions.contains(&(index + 1)) || self.positions.contains(&(index - count))
        };
        let indexed = (0..).zip(days);
        let chosen = indexed.filter(|(index, _)| at(*index));
        chosen.map(|(_, day)| day).collect()
    }

    /// Whether a day is one of its period. What the rule leaves open is as on the day of the start.
    fn holds(&self, day: Date, start: Date) -> bool {
        let (year, month, day_of_month) = day.to_civil();
        let (_, start_month, start_day) = start.to_civil();
        let (by_month, by_day) = (!self.months.is_empty(), !self.days.is_empty());
        let by_month_day = !self.month_days.is_empty();
        let in_months = match self.frequency {
            _ if by_month => self.months.contains(&month),
            Frequency::Yearly if !by_month_day && !by_day => month == start_month,
            _ => true,
        };
        if !in_months {
            return false;
        }
        let month_first = Date::from_civil(year, month, 1);
        let month_days = next_month(year, month).0 - month_first.0;
        let in_month_days = match self.frequency {
            _ if by_month_day => {
                let from_end = day_of_month - month_days - 1;
                self.month_days.contains(&day_of_month) || self.month_days.contains(&from_end)
            }
            Frequency::Monthly | Frequency::Yearly if !by_day => day_of_month == start_day,
            _ => true,
        };
        if !in_month_days {
            return false;
        }
        if !by_day {
            return self.frequency != Frequency::Weekly || weekday(day) == weekday(start);
        }
        let is_of_year = self.frequency == Frequency::Yearly && !by_month;
        let (from, length) = if is_of_year {
            let first = Date::from_civil(year, 1, 1);
            (first, Date::from_civil(year + 1, 1, 1).0 - first.0)
        } else {
            (month_first, month_days)
        };
        let (before, after) = (day.0 - from.0, from.0 + length - 1 - day.0);
        self.days.iter().any(|known| {
            let is_nth = known
                .nth
                .is_none_or(|nth| nth == before / 7 + 1 || nth == -(after / 7 + 1));
            known.day == weekday(day) && is_nth
        })
    }

    /// The number of the period that a day is in.
    fn unit_of(&self, day: Date) -> i64 {
        let (year, month, _) = day.to_civil();
        match self.frequency {
            Frequency::Daily => day.0,
            Frequency::Weekly => (day.0 + EPOCH_WEEKDAY - self.week_start).div_euclid(7),
            Frequency::Monthly => year * 12 + month - 1,
            Frequency::Yearly => year,
        }
    }

    /// The first and the last day of a period.
    fn bounds_of(&self, unit: i64) -> (Date, Date) {
        match self.frequency {
            Frequency::Daily => (Date(unit), Date(unit)),
            Frequency::Weekly => {
                let first = Date(unit * 7 + self.week_start - EPOCH_WEEKDAY);
                (first, first.plus(6))
            }
            Frequency::Monthly => {
                let (year, month) = (unit.div_euclid(12), unit.rem_euclid(12) + 1);
                let first = Date::from_civil(year, month, 1);
                (first, next_month(year, month).plus(-1))
            }
            Frequency::Yearly => (Date::from_civil(unit, 1, 1), Date::from_civil(unit, 12, 31)),
        }
    }
}

/// 9998-12-31: what lies beyond has no instant in every zone.
const LAST_DAY: Date = Date::from_civil(9998, 12, 31);

fn weekday(day: Date) -> i64 {
    (day.0 + EPOCH_WEEKDAY).rem_euclid(7)
}

/// The first day after a month.
const fn next_month(year: i64, month: i64) -> Date {
    if month == 12 {
        Date::from_civil(year + 1, 1, 1)
    } else {
        Date::from_civil(year, month + 1, 1)
    }
}

#[cfg(test)]
mod examples;
#[cfg(test)]
mod tests;
