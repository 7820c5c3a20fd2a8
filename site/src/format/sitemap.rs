//! `sitemap.xml` with the maps that it leads to, and `robots.txt`: what a search engine may read, and where it finds it all.

use std::fmt::Write;

use pilotlight_feed::{Feed, Page, Timestamp};

use super::xml::escape;

/// Addresses in one file, by the protocol.
const MOST_ADDRESSES: usize = 50_000;

/// Bytes of it. Each address names the page in every language, so a site of many languages gets there first;
/// what is beyond is found by the links of the pages.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// The page of what programs can read, which there is once.
const DOCS: &str = "docs/";

/// What `robots.txt` says: a status page wants to be found.
pub(crate) fn robots(feed: &Feed) -> String {
    format!(
        "User-agent: *\nAllow: /\nSitemap: {}sitemap.xml\n",
        feed.page.url
    )
}

/// What leads to these maps, by their paths below the root, with when what they list last changed.
pub(crate) fn index(page: &Page, maps: &[(String, Option<Timestamp>)]) -> String {
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
        .to_owned();
    for (path, changed) in maps {
        let address = escape(&[page.url.as_str(), path].concat());
        // Writing to a string cannot fail.
        let _ = write!(text, "<sitemap><loc>{address}</loc>");
        if let Some(at) = changed {
            let _ = write!(text, "<lastmod>{at}</lastmod>");
        }
        text.push_str("</sitemap>\n");
    }
    text.push_str("</sitemapindex>\n");
    text
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
        let mut entries = String::new();
        for address in &addresses {
            // Writing to a string cannot fail.
            let _ = write!(entries, "<url><loc>{}</loc>", escape(address));
            if let Some(at) = changed {
                let _ = write!(entries, "<lastmod>{at}</lastmod>");
            }
            for (tag, address) in &all {
                let address = escape(address);
                let _ = write!(
                    entries,
                    "<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{address}\"/>"
                );
            }
            entries.push_str("</url>\n");
        }
        if MOST_BYTES < text.len() + entries.len() {
            break;
        }
        text.push_str(&entries);
    }
    text.push_str("</urlset>\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A site of twenty languages has twenty addresses a page and all of them beside each.
    #[test]
    fn in_many_languages_it_ends_where_a_publication_could_not_take_it() {
        let golden = include_str!("../../../feed/golden/v1/busy-feed.json");
        let feed: Feed = serde_json::from_str(golden).expect("a feed");
        let pages: Vec<(String, Option<Timestamp>)> = (0..5_000)
            .map(|number| (format!("incidents/inc-20261101-{number}/"), None))
            .collect();
        let in_twenty = |path: &str| {
            let of = |tag| {
                (
                    tag,
                    ["https://status.acme.example/", tag, "/", path].concat(),
                )
            };
            std::iter::repeat_n(of("de"), 20)
                .chain([of("x-default")])
                .collect()
        };
        let listed = |map: &str| map.matches("<url>").count();
        let map = draw(&feed.page, &pages, &in_twenty);
        assert!(map.len() <= MOST_BYTES && map.ends_with("</url>\n</urlset>\n"));
        assert!(listed(&map).is_multiple_of(20) && 0 < listed(&map));
        assert!(map.contains("inc-20261101-0/") && !map.contains("inc-20261101-4999/"));
        // The control: in one language all have room.
        assert_eq!(listed(&draw(&feed.page, &pages, &|_| Vec::new())), 5_000);
    }
}
