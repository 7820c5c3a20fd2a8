//! The published set in memory: each file with its compressed forms, headers and tags made once.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use pilotlight_feed::Timestamp;
use pilotlight_site::file::url_path;
use pilotlight_site::{File, Kind, Scheme};
use sha2::{Digest, Sha256};

use super::compress::{self, Effort};

/// Path of the page for paths that do not exist.
const MISSING: &str = "404.html";

/// Every published file. Immutable once made; a publication makes a new one.
#[derive(Debug, Default)]
pub struct Published {
    by_address: HashMap<String, Arc<Entry>>,
    in_order: Vec<Arc<Entry>>,
    missing: Option<Arc<Entry>>,
}

/// One published file.
#[derive(Debug)]
pub struct Entry {
    /// Path below the root of the site.
    pub path: String,
    /// What it is.
    pub kind: Kind,
    /// SHA-256 of the bytes.
    pub hash: [u8; 32],
    /// The bytes as they are.
    pub identity: Representation,
    brotli: Option<Representation>,
    gzip: Option<Representation>,
}

/// One form of a file, ready to send.
#[derive(Debug)]
pub struct Representation {
    /// The bytes in this form.
    pub body: Bytes,
    /// Every header of the answer.
    pub headers: HeaderMap,
    /// The strong tag of this form.
    pub etag: HeaderValue,
}

/// A form that a client may accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    Identity,
    /// gzip.
    Gzip,
    /// brotli.
    Brotli,
}

impl Published {
    /// Makes the set of these files. What did not change since `before` is taken over.
    #[must_use]
    pub fn of(files: Vec<File>, before: &Self, scheme: Scheme, now: Timestamp) -> Self {
        let mut set = Self::default();
        for file in files {
            let address = url_path(&file.path);
            let hash: [u8; 32] = Sha256::digest(&file.body).into();
            let known = before
                .by_address
                .get(&address)
                .filter(|known| known.hash == hash);
            let entry = match known {
                Some(known) => Arc::clone(known),
                None => Arc::new(Entry::new(file, hash, scheme, now)),
            };
            if entry.path == MISSING {
                set.missing = Some(Arc::clone(&entry));
            }
            set.in_order.push(Arc::clone(&entry));
            set.by_address.insert(address, entry);
        }
        set.in_order.sort_by_key(|entry| entry.kind.order());
        set
    }

    /// The file that answers to this path of an address, for example `/feed/v1/summary.json`.
    #[must_use]
    pub fn at(&self, address: &str) -> Option<&Arc<Entry>> {
        self.by_address.get(address)
    }

    /// The page for paths that do not exist; none before the first publication.
    #[must_use]
    pub fn missing(&self) -> Option<&Arc<Entry>> {
        self.missing.as_ref()
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
        let is_new = |entry: &&Arc<Entry>| {
            let old = before.by_address.get(&url_path(&entry.path));
            old.is_none_or(|old| old.hash != entry.hash)
        };
        self.in_order.iter().filter(is_new).count()
    }
}

impl Entry {
    fn new(file: File, hash: [u8; 32], scheme: Scheme, now: Timestamp) -> Self {
        let kind = Kind::of(&file.path);
        let effort = if kind == Kind::Immutable {
            Effort::Once
        } else {
            Effort::Often
        };
        let body = Bytes::from(file.body);
        // A badge is a packet as it is, a picture of points is compressed, and there are thousands.
        let is_compressed = kind != Kind::Badge;
        let compress = |by: fn(&[u8], Effort) -> Option<Bytes>| by(&body, effort);
        let brotli = is_compressed.then(|| compress(compress::brotli)).flatten();
        let gzip = is_compressed.then(|| compress(compress::gzip)).flatten();
        let form =
            |body, encoding| Representation::new(&file.path, &hash, body, encoding, scheme, now);
        Self {
            brotli: brotli.map(|body| form(body, Encoding::Brotli)),
            gzip: gzip.map(|body| form(body, Encoding::Gzip)),
            identity: form(body, Encoding::Identity),
            path: file.path,
            kind,
            hash,
        }
    }

    /// The smallest form that a client accepts.
    #[must_use]
    pub fn negotiate(&self, accept_encoding: Option<&HeaderValue>) -> &Representation {
        let accepted = accept_encoding
            .and_then(|value| value.to_str().ok())
            .unwrap_or("");
        let brotli = self.brotli.as_ref().filter(|_| accepts(accepted, "br"));
        let gzip = || self.gzip.as_ref().filter(|_| accepts(accepted, "gzip"));
        brotli.or_else(gzip).unwrap_or(&self.identity)
    }
}

impl Representation {
    fn new(
        path: &str,
        hash: &[u8; 32],
        body: Bytes,
        encoding: Encoding,
        scheme: Scheme,
        now: Timestamp,
    ) -> Self {
        let (suffix, name) = match encoding {
            Encoding::Identity => ("", None),
            Encoding::Gzip => ("-gz", Some("gzip")),
            Encoding::Brotli => ("-br", Some("br")),
        };
        let etag = value(&format!("\"{}{suffix}\"", hex(&hash[..12])));
        let mut headers = HeaderMap::new();
        for (name, text) in pilotlight_site::file::headers(path, scheme) {
            headers.insert(
                HeaderName::from_static(name),
                HeaderValue::from_static(text),
            );
        }
        if let Some(name) = name {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        headers.insert(header::ETAG, etag.clone());
        headers.insert(header::LAST_MODIFIED, value(&http_date(now)));
        Self {
            body,
            headers,
            etag,
        }
    }
}

/// Whether an `Accept-Encoding` names this coding and does not refuse it with `q=0`.
fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let is_named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let is_refused = parts.any(|part| {
            let quality = part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="));
            quality.is_some_and(|quality| quality.bytes().all(|b| b == b'0' || b == b'.'))
        });
        is_named && !is_refused
    })
}

/// An HTTP date. Source: RFC 9110, 5.6.7.
fn http_date(at: Timestamp) -> String {
    let timestamp = jiff::Timestamp::from_second(at.0).unwrap_or_default();
    timestamp.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(digit)
        .collect()
}

fn digit(nibble: u8) -> char {
    char::from_digit(u32::from(nibble), 16).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use pilotlight_feed::Timestamp;

    use super::{accepts, http_date};

    #[test]
    fn an_encoding_is_used_only_when_it_is_accepted() {
        assert!(accepts("gzip, deflate, br, zstd", "br"));
        assert!(accepts("BR;q=0.5", "br"));
        assert!(!accepts("gzip;q=0", "gzip"));
        assert!(!accepts("gzip; q=0.000", "gzip"));
        assert!(!accepts("brotli", "br"));
        assert!(!accepts("", "gzip"));
    }

    #[test]
    fn an_http_date_is_fixed_length_and_in_gmt() {
        assert_eq!(
            http_date(Timestamp(1_795_414_200)),
            "Mon, 23 Nov 2026 06:10:00 GMT"
        );
    }
}
