//! Whether what is configured and told fits into a feed that readers take: found out before it is
//! taken in, and not on the first bad day.

use std::sync::Arc;
use std::time::Duration;

use pilotlight_feed::{Feed, Status, Timestamp, limits};

use super::project::EVENTS_BYTES;
use super::{Catalog, LedgerEntry, PublishPolicy, State, StatusOverride, Window, project};

/// What is too large and what to do about it; none when it fits.
pub(crate) fn excess(catalog: &Catalog) -> Option<String> {
    let given = catalog.components.len().max(catalog.groups.len());
    if limits::COMPONENTS < given {
        let most = limits::COMPONENTS;
        return Some(format!("there are {given}; one page shows at most {most}"));
    }
    let most_bytes = limits::DOCUMENT_BYTES - EVENTS_BYTES;
    // What cannot be written down is refused by the publisher, and not for its size.
    let size_bytes = serde_json::to_vec(&on_a_bad_day(catalog)).map_or(0, |bytes| bytes.len());
    (most_bytes < size_bytes).then(|| {
        let over_bytes = size_bytes - most_bytes;
        format!(
            "these components make a feed of {size_bytes} bytes on a bad day, {over_bytes} more \
             than readers take beside its incidents; shorten descriptions, or show fewer \
             components on one page"
        )
    })
}

/// The longest that the feed of a page can be without incidents: every component has been in the
/// status with the longest word since before the first day, and has all its digits.
fn on_a_bad_day(catalog: &Catalog) -> Feed {
    let policy = PublishPolicy {
        refresh: Duration::ZERO,
        valid_for: Duration::ZERO,
    };
    // Any day will do: all are written in as many letters.
    let now = Timestamp(1_800_000_000);
    let degraded = LedgerEntry {
        at: State::horizon(now),
        status: Status::DegradedPerformance,
    };
    let components = catalog.components.iter();
    let history = components.map(|component| (component.id.clone(), degraded));
    let mut state = State::new(Arc::new(catalog.clone()), policy, 0);
    state.replace_ledgers(history, now);
    // And somebody has said so by hand, of each.
    let set = catalog.components.iter().map(|component| StatusOverride {
        id: component.id.clone(),
        component: component.id.clone(),
        status: degraded.status,
        from: degraded.at,
        to: Some(now.plus(1)),
        reason: String::new(),
    });
    let set = set.map(|set| (set.id.clone(), Arc::new(set)));
    state.events.overrides.extend(set);
    let window = Window {
        generated_at: now,
        valid_until: now.plus(1),
    };
    project(&state, window, u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use pilotlight_feed::uptime::Weights;
    use pilotlight_feed::{Feed, limits};

    use super::{EVENTS_BYTES, excess, on_a_bad_day};
    use crate::core::{Catalog, Component, Group, Page, Zone};

    fn page_of(components: usize) -> Catalog {
        let component = |number| Component {
            id: format!("component-{number}"),
            name: format!("Component {number}"),
            group: None,
            description: Some("What it is for".to_owned()),
            is_hidden: false,
            is_manual: false,
            is_critical: false,
            incident: None,
        };
        Catalog {
            page: Page {
                name: "Acme".to_owned(),
                url: "https://status.acme.example/".to_owned(),
                zone: Zone::utc(),
                security_contact: None,
                look: Arc::default(),
            },
            groups: Vec::new(),
            components: (0..components).map(component).collect(),
            monitors: Vec::new(),
            weights: Weights::default(),
            templates: Vec::new(),
        }
    }

    fn written(catalog: &Catalog) -> Vec<u8> {
        serde_json::to_vec(&on_a_bad_day(catalog)).expect("a feed can be written")
    }

    #[test]
    fn the_largest_page_that_is_accepted_has_a_feed_that_readers_take_and_room_for_incidents() {
        let counts: Vec<usize> = (1..=limits::COMPONENTS).collect();
        let accepted = counts.partition_point(|count| excess(&page_of(*count)).is_none());
        let largest = written(&page_of(accepted));
        assert!(largest.len() <= limits::DOCUMENT_BYTES - EVENTS_BYTES);
        let feed: Feed = serde_json::from_slice(&largest).expect("it reads back");
        feed.validate().expect("and is within bounds");
        let refused = excess(&page_of(accepted + 1)).expect("one more is too many");
        assert!(refused.contains("shorten descriptions"), "{refused}");
    }

    /// What the documentation promises.
    #[test]
    fn a_thousand_components_with_short_names_fit_also_in_groups() {
        let mut catalog = page_of(1_000);
        let groups = (0..100).map(|number| Group {
            id: format!("g-{number}"),
            name: format!("Group {number}"),
            is_collapsed: false,
        });
        catalog.groups = groups.collect();
        for (number, component) in catalog.components.iter_mut().enumerate() {
            component.id = format!("c-{number}");
            component.description = None;
            component.group = Some(number / 10);
        }
        assert_eq!(excess(&catalog), None);
        // Not for want of what takes room: on a page with some to spare all of it is said.
        let said = |catalog| {
            let components = on_a_bad_day(catalog).components.into_iter();
            components.filter(|known| known.until.is_some()).count()
        };
        assert_eq!(said(&catalog), 0);
        assert_eq!(said(&page_of(100)), 100);
    }

    #[test]
    fn without_this_a_page_within_the_bound_of_components_could_not_be_published() {
        assert!(limits::DOCUMENT_BYTES < written(&page_of(limits::COMPONENTS)).len());
    }
}
