//! What stands below the status: how to carry it elsewhere, how its figures come about, and how old
//! it is.

use leptos::prelude::*;
use pilotlight_feed::uptime::Weights;

use super::embed::embed;
use super::own;
use super::time::{moment, recent};
use crate::page::Context;

/// The foot of the status page.
pub(crate) fn footer(context: &Context<'_>) -> AnyView {
    let feed = context.feed;
    let groups = (!feed.groups.is_empty())
        .then_some(" The uptime of a group is the average of its components.");
    view! {
        <footer>
            {own::foot(context)}
            {embed(context)}
            <p>{uptime_rule(context.options.weights)} {groups} " Days are those of " {feed.page.time_zone.clone()} "."</p>
            <p>
                "Generated " {moment(context, feed.generated_at)} ", valid until "
                {recent(context, feed.valid_until)} ". "
                <a href="/feed/v1/feed.json">"Everything here as JSON"</a> "."
            </p>
        </footer>
    }
    .into_any()
}

/// How the percentages come about, in one breath.
fn uptime_rule(weights: Weights) -> String {
    let partial = weights.partial_outage_percent;
    let lesser = match weights.degraded_performance_percent {
        0 => format!(" and a partial outage at {partial}\u{a0}%"),
        degraded => format!(
            ", a partial outage at {partial}\u{a0}% and degraded performance at {degraded}\u{a0}%"
        ),
    };
    format!(
        "Uptime counts a major outage in full{lesser}; maintenance and time without data are left \
         out, and it is rounded down."
    )
}

#[cfg(test)]
mod tests {
    use super::{Weights, uptime_rule};

    #[test]
    fn the_rule_names_every_weight_that_counts() {
        let usual = uptime_rule(Weights::default());
        assert!(
            usual.contains("in full and a partial outage at 30\u{a0}%; main"),
            "{usual}"
        );
        let strict = uptime_rule(Weights {
            partial_outage_percent: 50,
            degraded_performance_percent: 10,
        });
        let words = "in full, a partial outage at 50\u{a0}% and degraded performance at 10\u{a0}%;";
        assert!(strict.contains(words), "{strict}");
    }
}
