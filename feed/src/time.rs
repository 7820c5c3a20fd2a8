//! Instants and dates of the feed, in whole seconds and whole days.
//!
//! A date library would be larger than the rest of the widget, and all that is needed is RFC 3339
//! in and out; time zones are the server's business (it uses jiff), display is the browser's.

use core::fmt::{self, Write};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant: seconds since 1970-01-01T00:00:00Z, without leap seconds. Travels as RFC 3339 in
/// UTC, for example `"2026-11-23T06:10:00Z"`. Range: the years 0000 to 9999.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

/// A calendar day without a zone: days since 1970-01-01. Travels as `"2026-11-23"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub i64);

/// Why a text is no RFC 3339 instant or date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a time of the form 2026-11-23T06:10:00Z, or a date of the form 2026-11-23")]
pub struct ParseTimeError;

const SECONDS_A_DAY: i64 = 86_400;

impl Timestamp {
    /// The instant `seconds` later (earlier when negative).
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to here; negative when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Reads an RFC 3339 instant: any offset, fractions of a second cut off.
    ///
    /// # Errors
    /// [`ParseTimeError`] when the text is anything else.
    pub fn parse(text: &str) -> Result<Self, ParseTimeError> {
        let (date, rest) = text.split_at_checked(10).ok_or(ParseTimeError)?;
        let date = Date::parse(date)?;
        let rest = rest.strip_prefix(['T', 't', ' ']).ok_or(ParseTimeError)?;
        let (clock, rest) = rest.split_at_checked(8).ok_or(ParseTimeError)?;
        let clock = clock.as_bytes();
        if clock[2] != b':' || clock[5] != b':' {
            return Err(ParseTimeError);
        }
        let hour = number(&clock[0..2], 0..=23)?;
        let minute = number(&clock[3..5], 0..=59)?;
        let second = number(&clock[6..8], 0..=60)?.min(59);
        let offset = offset_seconds(without_fraction(rest)?)?;
        Ok(Self(
            date.0 * SECONDS_A_DAY + hour * 3_600 + minute * 60 + second - offset,
        ))
    }
}

impl Date {
    /// The day `days` later (earlier when negative).
    #[must_use]
    pub const fn plus(self, days: i64) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The day of a proleptic Gregorian year, month (1 to 12) and day of the month.
    ///
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
    #[must_use]
    pub const fn from_civil(year: i64, month: i64, day: i64) -> Self {
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year - era * 400;
        let month_from_march = (month + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self(era * 146_097 + day_of_era - 719_468)
    }

    /// Year, month (1 to 12) and day of the month. Source as [`Date::from_civil`].
    #[must_use]
    pub const fn to_civil(self) -> (i64, i64, i64) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted - era * 146_097;
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 {
            month_from_march + 3
        } else {
            month_from_march - 9
        };
        let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
        (year, month, day)
    }

    /// Reads `2026-11-23`.
    ///
    /// # Errors
    /// [`ParseTimeError`] when the text is anything else, or no day of the calendar.
    pub fn parse(text: &str) -> Result<Self, ParseTimeError> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(ParseTimeError);
        }
        let year = number(&bytes[0..4], 0..=9_999)?;
        let month = number(&bytes[5..7], 1..=12)?;
        let day = number(&bytes[8..10], 1..=31)?;
        let date = Self::from_civil(year, month, day);
        if date.to_civil() == (year, month, day) {
            Ok(date)
        } else {
            Err(ParseTimeError)
        }
    }
}

fn number(digits: &[u8], range: core::ops::RangeInclusive<i64>) -> Result<i64, ParseTimeError> {
    let mut value = 0;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return Err(ParseTimeError);
        }
        value = value * 10 + i64::from(digit - b'0');
    }
    if range.contains(&value) {
        Ok(value)
    } else {
        Err(ParseTimeError)
    }
}

fn without_fraction(rest: &str) -> Result<&str, ParseTimeError> {
    let Some(fraction) = rest.strip_prefix('.') else {
        return Ok(rest);
    };
    let offset = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    if offset.len() == fraction.len() {
        Err(ParseTimeError)
    } else {
        Ok(offset)
    }
}

fn offset_seconds(text: &str) -> Result<i64, ParseTimeError> {
    let bytes = text.as_bytes();
    let sign = match bytes {
        [b'Z' | b'z'] => return Ok(0),
        [b'+', _, _, b':', _, _] => 1,
        [b'-', _, _, b':', _, _] => -1,
        _ => return Err(ParseTimeError),
    };
    Ok(sign * (number(&bytes[1..3], 0..=23)? * 3_600 + number(&bytes[4..6], 0..=59)? * 60))
}

