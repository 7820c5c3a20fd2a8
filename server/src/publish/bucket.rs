//! The bucket target: any store that speaks S3. Each object is whole or not there, so what remains is
//! order, and who may write.
//!
//! - Assets, loader, pages, feeds: each of them only when all of the one before is there. Whoever dies in
//!   between leaves a bucket in which all that is referred to exists.
//! - Every object says its hash and the revision it was written with. A start asks them instead of
//!   writing anew, and there is no list beside them that could be wrong.
//! - What an object says of itself also tells that we wrote it: what nobody tells any more is deleted,
//!   also when that came about while we were stopped, and what others keep there is not.
//! - Every write is bound to what was there when we looked (`If-Match`, `If-None-Match`), and a claim
//!   says first which revision is coming. So an older server never writes over a newer one.

mod claim;
mod client;
mod courier;
mod error;
mod gone;
mod object;
mod place;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::aws::AmazonS3;
use object_store::{Error, ObjectStore};
use tokio::time::Instant;

pub(crate) use courier::Courier;
pub use error::BucketError;
pub use place::{Endpoint, InTheClear, Place};

use self::claim::{Before, Claimed};
use self::object::{Condition, Object};
use super::entry::Entry;
use super::target::Edition;
use crate::access::{NoRandomness, fresh_id};

/// Requests at once: enough to hide the way to the store, few enough for the smallest of them.
const AT_ONCE: usize = 16;
/// How often one object is looked at anew because somebody else wrote it.
const TRIES: usize = 3;
/// After this long, nothing that another server had begun when we took over is still on its way: longer
/// than one request with all its retries.
const LOOK_AGAIN_AFTER: Duration = Duration::from_secs(60);

/// A bucket that is published to.
#[derive(Debug)]
pub struct Bucket {
    place: Place,
    store: Arc<AmazonS3>,
    /// Who we are in the claim: new with each start.
    writer: String,
    /// The tag of our last claim.
    claim: Option<String>,
    /// What is in the folder of the bucket, by path; none until that was looked at.
    objects: Option<BTreeMap<String, Object>>,
    /// When to compare it with the bucket once more.
    look_again_at: Option<Instant>,
    /// What we have published of what comes and goes: what of it is part of the set no more is deleted.
    /// What somebody else has put there is not ours to judge.
    ours: BTreeSet<String>,
    /// Whether it was looked for what a publisher before us told and nobody tells now.
    has_looked: bool,
    /// The same of months, which must all be told before one is missed.
    has_looked_back: bool,
}

/// What a publication did to the bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Objects written.
    pub put: usize,
    /// Objects deleted.
    pub deleted: usize,
}

impl Bucket {
    /// Reads the environment; asks the store for nothing yet.
    ///
    /// # Errors
    /// [`BucketError::Place`] when what the environment says cannot be used.
    pub fn open(place: Place) -> Result<Self, BucketError> {
        let failed = |reason| BucketError::Place {
            address: place.address(),
            reason,
        };
        let store = client::open(&place).map_err(failed)?;
        let writer = fresh_id().map_err(|error: NoRandomness| failed(error.to_string()))?;
        Ok(Self {
            store: Arc::new(store),
            writer,
            claim: None,
            objects: None,
            look_again_at: None,
            ours: BTreeSet::new(),
            has_looked: false,
            has_looked_back: false,
            place,
        })
    }

    /// Its address, as people write it.
    #[must_use]
    pub fn address(&self) -> String {
        self.place.address()
    }

    /// Writes what differs from what is there, in the order of publishing, and deletes what is left of
    /// components that are published no more.
    ///
    /// # Errors
    /// [`BucketError`]; what was not written is as it was, and the next call goes on from there.
    pub async fn publish(&mut self, edition: &Edition) -> Result<Written, BucketError> {
        let done = self.write(edition).await;
        if let Err(BucketError::Superseded { .. }) = &done {
            // Nothing that we know of it need be true any more.
            self.claim = None;
            self.objects = None;
        }
        done
    }

    async fn write(&mut self, edition: &Edition) -> Result<Written, BucketError> {
        if self.place.conditional {
            self.claim(edition.revision).await?;
        }
        self.look().await?;
        let mut written = Written::default();
        let mut rest: Vec<&Arc<Entry>> = edition.published.in_order().collect();
        while let Some(first) = rest.first() {
            let order = first.turn();
            let later = rest.split_off(
                rest.iter()
                    .position(|entry| order < entry.turn())
                    .unwrap_or(rest.len()),
            );
            // What comes later refers to what came before: that must be there first.
            written.put += self.put_all(&rest, edition.revision).await?;
            rest = later;
        }
        written.deleted = self.delete_left(edition).await?;
        Ok(written)
    }

    /// Says which revision is coming, or learns that a newer one is there.
    async fn claim(&mut self, revision: u64) -> Result<(), BucketError> {
        let key = self.place.key(claim::PATH);
        let known = self.claim.take();
        let claimed = claim::claim(&self.store, &key, (revision, &self.writer), known).await;
        match claimed.map_err(|error| self.failed("claim", claim::PATH, &error))? {
            Claimed::Newer(theirs) => Err(BucketError::Superseded {
                address: self.address(),
                theirs,
                ours: revision,
            }),
            Claimed::Ours { tag, before } => {
                self.claim = tag;
                if before == Before::Another {
                    self.objects = None;
                    self.look_again_at = Some(Instant::now() + LOOK_AGAIN_AFTER);
                }
                Ok(())
            }
        }
    }

