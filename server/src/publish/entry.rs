//! A published file: its headers and tags, and its compressed forms, made once.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};
use std::sync::{LazyLock, OnceLock};

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use pilotlight_feed::Timestamp;
use pilotlight_site::file::{in_any_language, is_feed, url_path};
use pilotlight_site::{File, Kind, Order, Terms};

use super::compress::{Effort, Forms};
use super::embedded;

/// The turn of a file among those of a set.
pub(super) type Turn = (Order, u8);
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

    /// The address that it answers to.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// By which a set of thousands finds it.
    pub(super) const fn address_hash(&self) -> u64 {
        self.address_hash
    }

    /// The terms that it is answered on.
    pub(super) const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Whether it has these bytes and is answered on these terms.
    pub(super) fn matches(&self, hash: &[u8; 32], terms: &Terms) -> bool {
        self.hash == *hash && self.terms == *terms
    }

    /// Whether every visitor asks for it.
    pub(super) const fn is_for_everybody(&self) -> bool {
        self.is_for_everybody
    }

    /// Compresses it, unless that was done.
    pub(super) fn compress(&self) {
        self.compressed();
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
pub(super) fn hash_of(address: &str) -> u64 {
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
