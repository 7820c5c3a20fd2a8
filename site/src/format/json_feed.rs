//! `jsonfeed.json`: what `feed.atom` says, in JSON Feed 1.1.

use pilotlight_feed::Feed;
use serde_json::{Value, json};

use super::entry::Entry;

/// The document.
pub(super) fn draw(feed: &Feed, entries: &[Entry]) -> String {
    let url = &feed.page.url;
    let items: Vec<Value> = entries
        .iter()
        .map(|entry| {
            json!({
                "id": entry.address,
                "url": entry.address,
                "title": entry.title,
                "content_html": entry.html,
                "date_published": entry.published.to_string(),
                "date_modified": entry.updated.to_string(),
            })
        })
        .collect();
    json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": format!("{} status", feed.page.name),
        "home_page_url": url,
        "feed_url": format!("{url}jsonfeed.json"),
        "language": "en",
        "items": items,
    })
    .to_string()
}
