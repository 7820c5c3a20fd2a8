//! What is published: the only place that knows what each path is, how it is typed and cached, and
//! when its turn in publishing comes.

mod headers;
mod host;
mod pattern;

pub(crate) use headers::META_PAGE_POLICY;
pub use headers::{Header, Scheme, Terms, headers};
pub use host::{PATH as HOST_HEADERS, caddy, cloudfront, host_headers, nginx};

use pilotlight_feed::{History, Ledger, Page};

use self::pattern::{Pattern, type_of};
use crate::words::Language;

/// Where the public key of the feeds stands, beside them.
const KEY: &str = "feed/v1/key.json";
/// Where the ledgers of the components stand.
const LEDGERS: &str = "feed/v1/ledger/";
/// Where the pages for frames stand.
const FRAMES: &str = "embed/";
/// Where the months of the past stand.
const HISTORY: &str = "feed/v1/history/";
/// Where the forms of the documents are described.
const SCHEMAS: [&str; 2] = ["feed/v1/schema.json", "feed/v1/history-schema.json"];

/// One file of the published tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Path below the root of the site, without a leading slash, for example
    /// `"feed/v1/summary.json"`.
    pub path: String,
    /// The bytes, not compressed.
    pub body: Vec<u8>,
}

/// What a published path is. Type aside, everything that is decided by path is decided by this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file whose path changes with its bytes: a stylesheet, a version of the widget.
    Immutable,
    /// The widget's script under its stable path.
    Loader,
    /// A document for people.
    Page,
    /// A document that other pages may show in a frame.
    Frame,
    /// A small picture of the status, for other people's pages.
    Badge,
    /// The news in a form that other programs read: unsigned, open to any origin.
    Format,
    /// Plain text for machines, such as `robots.txt`.
    Text,
    /// A document for programs.
    Feed,
}

/// The order of publishing, first to last. A reader who comes in the middle finds everything that
/// what he reads refers to: a new page may need a new stylesheet, never the other way round, and
/// a new feed is the last word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// Immutable files, which nothing refers to yet.
    Asset,
    /// The loader, which refers to a version of the widget.
    Loader,
    /// Pages, badges and the forms that other programs read.
    Page,
    /// Feeds.
    Feed,
}

impl File {
    /// The public key that the feeds are signed with, 43 characters of base64url: for whoever
    /// composes a widget's element. A widget never reads it, for who could change a feed could
    /// change this too.
    #[must_use]
    pub fn key(public_key: &str) -> Self {
        let body = [
            r#"{"format":"pilotlight-key/1","key":""#,
            public_key,
            r#""}"#,
        ]
        .concat();
        Self::text(KEY, body)
    }

    /// The ledger of a component: what its numbers are made of, for whoever reckons them anew.
    #[must_use]
    pub fn ledger(ledger: &Ledger) -> Self {
        let body = serde_json::to_string(ledger)
            .expect("a ledger holds only what JSON can say: texts, whole numbers, lists");
        Self::text(format!("{LEDGERS}{}.json", ledger.component), body)
    }

    /// Whether it is a page that a search engine may name by an address of its own.
    pub(crate) fn is_indexed(&self) -> bool {
        Kind::of(&self.path) == Kind::Page && self.path.ends_with("index.html")
    }

    /// Its whole address on the page that it belongs to.
    pub(crate) fn address_on(&self, page: &Page) -> String {
        let origin = page.url.trim_end_matches('/');
        [origin, &url_path(&self.path)].concat()
    }

    /// A month of the past, for programs.
    pub(crate) fn history(history: &History) -> Self {
        let body = serde_json::to_string(history)
            .expect("a history holds only what JSON can say: texts, whole numbers, lists");
        Self::text(format!("{HISTORY}{}.json", history.month), body)
    }

    pub(crate) fn text(path: impl Into<String>, body: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            body: body.into().into_bytes(),
        }
    }
}

