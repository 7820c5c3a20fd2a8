//! The response headers of each kind of file: one table, from which our own answers and the file
//! for static hosts are made.
//!
//! `stale-while-revalidate` is short on purpose: a long one shows the first visitor after a quiet
//! night last night's green. `stale-if-error` is long on purpose: old news with its date on it is
//! better than none while the origin is gone, and every page and feed says how old it is.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Kind, content_type};
use crate::look::Look;

/// Name in lower case, and value.
pub type Header = (&'static str, Cow<'static, str>);
/// One that is the same for every page.
type Fixed = (&'static str, &'static str);

/// What every public answer carries.
const COMMON: &[Fixed] = &[
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("vary", "accept-encoding"),
];

/// Two years; only said over https, where a browser heeds it.
const STRICT_TRANSPORT: Fixed = ("strict-transport-security", "max-age=63072000");

const FEED_CACHE: &str =
    "public, max-age=15, s-maxage=15, stale-while-revalidate=30, stale-if-error=604800";
const LOADER_CACHE: &str =
    "public, max-age=300, s-maxage=60, stale-while-revalidate=600, stale-if-error=2592000";

/// For what is data: opened as a document it may do nothing at all.
const INERT_POLICY: &str = "default-src 'none'; base-uri 'none'; object-src 'none'; \
     frame-ancestors 'none'; sandbox";

/// The badge styles itself from within, for light and dark.
const BADGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
     object-src 'none'; frame-ancestors 'none'; sandbox";

/// What a page's policy says wherever it stands; see also [`page_policy`].
macro_rules! page_policy {
    ($frames:literal) => {
        concat!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; ",
            "img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; ",
            "base-uri 'none'; object-src 'none'; ",
            $frames,
            "require-trusted-types-for 'script'"
        )
    };
}

/// The policy of a page for its `<meta>`, where `frame-ancestors` has no meaning and browsers
/// complain of it.
pub(crate) const META_PAGE_POLICY: &str = page_policy!("");

/// Everything that asks the visitor for something, closed. Only names that browsers know: an
/// unknown one is a warning in the console of every visitor.
const CLOSED_PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), \
     encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), \
     microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), \
     screen-wake-lock=(), usb=(), xr-spatial-tracking=()";

/// Readable by scripts and pages of any origin.
const ANYWHERE: [Fixed; 2] = [
    ("access-control-allow-origin", "*"),
    ("cross-origin-resource-policy", "cross-origin"),
];
const TIMING: Fixed = ("timing-allow-origin", "*");

const FEED: &[Fixed] = &[
    ("cache-control", FEED_CACHE),
    ANYWHERE[0],
    ANYWHERE[1],
    TIMING,
    ("content-security-policy", INERT_POLICY),
];
const IMMUTABLE: &[Fixed] = &[
    ("cache-control", "public, max-age=31536000, immutable"),
    ANYWHERE[0],
    ANYWHERE[1],
    TIMING,
    ("content-security-policy", INERT_POLICY),
];
const LOADER: &[Fixed] = &[
    ("cache-control", LOADER_CACHE),
    ANYWHERE[0],
    ANYWHERE[1],
    TIMING,
    ("content-security-policy", INERT_POLICY),
];
const PAGE: &[Fixed] = &[
    ("cache-control", FEED_CACHE),
    (
        "content-security-policy",
        page_policy!("frame-ancestors 'none'; "),
    ),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", CLOSED_PERMISSIONS),
];
const FRAME: &[Fixed] = &[
    ("cache-control", FEED_CACHE),
    (
        "content-security-policy",
        page_policy!("frame-ancestors *; "), // or whom the operator names, see `Terms`
    ),
    // A page that is isolated itself may then show it in a frame.
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "cross-origin"),
    ("permissions-policy", CLOSED_PERMISSIONS),
];
const BADGE: &[Fixed] = &[
    ("cache-control", "public, no-cache"),
    (
        "cdn-cache-control",
        "public, max-age=30, stale-while-revalidate=30, stale-if-error=604800",
    ),
    ANYWHERE[0],
    ANYWHERE[1],
    ("content-security-policy", BADGE_POLICY),
];
const TEXT: &[Fixed] = &[
    ("cache-control", FEED_CACHE),
    ("cross-origin-resource-policy", "same-origin"),
    ("content-security-policy", INERT_POLICY),
];

