//! Times as people type them: `30m`, `14:30`, `2026-11-24 02:00`, or RFC 3339.

use super::usage::usage;
use anyhow::Context;
use jiff::civil;
use jiff::tz::TimeZone;
use pilotlight_feed::Timestamp;

/// Where and when a time is typed.
#[derive(Clone, Debug)]
pub(crate) struct Here {
    /// The zone in which a time of the clock is meant: the page's.
    pub(crate) zone: TimeZone,
    pub(crate) now: Timestamp,
}

impl Here {
    /// The present, in a zone.
    pub(crate) fn of(zone: TimeZone) -> Self {
        let now = Timestamp(jiff::Timestamp::now().as_second());
        Self { zone, now }
    }

    /// A time ahead: a duration counts from now, a time of the clock is the next one.
    pub(crate) fn ahead(&self, text: &str) -> anyhow::Result<Timestamp> {
        if let Some(seconds) = duration_s(text.trim_start_matches('+')) {
            return Ok(self.now.plus(seconds));
        }
        if let Some(clock) = clock(text) {
            let today = self.instant(self.today().to_datetime(clock))?;
            if self.now < today {
                return Ok(today);
            }
            let tomorrow = self.today().tomorrow().context("no such day")?;
            return self.instant(tomorrow.to_datetime(clock));
        }
        self.exact(text)
    }

    /// The end of what begins at an instant: a duration is how long it takes, a time of the clock the
    /// next one after it has begun that is not over yet.
    pub(crate) fn end_of(&self, begin: Timestamp, text: &str) -> anyhow::Result<Timestamp> {
        let is_length = duration_s(text.trim_start_matches('+')).is_some();
        let now = if is_length {
            begin
        } else {
            begin.max(self.now)
        };
        let after = Self {
            now,
            zone: self.zone.clone(),
        };
        after.ahead(text)
    }

    /// A time that has been: a duration counts back from now, a time of the clock is the last one.
    pub(crate) fn past(&self, text: &str) -> anyhow::Result<Timestamp> {
        if let Some(seconds) = duration_s(text.trim_start_matches('-')) {
            return Ok(self.now.plus(-seconds));
        }
        if let Some(clock) = clock(text) {
            let today = self.instant(self.today().to_datetime(clock))?;
            if today <= self.now {
                return Ok(today);
            }
            let yesterday = self.today().yesterday().context("no such day")?;
            return self.instant(yesterday.to_datetime(clock));
        }
        self.exact(text)
    }

    /// How a time is shown: to the minute, in the zone.
    pub(crate) fn show(&self, at: Timestamp) -> String {
        let timestamp = jiff::Timestamp::from_second(at.0).unwrap_or_default();
        let local = timestamp.to_zoned(self.zone.clone());
        local.strftime("%Y-%m-%d %H:%M %Z").to_string()
    }

    fn exact(&self, text: &str) -> anyhow::Result<Timestamp> {
        if let Ok(at) = Timestamp::parse(text) {
            return Ok(at);
        }
        let Ok(civil) = text.parse::<civil::DateTime>() else {
            return Err(usage(format!(
                "{text:?} is no time; write 30m, 14:30, \"2026-11-24 02:00\" or 2026-11-24T02:00:00Z"
            )));
        };
        self.instant(civil)
    }

    fn today(&self) -> civil::Date {
        let now = jiff::Timestamp::from_second(self.now.0).unwrap_or_default();
        self.zone.to_datetime(now).date()
    }

    fn instant(&self, civil: civil::DateTime) -> anyhow::Result<Timestamp> {
        let instant = self.zone.to_ambiguous_timestamp(civil).compatible()?;
        Ok(Timestamp(instant.as_second()))
    }
}

/// `90s`, `30m`, `2h`, `1d`, or several of them: `1h30m`.
fn duration_s(text: &str) -> Option<i64> {
    let (mut sum, mut number) = (0_i64, String::new());
    for letter in text.chars() {
        let unit = match letter {
            '0'..='9' => {
                number.push(letter);
                continue;
            }
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            _ => return None,
        };
        let count: i64 = number.parse().ok()?;
        sum = sum.checked_add(count.checked_mul(unit)?)?;
        number.clear();
    }
    (number.is_empty() && 0 < sum).then_some(sum)
}

/// `14:30`, `02:00:00`.
fn clock(text: &str) -> Option<civil::Time> {
    // A date with a time would be read as its time alone.
    let is_clock = text.contains(':') && text.bytes().all(|b| b.is_ascii_digit() || b == b':');
    is_clock.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use pilotlight_feed::Timestamp;

    use super::Here;

    /// Noon in Berlin on a winter's day.
    fn here() -> Here {
        Here {
            zone: TimeZone::get("Europe/Berlin").expect("a zone"),
            now: Timestamp::parse("2026-11-23T11:00:00Z").expect("a time"),
        }
    }

    #[track_caller]
    fn check(text: &str, ahead: Option<&str>, past: Option<&str>) {
        let shown = |at: anyhow::Result<Timestamp>| at.ok().map(|at| at.to_string());
        assert_eq!(shown(here().ahead(text)).as_deref(), ahead, "{text} ahead");
        assert_eq!(shown(here().past(text)).as_deref(), past, "{text} past");
    }

    #[test]
    fn a_duration_counts_from_now() {
        check(
            "30m",
            Some("2026-11-23T11:30:00Z"),
            Some("2026-11-23T10:30:00Z"),
        );
        check(
            "1h30m",
            Some("2026-11-23T12:30:00Z"),
            Some("2026-11-23T09:30:00Z"),
        );
        check("+2h", Some("2026-11-23T13:00:00Z"), None);
    }

    #[test]
    fn a_time_of_the_clock_is_the_next_or_the_last_one_in_the_pages_zone() {
        check(
            "14:30",
            Some("2026-11-23T13:30:00Z"),
            Some("2026-11-22T13:30:00Z"),
        );
        check(
            "02:00",
            Some("2026-11-24T01:00:00Z"),
            Some("2026-11-23T01:00:00Z"),
        );
    }

    #[test]
    fn a_date_and_an_instant_are_what_they_say() {
        let at = Some("2026-11-24T01:00:00Z");
        check("2026-11-24 02:00", at, at);
        check("2026-11-24T02:00", at, at);
        check("2026-11-24T01:00:00Z", at, at);
    }

    #[track_caller]
    fn check_end(begin: &str, text: &str, end: &str) {
        let begin = Timestamp::parse(begin).expect("a time");
        let found = here().end_of(begin, text).expect("a time").to_string();
        assert_eq!(found, end, "{text} after {begin}");
    }

    #[test]
    fn an_end_counts_from_the_begin_and_is_not_over_yet() {
        let (ahead, before) = ("2026-11-24T01:00:00Z", "2026-11-23T10:00:00Z");
        check_end(ahead, "90m", "2026-11-24T02:30:00Z");
        check_end(ahead, "05:00", "2026-11-24T04:00:00Z");
        check_end(ahead, "2026-11-24 05:00", "2026-11-24T04:00:00Z");
        check_end(before, "2h", "2026-11-23T12:00:00Z");
        check_end(before, "12:30", "2026-11-23T11:30:00Z");
        check_end(before, "11:30", "2026-11-24T10:30:00Z");
    }

    #[test]
    fn anything_else_is_no_time() {
        for text in [
            "",
            "soon",
            "30",
            "0m",
            "m",
            "25:00",
            "99999999999999999999d",
            "2026-13-01 00:00",
        ] {
            check(text, None, None);
        }
    }
}
