//! What does not map, as it is gathered: the same thing of the same place is one entry that says how
//! often, and a thing of very many places names some of them, so that one of a rare kind is not lost
//! behind ten thousand of a common one.

use std::collections::BTreeMap;

use super::plan::{Plan, Unmapped};
use super::text;

/// Things that are listed. Beyond that nobody reads on.
const KINDS: usize = 5_000;
/// Places that are named of one thing, as far as all of them together allow.
const PLACES: usize = 1_000;
/// Places that are named of all things together.
const ALL_PLACES: usize = 20_000;
/// Characters of each text of an entry.
const CHARS: usize = 300;
/// What stands for the places beyond these bounds.
const ELSEWHERE: &str = "further places";

/// What and why, and how often in which place.
#[derive(Debug, Default)]
pub(super) struct Told {
    kinds: BTreeMap<(String, String), BTreeMap<String, usize>>,
    places: usize,
    untold: usize,
}

impl Told {
    /// Notes that something is not carried over, or not as it was.
    pub(super) fn add(&mut self, what: &str, why: &str, wherefrom: &str) {
        self.add_times(what, why, wherefrom, 1);
    }

    pub(super) fn extend(&mut self, unmapped: impl IntoIterator<Item = Unmapped>) {
        for it in unmapped {
            self.add_times(&it.what, &it.why, &it.wherefrom, it.times);
        }
    }

    fn add_times(&mut self, what: &str, why: &str, wherefrom: &str, times: usize) {
        let line = |text| text::line(text, CHARS).map_or_else(String::new, |(text, _)| text);
        let kind = (line(what), line(why));
        if KINDS <= self.kinds.len() && !self.kinds.contains_key(&kind) {
            self.untold = self.untold.saturating_add(times);
            return;
        }
        let places = self.kinds.entry(kind).or_default();
        let mut place = line(wherefrom);
        if !places.contains_key(&place) {
            // The first place of a thing is always named.
            let is_full = PLACES <= places.len() || ALL_PLACES <= self.places;
            if is_full && !places.is_empty() {
                place = ELSEWHERE.to_owned();
            }
            self.places += 1;
        }
        let known = places.entry(place).or_default();
        *known = known.saturating_add(times);
    }

    /// The entries in the order of their texts.
    pub(super) fn finish(self) -> Vec<Unmapped> {
        let mut all = Vec::new();
        for ((what, why), places) in self.kinds {
            all.extend(places.into_iter().map(|(wherefrom, times)| Unmapped {
                what: what.clone(),
                why: why.clone(),
                wherefrom,
                times,
            }));
        }
        if 0 < self.untold {
            all.push(Unmapped {
                what: "further things".to_owned(),
                why: format!("only {KINDS} different ones are listed; import in parts"),
                wherefrom: "the source".to_owned(),
                times: self.untold,
            });
        }
        all
    }
}

impl Plan {
    /// Adds what whoever read the documents had to leave out: files that could not be given.
    pub fn leave_out(&mut self, unmapped: impl IntoIterator<Item = Unmapped>) {
        let mut told = Told::default();
        told.extend(std::mem::take(&mut self.unmapped));
        told.extend(unmapped);
        self.unmapped = told.finish();
    }
}

#[cfg(test)]
mod tests {
    use super::{ALL_PLACES, KINDS, PLACES, Told};

    #[test]
    fn the_same_of_one_place_is_counted() {
        let mut told = Told::default();
        for _ in 0..3 {
            told.add("comments", "no time", "issue 1");
        }
        told.add("comments", "no time", "issue 2");
        let told = told.finish();
        let found: Vec<_> = told.iter().map(|it| (&*it.wherefrom, it.times)).collect();
        assert_eq!(found, [("issue 1", 3), ("issue 2", 1)]);
    }

    #[test]
    fn many_of_one_kind_do_not_crowd_out_another() {
        let mut told = Told::default();
        for place in 0..ALL_PLACES * 2 {
            told.add(&format!("kind {}", place % 30), "x", &place.to_string());
        }
        told.add("rare", "why", "here");
        let told = told.finish();
        assert!(told.iter().any(|it| it.what == "rare"), "it is lost");
        let all: usize = told.iter().map(|it| it.times).sum();
        assert_eq!(all, ALL_PLACES * 2 + 1);
        let first = told.iter().filter(|it| it.what == "kind 1");
        assert!(first.count() <= PLACES + 1);
    }

    #[test]
    fn kinds_beyond_the_bound_are_counted() {
        let mut told = Told::default();
        for kind in 0..KINDS + 7 {
            told.add(&format!("kind {kind}"), "why", "here");
        }
        let told = told.finish();
        assert_eq!(told.len(), KINDS + 1);
        assert_eq!(told.last().map(|it| it.times), Some(7));
    }
}
