//! One publication in the making: bundles whose inputs are those of the last one are carried over with
//! their files, the others are rendered, signed and checked.

use std::collections::HashMap;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};

use pilotlight_feed::{Feed, Timestamp};
use pilotlight_site::file::{is_feed, is_past, url_path};
use pilotlight_site::{Bundle, Digest, File, Made, Terms};
use sha2::{Digest as _, Sha256};

use super::PublishError;
use super::entry::Entry;
use super::set::{Placed, Published};
use super::sign::Signer;
use super::verify::{self, Bounds};

/// Bundles that are made at the same time: each takes memory of its own while it is.
const AT_ONCE: usize = 4;

/// What a publication was made of, by the keys of its bundles.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept(HashMap<String, Arc<KeptBundle>>);

#[derive(Debug)]
struct KeptBundle {
    inputs: Digest,
    inside: Inside,
}

#[derive(Debug)]
enum Inside {
    Files(Files),
    Bundles(Kept),
}

/// Files of one bundle.
#[derive(Debug, Default)]
struct Files {
    entries: Vec<Placed>,
    /// Those that a reader would refuse: of each the last good one is among the entries, if there was one.
    refused: usize,
}

/// The files so far.
pub(super) struct Making<'a> {
    pub(super) signer: &'a Signer,
    /// Whether to go no further: what is being made can wait, and something else cannot.
    pub(super) stops: &'a (dyn Fn() -> bool + Sync),
    /// What feeds are held to.
    pub(super) bounds: Bounds,
    before: &'a Published,
    terms: Terms,
    now: Timestamp,
    pub(super) entries: Vec<Placed>,
    /// Those of them that were not in the last publication.
    pub(super) new: Vec<Arc<Entry>>,
    /// Files that were rendered.
    pub(super) rendered: usize,
    /// Files whose bytes are new.
    pub(super) changed: usize,
    /// Bytes of those.
    pub(super) changed_bytes: usize,
    /// Pages of the past that a reader would refuse.
    pub(super) refused: usize,
}

impl Kept {
    /// Takes in a bundle: as it was in `before` when its inputs are the same, else made anew. Answers
    /// whether it is whole: one that was not when it was to stop is gone on with from there.
    ///
    /// # Errors
    /// [`PublishError::Refused`] when a reader would refuse one of its files.
    pub(super) fn keep(
        &mut self,
        bundle: Bundle<'_>,
        before: &Self,
        making: &mut Making<'_>,
    ) -> Result<bool, PublishError> {
        let known = before.0.get(&bundle.key);
        if let Some(same) = known.filter(|known| known.inputs == bundle.inputs) {
            same.collect(making);
            self.0.insert(bundle.key, Arc::clone(same));
            return Ok(true);
        }
        let mut is_whole = true;
        let inside = match bundle.made {
            Made::Files(_) if (making.stops)() => return Ok(false),
            Made::Files(render) => Inside::Files(making.files(render())?),
            Made::Bundles(open) => {
                let nothing = Self::default();
                let before = match known.map(|known| &known.inside) {
                    Some(Inside::Bundles(before)) => before,
                    _ => &nothing,
                };
                let mut kept = Self::default();
                for bundle in open() {
                    is_whole &= kept.keep(bundle, before, making)?;
                }
                Inside::Bundles(kept)
            }
        };
        // Half of it is made of nothing that it could be known by again.
        let inputs = match is_whole {
            true => bundle.inputs,
            false => Digest::default(),
        };
        let kept = Arc::new(KeptBundle { inputs, inside });
        self.0.insert(bundle.key, kept);
        Ok(is_whole)
    }

