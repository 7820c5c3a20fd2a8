//! `sitemap.xml` and `robots.txt`: what a search engine may read, and where it finds it all.

use std::fmt::Write;

use pilotlight_feed::{Feed, Page, Timestamp};

use super::xml::escape;

/// Addresses in one file, by the protocol.
const MOST_ADDRESSES: usize = 50_000;

/// What `robots.txt` says: a status page wants to be found.
pub(crate) fn robots(feed: &Feed) -> String {
    format!(
        "User-agent: *\nAllow: /\nSitemap: {}sitemap.xml\n",
        feed.page.url
    )
}

/// The addresses of pages, below the root, with when they last changed where that is known.
pub(crate) fn draw(page: &Page, pages: &[(String, Option<Timestamp>)]) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for (path, changed) in pages.iter().take(MOST_ADDRESSES) {
        let address = escape(&[page.url.as_str(), path].concat());
        // Writing to a string cannot fail.
        let _ = write!(text, "<url><loc>{address}</loc>");
        if let Some(at) = changed {
            let _ = write!(text, "<lastmod>{at}</lastmod>");
        }
        text.push_str("</url>\n");
    }
    text.push_str("</urlset>\n");
    text
}
