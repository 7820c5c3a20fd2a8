//! From the text of a rule to the rule. What is not understood is refused, never passed over: a rule
//! that is half read plans work on the wrong day.

use pilotlight_feed::{Date, Timestamp, limits};

use super::{End, Frequency, Rule, WeekDay};

/// The largest INTERVAL.
const MOST_INTERVAL: i64 = 1_000;
/// The largest COUNT: occurrences are counted from the first on, each time.
const MOST_COUNT: i64 = 10_000;
const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// Why a text is no rule: words that follow its name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RuleError(String);

fn refuse<T>(problem: impl Into<String>) -> Result<T, RuleError> {
    Err(RuleError(problem.into()))
}

impl Rule {
    /// Reads an RRULE of RFC 5545, for example `FREQ=MONTHLY;BYDAY=2SU`.
    ///
    /// # Errors
    /// [`RuleError`] when it is none, or one that this program does not follow.
    pub fn parse(text: &str) -> Result<Self, RuleError> {
        if limits::LINE_CHARS < text.len() {
            return refuse(format!("is longer than {} characters", limits::LINE_CHARS));
        }
        let written = text.trim().to_ascii_uppercase();
        let written = written.strip_prefix("RRULE:").unwrap_or(&written);
        let mut rule = Self {
            text: text.trim().to_owned(),
            frequency: Frequency::Daily,
            interval: 1,
            end: End::Never,
            months: Vec::new(),
            month_days: Vec::new(),
            days: Vec::new(),
            positions: Vec::new(),
            week_start: 0,
        };
        let mut seen = Vec::new();
        for part in written.split(';') {
            let Some((name, value)) = part.split_once('=') else {
                return refuse(format!(
                    "has {part:?}, which is no part of a rule; write for example \
                     \"FREQ=WEEKLY;BYDAY=SU\""
                ));
            };
            if seen.contains(&name) {
                return refuse(format!("says {name} twice"));
            }
            rule.take(name, value)?;
            seen.push(name);
        }
        rule.check(&seen)?;
        Ok(rule)
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), RuleError> {
        match name {
            "FREQ" => self.frequency = frequency(value)?,
            "INTERVAL" => self.interval = number(name, value, 1, MOST_INTERVAL)?,
            "COUNT" => {
                let count = number(name, value, 1, MOST_COUNT)?;
                self.end = End::Count(u32::try_from(count).unwrap_or(u32::MAX));
            }
            "UNTIL" => self.end = until(value)?,
            "BYMONTH" => self.months = list(value, |item| number(name, item, 1, 12))?,
            "BYMONTHDAY" => self.month_days = list(value, |item| signed(name, item, 31))?,
            "BYDAY" => self.days = list(value, week_day)?,
            "BYSETPOS" => self.positions = list(value, |item| signed(name, item, 366))?,
            "WKST" => self.week_start = day_of_week(value)?,
            "BYSECOND" | "BYMINUTE" | "BYHOUR" => {
                return refuse(format!(
                    "has {name}, and the time of day is that of the start; leave it out"
                ));
            }
            "BYYEARDAY" | "BYWEEKNO" => {
                return refuse(format!(
                    "has {name}, which is not supported; say it with BYMONTH, BYMONTHDAY and BYDAY"
                ));
            }
            _ => return refuse(format!("has {name:?}, which is no part of a rule")),
        }
        Ok(())
    }

    /// What holds between the parts.
    fn check(&self, seen: &[&str]) -> Result<(), RuleError> {
        let has = |name| seen.contains(&name);
        let is_long = matches!(self.frequency, Frequency::Monthly | Frequency::Yearly);
        if !has("FREQ") {
            return refuse("has no FREQ; write for example \"FREQ=WEEKLY;BYDAY=SU\"");
        }
        if has("COUNT") && has("UNTIL") {
            return refuse("has COUNT and UNTIL; keep one of them");
        }
        if has("BYMONTHDAY") && self.frequency == Frequency::Weekly {
            return refuse("has BYMONTHDAY in weeks; write FREQ=MONTHLY");
        }
        if self.days.iter().any(|day| day.nth.is_some()) && !is_long {
            return refuse("numbers its BYDAY, which only FREQ=MONTHLY and FREQ=YEARLY can");
        }
        let has_set = has("BYMONTH") || has("BYMONTHDAY") || has("BYDAY");
        if has("BYSETPOS") && !has_set {
            return refuse("has BYSETPOS and no set that it could choose from; add BYDAY");
        }
        Ok(())
    }
}