    /// Takes in all of these, of which those that are made anew are made several at the same time.
    ///
    /// # Errors
    /// As [`keep`](Self::keep).
    pub(super) fn keep_all(
        &mut self,
        bundles: Vec<Bundle<'_>>,
        before: &Self,
        making: &mut Making<'_>,
    ) -> Result<(), PublishError> {
        let is_same = |bundle: &Bundle<'_>| {
            let known = before.0.get(&bundle.key);
            known.is_some_and(|known| known.inputs == bundle.inputs)
        };
        let (same, new): (Vec<_>, Vec<_>) = bundles.into_iter().partition(is_same);
        for bundle in same {
            self.keep(bundle, before, making)?;
        }
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        let workers = workers.min(new.len()).min(AT_ONCE);
        let others: Vec<Making<'_>> = (1..workers).map(|_| making.beside()).collect();
        let left = Mutex::new(new.into_iter());
        let work = |making: &mut Making<'_>| -> Result<Self, PublishError> {
            let mut kept = Self::default();
            // The lock is let go before a bundle is made.
            let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
            while let Some(bundle) = next() {
                kept.keep(bundle, before, making)?;
            }
            Ok(kept)
        };
        let made = std::thread::scope(|scope| {
            let others = others.into_iter().map(|mut beside| {
                scope.spawn(|| {
                    let kept = work(&mut beside);
                    (kept, beside)
                })
            });
            let others: Vec<_> = others.collect();
            let mut made = vec![work(making)];
            for other in others {
                let (kept, beside) = other.join().unwrap_or_else(|panic| resume_unwind(panic));
                making.merge(beside);
                made.push(kept);
            }
            made
        });
        for kept in made {
            self.take(kept?);
        }
        Ok(())
    }

    /// Takes over all of another.
    pub(super) fn take(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

impl KeptBundle {
    /// Adds all its files.
    fn collect(&self, making: &mut Making<'_>) {
        match &self.inside {
            Inside::Files(files) => making.add(files),
            Inside::Bundles(kept) => kept.0.values().for_each(|kept| kept.collect(making)),
        }
    }
}

impl<'a> Making<'a> {
    pub(super) fn new(
        signer: &'a Signer,
        before: &'a Published,
        (terms, feed): (Terms, &Feed),
    ) -> Self {
        Self {
            signer,
            stops: &|| false,
            bounds: Bounds::default(),
            before,
            terms,
            now: feed.generated_at,
            entries: Vec::new(),
            new: Vec::new(),
            rendered: 0,
            changed: 0,
            changed_bytes: 0,
            refused: 0,
        }
    }

    /// Another that makes more of the same publication at the same time.
    fn beside(&self) -> Self {
        Self {
            signer: self.signer,
            stops: self.stops,
            bounds: self.bounds,
            before: self.before,
            terms: self.terms.clone(),
            now: self.now,
            entries: Vec::new(),
            new: Vec::new(),
            rendered: 0,
            changed: 0,
            changed_bytes: 0,
            refused: 0,
        }
    }

    /// Adds what another has made.
    fn merge(&mut self, other: Self) {
        self.entries.extend(other.entries);
        self.new.extend(other.new);
        self.rendered += other.rendered;
        self.changed += other.changed;
        self.changed_bytes += other.changed_bytes;
        self.refused += other.refused;
    }

    fn add(&mut self, files: &Files) {
        self.entries.extend(files.entries.iter().cloned());
        self.refused += files.refused;
    }

    fn files(&mut self, files: Vec<File>) -> Result<Files, PublishError> {
        let mut made = Files::default();
        for file in files {
            self.rendered += 1;
            let file = sign(file, self.signer);
            match verify::verify(&file, self.signer, self.bounds) {
                Ok(()) => made.entries.push(self.entry(file).into()),
                // What a reader would refuse of the past must not hold up the present, nor take away
                // what links lead to.
                Err(refusal) if is_past(&file.path) => {
                    let last_good = self.before.at(&url_path(&file.path)).cloned();
                    let instead = match last_good {
                        Some(_) => "the last good one stays",
                        None => "it is left out",
                    };
                    tracing::error!(path = file.path, %refusal, instead, "cannot publish a page of the past");
                    made.entries.extend(last_good.map(Placed::from));
                    made.refused += 1;
                }
                Err(refusal) => {
                    let path = file.path;
                    return Err(PublishError::Refused { path, refusal });
                }
            }
        }
        self.add(&made);
        Ok(made)
    }

    /// The file with its headers; the old one when the bytes are the same.
    fn entry(&mut self, file: File) -> Arc<Entry> {
        let hash: [u8; 32] = Sha256::digest(&file.body).into();
        if let Some(known) = self.before.known(&file.path, &hash, &self.terms) {
            return known;
        }
        self.changed += 1;
        self.changed_bytes += file.body.len();
        let entry = Arc::new(Entry::new(file, hash, &self.terms, self.now));
        self.new.push(Arc::clone(&entry));
        entry
    }
}

/// Signs a feed. What cannot be signed stays as it is: it is refused when it is verified.
fn sign(file: File, signer: &Signer) -> File {
    let signed = is_feed(&file.path)
        .then(|| signer.sign(&file.body))
        .flatten();
    match signed {
        Some(body) => File { body, ..file },
        None => file,
    }
}
