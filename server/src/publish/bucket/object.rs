//! One object of the bucket: what it says of itself, so that a start finds out what is there without a
//! list kept beside it, which a crash could leave wrong.

use bytes::Bytes;
use object_store::aws::AmazonS3;
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, Error, GetOptions, ObjectStore, PutMode, PutOptions, UpdateVersion,
};

use crate::publish::entry::Entry;

/// Names of what we say of an object, after `x-amz-meta-`.
const HASH: &str = "pilotlight-sha256";
const REVISION: &str = "pilotlight-revision";

/// What is known of an object that is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Object {
    /// The tag that a write can be bound to.
    pub(super) etag: Option<String>,
    /// SHA-256 of its bytes as it says itself; none when that was not asked, or is none of ours.
    pub(super) hash: Option<[u8; 32]>,
    /// With which publication it was written.
    pub(super) revision: u64,
    /// Whether it was asked.
    pub(super) is_asked: bool,
}

/// What a write is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// Nothing.
    None,
    /// That nothing is there.
    Absent,
    /// That what is there has this tag.
    Unchanged(String),
}

/// Asks an object for what it says of itself; none when there is none.
pub(super) async fn ask(store: &AmazonS3, key: &Path) -> Result<Option<Object>, Error> {
    let options = GetOptions {
        head: true,
        ..GetOptions::default()
    };
    let found = match store.get_opts(key, options).await {
        Err(Error::NotFound { .. }) => return Ok(None),
        found => found?,
    };
    let said = |name: &'static str| found.attributes.get(&Attribute::Metadata(name.into()));
    Ok(Some(Object {
        hash: said(HASH).and_then(|text| from_hex(text)),
        revision: said(REVISION)
            .and_then(|text| text.parse().ok())
            .unwrap_or(0),
        etag: found.meta.e_tag,
        is_asked: true,
    }))
}

/// Writes an object; answers its tag.
pub(super) async fn put(
    store: &AmazonS3,
    key: &Path,
    (body, attributes): (Bytes, Attributes),
    condition: Condition,
) -> Result<Option<String>, Error> {
    let mode = match condition {
        Condition::None => PutMode::Overwrite,
        Condition::Absent => PutMode::Create,
        Condition::Unchanged(etag) => PutMode::Update(UpdateVersion {
            e_tag: Some(etag),
            version: None,
        }),
    };
    let options = PutOptions {
        mode,
        attributes,
        ..PutOptions::default()
    };
    let put = store.put_opts(key, body.into(), options).await?;
    Ok(put.e_tag)
}

/// Of all headers of a file those that a bucket can hold, and what the object says of itself. The bytes
/// are as they are: a bucket answers everyone alike and cannot ask what a reader accepts.
pub(super) fn attributes(entry: &Entry, revision: u64) -> Attributes {
    let mut attributes = Attributes::new();
    for (name, value) in entry.negotiate(None).headers {
        let attribute = match name.as_str() {
            "content-type" => Attribute::ContentType,
            "cache-control" => Attribute::CacheControl,
            "content-disposition" => Attribute::ContentDisposition,
            "content-language" => Attribute::ContentLanguage,
            _ => continue,
        };
        if let Ok(text) = value.to_str() {
            attributes.insert(attribute, text.to_owned().into());
        }
    }
    attributes.insert(Attribute::Metadata(HASH.into()), hex(&entry.hash).into());
    attributes.insert(
        Attribute::Metadata(REVISION.into()),
        revision.to_string().into(),
    );
    attributes
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(&text[at..at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{from_hex, hex};

    #[test]
    fn a_hash_reads_back_and_nothing_else_does() {
        let hash = [0xa0; 32];
        assert_eq!(from_hex(&hex(&hash)), Some(hash));
        assert_eq!(from_hex(""), None);
        assert_eq!(from_hex(&"ä".repeat(32)), None);
        assert_eq!(from_hex(&"x".repeat(64)), None);
    }
}
