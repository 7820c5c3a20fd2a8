//! What is published where: the one table of addresses, from which the kind and the type of a path
//! follow, and with them everything that a host is told.
//!
//! Patterns never overlap, because a host joins by a comma what is said twice. A test renders
//! everything and finds each path here, so that none is published with the headers of nothing.

use super::Kind;
use super::Kind::{Badge, Feed, Format, Frame, Immutable, Loader, Page, Text};
use crate::words::Language;

/// Addresses, and what stands there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pattern {
    /// One address, or with `*` at its end all that begin so.
    pub(super) address: &'static str,
    pub(super) kind: Kind,
    /// The media type, where the extension says another.
    pub(super) media_type: Option<&'static str>,
}

/// `/404.html` stands for itself only: a host sends the headers of the address that was asked for,
/// so a page that is missing has what all share, and the policy in its own `<meta>`.
pub(super) const PATTERNS: &[Pattern] = &[
    is("/", Page),
    is("/index.html", Page),
    is("/404.html", Page),
    is("/badge.svg", Badge),
    is("/badge-light.svg", Badge),
    is("/badge-dark.svg", Badge),
    is("/badge-flat.svg", Badge),
    is("/badge-flat-square.svg", Badge),
    is("/badge-for-the-badge.svg", Badge),
    is("/badge/*", Badge),
    is("/preview.png", Badge),
    is("/badge.json", Format),
    is("/status.txt", Format),
    is("/feed.atom", Format),
    is("/feed.rss", Format),
    of("/jsonfeed.json", Format, "application/feed+json"),
    is("/maintenance.ics", Format),
    is("/calendar/*", Format),
    is("/api/v2/*", Format),
    of(
        "/metrics.txt",
        Format,
        "application/openmetrics-text; version=1.0.0; charset=utf-8",
    ),
    is("/robots.txt", Text),
    is("/sitemap*", Text),
    is("/llms.txt", Text),
    is("/.well-known/security.txt", Text),
    is("/_headers", Text),
    is("/history/*", Page),
    is("/incidents/*", Page),
    is("/maintenance/*", Page),
    is("/components/*", Page),
    is("/subscribe/*", Page),
    is("/embed/*", Frame),
    is("/docs/", Page),
    is("/docs/index.html", Page),
    is("/docs/widget/", Page),
    is("/docs/widget/index.html", Page),
    is("/docs/widget/builder.css", Text),
    is("/docs/widget/builder.js", Text),
    is("/docs/widget/icon.svg", Text),
    is("/docs/widget/reference/", Page),
    is("/docs/widget/reference/index.html", Page),
    is("/feed/*", Feed),
    is("/widget.js", Loader),
    is("/widget/*", Immutable),
    is("/assets/*", Immutable),
];

/// The extensions of what is published, and their types.
pub(super) const TYPES: &[(&str, &str)] = &[
    ("html", "text/html; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("wasm", "application/wasm"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("webp", "image/webp"),
    ("xml", "application/xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("atom", "application/atom+xml"),
    ("rss", "application/rss+xml"),
    ("ics", "text/calendar; charset=utf-8"),
];

/// Addresses whose type is that of their extension.
const fn is(address: &'static str, kind: Kind) -> Pattern {
    Pattern {
        address,
        kind,
        media_type: None,
    }
}

/// Addresses of another type.
const fn of(address: &'static str, kind: Kind, media_type: &'static str) -> Pattern {
    Pattern {
        address,
        kind,
        media_type: Some(media_type),
    }
}

impl Pattern {
    /// The pattern of a path below the root of the site.
    pub(super) fn of_path(path: &str) -> Option<Self> {
        let languages = Language::all().map(Self::of_language);
        let mut all = PATTERNS.iter().copied().chain(languages);
        all.find(|pattern| pattern.covers(path))
    }

    /// The pages of a language that is not the first of its site: all that stands there are pages.
    pub(super) fn of_language(language: Language) -> Self {
        is(language.pages(), Page)
    }

    fn covers(&self, path: &str) -> bool {
        let own = &self.address[1..];
        match own.strip_suffix('*') {
            Some(prefix) => path.starts_with(prefix),
            None => path == own,
        }
    }

    /// What is the same in every address of the pattern, without the `*`.
    pub(super) fn prefix(&self) -> Option<&'static str> {
        self.address.strip_suffix('*')
    }
}

/// The type of an extension.
pub(super) fn type_of(extension: &str) -> Option<&'static str> {
    let known = TYPES.iter().find(|(name, _)| *name == extension);
    known.map(|(_, media_type)| *media_type)
}

#[cfg(test)]
mod tests {
    use super::{PATTERNS, Pattern, TYPES};
    use crate::words::Language;

    fn all() -> Vec<Pattern> {
        let languages = Language::all().map(Pattern::of_language);
        PATTERNS.iter().copied().chain(languages).collect()
    }

    #[test]
    fn no_two_patterns_match_one_address() {
        let all = all();
        for (index, one) in all.iter().enumerate() {
            for other in &all[index + 1..] {
                assert_ne!(one.address, other.address);
                for (wide, narrow) in [(one, other), (other, one)] {
                    let covers = |prefix| narrow.address.starts_with(prefix);
                    assert!(
                        !wide.prefix().is_some_and(covers),
                        "{} and {}",
                        wide.address,
                        narrow.address
                    );
                }
            }
        }
    }

    #[test]
    fn every_address_is_below_the_root_and_ends_in_a_type_that_is_known() {
        for pattern in all() {
            assert!(pattern.address.starts_with('/'), "{}", pattern.address);
            let name = pattern.address.rsplit('/').next().unwrap();
            if let Some((_, extension)) = name.rsplit_once('.') {
                let is_known = TYPES.iter().any(|(known, _)| *known == extension);
                assert!(is_known, "{}", pattern.address);
            }
        }
    }
}
