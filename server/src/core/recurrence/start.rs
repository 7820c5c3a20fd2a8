//! The first of a row of occurrences: a day, a time of day by the wall clock, and whose clock.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use pilotlight_feed::{Date, Timestamp};

use crate::core::catalog::Zone;

/// When the first occurrence begins, by the wall clock of a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// The day.
    pub date: Date,
    /// Seconds since midnight, as the clock shows them.
    second: i32,
    /// Whose clock.
    pub zone: Zone,
}

/// A text that is no [`Start`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// Not a date and a time of day.
    #[error("is {0:?}, which is no local time; write for example \"2026-12-01T02:30\"")]
    NoTime(String),
    /// Nobody knows this zone.
    #[error("{0:?} is no time zone; write an IANA name, for example \"Europe/Berlin\"")]
    NoZone(String),
}

impl Start {
    /// Reads a local time such as `2026-12-01T02:30`, and the IANA name of its zone.
    ///
    /// # Errors
    /// [`StartError`] when one of them is none.
    pub fn parse(local: &str, zone: &str) -> Result<Self, StartError> {
        let read = |format| DateTime::strptime(format, local);
        let read = read("%Y-%m-%dT%H:%M").or_else(|_| read("%Y-%m-%dT%H:%M:%S"));
        let known = read
            .ok()
            .filter(|read| (1970..=9998).contains(&read.year()));
        let known = known.ok_or_else(|| StartError::NoTime(local.to_owned()))?;
        let rules = TimeZone::get(zone).map_err(|_| StartError::NoZone(zone.to_owned()))?;
        let (hour, minute) = (i32::from(known.hour()), i32::from(known.minute()));
        Ok(Self {
            date: Date::from_civil(
                i64::from(known.year()),
                i64::from(known.month()),
                i64::from(known.day()),
            ),
            second: hour * 3_600 + minute * 60 + i32::from(known.second()),
            zone: Zone {
                name: zone.to_owned(),
                rules,
            },
        })
    }

    /// The local time, as [`Start::parse`] reads it.
    #[must_use]
    pub fn local(&self) -> String {
        let (hour, minute, second) = self.clock();
        let date = self.date;
        if second == 0 {
            return format!("{date}T{hour:02}:{minute:02}");
        }
        format!("{date}T{hour:02}:{minute:02}:{second:02}")
    }

    /// The instant of its time of day on another day. What the clock skips is as much later as it
    /// skips; of what it repeats this is the first.
    #[must_use]
    pub fn on(&self, date: Date) -> Timestamp {
        let (hour, minute, second) = self.clock();
        self.zone.instant(date, [hour, minute, second])
    }

    /// Seconds since midnight by the wall clock.
    pub(super) fn second(&self) -> i64 {
        i64::from(self.second)
    }

    fn clock(&self) -> (i8, i8, i8) {
        let part = |seconds: i32| i8::try_from(seconds).unwrap_or(0);
        let minutes = self.second / 60;
        (
            part(minutes / 60),
            part(minutes % 60),
            part(self.second % 60),
        )
    }
}
