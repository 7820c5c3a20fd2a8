//! How to hear of news without coming back to look.

use leptos::prelude::*;

use super::Context;
use super::frame::{self, Follows, Head};

/// Address, what it is, and for whom.
const FEEDS: [(&str, &str, &str); 6] = [
    (
        "/feed.atom",
        "Atom",
        "for feed readers: an entry an incident, kept up to date",
    ),
    (
        "/feed.rss",
        "RSS",
        "the same, for older readers and chat rooms",
    ),
    ("/jsonfeed.json", "JSON Feed", "the same, for programs"),
    (
        "/maintenance.ics",
        "Calendar",
        "planned work, for a calendar that subscribes to it",
    ),
    ("/status.txt", "Text", "the status as it is, for a terminal"),
    (
        "/feed/v1/feed.json",
        "Status feed",
        "everything here, signed, for programs",
    ),
];

/// The address that a calendar program takes for one to subscribe to.
fn calendar_address(url: &str) -> String {
    let rest = url.split_once("//").map_or(url, |(_, rest)| rest);
    ["webcal://", rest, "maintenance.ics"].concat()
}

/// `subscribe/index.html`. It changes only with the page's name.
pub(crate) fn subscribe(context: &Context<'_>) -> String {
    let name = &context.feed.page.name;
    let head = Head {
        title: format!("Subscribe · {name} status"),
        description: format!("How to hear of incidents and maintenance at {name}."),
        follows: Follows::Nothing,
    };
    let feeds: Vec<_> = FEEDS
        .iter()
        .map(|(address, name, about)| {
            view! {
                <li class="row">
                    <p class="line"><a class="name" href=*address>{*name}</a> <span class="meta">{*about}</span></p>
                </li>
            }
            .into_any()
        })
        .collect();
    let calendar = calendar_address(&context.feed.page.url);
    let content = view! {
        <main class="list">
            <h1>"Subscribe"</h1>
            <ul class="rows">{feeds}</ul>
            <p class="more"><a href=calendar>"Subscribe in your calendar"</a></p>
            <p class="more"><a href="/docs/">"More for programs"</a></p>
        </main>
    };
    frame::document(context, head, content.into_any())
}
