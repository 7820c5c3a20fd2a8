//! Instants in a page: for people in the page's zone, for machines in UTC.

use leptos::prelude::*;
use pilotlight_feed::Timestamp;

use crate::page::Context;

/// Day and time.
pub(crate) fn moment(context: &Context<'_>, at: Timestamp) -> AnyView {
    let words = context.local(at).long();
    view! { <time datetime=at.to_string()>{words}</time> }.into_any()
}

/// An instant near to when the feed was generated: the time alone when it is the same day there.
pub(crate) fn recent(context: &Context<'_>, at: Timestamp) -> AnyView {
    let (local, today) = (
        context.local(at),
        context.local(context.feed.generated_at).date,
    );
    let words = if local.date == today {
        local.short()
    } else {
        local.long()
    };
    view! { <time datetime=at.to_string()>{words}</time> }.into_any()
}

/// From one instant to another; what both share, the day, is said once.
pub(crate) fn range(context: &Context<'_>, from: Timestamp, to: Timestamp) -> AnyView {
    let (start, end) = (context.local(from), context.local(to));
    let words = if start.date == end.date {
        end.short()
    } else {
        end.long()
    };
    view! {
        <span class="range">
            <time datetime=from.to_string()>{start.long()}</time> " to "
            <time datetime=to.to_string()>{words}</time>
        </span>
    }
    .into_any()
}

/// How long it was from one instant to another, in its two largest units: `2 h 5 min`.
pub(crate) fn lasting(from: Timestamp, to: Timestamp) -> String {
    const UNITS: [(i64, &str); 3] = [(86_400, "d"), (3_600, "h"), (60, "min")];
    let seconds = to.since(from).max(0);
    let mut parts = Vec::new();
    let mut rest = seconds;
    for (length, unit) in UNITS {
        if length <= rest {
            parts.push(format!("{}\u{a0}{unit}", rest / length));
            rest %= length;
        }
    }
    if parts.is_empty() {
        return format!("{seconds}\u{a0}s");
    }
    parts.truncate(2);
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use pilotlight_feed::Timestamp;

    use super::lasting;

    #[test]
    fn a_duration_is_said_in_its_two_largest_units() {
        for (seconds, words) in [
            (40, "40\u{a0}s"),
            (300, "5\u{a0}min"),
            (7_500, "2\u{a0}h 5\u{a0}min"),
            (90_061, "1\u{a0}d 1\u{a0}h"),
        ] {
            assert_eq!(lasting(Timestamp(1_000), Timestamp(1_000 + seconds)), words);
        }
    }
}
