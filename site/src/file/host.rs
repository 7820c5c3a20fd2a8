//! How static hosts are told to answer as we do: by the `_headers` file, which Netlify, Cloudflare
//! Pages and their kin know, by lines for the configuration of a web server, or by a template.
//!
//! Such a host gives a path the headers of every pattern that matches it, and joins what is said
//! twice by a comma. So what all paths share stands once under `/*`, the patterns beside it never
//! overlap, and no name stands in both. Types are left out where the extension tells them, which
//! these hosts know.

mod caddy;
mod cloudfront;
mod nginx;

use super::Header;
use super::headers::{Terms, common};
use super::pattern::{PATTERNS, Pattern, TYPES};

pub use caddy::caddy;
pub use cloudfront::cloudfront;
pub use nginx::nginx;

/// Where these hosts look for it.
pub const PATH: &str = "_headers";
/// Its address, which it says nothing of: these hosts do not serve it.
const FILE: &str = "/_headers";

/// The text of the file.
#[must_use]
pub fn host_headers(terms: &Terms) -> String {
    let mut text = String::new();
    write_rule(&mut text, "/*", common(terms));
    for pattern in patterns() {
        let own_type = pattern
            .media_type
            .map(|media_type| ("content-type", media_type.into()));
        let headers = own_type.into_iter().chain(pattern.kind.headers(terms));
        write_rule(&mut text, pattern.address, headers);
    }
    text
}

/// What a web server is told of: everything but the file that static hosts read.
fn patterns() -> impl Iterator<Item = &'static Pattern> {
    PATTERNS.iter().filter(|pattern| pattern.address != FILE)
}

fn write_rule(text: &mut String, pattern: &str, headers: impl Iterator<Item = Header>) {
    text.push_str(pattern);
    text.push('\n');
    for (name, value) in headers {
        text.extend(["  ", name, ": ", &value, "\n"]);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{PATTERNS, host_headers};
    use crate::file::{Scheme, Terms, content_type, headers, url_path};
    use crate::look::Look;

    fn matches(pattern: &str, address: &str) -> bool {
        match pattern.strip_suffix('*') {
            Some(prefix) => address.starts_with(prefix),
            None => pattern == address,
        }
    }

    /// What a host answers that reads the file as its documentation says.
    fn answer(text: &str, address: &str) -> BTreeMap<String, String> {
        let mut answer = BTreeMap::new();
        let mut applies = false;
        for line in text.lines() {
            match line.strip_prefix("  ") {
                None => applies = matches(line, address),
                Some(header) if applies => {
                    let (name, value) = header.split_once(": ").unwrap();
                    let twice = answer.insert(name.to_owned(), value.to_owned());
                    assert_eq!(twice, None, "{name} is joined by a comma at {address}");
                }
                Some(_) => {}
            }
        }
        answer
    }

    #[test]
    fn a_static_host_answers_as_we_do() {
        let look = Look {
            embed_on: vec!["https://b.example".to_owned()],
            ..Look::OURS
        };
        let named = Terms::of("https://a.example/", &look);
        for terms in [Scheme::Http.into(), Scheme::Https.into(), named] {
            let text = host_headers(&terms);
            for path in [
                "index.html",
                "404.html",
                "badge.svg",
                "badge.json",
                "status.txt",
                "jsonfeed.json",
                "robots.txt",
                "docs/widget/index.html",
                "history/2026-11/index.html",
                "embed/index.html",
                "docs/widget/builder.js",
                "feed/v1/summary.json",
                "widget.js",
                "widget/1.0.0/a.wasm",
                "assets/0f.css",
            ] {
                let mut ours = BTreeMap::new();
                for (name, value) in headers(path, &terms) {
                    ours.insert(name.to_owned(), value.into_owned());
                }
                if content_type(path) != "application/feed+json" {
                    ours.remove("content-type");
                }
                assert_eq!(answer(&text, &url_path(path)), ours, "{path}");
            }
        }
    }

    #[test]
    fn no_line_is_longer_than_a_host_reads() {
        // Cloudflare Pages: 2,000 characters a line, 100 rules.
        let look = Look {
            embed_on: vec!["x".repeat(Look::MOST_EMBED_CHARS)],
            ..Look::OURS
        };
        assert!(
            host_headers(&Terms::of("https://a.example/", &look))
                .lines()
                .all(|line| line.len() < 2_000)
        );
        assert!(PATTERNS.len() < 100);
    }
}
