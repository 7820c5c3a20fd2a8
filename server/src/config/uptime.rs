//! Section `[uptime]`: how much of a lesser problem counts as downtime.

use pilotlight_feed::uptime::Weights;

use super::reader::Section;
use super::value;

pub(super) fn parse(section: &Section<'_>) -> Option<Weights> {
    let percent = |name, default: u8| {
        let written = section.or(name, value::number_between(0, 100), u32::from(default));
        written.and_then(|percent| u8::try_from(percent).ok())
    };
    let usual = Weights::default();
    let partial = percent("partial_outage_percent", usual.partial_outage_percent);
    let degraded = percent(
        "degraded_performance_percent",
        usual.degraded_performance_percent,
    );
    section.finish();
    let (partial, degraded) = (partial?, degraded?);
    if partial < degraded {
        section.problem(
            "degraded_performance_percent",
            format!(
                "{degraded} is more than a partial outage counts, {partial}; write at most as much"
            ),
        );
        return None;
    }
    Some(Weights {
        partial_outage_percent: partial,
        degraded_performance_percent: degraded,
    })
}
