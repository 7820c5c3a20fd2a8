//! The past as pages are made of it: its months, each with a digest that tells when one has changed.

use std::collections::{BTreeMap, HashSet};

use pilotlight_feed::uptime::Day;
use pilotlight_feed::{Date, Feed, FormerComponent, History, Maintenance, Month, Timestamp};

use crate::bundle::{Digest, Inputs};
use crate::local::LocalTime;

/// A month of the past.
#[derive(Clone, Copy, Debug)]
pub struct PastMonth<'a> {
    pub(crate) history: &'a History,
    pub(crate) digest: MonthDigest,
}

/// What a month is known by again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthDigest {
    /// Of all of it.
    pub(crate) whole: Digest,
    /// Of its incidents and maintenances: days and uptime change far more often.
    pub(crate) events: Digest,
}

impl<'a> PastMonth<'a> {
    /// A month whose digest is known from [`digest`].
    #[must_use]
    pub const fn new(history: &'a History, digest: MonthDigest) -> Self {
        Self { history, digest }
    }

    /// Its address, from the root of the site.
    pub(crate) fn address(&self) -> String {
        ["/history/", &self.history.month.to_string(), "/"].concat()
    }

    /// How many of its days have something to tell that is no incident of people.
    pub(crate) fn bad_days(&self) -> usize {
        let components = &self.history.components;
        let length = components.iter().map(|known| known.days.len()).max();
        let is_bad = |day: &usize| {
            let mut letters = components
                .iter()
                .filter_map(|known| known.days.as_bytes().get(*day));
            letters.any(|letter| is_told(Day::from_letter(char::from(*letter))))
        };
        (0..length.unwrap_or(0)).filter(is_bad).count()
    }
}

/// Whether there is something to tell of a day.
pub(crate) const fn is_told(day: Day) -> bool {
    !matches!(day, Day::Operational | Day::Unknown)
}

/// The digest of a month.
#[must_use]
pub fn digest(history: &History) -> MonthDigest {
    // Every field: whoever adds one is told here.
    let History {
        format,
        month,
        time_zone,
        components,
        former_components,
        incidents,
        maintenances,
    } = history;
    let events = Inputs::new()
        .with(&(month, incidents, maintenances))
        .digest();
    let rest = (format, time_zone, components, former_components);
    let whole = Inputs::new().with(&events).with(&rest);
    MonthDigest {
        whole: whole.digest(),
        events,
    }
}

/// The past as far as a feed tells it, for whoever has nothing but that.
#[must_use]
pub fn months_of(feed: &Feed, local_time: &dyn Fn(Timestamp) -> LocalTime) -> Vec<History> {
    let mut months: BTreeMap<Month, History> = BTreeMap::new();
    let new = |month| History {
        format: History::FORMAT.to_owned(),
        month,
        time_zone: feed.page.time_zone.clone(),
        components: Vec::new(),
        former_components: Vec::new(),
        incidents: Vec::new(),
        maintenances: Vec::new(),
    };
    for incident in feed.incidents.iter().chain(&feed.past_incidents) {
        let month = Month::of(local_time(incident.started_at).date);
        let history = months.entry(month).or_insert_with(|| new(month));
        history.incidents.push(incident.clone());
    }
    let told = |one: &&Maintenance| one.starts_at <= feed.generated_at;
    let maintenances = feed.maintenances.iter().chain(&feed.past_maintenances);
    for maintenance in maintenances.filter(told) {
        let month = Month::of(local_time(maintenance.starts_at).date);
        let history = months.entry(month).or_insert_with(|| new(month));
        history.maintenances.push(maintenance.clone());
    }
    if let Some(range) = feed.days {
        add_days(feed, range.last, &mut months, &new);
    }
    let mut months: Vec<History> = months.into_values().collect();
    for history in &mut months {
        history
            .incidents
            .sort_by_key(|one| std::cmp::Reverse(one.started_at));
        history.former_components = former(feed, history);
    }
    months
}

/// The components of a feed that are off the page and that a month names.
fn former(feed: &Feed, history: &History) -> Vec<FormerComponent> {
    let incidents = history.incidents.iter().map(|one| &one.components);
    let maintenances = history.maintenances.iter().map(|one| &one.components);
    let named: HashSet<&String> = incidents.chain(maintenances).flatten().collect();
    let former = feed.former_components.iter();
    let former = former.filter(|known| named.contains(&known.id));
    former
        .map(|known| FormerComponent {
            id: known.id.clone(),
            name: known.name.clone(),
        })
        .collect()
}

fn add_days(
    feed: &Feed,
    last: Date,
    months: &mut BTreeMap<Month, History>,
    new: &dyn Fn(Month) -> History,
) {
    for component in &feed.components {
        let letters = component.days.as_deref().unwrap_or_default();
        let count = i64::try_from(letters.len()).unwrap_or(0);
        let mut of_months: BTreeMap<Month, String> = BTreeMap::new();
        for (ahead, letter) in (0..).zip(letters.chars()) {
            let date = last.plus(1 - count + ahead);
            let month = Month::of(date);
            let days = of_months.entry(month).or_insert_with(|| {
                // Before the days of the feed nothing is known.
                let unknown = usize::try_from(date.0 - month.first().0).unwrap_or(0);
                "u".repeat(unknown)
            });
            days.push(letter);
        }
        for (month, days) in of_months {
            if days.bytes().any(|letter| letter != b'u') {
                let history = months.entry(month).or_insert_with(|| new(month));
                history.components.push(pilotlight_feed::MonthOfComponent {
                    id: component.id.clone(),
                    name: component.name.clone(),
                    uptime_bp: None,
                    days,
                });
            }
        }
    }
}
