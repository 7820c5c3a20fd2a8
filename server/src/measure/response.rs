//! Response times as pages show them: of each visible component, the average of all its monitors, hour
//! by hour over the last days.

use std::collections::{BTreeMap, HashMap};

use pilotlight_feed::Timestamp;
use pilotlight_site::ResponseTimes;

use super::Grain;
use crate::core::Catalog;

/// Hours that are shown: seven days.
const HOURS: usize = 7 * 24;

/// What one monitor measured in one hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasuredHour {
    /// Identifier of the monitor.
    pub monitor: String,
    /// Where the hour begins.
    pub start: Timestamp,
    /// Checks that got an answer.
    pub checks: u64,
    /// Sum of their latencies, milliseconds.
    pub latency_sum_ms: u64,
}

/// Where the hours begin that are shown at `now`: those that are over.
#[must_use]
pub fn first_shown(now: Timestamp) -> Timestamp {
    let hour_s = Grain::Coarse.length_s();
    let shown_s = i64::try_from(HOURS).unwrap_or(0) * hour_s;
    Timestamp(now.0 - now.0.rem_euclid(hour_s) - shown_s)
}

/// The response times of each component that is shown and of which any were measured, from `first` on.
#[must_use]
pub fn response_times(
    catalog: &Catalog,
    measured: &[MeasuredHour],
    first: Timestamp,
) -> BTreeMap<String, ResponseTimes> {
    let monitors: HashMap<&str, &str> = catalog
        .monitors
        .iter()
        .map(|monitor| (monitor, &catalog.components[monitor.component]))
        .filter(|(_, component)| !component.is_hidden)
        .map(|(monitor, component)| (monitor.id.as_str(), component.id.as_str()))
        .collect();
    let mut sums: BTreeMap<&str, Vec<(u64, u64)>> = BTreeMap::new();
    for hour in measured.iter().filter(|hour| 0 < hour.checks) {
        let Some(component) = monitors.get(hour.monitor.as_str()) else {
            continue;
        };
        let place = hour.start.since(first) / Grain::Coarse.length_s();
        let hours = sums.entry(component).or_insert_with(|| vec![(0, 0); HOURS]);
        if let Some(sum) = usize::try_from(place)
            .ok()
            .and_then(|place| hours.get_mut(place))
        {
            sum.0 += hour.latency_sum_ms;
            sum.1 += hour.checks;
        }
    }
    let times = sums.into_iter().map(|(component, hours)| {
        let average = |(sum, checks): (u64, u64)| {
            let average = sum.checked_div(checks)?;
            Some(u32::try_from(average).unwrap_or(u32::MAX))
        };
        let times = ResponseTimes {
            first,
            averages_ms: hours.into_iter().map(average).collect(),
        };
        (component.to_owned(), times)
    });
    times.collect()
}

#[cfg(test)]
mod tests {
    use pilotlight_feed::Timestamp;

    use super::{MeasuredHour, first_shown, response_times};
    use crate::core::Zone;
    use crate::core::fixture::page;

    fn hour(monitor: &str, start: i64, checks: u64, latency_sum_ms: u64) -> MeasuredHour {
        MeasuredHour {
            monitor: monitor.to_owned(),
            start: Timestamp(start),
            checks,
            latency_sum_ms,
        }
    }

    #[test]
    fn an_hour_is_the_average_of_all_checks_of_all_monitors_of_a_component() {
        let measured = [
            hour("web/1", 0, 60, 6_000),
            hour("api/1", 3_600, 10, 1_000),
            hour("api/2", 3_600, 30, 9_000),
            hour("api/1", 7_200, 0, 0),
            hour("gone/1", 0, 1, 1),
        ];
        let mut catalog = page(Zone::utc());
        let times = response_times(&catalog, &measured, Timestamp(0));
        assert_eq!(times.len(), 2);
        assert_eq!(times["web"].averages_ms[..2], [Some(100), None]);
        assert_eq!(times["api"].averages_ms[..3], [None, Some(250), None]);
        catalog.components[0].is_hidden = true;
        let times = response_times(&catalog, &measured, Timestamp(0));
        assert_eq!(times.keys().collect::<Vec<_>>(), ["api"]);
    }

    #[test]
    fn only_hours_that_are_over_are_shown_so_that_none_changes_again() {
        let now = Timestamp(10 * 86_400 + 3_599);
        assert_eq!(first_shown(now), Timestamp(3 * 86_400));
        assert_eq!(first_shown(now.plus(1)), Timestamp(3 * 86_400 + 3_600));
    }
}
