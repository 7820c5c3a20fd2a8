//! A month of the calendar, without a zone: what the pages of the past are kept by.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Date, ParseTimeError};

/// A month of a proleptic Gregorian year. Travels as `"2026-11"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i64,
    /// 1 to 12.
    month: i64,
}

impl Month {
    /// The month that a day lies in.
    ///
    /// ```
    /// use pilotlight_feed::{Date, Month};
    /// assert_eq!(Month::of(Date::from_civil(2026, 11, 23)).to_string(), "2026-11");
    /// ```
    #[must_use]
    pub const fn of(date: Date) -> Self {
        let (year, month, _) = date.to_civil();
        Self { year, month }
    }

    /// Its first day.
    #[must_use]
    pub const fn first(self) -> Date {
        Date::from_civil(self.year, self.month, 1)
    }

    /// The month after it.
    #[must_use]
    pub const fn next(self) -> Self {
        Self::of(self.first().plus(31))
    }

    /// Year and month, 1 to 12.
    #[must_use]
    pub const fn to_civil(self) -> (i64, i64) {
        (self.year, self.month)
    }

    /// Reads `2026-11`.
    ///
    /// # Errors
    /// [`ParseTimeError`] when the text is anything else.
    pub fn parse(text: &str) -> Result<Self, ParseTimeError> {
        Date::parse(&[text, "-01"].concat()).map(Self::of)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|_| serde::de::Error::custom("expected a month"))
    }
}

#[cfg(test)]
mod tests {
    use super::Month;

    #[test]
    fn a_month_is_read_and_written_and_followed_by_the_next() {
        for (month, next) in [
            ("2026-11", "2026-12"),
            ("2026-12", "2027-01"),
            ("2024-01", "2024-02"),
        ] {
            let read = Month::parse(month).expect("a month");
            assert_eq!(read.to_string(), month);
            assert_eq!(read.next().to_string(), next);
        }
        for text in ["2026-13", "2026-1", "2026", "2026-11-23", ""] {
            assert!(Month::parse(text).is_err(), "{text}");
        }
    }
}
