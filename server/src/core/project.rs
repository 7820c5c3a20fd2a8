//! From the state to the feed: the one place where the core's types become wire types.

mod events;
mod fit;
mod ledger;
mod markdown;
mod past;
mod shown;

use pilotlight_feed::locale::Words;
use pilotlight_feed::uptime::{Interval, Tally, Weights};
use pilotlight_feed::{
    Component, DayRange, Feed, Group, Links, Overall, Page, Status, Timestamp, describe_level,
    roll_up_critical,
};

pub(crate) use fit::EVENTS_BYTES;
pub use ledger::ledgers;
#[cfg(feature = "fuzzing")]
pub(crate) use markdown::plain;
pub use past::Past;
pub(crate) use past::told_at;

use self::shown::Shown;
use super::catalog::Component as CatalogComponent;
use super::days::{Days, days_until};
use super::state::State;
use super::timeline::{Layers, intervals as stretches};

/// Days of history on the page.
const DAYS: i64 = 90;

/// When a feed is made and until when it may be shown as the present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// When it is made.
    pub generated_at: Timestamp,
    /// A reader past this instant must not show green.
    pub valid_until: Timestamp,
}

/// The feed of a state. `window.generated_at` is the present.
#[must_use]
pub fn project(state: &State, window: Window, revision: u64) -> Feed {
    let (catalog, now) = (&state.catalog, window.generated_at);
    let days = days_until(&catalog.page.zone, now, DAYS);
    let said = state.events.all_layers();
    let nothing = Layers::default();
    let layers_of = |id: &str| said.get(id).unwrap_or(&nothing);
    let own = catalog.components.iter().enumerate();
    let statuses: Vec<Status> = own
        .map(|(index, known)| layers_of(&known.id).status(state.found(index), now))
        .collect();
    // What is hidden is told nowhere: not in a level, not in words, not by its identifier.
    let shown = || {
        let all = catalog.components.iter().zip(&statuses);
        all.filter(|(component, _)| !component.is_hidden)
    };
    let of_whole =
        |(component, status): (&CatalogComponent, &Status)| (*status, component.is_critical);
    let found = roll_up_critical(shown().map(of_whole));
    let level = found.max(events::worst_without_components(&state.events));
    // Words that name one component are not those of an incident of the whole.
    let affected = shown().filter(|_| level == found);
    let of_group = |group: usize| {
        let own = shown().filter(move |(component, _)| component.group == Some(group));
        own.map(of_whole)
    };
    let groups = catalog.groups.iter().enumerate();
    let groups = groups
        .filter(|(index, _)| {
            let mut own = catalog.components.iter();
            let is_of = |component: &CatalogComponent| component.group == Some(*index);
            !own.clone().any(is_of) || own.any(|component| is_of(component) && !component.is_hidden)
        })
        .map(|(index, group)| Group {
            id: group.id.clone(),
            name: group.name.clone(),
            status: roll_up_critical(of_group(index)),
            collapsed: group.is_collapsed,
        });
    let components = catalog
        .components
        .iter()
        .zip(state.ledgers.iter().zip(&statuses))
        .filter(|(component, _)| !component.is_hidden)
        .map(|(component, (ledger, status))| {
            let layers = layers_of(&component.id);
            let intervals = stretches(ledger, layers, now);
            let history = history(&intervals, &days, catalog.weights);
            Component {
                id: component.id.clone(),
                name: component.name.clone(),
                group: component
                    .group
                    .map(|group| catalog.groups[group].id.clone()),
                critical: component.is_critical,
                status: *status,
                until: layers.until(*status, now),
                since: if *status == Status::Operational {
                    None
                } else {
                    since(&stretches(ledger, layers, now.plus(1)), *status)
                },
                description: component.description.clone(),
                uptime_bp: history.uptime_bp,
                days: Some(history.letters),
            }
        });
    let named = Shown::of(state);
    let told = events::tell(&state.events, days.bounds[0], &|id| named.is_named(id));
    let former = events::former(&told, &|id| named.former_name(id));
    let feed = Feed {
        format: Feed::FORMAT.to_owned(),
        revision,
        generated_at: window.generated_at,
        valid_until: window.valid_until,
        page: Page {
            name: catalog.page.name.clone(),
            url: catalog.page.url.clone(),
            time_zone: catalog.page.zone.name.clone(),
        },
        status: Overall {
            level,
            description: describe_level(
                &Words::default(),
                level,
                affected.map(|(component, status)| (component.name.as_str(), *status)),
            ),
        },
        groups: groups.collect(),
        components: components.collect(),
        former_components: Vec::new(),
        incidents: Vec::new(),
        maintenances: Vec::new(),
        scheduled_maintenances: Vec::new(),
        past_incidents: Vec::new(),
        past_maintenances: Vec::new(),
        days: Some(DayRange {
            first: days.first,
            last: days.last,
        }),
        links: Links {
            summary: "summary.json".to_owned(),
            feed: "feed.json".to_owned(),
        },
    };
    fit::fit(feed, told, former)
}

struct History {
    uptime_bp: Option<u16>,
    letters: String,
}

/// Since when a component is what it is; only said while that is not operational. What is not durable
/// and so not in the history has no beginning yet. `intervals` reach just beyond the present, so that
/// what begins now is among them.
fn since(intervals: &[Interval], status: Status) -> Option<Timestamp> {
    let last = intervals.last()?;
    // A maintenance that counts as downtime is shown as what it is.
    let counts = (status, last.status) == (Status::UnderMaintenance, Status::MajorOutage);
    (last.status == status || counts).then_some(last.from)
}

/// Walks days and stretches side by side, so that a long history costs one pass.
fn history(intervals: &[Interval], days: &Days, weights: Weights) -> History {
    let (mut total, mut letters) = (Tally::default(), String::new());
    let mut first = 0;
    for bounds in days.bounds.windows(2) {
        let (from, to) = (bounds[0], bounds[1]);
        let over = |interval: &Interval| interval.to <= from;
        first += intervals[first..]
            .iter()
            .take_while(|interval| over(interval))
            .count();
        let of_day = intervals[first..]
            .iter()
            .take_while(|interval| interval.from < to);
        let tally = Tally::of(of_day, from, to);
        letters.push(tally.day().letter());
        total.add(&tally);
    }
    History {
        uptime_bp: total.uptime_bp(weights),
        letters,
    }
}
