//! `sitemap.xml` and `robots.txt`: what a search engine may read, and where it finds it all.

use std::fmt::Write;

use pilotlight_feed::{Feed, Page, Timestamp};

use super::xml::escape;

/// Addresses in one file, by the protocol.
const MOST_ADDRESSES: usize = 50_000;

/// The page of what programs can read, which there is once.
const DOCS: &str = "docs/";

/// What `robots.txt` says: a status page wants to be found.
pub(crate) fn robots(feed: &Feed) -> String {
    format!(
        "User-agent: *\nAllow: /\nSitemap: {}sitemap.xml\n",
        feed.page.url
    )
}

/// The page of an address in every language, by tag; nothing where there is but one.
pub(crate) type Alternates<'a> = &'a dyn Fn(&str) -> Vec<(&'static str, String)>;

/// The addresses of pages, below the root, with when they last changed where that is known. A page of
/// several languages is listed in each, and with each stand all, as search engines want it.
pub(crate) fn draw(
    page: &Page,
    pages: &[(String, Option<Timestamp>)],
    alternates: Alternates<'_>,
) -> String {
    let is_in_languages = !alternates("").is_empty();
    let links = match is_in_languages {
        true => " xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"",
        false => "",
    };
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"{links}>\n",
    );
    let mut room = MOST_ADDRESSES;
    for (path, changed) in pages {
        let own = [page.url.as_str(), path].concat();
        let all = alternates(path);
        // What is read by programs is in no language.
        let all = if path == DOCS { Vec::new() } else { all };
        let addresses: Vec<&str> = match all.split_last() {
            // The last is for those whose language is none of them: it is in the list already.
            Some((_, rest)) => rest.iter().map(|(_, address)| address.as_str()).collect(),
            None => vec![&own],
        };
        if room < addresses.len() {
            break;
        }
        room -= addresses.len();
        for address in &addresses {
            // Writing to a string cannot fail.
            let _ = write!(text, "<url><loc>{}</loc>", escape(address));
            if let Some(at) = changed {
                let _ = write!(text, "<lastmod>{at}</lastmod>");
            }
            for (tag, address) in &all {
                let address = escape(address);
                let _ = write!(
                    text,
                    "<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{address}\"/>"
                );
            }
            text.push_str("</url>\n");
        }
    }
    text.push_str("</urlset>\n");
    text
}
