//! The published set in memory: each file with its headers and tags, and its compressed
//! forms, made once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use pilotlight_feed::Timestamp;
use pilotlight_site::file::{in_any_language, is_feed, is_past, url_path};
use pilotlight_site::{File, Kind, Order, Terms};
use sha2::{Digest, Sha256};

use super::compress::{Effort, Forms};
use super::embedded;

/// Path of the page for paths that do not exist.
const MISSING: &str = "404.html";

/// Every published file. Immutable once made; a publication makes a new one.
#[derive(Debug, Default)]
pub struct Published {
    by_address: HashMap<Arc<str>, Arc<Entry>>,
    in_order: Vec<Arc<Entry>>,
    missing: Option<Arc<Entry>>,
    /// Whether some of the past is still to come: what is not here may well be there.
    pub(super) lacks_past: bool,
}

/// One published file.
#[derive(Debug)]
pub struct Entry {
    /// Path below the root of the site.
    pub path: String,
    /// What it is.
    pub kind: Kind,
    /// The address that it answers to.
    address: Arc<str>,
    /// Its turn among the files.
    turn: (Order, u8),
    /// SHA-256 of the bytes.
    pub hash: [u8; 32],
    /// The bytes as they are.
    pub identity: Representation,
    /// Made once the file is published or, of a file that few ask for, when somebody does.
    compressed: OnceLock<Compressed>,
    terms: Terms,
    published_at: Timestamp,
}

#[derive(Debug)]
struct Compressed {
    brotli: Option<Representation>,
    gzip: Option<Representation>,
}

/// One form of a file.
#[derive(Debug)]
pub struct Representation {
    /// The bytes in this form.
    pub body: Bytes,
    /// Every header of the answer, made when it is first asked for: they take more room than a small file,
    /// and few of many files are ever asked for.
    headers: OnceLock<HeaderMap>,
}