impl Kind {
    /// What a path below the root of the site is. A path nobody planned is [`Kind::Text`], the
    /// kind with the fewest rights; see [`is_planned`].
    ///
    /// ```
    /// use pilotlight_site::Kind;
    /// assert_eq!(Kind::of("index.html"), Kind::Page);
    /// assert_eq!(Kind::of("widget/0.1.0/widget.js"), Kind::Immutable);
    /// ```
    #[must_use]
    pub fn of(path: &str) -> Self {
        Pattern::of_path(path).map_or(Self::Text, |pattern| pattern.kind)
    }

    /// When its turn in publishing comes.
    #[must_use]
    pub const fn order(self) -> Order {
        match self {
            Self::Immutable => Order::Asset,
            Self::Loader => Order::Loader,
            Self::Page | Self::Frame | Self::Badge | Self::Format | Self::Text => Order::Page,
            Self::Feed => Order::Feed,
        }
    }
}

/// Whether a path holds a feed itself: news, which is signed and must read back before it is
/// published.
///
/// ```
/// use pilotlight_site::file::is_feed;
/// assert!(is_feed("feed/v1/summary.json"));
/// assert!(!is_feed("feed/v1/schema.json"));
/// assert!(!is_feed("feed/v1/key.json"));
/// assert!(!is_feed("feed/v1/ledger/web.json"));
/// assert!(!is_feed("feed/v1/history/2026-11.json"));
/// ```
#[must_use]
pub fn is_feed(path: &str) -> bool {
    Kind::of(path) == Kind::Feed
        && path != KEY
        && !SCHEMAS.contains(&path)
        && !path.starts_with(LEDGERS)
        && !path.starts_with(HISTORY)
}

/// Whether a path holds a month of the past, for programs.
#[must_use]
pub fn is_history(path: &str) -> bool {
    path.starts_with(HISTORY)
}

/// A path below the root of its language: the same page has the same in each.
///
/// ```
/// use pilotlight_site::file::in_any_language;
/// assert_eq!(in_any_language("de/history/index.html"), "history/index.html");
/// assert_eq!(in_any_language("history/index.html"), "history/index.html");
/// assert_eq!(in_any_language("embed/de/index.html"), "embed/de/index.html");
/// ```
#[must_use]
pub fn in_any_language(path: &str) -> &str {
    match path.split_once('/') {
        Some((tag, rest)) if Language::all().any(|known| known.tag() == tag) => rest,
        _ => path,
    }
}

/// The language of a path, where it is a page of one that is not the first of its site.
///
/// ```
/// use pilotlight_site::file::language_of;
/// for path in ["de/history/index.html", "embed/de/index.html"] {
///     assert_eq!(language_of(path).map(|language| language.tag()), Some("de"));
/// }
/// assert_eq!(language_of("embed/index.html"), None);
/// ```
#[must_use]
pub fn language_of(path: &str) -> Option<Language> {
    let (tag, _) = path.strip_prefix(FRAMES).unwrap_or(path).split_once('/')?;
    Language::all().find(|known| known.tag() == tag)
}

/// Whether a path tells of the past alone.
///
/// ```
/// use pilotlight_site::file::is_past;
/// assert!(is_past("incidents/payments-fail/index.html"));
/// assert!(is_past("de/incidents/payments-fail/index.html"));
/// assert!(!is_past("index.html"));
/// ```
#[must_use]
pub fn is_past(path: &str) -> bool {
    let path = in_any_language(path);
    let folders = ["incidents/", "history/", HISTORY];
    folders.iter().any(|folder| path.starts_with(folder))
}

/// Where the map of a month stands, for search engines.
#[must_use]
pub fn map_of_month(month: &str) -> String {
    ["sitemap-", month, ".xml"].concat()
}

/// The month of such a map.
///
/// ```
/// use pilotlight_site::file::month_of_map;
/// assert_eq!(month_of_map("sitemap-2026-11.xml"), Some("2026-11"));
/// assert_eq!(month_of_map("sitemap-pages.xml"), None);
/// ```
#[must_use]
pub fn month_of_map(path: &str) -> Option<&str> {
    let month = path.strip_prefix("sitemap-")?.strip_suffix(".xml")?;
    let is_like = |(own, like): (u8, u8)| match like {
        b'0' => own.is_ascii_digit(),
        _ => own == like,
    };
    let is_month = month.len() == 7 && month.bytes().zip(*b"0000-00").all(is_like);
    is_month.then_some(month)
}