impl Kind {
    /// What files of this kind carry beside what every answer carries.
    pub(super) fn headers(self, terms: &Terms) -> impl Iterator<Item = Header> {
        self.fixed().iter().map(move |(name, value)| {
            let by_operator = self == Self::Frame && !terms.embed_on.is_empty();
            match *name {
                "content-security-policy" if by_operator => {
                    let ancestors = ["frame-ancestors ", &terms.embed_on.join(" ")].concat();
                    let policy = value.replace("frame-ancestors *", &ancestors);
                    (*name, Cow::Owned(policy))
                }
                _ => (*name, Cow::Borrowed(*value)),
            }
        })
    }

    const fn fixed(self) -> &'static [Fixed] {
        match self {
            Self::Immutable => IMMUTABLE,
            Self::Loader => LOADER,
            Self::Page => PAGE,
            Self::Frame => FRAME,
            Self::Badge => BADGE,
            Self::Text => TEXT,
            Self::Feed | Self::Format => FEED,
        }
    }
}

/// How the public reaches the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// In the clear, as on a developer's machine.
    Http,
    /// Encrypted.
    Https,
}

impl Scheme {
    /// The scheme of the page's public address.
    #[must_use]
    pub fn of(address: &str) -> Self {
        if address.starts_with("https:") {
            Self::Https
        } else {
            Self::Http
        }
    }
}

/// What of a page's headers its operator decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    scheme: Scheme,
    /// Origins whose pages may show `/embed/` in a frame; none: all.
    embed_on: Arc<[String]>,
}

impl Terms {
    /// Those of a page at this address with this look.
    #[must_use]
    pub fn of(address: &str, look: &Look) -> Self {
        Self {
            scheme: Scheme::of(address),
            embed_on: look.embed_on.as_slice().into(),
        }
    }
}

impl From<Scheme> for Terms {
    /// Those of an operator who has decided nothing.
    fn from(scheme: Scheme) -> Self {
        Self {
            scheme,
            embed_on: Arc::default(),
        }
    }
}

/// What every public answer carries.
pub(super) fn common(terms: &Terms) -> impl Iterator<Item = Header> {
    let strict = match terms.scheme {
        Scheme::Http => None,
        Scheme::Https => Some(STRICT_TRANSPORT),
    };
    let all = COMMON.iter().copied().chain(strict);
    all.map(|(name, value)| (name, Cow::Borrowed(value)))
}

