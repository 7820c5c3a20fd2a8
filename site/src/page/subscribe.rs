//! How to hear of news without coming back to look.

use leptos::prelude::*;

use super::Context;
use super::frame::{self, Follows, Head};
use crate::words::Word;

/// What a form is called.
enum Name {
    /// The same in all languages.
    Own(&'static str),
    Word(Word),
}

/// Address, what it is, and for whom.
const FEEDS: [(&str, Name, Word); 6] = [
    ("/feed.atom", Name::Own("Atom"), Word::AboutAtom),
    ("/feed.rss", Name::Own("RSS"), Word::AboutRss),
    (
        "/jsonfeed.json",
        Name::Own("JSON Feed"),
        Word::AboutJsonFeed,
    ),
    (
        "/maintenance.ics",
        Name::Word(Word::Calendar),
        Word::AboutCalendar,
    ),
    ("/status.txt", Name::Word(Word::Text), Word::AboutText),
    (
        "/feed/v1/feed.json",
        Name::Word(Word::StatusFeed),
        Word::AboutStatusFeed,
    ),
];

/// The address that a calendar program takes for one to subscribe to.
fn calendar_address(url: &str) -> String {
    let rest = url.split_once("//").map_or(url, |(_, rest)| rest);
    ["webcal://", rest, "maintenance.ics"].concat()
}

/// `subscribe/index.html`. It changes only with the page's name.
pub(crate) fn subscribe(context: &Context<'_>) -> String {
    let (name, words) = (&context.feed.page.name, &context.words);
    let head = Head {
        title: context.title(words.say(Word::Subscribe)),
        description: words.fill(Word::SubscribeDescription, [("name", name)]),
        follows: Follows::Nothing,
        place: Some("subscribe/".to_owned()),
    };
    let feeds: Vec<_> = FEEDS
        .iter()
        .map(|(address, name, about)| {
            let name = match name {
                Name::Own(name) => *name,
                Name::Word(word) => words.say(*word),
            };
            let about = words.say(*about);
            view! {
                <li class="row">
                    <p class="line"><a class="name" href=*address>{name}</a> <span class="meta">{about}</span></p>
                </li>
            }
            .into_any()
        })
        .collect();
    let calendar = calendar_address(&context.feed.page.url);
    let content = view! {
        <main class="list">
            <h1>{words.say(Word::Subscribe)}</h1>
            <ul class="rows">{feeds}</ul>
            <p class="more"><a href=calendar>{words.say(Word::SubscribeCalendar)}</a></p>
            <p class="more"><a href="/docs/">{words.say(Word::ForPrograms)}</a></p>
        </main>
    };
    frame::document(context, head, content.into_any())
}
