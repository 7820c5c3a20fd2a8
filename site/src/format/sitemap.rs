//! `sitemap.xml` and `robots.txt`: what a search engine may read, and where it finds it all.

use std::collections::HashMap;
use std::fmt::Write;

use pilotlight_feed::{Feed, Timestamp};

use super::xml::escape;
use crate::File;
use crate::file::url_path;

/// Addresses in one file, by the protocol.
const MOST_ADDRESSES: usize = 50_000;

/// What `robots.txt` says: a status page wants to be found.
pub(crate) fn robots(feed: &Feed) -> String {
    format!(
        "User-agent: *\nAllow: /\nSitemap: {}sitemap.xml\n",
        feed.page.url
    )
}

/// The addresses of the pages among these files. Of incidents it says when they last changed; of the
/// rest nobody knows without comparing.
pub(crate) fn draw(feed: &Feed, files: &[File]) -> String {
    let incidents = feed.incidents.iter().chain(&feed.past_incidents);
    let changed: HashMap<String, Timestamp> = incidents
        .filter_map(|one| Some((format!("/incidents/{}/", one.id), one.updated_at?)))
        .collect();
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let pages = files.iter().filter(|file| file.is_indexed());
    for page in pages.take(MOST_ADDRESSES) {
        let address = escape(&page.address_on(&feed.page));
        // Writing to a string cannot fail.
        let _ = write!(text, "<url><loc>{address}</loc>");
        if let Some(at) = changed.get(&url_path(&page.path)) {
            let _ = write!(text, "<lastmod>{at}</lastmod>");
        }
        text.push_str("</url>\n");
    }
    text.push_str("</urlset>\n");
    text
}
