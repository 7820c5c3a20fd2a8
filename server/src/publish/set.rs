//! The published set in memory, and how it differs from the one before.

use std::collections::BTreeMap;
use std::sync::Arc;

use hashbrown::HashTable;
use pilotlight_feed::Timestamp;
use pilotlight_site::file::{is_past, url_path};
use pilotlight_site::{File, Terms};
use sha2::{Digest, Sha256};

use super::entry::{Entry, Turn, hash_of};

/// Path of the page for paths that do not exist.
const MISSING: &str = "404.html";

/// Every published file. Immutable once made; a publication makes a new one.
#[derive(Debug, Default)]
pub struct Published {
    /// Places in `in_order`.
    by_address: HashTable<usize>,
    in_order: Vec<Arc<Entry>>,
    missing: Option<Arc<Entry>>,
    /// Whether some of the past is still to come: what is not here may well be there.
    pub(super) lacks_past: bool,
    /// How it differs from the set before it, when that is known.
    pub(super) news: Option<SetNews>,
}

/// How a set differs from the one that was published before it: whoever has that looks at nothing else.
#[derive(Debug)]
pub(super) struct SetNews {
    /// Counted by the publisher, without a gap.
    pub(super) number: u64,
    /// What is new in it, in the order of publishing.
    pub(super) entries: Vec<Arc<Entry>>,
}

/// A file with what places it in a set. Of thousands each look into an entry waits for memory.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) entry: Arc<Entry>,
    turn: Turn,
    address_hash: u64,
}

impl From<Arc<Entry>> for Placed {
    fn from(entry: Arc<Entry>) -> Self {
        let (turn, address_hash) = (entry.turn(), entry.address_hash());
        Self {
            entry,
            turn,
            address_hash,
        }
    }
}
impl Published {
    /// Makes the set of these files. What did not change since `before` is taken over.
    #[must_use]
    pub fn of(files: Vec<File>, before: &Self, terms: impl Into<Terms>, now: Timestamp) -> Self {
        let terms = terms.into();
        let entries = files.into_iter().map(|file| {
            let hash: [u8; 32] = Sha256::digest(&file.body).into();
            let known = before.known(&file.path, &hash, &terms);
            let entry = known.unwrap_or_else(|| Arc::new(Entry::new(file, hash, &terms, now)));
            Placed::from(entry)
        });
        Self::whole(entries.collect())
    }

    /// The file at a path, when its bytes and the terms that it is answered on are these.
    pub(super) fn known(&self, path: &str, hash: &[u8; 32], terms: &Terms) -> Option<Arc<Entry>> {
        let known = self.at(&url_path(path));
        let is_same = |known: &&Arc<Entry>| known.matches(hash, terms);
        known.filter(is_same).cloned()
    }

    /// Whether it has this file as it is.
    pub(super) fn holds(&self, entry: &Entry) -> bool {
        self.known(&entry.path, &entry.hash, entry.terms())
            .is_some()
    }

    /// The terms that all of it is answered on; none of an empty set.
    pub(super) fn terms(&self) -> Option<&Terms> {
        self.in_order.first().map(|entry| entry.terms())
    }

    /// What is new in it, for whoever has the set of the number before this; all of it for everybody else.
    pub(super) fn new_to(&self, has: Option<u64>) -> &[Arc<Entry>] {
        match &self.news {
            Some(news) if has.is_some_and(|has| has + 1 == news.number) => &news.entries,
            _ => &self.in_order,
        }
    }

    /// Notes that it is the set of this number, of which these are not in the one before.
    pub(super) fn set_news(&mut self, number: u64, mut entries: Vec<Arc<Entry>>) {
        entries.sort_by_key(|entry| entry.turn());
        self.news = Some(SetNews { number, entries });
    }

    /// Its number, when it has one.
    pub(super) fn number(&self) -> Option<u64> {
        self.news.as_ref().map(|news| news.number)
    }

    /// The set of all these.
    pub(super) fn whole(entries: Vec<Placed>) -> Self {
        let mut set = Self {
            by_address: HashTable::with_capacity(entries.len()),
            in_order: Vec::with_capacity(entries.len()),
            ..Self::default()
        };
        // There are thousands of files and a handful of turns.
        let mut turns: BTreeMap<Turn, Vec<Placed>> = BTreeMap::new();
        for placed in entries {
            turns.entry(placed.turn).or_default().push(placed);
        }
        for placed in turns.into_values().flatten() {
            let place = set.in_order.len();
            set.in_order.push(placed.entry);
            // There is room for all.
            let hash_again = |place: &usize| set.in_order[*place].address_hash();
            set.by_address
                .insert_unique(placed.address_hash, place, hash_again);
        }
        set.missing = set.at(&url_path(MISSING)).cloned();
        set
    }

    /// The file that answers to this path of an address, for example `/feed/v1/summary.json`.
    #[must_use]
    pub fn at(&self, address: &str) -> Option<&Arc<Entry>> {
        let is_at = |place: &usize| self.in_order[*place].address() == address;
        let place = self.by_address.find(hash_of(address), is_at)?;
        self.in_order.get(*place)
    }

    /// The page for paths that do not exist; none before the first publication.
    #[must_use]
    pub fn missing(&self) -> Option<&Arc<Entry>> {
        self.missing.as_ref()
    }

    /// Whether what stands at this path of an address is still to come: some of the past is, right after
    /// a start, and it would lie there.
    #[must_use]
    pub fn is_coming(&self, address: &str) -> bool {
        let path = address.strip_prefix('/').unwrap_or(address);
        self.lacks_past && is_past(path)
    }

    /// Compresses what every visitor asks for, as far as nobody has asked for it yet; of the set before this,
    /// which has the number `done`, that was done.
    pub(super) fn compress(&self, done: Option<u64>) {
        let new = self
            .new_to(done)
            .iter()
            .filter(|entry| entry.is_for_everybody());
        for entry in new {
            entry.compress();
        }
    }

    /// Every file, in the order of publishing.
    pub fn in_order(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.in_order.iter()
    }

    /// Number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.in_order.len()
    }

    /// Whether nothing has been published yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.in_order.is_empty()
    }

    /// Number of files whose bytes are not those of `before`.
    #[must_use]
    pub fn changed_since(&self, before: &Self) -> usize {
        let is_new = |entry: &&Arc<Entry>| !before.holds(entry);
        self.in_order.iter().filter(is_new).count()
    }
}