    /// Learns what is there. Of what has the tag that we know, we know the rest.
    async fn look(&mut self) -> Result<(), BucketError> {
        let is_time = self.look_again_at.is_some_and(|at| at <= Instant::now());
        if self.objects.is_some() && !is_time {
            return Ok(());
        }
        let prefix = (!self.place.prefix.is_empty()).then(|| self.place.key(""));
        let listed = self.store.list(prefix.as_ref());
        let listed: Vec<_> = listed
            .try_collect()
            .await
            .map_err(|error| self.failed("list", "", &error))?;
        let mut known = self.objects.take().unwrap_or_default();
        let mut objects = BTreeMap::new();
        for found in listed {
            let Some(path) = self.place.path(&found.location) else {
                continue;
            };
            let object = known
                .remove(path)
                .filter(|object| is_same_tag(object.etag.as_deref(), found.e_tag.as_deref()))
                .unwrap_or(Object {
                    etag: found.e_tag,
                    ..Object::default()
                });
            objects.insert(path.to_owned(), object);
        }
        self.objects = Some(objects);
        self.has_looked = false;
        self.has_looked_back = false;
        if is_time {
            self.look_again_at = None;
        }
        Ok(())
    }

    /// Writes those of these files that are not there; answers how many.
    async fn put_all(
        &mut self,
        entries: &[&Arc<Entry>],
        revision: u64,
    ) -> Result<usize, BucketError> {
        let mut objects = self.objects.take().unwrap_or_default();
        let mut jobs = Vec::new();
        for entry in entries.iter().copied() {
            let known = objects.get(&entry.path).cloned();
            if known.as_ref().and_then(|object| object.hash) != Some(entry.hash) {
                jobs.push((entry, known));
            }
        }
        for (entry, _) in &jobs {
            // Until the store has answered it may be there or not: then it is asked.
            if let Some(object) = objects.get_mut(&entry.path) {
                *object = Object::default();
            }
        }
        let mut puts = Vec::new();
        for (entry, known) in jobs {
            let entry = Arc::clone(entry);
            let put = self.put(Arc::clone(&entry), known, revision);
            puts.push(async move { (entry, put.await) });
        }
        let mut done = stream::iter(puts).buffer_unordered(AT_ONCE);
        let (mut put, mut failure) = (0, None);
        while let Some((entry, result)) = done.next().await {
            match result {
                Ok((object, is_new)) => {
                    put += usize::from(is_new);
                    objects.insert(entry.path.clone(), object);
                }
                Err(error) => {
                    failure = Some(error);
                    break;
                }
            }
        }
        drop(done);
        self.objects = Some(objects);
        failure.map_or(Ok(put), Err)
    }

    /// Writes one file unless it is there; answers what is there then, and whether it was written.
    async fn put(
        &self,
        entry: Arc<Entry>,
        known: Option<Object>,
        revision: u64,
    ) -> Result<(Object, bool), BucketError> {
        let key = self.place.key(&entry.path);
        let failed = |doing, error: &Error| self.failed(doing, &entry.path, error);
        let mut there = known;
        for _ in 0..TRIES {
            if there.as_ref().is_some_and(|object| !object.is_asked) {
                let asked = object::ask(&self.store, &key).await;
                there = asked.map_err(|error| failed("look at", &error))?;
            }
            if let Some(object) = &there {
                if object.hash == Some(entry.hash) {
                    return Ok((object.clone(), false));
                }
                if revision < object.revision && self.place.conditional {
                    return Err(BucketError::Superseded {
                        address: self.address(),
                        theirs: object.revision,
                        ours: revision,
                    });
                }
            }
            let condition = match &there {
                _ if !self.place.conditional => Condition::None,
                None => Condition::Absent,
                Some(object) => match &object.etag {
                    Some(tag) => Condition::Unchanged(tag.clone()),
                    None => Condition::None,
                },
            };
            let what = (
                entry.identity.body.clone(),
                object::attributes(&entry, revision),
            );
            match object::put(&self.store, &key, what, condition).await {
                Ok(etag) => {
                    let object = Object {
                        etag,
                        hash: Some(entry.hash),
                        revision,
                        is_asked: true,
                    };
                    return Ok((object, true));
                }
                // Somebody wrote it, or deleted it; also we ourselves, when an answer was lost.
                Err(Error::Precondition { .. } | Error::AlreadyExists { .. }) => {
                    there = Some(Object::default());
                }
                Err(error) => return Err(failed("write", &error)),
            }
        }
        let error = Error::Precondition {
            path: entry.path.clone(),
            source: "somebody else writes it all the time".into(),
        };
        Err(failed("write", &error))
    }

    fn failed(&self, doing: &'static str, path: &str, error: &Error) -> BucketError {
        BucketError::Store {
            doing,
            address: self.address(),
            path: path.to_owned(),
            reason: error::reason(error),
            remedy: error::remedy(error),
        }
    }
}

/// Whether two tags are the same; stores differ in whether they put them in quotes.
fn is_same_tag(one: Option<&str>, other: Option<&str>) -> bool {
    let bare = |tag: &str| tag.trim_matches('"').to_owned();
    one.map(bare) == other.map(bare) && one.is_some()
}
