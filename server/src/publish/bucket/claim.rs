//! The claim: a small object that says up to which revision a bucket is published, and by whom. Whoever
//! publishes writes it first, bound to the one he read, so that of two servers the older stops before it
//! writes anything.

use object_store::aws::AmazonS3;
use object_store::path::Path;
use object_store::{Attribute, Attributes, Error, ObjectStoreExt};
use serde::{Deserialize, Serialize};

use super::object::{self, Condition};

/// Where it stands below the folder.
pub(super) const PATH: &str = ".pilotlight/claim.json";
/// How often it is read anew because somebody else wrote it.
const TRIES: usize = 5;

/// What it says.
#[derive(Debug, Serialize, Deserialize)]
struct Claim {
    revision: u64,
    writer: String,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Claimed {
    /// It is ours; `tag` binds the next one to it.
    Ours { tag: Option<String>, before: Before },
    /// Somebody has published this newer revision.
    Newer(u64),
}

/// Who had it before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// We ourselves.
    We,
    /// Nobody.
    Nobody,
    /// Somebody who may be in the middle of something.
    Another,
}

/// Claims a revision. `known` is the tag of our own last claim, when there is one.
///
/// # Errors
/// What the store says when it neither takes nor refuses it.
pub(super) async fn claim(
    store: &AmazonS3,
    key: &Path,
    (revision, writer): (u64, &str),
    mut known: Option<String>,
) -> Result<Claimed, Error> {
    let mut last = None;
    for _ in 0..TRIES {
        let (condition, before) = match known.take() {
            Some(tag) => (Condition::Unchanged(tag), Before::We),
            None => match read(store, key).await? {
                None => (Condition::Absent, Before::Nobody),
                Some((theirs, _)) if revision < theirs.revision => {
                    return Ok(Claimed::Newer(theirs.revision));
                }
                Some((theirs, tag)) => {
                    let before = match theirs.writer == writer {
                        true => Before::We,
                        false => Before::Another,
                    };
                    (tag.map_or(Condition::None, Condition::Unchanged), before)
                }
            },
        };
        let ours = Claim {
            revision,
            writer: writer.to_owned(),
        };
        match object::put(store, key, (body(&ours), attributes()), condition).await {
            Ok(tag) => return Ok(Claimed::Ours { tag, before }),
            Err(error @ (Error::Precondition { .. } | Error::AlreadyExists { .. })) => {
                last = Some(error);
            }
            Err(error) => return Err(error),
        }
    }
    Err(last.unwrap_or(Error::NotImplemented {
        operation: "a claim".to_owned(),
        implementer: "the bucket".to_owned(),
    }))
}

/// What stands there. What is none is like nothing that anyone has published, and is written over.
async fn read(store: &AmazonS3, key: &Path) -> Result<Option<(Claim, Option<String>)>, Error> {
    let found = match store.get(key).await {
        Err(Error::NotFound { .. }) => return Ok(None),
        found => found?,
    };
    let tag = found.meta.e_tag.clone();
    let claim = serde_json::from_slice(&found.bytes().await?).unwrap_or(Claim {
        revision: 0,
        writer: String::new(),
    });
    Ok(Some((claim, tag)))
}

fn body(claim: &Claim) -> bytes::Bytes {
    let revision = claim.revision;
    let writer = &claim.writer;
    format!("{{\"revision\":{revision},\"writer\":\"{writer}\"}}").into()
}

fn attributes() -> Attributes {
    let mut attributes = Attributes::new();
    attributes.insert(Attribute::ContentType, "application/json".into());
    attributes.insert(Attribute::CacheControl, "no-store".into());
    attributes
}