/// One form of a file, ready to send.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// The bytes in this form.
    pub body: &'a Bytes,
    /// Every header of the answer.
    pub headers: &'a HeaderMap,
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
    pub fn of(files: Vec<File>, before: &Self, terms: impl Into<Terms>, now: Timestamp) -> Self {
        let terms = terms.into();
        let entries = files.into_iter().map(|file| {
            let hash: [u8; 32] = Sha256::digest(&file.body).into();
            let known = before.known(&file.path, &hash, &terms);
            known.unwrap_or_else(|| Arc::new(Entry::new(file, hash, &terms, now)))
        });
        Self::whole(entries.collect())
    }

    /// The file at a path, when its bytes and the terms that it is answered on are these.
    pub(super) fn known(&self, path: &str, hash: &[u8; 32], terms: &Terms) -> Option<Arc<Entry>> {
        let known = self.by_address.get(url_path(path).as_str());
        let is_same = |known: &&Arc<Entry>| known.hash == *hash && known.terms == *terms;
        known.filter(is_same).cloned()
    }

    /// Whether it has this file as it is.
    pub(super) fn holds(&self, entry: &Entry) -> bool {
        self.known(&entry.path, &entry.hash, &entry.terms).is_some()
    }

    /// The terms that all of it is answered on; none of an empty set.
    pub(super) fn terms(&self) -> Option<&Terms> {
        self.in_order.first().map(|entry| &entry.terms)
    }

    /// The set of all these.
    pub(super) fn whole(entries: Vec<Arc<Entry>>) -> Self {
        let mut set = Self {
            by_address: HashMap::with_capacity(entries.len()),
            in_order: entries,
            ..Self::default()
        };
        for entry in &set.in_order {
            if entry.path == MISSING {
                set.missing = Some(Arc::clone(entry));
            }
            set.by_address
                .insert(Arc::clone(&entry.address), Arc::clone(entry));
        }
        set.in_order.sort_by_key(|entry| entry.turn());
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

    /// Whether what stands at this path of an address is still to come: some of the past is, right after
    /// a start, and it would lie there.
    #[must_use]
    pub fn is_coming(&self, address: &str) -> bool {
        let path = address.strip_prefix('/').unwrap_or(address);
        self.lacks_past && is_past(path)
    }

    /// Compresses what every visitor asks for, as far as nobody has asked for it yet.
    pub(super) fn compress(&self) {
        let new = self
            .in_order
            .iter()
            .filter(|entry| entry.compressed.get().is_none());
        for entry in new.filter(|entry| entry.is_for_everybody()) {
            entry.compressed();
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

impl Entry {
    /// A file that is published at `now` for the first time.
    pub(super) fn new(file: File, hash: [u8; 32], terms: &Terms, now: Timestamp) -> Self {
        let body = Bytes::from(file.body);
        Self {
            identity: body.into(),
            kind: Kind::of(&file.path),
            address: url_path(&file.path).into(),
            turn: turn(&file.path),
            path: file.path,
            hash,
            compressed: OnceLock::new(),
            terms: terms.clone(),
            published_at: now,
        }
    }

    /// Its turn among the files: what others lead to comes before them, page by page, and last the feed
    /// that is polled. Whoever dies in between leaves no link that leads nowhere.
    pub(super) fn turn(&self) -> (Order, u8) {
        self.turn
    }

    /// Whether every visitor asks for it, so that it is compressed before anybody does. To compress every
    /// file would hold up the news: there are many of which few are ever asked for, and those that programs
    /// read change with each publication.
    fn is_for_everybody(&self) -> bool {
        match self.kind {
            Kind::Immutable | Kind::Loader | Kind::Feed | Kind::Frame => true,
            _ => in_any_language(&self.path) == "index.html",
        }
    }

    /// Whether it is one of those that others lead to and that lead to nothing of their own kind: it may
    /// stand there before they do.
    pub(super) fn comes_first(&self) -> bool {
        self.turn == (Order::Page, 0)
    }

    fn compressed(&self) -> &Compressed {
        self.compressed.get_or_init(|| {
            let effort = match self.kind {
                Kind::Immutable => Effort::Once,
                _ if self.is_for_everybody() => Effort::Often,
                _ => Effort::OnDemand,
            };
            let body = &self.identity.body;
            // A badge is a packet as it is, a picture of points is compressed, and there are thousands.
            let forms = match self.kind {
                Kind::Badge => Forms::default(),
                _ => embedded::forms(&self.path, body).unwrap_or_else(|| Forms::of(body, effort)),
            };
            Compressed {
                brotli: forms.brotli.map(Into::into),
                gzip: forms.gzip.map(Into::into),
            }
        })
    }

    /// The smallest form that a client accepts.
    #[must_use]
    pub fn negotiate(&self, accept_encoding: Option<&HeaderValue>) -> Form<'_> {
        let accepted = accept_encoding
            .and_then(|value| value.to_str().ok())
            .unwrap_or("");
        let (brotli, gzip) = (accepts(accepted, "br"), accepts(accepted, "gzip"));
        if brotli || gzip {
            let compressed = self.compressed();
            if let Some(form) = compressed.brotli.as_ref().filter(|_| brotli) {
                return self.form(form, Encoding::Brotli);
            }
            if let Some(form) = compressed.gzip.as_ref().filter(|_| gzip) {
                return self.form(form, Encoding::Gzip);
            }
        }
        self.form(&self.identity, Encoding::Identity)
    }

    fn form<'a>(&'a self, form: &'a Representation, encoding: Encoding) -> Form<'a> {
        Form {
            body: &form.body,
            headers: form.headers.get_or_init(|| self.headers(encoding)),
        }
    }

    fn headers(&self, encoding: Encoding) -> HeaderMap {
        let (suffix, name) = match encoding {
            Encoding::Identity => ("", None),
            Encoding::Gzip => ("-gz", Some("gzip")),
            Encoding::Brotli => ("-br", Some("br")),
        };
        let etag = value(&format!("\"{}{suffix}\"", hex(&self.hash[..12])));
        let mut headers = HeaderMap::new();
        for (name, text) in pilotlight_site::file::headers(&self.path, &self.terms) {
            let text = match text {
                Cow::Borrowed(text) => HeaderValue::from_static(text),
                Cow::Owned(text) => value(&text),
            };
            headers.insert(HeaderName::from_static(name), text);
        }
        if let Some(name) = name {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        headers.insert(header::ETAG, etag);
        headers.insert(header::LAST_MODIFIED, value(&http_date(self.published_at)));
        headers
    }
}

impl From<Bytes> for Representation {
    fn from(body: Bytes) -> Self {
        Self {
            body,
            headers: OnceLock::new(),
        }
    }
}

/// The turn of the file at a path.
fn turn(path: &str) -> (Order, u8) {
    let below = in_any_language(path);
    let turn = match below {
        "index.html" | "sitemap.xml" => 4,
        _ if below.starts_with("incidents/") => 0,
        "history/index.html" => 2,
        _ if below.starts_with("history/component/") => 2,
        _ if below.starts_with("history/") => 1,
        _ if is_feed(below) => 4,
        _ => 3,
    };
    (Kind::of(path).order(), turn)
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