/// Whether the table of what is published knows a path. What is published and not known would be
/// readable by nobody else's page, so tests refuse it.
#[must_use]
pub fn is_planned(path: &str) -> bool {
    Pattern::of_path(path).is_some()
}

/// The media type of a path, with its character set.
#[must_use]
pub fn content_type(path: &str) -> &'static str {
    if let Some(media_type) = Pattern::of_path(path).and_then(|pattern| pattern.media_type) {
        return media_type;
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.') {
        Some((_, extension)) => type_of(extension).unwrap_or("application/octet-stream"),
        None => "text/plain; charset=utf-8",
    }
}

/// The path of the address that a file answers to.
///
/// ```
/// use pilotlight_site::file::url_path;
/// assert_eq!(url_path("index.html"), "/");
/// assert_eq!(url_path("history/index.html"), "/history/");
/// assert_eq!(url_path("badge.svg"), "/badge.svg");
/// ```
#[must_use]
pub fn url_path(path: &str) -> String {
    match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => ["/", folder].concat(),
        _ => ["/", path].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Order, content_type, url_path};

    #[track_caller]
    fn check(path: &str, kind: Kind, media_type: &str, address: &str) {
        assert_eq!(Kind::of(path), kind, "{path}");
        assert_eq!(content_type(path), media_type, "{path}");
        assert_eq!(url_path(path), address, "{path}");
    }

    #[test]
    fn a_path_decides_kind_type_and_address() {
        const HTML: &str = "text/html; charset=utf-8";
        const SCRIPT: &str = "text/javascript; charset=utf-8";
        const PLAIN: &str = "text/plain; charset=utf-8";
        check("index.html", Kind::Page, HTML, "/");
        check("404.html", Kind::Page, HTML, "/404.html");
        check("embed/index.html", Kind::Frame, HTML, "/embed/");
        check("history/index.html", Kind::Page, HTML, "/history/");
        check("notindex.html", Kind::Text, HTML, "/notindex.html");
        check(
            "assets/0f.css",
            Kind::Immutable,
            "text/css; charset=utf-8",
            "/assets/0f.css",
        );
        check("widget.js", Kind::Loader, SCRIPT, "/widget.js");
        check(
            "widget/1.0.0/widget.js",
            Kind::Immutable,
            SCRIPT,
            "/widget/1.0.0/widget.js",
        );
        check(
            "widget/1.0.0/a.wasm",
            Kind::Immutable,
            "application/wasm",
            "/widget/1.0.0/a.wasm",
        );
        check(
            "feed/v1/feed.json",
            Kind::Feed,
            "application/json",
            "/feed/v1/feed.json",
        );
        check("badge.svg", Kind::Badge, "image/svg+xml", "/badge.svg");
        check(
            "badge.json",
            Kind::Format,
            "application/json",
            "/badge.json",
        );
        check("status.txt", Kind::Format, PLAIN, "/status.txt");
        check(
            "jsonfeed.json",
            Kind::Format,
            "application/feed+json",
            "/jsonfeed.json",
        );
        check("robots.txt", Kind::Text, PLAIN, "/robots.txt");
        check("_headers", Kind::Text, PLAIN, "/_headers");
        check(
            "surprise.bin",
            Kind::Text,
            "application/octet-stream",
            "/surprise.bin",
        );
    }

    #[test]
    fn what_is_referred_to_is_published_first() {
        assert!(Kind::Immutable.order() < Kind::Loader.order());
        assert!(Kind::Loader.order() < Kind::Page.order());
        assert!(Kind::Page.order() < Kind::Feed.order());
        assert_eq!(Kind::Badge.order(), Order::Page);
    }
}
