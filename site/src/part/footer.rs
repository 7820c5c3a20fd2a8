//! What stands below the status: how to carry it elsewhere, how its figures come about, and how old
//! it is.

use leptos::prelude::*;
use pilotlight_feed::uptime::Weights;

use super::embed::embed;
use super::languages::languages;
use super::own;
use super::time::{moment, recent};
use crate::page::Context;
use crate::words::{Word, Words};

/// The foot of the status page.
pub(crate) fn footer(context: &Context<'_>) -> AnyView {
    let feed = context.feed;
    let words = &context.words;
    let groups = (!feed.groups.is_empty()).then(|| [" ", words.say(Word::GroupRule)].concat());
    let zone = words.fill(Word::ZoneRule, [("zone", &feed.page.time_zone)]);
    let generated = [
        ("time", moment(context, feed.generated_at)),
        ("until", recent(context, feed.valid_until)),
    ];
    view! {
        <footer>
            {own::foot(context)}
            {embed(context)}
            <p>{uptime_rule(words, context.options.weights)} {groups} " " {zone}</p>
            <p>
                {words.view(Word::Generated, generated)} " "
                <a href="/feed/v1/feed.json">{words.say(Word::AsJson)}</a>
            </p>
            {languages(context, "")}
        </footer>
    }
    .into_any()
}

/// How the percentages come about, in one breath.
fn uptime_rule(words: &Words, weights: Weights) -> String {
    let percent = |weight: u8| words.whole_percent(weight);
    let partial = percent(weights.partial_outage_percent);
    match weights.degraded_performance_percent {
        0 => words.fill(Word::UptimeRule, [("partial", &partial)]),
        degraded => {
            let degraded = percent(degraded);
            let blanks = [("partial", partial.as_str()), ("degraded", &degraded)];
            words.fill(Word::UptimeRuleDegraded, blanks)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Weights, Words, uptime_rule};
    use crate::words::Language;

    #[test]
    fn the_rule_names_every_weight_that_counts() {
        let words = Words::new(Language::ENGLISH);
        let usual = uptime_rule(&words, Weights::default());
        assert!(
            usual.contains("in full and a partial outage at 30%; main"),
            "{usual}"
        );
        let strict = uptime_rule(
            &words,
            Weights {
                partial_outage_percent: 50,
                degraded_performance_percent: 10,
            },
        );
        let wanted = "in full, a partial outage at 50% and degraded performance at 10%;";
        assert!(strict.contains(wanted), "{strict}");
    }
}
