//! What every part of a page may look at, gathered once a publication.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use pilotlight_feed::{
    Component, Date, Feed, Incident, Maintenance, Month, MonthOfComponent, Timestamp,
};

use crate::bundle::Inputs;
use crate::past::PastMonth;
use crate::words::{Language, Word, Words};
use crate::{LocalTime, Options};

/// Months of which a component's page tells the uptime.
const MONTHS: usize = 12;
/// Incidents of the past that stand whole on a component's page; the others are a line on the page of its
/// history.
const MOST_PAST: usize = 20;

/// What every part of a page may look at.
pub(crate) struct Context<'a> {
    pub(crate) feed: &'a Feed,
    pub(crate) options: &'a Options<'a>,
    /// What the page says, in its language.
    pub(crate) words: Words,
    /// What the addresses of its language begin with: nothing, or `/de`.
    root: String,
    /// All languages of the site with their roots; none where there is but one.
    pub(crate) editions: Vec<(Language, String)>,
    gathered: Arc<Gathered<'a>>,
    base: Inputs,
}

/// What is the same in every language.
struct Gathered<'a> {
    names: HashMap<&'a str, &'a str>,
    of_components: HashMap<&'a str, OfComponent<'a>>,
    /// The months that have a page.
    months: HashSet<Month>,
}

/// What concerns one component.
#[derive(Default)]
pub(crate) struct OfComponent<'a> {
    /// Open incidents.
    pub(crate) open: Vec<&'a Incident>,
    /// Maintenances in progress.
    pub(crate) current: Vec<&'a Maintenance>,
    /// Maintenances ahead.
    pub(crate) ahead: Vec<&'a Maintenance>,
    /// The newest incidents of the days of the feed that are over, the newest first.
    pub(crate) past: Vec<&'a Incident>,
    /// How it did, the newest month first.
    pub(crate) months: Vec<(Month, &'a MonthOfComponent)>,
}

impl<'a> Context<'a> {
    /// One for each language of the site, its first language first.
    pub(crate) fn all(feed: &'a Feed, options: &'a Options<'a>) -> Vec<Self> {
        let gathered = Arc::new(Gathered::new(feed, options));
        let all: Vec<_> = options.look.languages.roots().collect();
        let is_one = all.len() == 1;
        let base = base(feed, options);
        all.iter()
            .map(|(language, root)| Self {
                feed,
                options,
                words: Words::new(*language),
                root: root.clone(),
                editions: if is_one { Vec::new() } else { all.clone() },
                gathered: Arc::clone(&gathered),
                base: base.clone().with(language.tag()),
            })
            .collect()
    }

    /// For a page that there is in English alone; its links lead to the first language.
    pub(crate) fn in_english(&self) -> Self {
        Self {
            feed: self.feed,
            options: self.options,
            words: Words::new(Language::ENGLISH),
            root: String::new(),
            editions: Vec::new(),
            gathered: Arc::clone(&self.gathered),
            base: self.base.clone(),
        }
    }

    /// Whether it is of the first language of the site.
    pub(crate) fn is_main(&self) -> bool {
        self.root.is_empty()
    }

    /// An address of its language, from one that begins at the root of the site.
    pub(crate) fn to(&self, address: &str) -> String {
        [&self.root, address].concat()
    }

    /// The path of a page of its language, from one below the root of the site.
    pub(crate) fn path(&self, path: &str) -> String {
        match self.root.strip_prefix('/') {
            Some(tag) => [tag, "/", path].concat(),
            None => path.to_owned(),
        }
    }

    /// What a bundle of its language is known by.
    pub(crate) fn key(&self, key: &str) -> String {
        match self.root.strip_prefix('/') {
            Some(tag) => [tag, ": ", key].concat(),
            None => key.to_owned(),
        }
    }

    /// The page at a place below the root of each language: the tag and the whole address, and last where
    /// those go whose language is none of them.
    pub(crate) fn alternates(&self, place: &str) -> Vec<(&'static str, String)> {
        let origin = self.feed.page.url.trim_end_matches('/');
        let address = |root: &str| [origin, root, "/", place].concat();
        let all = self.editions.iter();
        let all = all.map(|(language, root)| (language.tag(), address(root)));
        let others = (!self.editions.is_empty()).then(|| ("x-default", address("")));
        all.chain(others).collect()
    }

    /// The title of a page, which ends in whose it is.
    pub(crate) fn title(&self, words: &str) -> String {
        let whose = self
            .words
            .fill(Word::StatusOf, [("name", &self.feed.page.name)]);
        [words, " · ", &whose].concat()
    }

    /// What the clock shows in the page's zone.
    pub(crate) fn local(&self, at: Timestamp) -> LocalTime {
        (self.options.local_time)(at)
    }