/// Puts a number there, with a digit in each place.
fn put_digits(places: &mut [u8], mut value: i64) {
    for place in places.iter_mut().rev() {
        // The remainder by ten is a digit.
        *place = b'0' + u8::try_from(value.rem_euclid(10)).unwrap_or(0);
        value = value.div_euclid(10);
    }
}

fn put_date(places: &mut [u8; 10], date: Date) {
    let (year, month, day) = date.to_civil();
    put_digits(&mut places[0..4], year);
    put_digits(&mut places[5..7], month);
    put_digits(&mut places[8..10], day);
}

/// What was put there is ASCII.
fn text(places: &[u8]) -> &str {
    core::str::from_utf8(places).unwrap_or("")
}

/// Calls `with` with the text of a date, made at once: a feed that is written has thousands.
fn with_date<T>(date: Date, with: impl FnOnce(&str) -> T) -> T {
    let mut places = *b"0000-00-00";
    put_date(&mut places, date);
    with(text(&places))
}

fn with_timestamp<T>(at: Timestamp, with: impl FnOnce(&str) -> T) -> T {
    let mut places = *b"0000-00-00T00:00:00Z";
    if let Some(date) = places.first_chunk_mut() {
        put_date(date, Date(at.0.div_euclid(SECONDS_A_DAY)));
    }
    let second_of_day = at.0.rem_euclid(SECONDS_A_DAY);
    put_digits(&mut places[11..13], second_of_day / 3_600);
    put_digits(&mut places[14..16], second_of_day / 60 % 60);
    put_digits(&mut places[17..19], second_of_day % 60);
    with(text(&places))
}

fn write_digits(f: &mut fmt::Formatter<'_>, value: i64, width: u32) -> fmt::Result {
    for place in (0..width).rev() {
        let digit = (value / 10_i64.pow(place)).rem_euclid(10);
        f.write_char(char::from(b'0' + u8::try_from(digit).unwrap_or(0)))?;
    }
    Ok(())
}

// What a widget shows few of is written digit by digit: that is less code to load.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.to_civil();
        write_digits(f, year, 4)?;
        f.write_char('-')?;
        write_digits(f, month, 2)?;
        f.write_char('-')?;
        write_digits(f, day, 2)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Date(self.0.div_euclid(SECONDS_A_DAY)).fmt(f)?;
        let second_of_day = self.0.rem_euclid(SECONDS_A_DAY);
        f.write_char('T')?;
        write_digits(f, second_of_day / 3_600, 2)?;
        f.write_char(':')?;
        write_digits(f, second_of_day / 60 % 60, 2)?;
        f.write_char(':')?;
        write_digits(f, second_of_day % 60, 2)?;
        f.write_char('Z')
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        with_timestamp(*self, |text| serializer.serialize_str(text))
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|_| serde::de::Error::custom("expected an RFC 3339 time"))
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        with_date(*self, |text| serializer.serialize_str(text))
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|_| serde::de::Error::custom("expected a date"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert_eq, proptest};

    use super::{Date, Timestamp, with_date, with_timestamp};

    #[track_caller]
    fn check(text: &str, seconds: Option<i64>) {
        assert_eq!(Timestamp::parse(text).ok().map(|t| t.0), seconds, "{text}");
    }

    #[test]
    fn rfc_3339_is_read_with_any_offset_and_fraction() {
        check("1970-01-01T00:00:00Z", Some(0));
        check("2026-11-23T06:10:00Z", Some(1_795_414_200));
        check("2026-11-23T07:10:00.123456+01:00", Some(1_795_414_200));
        check("2026-11-23t01:10:00-05:00", Some(1_795_414_200));
        check("2016-12-31T23:59:60Z", Some(1_483_228_799));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "now",
            "2026-11-23",
            "2026-11-23T06:10",
            "2026-11-23T06:10:00",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-11-23T24:00:00Z",
            "2026-11-23T06:10:00.Z",
            "2026-11-23T06:10:00+0100",
            "２026-11-23T06:10:00Z",
            "2026-11-23T06:10:00Zx",
        ] {
            check(text, None);
        }
    }

    proptest! {
        #[test]
        fn every_instant_reads_back(seconds in -62_167_219_200_i64..253_402_300_800) {
            let (at, date) = (Timestamp(seconds), Date(seconds.div_euclid(86_400)));
            prop_assert_eq!(Timestamp::parse(&at.to_string()), Ok(at));
            prop_assert_eq!(with_timestamp(at, str::to_owned), at.to_string());
            prop_assert_eq!(with_date(date, str::to_owned), date.to_string());
        }

        #[test]
        fn parsing_never_panics(text in "\\PC{0,40}") {
            let _ = Timestamp::parse(&text);
            let _ = Date::parse(&text);
        }
    }
}
