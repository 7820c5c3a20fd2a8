//! The uptime of a component over the last days, today included: exactly, from its ledger.

use pilotlight_feed::uptime::{Interval, Tally};
use pilotlight_feed::{Component, Date, Feed, Ledger, Timestamp};
use serde::Serialize;

use crate::Options;

/// The windows that badges tell of, in days. The first is the one of the page.
pub(super) const WINDOWS: [i64; 3] = [90, 30, 7];

/// What is known of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) enum Uptime {
    /// In basis points.
    Known(u16),
    /// Nothing was seen in it.
    NoData,
}

/// The uptime of a window of so many days; none where there is nothing to reckon it from.
pub(super) fn uptime(
    feed: &Feed,
    options: &Options<'_>,
    component: &Component,
    days: i64,
) -> Option<Uptime> {
    let of = |found: Option<u16>| found.map_or(Uptime::NoData, Uptime::Known);
    if days == WINDOWS[0] {
        return Some(of(component.uptime_bp));
    }
    let ledger = options
        .ledgers
        .iter()
        .find(|ledger| ledger.component == component.id)?;
    let first = feed.days?.last.plus(1 - days);
    let (from, to) = (midnight(options, first), feed.generated_at);
    let tally = Tally::of(&intervals(ledger, to), from, to);
    Some(of(tally.uptime_bp(options.weights)))
}

fn intervals(ledger: &Ledger, now: Timestamp) -> Vec<Interval> {
    let intervals = ledger.intervals.iter().map(|interval| Interval {
        from: interval.from,
        to: interval.to.unwrap_or(now),
        status: interval.status,
    });
    intervals.collect()
}

/// When a day begins in the page's zone. A zone moves its clock by less than a day, so that looking
/// twice finds it, also across a change of the clock.
fn midnight(options: &Options<'_>, date: Date) -> Timestamp {
    let wanted = date.0 * 86_400;
    let mut at = Timestamp(wanted);
    for _ in 0..2 {
        let local = (options.local_time)(at);
        let minute = i64::from(local.hour) * 60 + i64::from(local.minute);
        let shown = local.date.0 * 86_400 + minute * 60;
        at = at.plus(wanted - shown);
    }
    at
}

#[cfg(test)]
mod tests {
    use pilotlight_feed::uptime::Weights;
    use pilotlight_feed::{
        Cause, Component, Date, Feed, Ledger, LedgerInterval, Status, Timestamp,
    };

    use super::{Uptime, uptime};
    use crate::{Live, LocalTime, Options};

    const FEED: &str = include_str!("../../../feed/golden/v1/outage-feed.json");

    /// Two hours ahead of UTC.
    fn local(at: Timestamp) -> LocalTime {
        let minute = at.0.div_euclid(60) + 120;
        let part = |minutes: i64| u8::try_from(minutes).unwrap();
        LocalTime {
            date: Date(minute.div_euclid(1_440)),
            hour: part(minute.div_euclid(60).rem_euclid(24)),
            minute: part(minute.rem_euclid(60)),
            zone: "EET".to_owned(),
        }
    }

    fn interval(from: Timestamp, to: Option<Timestamp>, status: Status) -> LedgerInterval {
        LedgerInterval {
            from,
            to,
            status,
            cause: Cause::Monitors,
        }
    }

    #[track_caller]
    fn check(outage_days_ago: i64, days: i64, expected: Option<Uptime>) {
        let mut feed: Feed = serde_json::from_str(FEED).unwrap();
        feed.generated_at = Timestamp::parse("2026-11-23T21:59:59Z").unwrap();
        let midnight = feed.generated_at.plus(1 - 86_400);
        let began = midnight.plus(-86_400 * outage_days_ago);
        let ended = began.plus(43_200);
        let ledger = Ledger {
            format: Ledger::FORMAT.to_owned(),
            component: "web".to_owned(),
            time_zone: "UTC".to_owned(),
            weights: Weights::default(),
            intervals: vec![
                interval(Timestamp(0), Some(began), Status::Operational),
                interval(began, Some(ended), Status::MajorOutage),
                interval(ended, None, Status::Operational),
            ],
        };
        let component = Component {
            id: "web".to_owned(),
            ..feed.components[0].clone()
        };
        let options = Options {
            ledgers: &[ledger],
            ..Options::new(Live::Static, &local)
        };
        assert_eq!(uptime(&feed, &options, &component, days), expected);
    }

    #[test]
    fn a_window_counts_whole_days_of_the_page_and_today() {
        // Half a day of seven, less the second that today has not had.
        check(0, 7, Some(Uptime::Known(9_285)));
        check(6, 7, Some(Uptime::Known(9_285)));
        check(7, 7, Some(Uptime::Known(10_000)));
        check(7, 30, Some(Uptime::Known(9_833)));
    }
}