/// All headers of the answer for a path that do not depend on its bytes: not `ETag`,
/// `Last-Modified`, `Content-Encoding`, `Content-Length`, `Date`. Names are in lower case, each
/// stands once.
#[must_use]
pub fn headers(path: &str, terms: &Terms) -> Vec<Header> {
    let mut headers = vec![("content-type", Cow::Borrowed(content_type(path)))];
    headers.extend(common(terms));
    headers.extend(Kind::of(path).headers(terms));
    headers
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{META_PAGE_POLICY, Scheme, Terms, headers};
    use crate::look::Look;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(path: &str, expected: &Expect) {
        let lines: Vec<String> = headers(path, &Scheme::Http.into())
            .into_iter()
            .map(|(name, value)| [name, ": ", &value, "\n"].concat())
            .collect();
        expected.assert_eq(&lines.concat());
    }

    fn value(path: &str, terms: impl Into<Terms>, name: &str) -> Option<Cow<'static, str>> {
        headers(path, &terms.into())
            .into_iter()
            .find(|header| header.0 == name)
            .map(|header| header.1)
    }

    #[test]
    fn a_feed_is_readable_from_anywhere_and_briefly_cached() {
        check(
            "feed/v1/summary.json",
            &expect![[r#"
            content-type: application/json
            x-content-type-options: nosniff
            referrer-policy: no-referrer
            vary: accept-encoding
            cache-control: public, max-age=15, s-maxage=15, stale-while-revalidate=30, stale-if-error=604800
            access-control-allow-origin: *
            cross-origin-resource-policy: cross-origin
            timing-allow-origin: *
            content-security-policy: default-src 'none'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; sandbox
        "#]],
        );
    }

    #[test]
    fn a_page_may_run_only_our_own_files() {
        check(
            "index.html",
            &expect![[r#"
            content-type: text/html; charset=utf-8
            x-content-type-options: nosniff
            referrer-policy: no-referrer
            vary: accept-encoding
            cache-control: public, max-age=15, s-maxage=15, stale-while-revalidate=30, stale-if-error=604800
            content-security-policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'
            x-frame-options: DENY
            cross-origin-opener-policy: same-origin
            cross-origin-resource-policy: same-origin
            permissions-policy: accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), usb=(), xr-spatial-tracking=()
        "#]],
        );
    }

    #[test]
    fn a_badge_is_asked_for_again_each_time() {
        check(
            "badge.svg",
            &expect![[r#"
            content-type: image/svg+xml
            x-content-type-options: nosniff
            referrer-policy: no-referrer
            vary: accept-encoding
            cache-control: public, no-cache
            cdn-cache-control: public, max-age=30, stale-while-revalidate=30, stale-if-error=604800
            access-control-allow-origin: *
            cross-origin-resource-policy: cross-origin
            content-security-policy: default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; sandbox
        "#]],
        );
    }

    #[test]
    fn a_hashed_file_is_kept_for_ever_and_the_loader_is_not() {
        let cache = |path| value(path, Scheme::Http, "cache-control");
        assert_eq!(
            cache("assets/0f.css").as_deref(),
            Some("public, max-age=31536000, immutable")
        );
        assert_eq!(cache("widget/1.0.0/a.wasm"), cache("assets/0f.css"));
        assert_eq!(
            cache("widget.js").as_deref(),
            Some(
                "public, max-age=300, s-maxage=60, stale-while-revalidate=600, stale-if-error=2592000"
            ),
        );
        for path in ["assets/0f.css", "widget.js"] {
            assert_eq!(
                value(path, Scheme::Http, "access-control-allow-origin").as_deref(),
                Some("*")
            );
            assert_eq!(
                value(path, Scheme::Http, "timing-allow-origin").as_deref(),
                Some("*")
            );
            assert_eq!(
                value(path, Scheme::Http, "content-security-policy"),
                value("feed/v1/feed.json", Scheme::Http, "content-security-policy"),
            );
        }
    }

    #[test]
    fn a_path_nobody_planned_gets_no_rights() {
        assert_eq!(
            value("surprise", Scheme::Http, "access-control-allow-origin"),
            None
        );
        assert_eq!(
            value("surprise", Scheme::Http, "cross-origin-resource-policy").as_deref(),
            Some("same-origin")
        );
    }

    #[test]
    fn strict_transport_is_said_over_https_only() {
        let strict = |address| {
            value(
                "index.html",
                Scheme::of(address),
                "strict-transport-security",
            )
        };
        assert_eq!(strict("http://127.0.0.1:8080/"), None);
        assert_eq!(
            strict("https://status.example.com/").as_deref(),
            Some("max-age=63072000")
        );
    }

    #[test]
    fn no_header_stands_twice_and_every_name_is_in_lower_case() {
        for path in [
            "index.html",
            "badge.svg",
            "widget.js",
            "assets/a",
            "feed/a",
            "robots.txt",
        ] {
            let mut names: Vec<&str> = headers(path, &Scheme::Https.into())
                .iter()
                .map(|header| header.0)
                .collect();
            assert!(names.iter().all(|name| *name == name.to_ascii_lowercase()));
            names.sort_unstable();
            names.dedup();
            assert_eq!(
                names.len(),
                headers(path, &Scheme::Https.into()).len(),
                "{path}"
            );
        }
    }

    #[test]
    fn a_frame_stands_on_every_page_or_on_those_that_the_operator_names() {
        let ancestors = |path, origins: &[&str]| {
            let look = Look {
                embed_on: origins.iter().map(|origin| (*origin).to_owned()).collect(),
                ..Look::OURS
            };
            let policy = value(
                path,
                Terms::of("https://a.example/", &look),
                "content-security-policy",
            );
            let policy = policy.unwrap().into_owned();
            let own = policy
                .split("; ")
                .find(|part| part.starts_with("frame-ancestors"));
            own.unwrap().to_owned()
        };
        let origins = ["https://a.example", "http://localhost:3000"];
        assert_eq!(ancestors("embed/index.html", &[]), "frame-ancestors *");
        assert_eq!(
            ancestors("embed/index.html", &origins),
            "frame-ancestors https://a.example http://localhost:3000"
        );
        for path in ["index.html", "badge.svg", "feed/v1/feed.json"] {
            assert_eq!(
                ancestors(path, &origins),
                "frame-ancestors 'none'",
                "{path}"
            );
        }
    }

    #[test]
    fn the_policy_in_the_document_differs_only_by_what_has_no_meaning_there() {
        let policy = value("index.html", Scheme::Http, "content-security-policy");
        let without = policy.map(|policy| policy.replace("frame-ancestors 'none'; ", ""));
        assert_eq!(without.as_deref(), Some(META_PAGE_POLICY));
    }
}