    /// The name of a component that is shown, or was.
    pub(crate) fn name(&self, id: &str) -> Option<&'a str> {
        self.gathered.names.get(id).copied()
    }

    /// What concerns a component.
    pub(crate) fn of(&self, component: &Component) -> Option<&OfComponent<'a>> {
        self.gathered.of_components.get(component.id.as_str())
    }

    /// The way to what happened on a day: its place on the page of its month, when there is one.
    pub(crate) fn day_address(&self, date: Date) -> Option<String> {
        let month = Month::of(date);
        let is_there = self.gathered.months.contains(&month);
        is_there.then(|| self.to(&format!("/history/{month}/#{date}")))
    }

    /// The months of the days of the feed that have a page.
    pub(crate) fn months_of_days(&self) -> Vec<Month> {
        let first = self.feed.days.map(|days| Month::of(days.first));
        let months = self.options.past.iter().rev();
        let months = months.map(|past| past.history.month);
        months
            .take_while(|month| first.is_some_and(|first| first <= *month))
            .collect()
    }

    /// The months before and after one that have a page.
    pub(crate) fn neighbours(
        &self,
        month: Month,
    ) -> (Option<PastMonth<'a>>, Option<PastMonth<'a>>) {
        let past = self.options.past;
        let place = past.partition_point(|known| known.history.month < month);
        let before = place.checked_sub(1).and_then(|place| past.get(place));
        let after = past[place..]
            .iter()
            .find(|known| month < known.history.month);
        (before.copied(), after.copied())
    }

    /// Which promises of an open incident were not kept: of the expected end, of the next update.
    pub(crate) fn broken(&self, incident: &Incident) -> [bool; 2] {
        let now = self.feed.generated_at;
        let is_broken = |at: Option<Timestamp>| {
            incident.resolved_at.is_none() && at.is_some_and(|at| at <= now)
        };
        [incident.expected_resolution_at, incident.next_update_at].map(is_broken)
    }

    /// What every page is made of.
    pub(crate) fn inputs(&self) -> Inputs {
        self.base.clone()
    }

    /// The names of all components, and of those that are gone.
    pub(crate) fn all_names(&self) -> [Vec<(&'a str, &'a str)>; 2] {
        // Two lists: the last that is shown is not the first that is gone.
        [&self.feed.components, &self.feed.former_components].map(|components| {
            let names = components.iter();
            let names = names.map(|known| (known.id.as_str(), known.name.as_str()));
            names.collect()
        })
    }

    /// The names of some components, as far as they are shown or were.
    pub(crate) fn names_of(&self, ids: &[String]) -> Vec<&'a str> {
        ids.iter().filter_map(|id| self.name(id)).collect()
    }
}

impl<'a> Gathered<'a> {
    fn new(feed: &'a Feed, options: &'a Options<'a>) -> Self {
        // Those that are gone are named where something tells of them, and nowhere else.
        let components = feed.components.iter().chain(&feed.former_components);
        let names = components.map(|known| (known.id.as_str(), known.name.as_str()));
        let past = options.past.iter();
        let former = past.flat_map(|past| &past.history.former_components);
        let former = former.map(|known| (known.id.as_str(), known.name.as_str()));
        Self {
            // What the feed says is the newest.
            names: former.chain(names).collect(),
            of_components: of_components(feed, options),
            months: options.past.iter().map(|past| past.history.month).collect(),
        }
    }
}

fn of_components<'a>(
    feed: &'a Feed,
    options: &'a Options<'a>,
) -> HashMap<&'a str, OfComponent<'a>> {
    let mut all: HashMap<&'a str, OfComponent<'a>> = HashMap::new();
    for incident in &feed.incidents {
        for id in &incident.components {
            all.entry(id).or_default().open.push(incident);
        }
    }
    for maintenance in &feed.maintenances {
        for id in &maintenance.components {
            all.entry(id).or_default().current.push(maintenance);
        }
    }
    for maintenance in &feed.scheduled_maintenances {
        for id in &maintenance.components {
            all.entry(id).or_default().ahead.push(maintenance);
        }
    }
    for past in options.past.iter().rev().take(MONTHS) {
        for known in &past.history.components {
            let months = &mut all.entry(&known.id).or_default().months;
            months.push((past.history.month, known));
        }
    }
    let first = feed.days.map_or(Date(i64::MIN), |days| days.first);
    let shown = options.past.iter().rev();
    let shown = shown.take_while(|past| Month::of(first) <= past.history.month);
    for incident in shown.flat_map(|past| &past.history.incidents) {
        let is_shown = first <= (options.local_time)(incident.started_at).date;
        for id in incident.components.iter().filter(|_| is_shown) {
            let past = &mut all.entry(id).or_default().past;
            if incident.resolved_at.is_some() && past.len() < MOST_PAST {
                past.push(incident);
            }
        }
    }
    all
}

/// What every page is made of.
fn base(feed: &Feed, options: &Options<'_>) -> Inputs {
    Inputs::new()
        .with(&feed.page)
        .with(&options.weights)
        .with(&(options.live == crate::Live::Widget))
        .with(&options.look.seal())
}
