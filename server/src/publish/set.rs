//! The published set in memory: each file with its headers and tags, and its compressed
//! forms, made once.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, LazyLock, OnceLock};

use bytes::Bytes;
use hashbrown::HashTable;
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

/// The turn of a file among those of a set.
pub(super) type Turn = (Order, u8);

/// A file with what places it in a set. Of thousands each look into an entry waits for memory.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) entry: Arc<Entry>,
    turn: Turn,
    address_hash: u64,
}

impl From<Arc<Entry>> for Placed {
    fn from(entry: Arc<Entry>) -> Self {
        let (turn, address_hash) = (entry.turn, entry.address_hash);
        Self {
            entry,
            turn,
            address_hash,
        }
    }
}

/// One published file.
#[derive(Debug)]
pub struct Entry {
    /// Path below the root of the site.
    pub path: String,
    /// What it is.
    pub kind: Kind,
    /// The address that it answers to.
    address: Box<str>,
    /// By which a set of thousands finds it, reckoned once.
    address_hash: u64,
    /// Its turn among the files.
    turn: Turn,
    /// Whether every visitor asks for it.
    is_for_everybody: bool,
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
            let entry = known.unwrap_or_else(|| Arc::new(Entry::new(file, hash, &terms, now)));
            Placed::from(entry)
        });
        Self::whole(entries.collect())
    }

    /// The file at a path, when its bytes and the terms that it is answered on are these.
    pub(super) fn known(&self, path: &str, hash: &[u8; 32], terms: &Terms) -> Option<Arc<Entry>> {
        let known = self.at(&url_path(path));
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
            let hash_again = |place: &usize| set.in_order[*place].address_hash;
            set.by_address
                .insert_unique(placed.address_hash, place, hash_again);
        }
        set.missing = set.at(&url_path(MISSING)).cloned();
        set
    }

    /// The file that answers to this path of an address, for example `/feed/v1/summary.json`.
    #[must_use]
    pub fn at(&self, address: &str) -> Option<&Arc<Entry>> {
        let is_at = |place: &usize| *self.in_order[*place].address == *address;
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
            .filter(|entry| entry.is_for_everybody && entry.compressed.get().is_none());
        for entry in new {
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
        let kind = Kind::of(&file.path);
        let address = url_path(&file.path);
        Self {
            identity: body.into(),
            is_for_everybody: is_for_everybody(kind, &file.path),
            kind,
            address_hash: hash_of(&address),
            address: address.into(),
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
    pub(super) fn turn(&self) -> Turn {
        self.turn
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
                _ if self.is_for_everybody => Effort::Often,
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

/// The hash of an address, with a key of this process: an address that somebody asks for is theirs to choose.
fn hash_of(address: &str) -> u64 {
    static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    KEY.hash_one(address)
}

/// Whether every visitor asks for a file, so that it is compressed before anybody does. To compress every
/// file would hold up the news: there are many of which few are ever asked for, and those that programs
/// read change with each publication.
fn is_for_everybody(kind: Kind, path: &str) -> bool {
    match kind {
        Kind::Immutable | Kind::Loader | Kind::Feed | Kind::Frame => true,
        _ => in_any_language(path) == "index.html",
    }
}

/// The turn of the file at a path.
fn turn(path: &str) -> Turn {
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
