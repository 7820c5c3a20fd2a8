//! The days of a page: where each begins in the page's zone, 23 and 25 hours long when they are.

use pilotlight_feed::{Date, Month, Timestamp};

use super::catalog::Zone;

/// Consecutive days of a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Days {
    pub(super) first: Date,
    pub(super) last: Date,
    /// Where each day begins, oldest first, and where the last one ends.
    pub(super) bounds: Vec<Timestamp>,
}

/// The day of `now` and the `count - 1` days before it.
pub(super) fn days_until(zone: &Zone, now: Timestamp, count: i64) -> Days {
    let last = date_of(zone, now);
    let first = last.plus(1 - count);
    let bounds = (0..=count)
        .map(|day| zone.midnight(first.plus(day)))
        .collect();
    Days {
        first,
        last,
        bounds,
    }
}

/// The days of a month, up to that of `now`.
pub(super) fn days_of_month(zone: &Zone, month: Month, now: Timestamp) -> Days {
    let first = month.first();
    let last = month.next().first().plus(-1);
    let last = last.min(date_of(zone, now)).max(first);
    let bounds = (first.0..=last.0 + 1).map(|day| zone.midnight(Date(day)));
    Days {
        first,
        last,
        bounds: bounds.collect(),
    }
}

/// The day that it is in a zone.
pub(super) fn date_of(zone: &Zone, at: Timestamp) -> Date {
    let timestamp = jiff::Timestamp::from_second(at.0).unwrap_or_default();
    let date = zone.rules.to_datetime(timestamp).date();
    Date::from_civil(
        i64::from(date.year()),
        i64::from(date.month()),
        i64::from(date.day()),
    )
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use pilotlight_feed::{Date, Timestamp};

    use super::days_until;
    use crate::core::Zone;

    #[track_caller]
    fn check(zone: &str, noon: &str, minutes_of_last: i64) {
        let zone = Zone {
            name: zone.to_owned(),
            rules: TimeZone::get(zone).expect("a zone"),
        };
        let days = days_until(&zone, Timestamp::parse(noon).expect("a time"), 90);
        assert_eq!(days.bounds.len(), 91);
        assert_eq!(days.last.0 - days.first.0, 89);
        assert_eq!(
            days.bounds[90].since(days.bounds[89]),
            minutes_of_last * 60,
            "{noon}"
        );
        assert!(days.bounds.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn days_are_as_long_as_the_zone_makes_them() {
        check("Europe/Berlin", "2026-06-01T12:00:00Z", 24 * 60);
        check("Europe/Berlin", "2026-03-29T12:00:00Z", 23 * 60);
        check("Europe/Berlin", "2026-10-25T12:00:00Z", 25 * 60);
        check("Australia/Lord_Howe", "2026-10-04T00:00:00Z", 23 * 60 + 30);
        check("UTC", "2026-03-29T12:00:00Z", 24 * 60);
    }

    #[test]
    fn the_day_is_that_of_the_zone() {
        let zone = Zone {
            name: String::new(),
            rules: TimeZone::get("Asia/Tokyo").expect("a zone"),
        };
        let evening_utc = Timestamp::parse("2026-11-22T20:00:00Z").expect("a time");
        assert_eq!(
            days_until(&zone, evening_utc, 1).last,
            Date::from_civil(2026, 11, 23)
        );
    }
}