fn frequency(value: &str) -> Result<Frequency, RuleError> {
    match value {
        "DAILY" => Ok(Frequency::Daily),
        "WEEKLY" => Ok(Frequency::Weekly),
        "MONTHLY" => Ok(Frequency::Monthly),
        "YEARLY" => Ok(Frequency::Yearly),
        "SECONDLY" | "MINUTELY" | "HOURLY" => refuse(format!(
            "has FREQ={value}, and windows recur by days; write DAILY, WEEKLY, MONTHLY or YEARLY"
        )),
        _ => refuse(format!(
            "has FREQ={value}, which is none; write DAILY, WEEKLY, MONTHLY or YEARLY"
        )),
    }
}

fn number(name: &str, value: &str, least: i64, most: i64) -> Result<i64, RuleError> {
    let is_plain = value.len() <= 5 && value.bytes().all(|byte| byte.is_ascii_digit());
    let parsed = value.parse::<i64>().ok().filter(|_| is_plain);
    match parsed.filter(|parsed| (least..=most).contains(parsed)) {
        Some(parsed) => Ok(parsed),
        None => refuse(format!(
            "has {name}={value}; write a number from {least} to {most}"
        )),
    }
}

/// A number that counts from the end when it is negative.
fn signed(name: &str, value: &str, most: i64) -> Result<i64, RuleError> {
    let (sign, digits) = match value.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, value.strip_prefix('+').unwrap_or(value)),
    };
    Ok(sign * number(name, digits, 1, most)?)
}

fn list<T>(value: &str, read: impl Fn(&str) -> Result<T, RuleError>) -> Result<Vec<T>, RuleError> {
    value.split(',').map(read).collect()
}

fn day_of_week(value: &str) -> Result<i64, RuleError> {
    match (0..).zip(WEEKDAYS).find(|(_, name)| *name == value) {
        Some((day, _)) => Ok(day),
        None => refuse(format!(
            "has the day {value:?}; write one of MO, TU, WE, TH, FR, SA, SU"
        )),
    }
}

fn week_day(value: &str) -> Result<WeekDay, RuleError> {
    let name = value.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    let nth = &value[..value.len() - name.len()];
    let day = day_of_week(name)?;
    let nth = match nth {
        "" => None,
        nth => Some(signed("BYDAY", nth, 53)?),
    };
    Ok(WeekDay { nth, day })
}

/// `20261201`, `20261201T023000` by the wall clock, or `20261201T023000Z`.
fn until(value: &str) -> Result<End, RuleError> {
    let parts = match value.split_once('T') {
        Some((day, time)) => (day, Some(time)),
        None => (value, None),
    };
    let end = match parts {
        (day, None) => date(day).map(End::Day),
        (day, Some(time)) => date(day).and_then(|day| match time.strip_suffix('Z') {
            Some(time) => {
                let second = second_of_day(time)?;
                Some(End::Instant(Timestamp(day.0 * 86_400 + second)))
            }
            None => second_of_day(time).map(|second| End::Wall(day, second)),
        }),
    };
    end.map_or_else(
        || {
            refuse(format!(
                "has UNTIL={value}; write for example 20261231 or 20261231T235959Z"
            ))
        },
        Ok,
    )
}

fn date(digits: &str) -> Option<Date> {
    let is_plain = digits.len() == 8 && digits.is_ascii();
    let digits = Some(digits).filter(|_| is_plain)?;
    let (year, month, day) = (&digits[..4], &digits[4..6], &digits[6..]);
    Date::parse(&format!("{year}-{month}-{day}")).ok()
}

fn second_of_day(digits: &str) -> Option<i64> {
    let is_plain = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: i64 = digits.parse().ok().filter(|_| is_plain)?;
    let (hour, minute, second) = (number / 10_000, number / 100 % 100, number % 100);
    let holds = hour <= 23 && minute <= 59 && second <= 59;
    holds.then_some(hour * 3_600 + minute * 60 + second)
}
