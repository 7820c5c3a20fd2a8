//! What surrounds the content of every page: its head, and the name of whose page it is.

use leptos::prelude::*;

use super::Context;
use crate::asset::Asset;
use crate::file::META_PAGE_POLICY;
use crate::part::languages::{alternates, languages};
use crate::part::own;
use crate::words::{Language, Word};
use crate::{Live, html, level, preview};

/// By so much of a page it is known whose it is.
const HEAD_BYTES: usize = 512;

/// What a page says of itself.
pub(super) struct Head {
    /// For the tab and for search results.
    pub(super) title: String,
    /// One sentence, for search results and previews of links.
    pub(super) description: String,
    /// Whether it shows the present, and so must not be left standing.
    pub(super) follows: Follows,
    /// Where it stands below the root of its language, for example `history/`; none when it has no
    /// address that somebody should know it by.
    pub(super) place: Option<String>,
}

/// Whether a page without script asks for itself again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Follows {
    /// Every minute, and with script the part that the element holds by itself.
    Status,
    /// The same, but what stands on the page is all that there is to say, and so the element waits until
    /// there is news.
    News,
    /// The same as the first of one component. It has no picture beside links: that shows the page as a whole, and with it
    /// every component's page would be another one whenever the level changes.
    Part,
    /// Every minute; with script it says so when there is news, because somebody may be reading.
    Itself,
    /// Never: there is nothing to wait for.
    Nothing,
}

/// A whole document around `content`, which is what follows the header.
pub(super) fn document(context: &Context<'_>, head: Head, content: AnyView) -> String {
    let words = own::foot(context);
    let languages = languages(context, head.place.as_deref().unwrap_or_default());
    let foot = (words.is_some() || languages.is_some())
        .then(|| view! { <footer>{words} {languages}</footer> }.into_any());
    let content = view! { {content} {foot} };
    footed(context, head, content.into_any())
}

/// The same around content that has a foot of its own.
pub(super) fn footed(context: &Context<'_>, head: Head, content: AnyView) -> String {
    let words = &context.words;
    // Beside the links between languages it has to be told from them.
    let label = (!context.editions.is_empty()).then(|| words.say(Word::StatusPage));
    let content = view! {
        <header>
            {own::brand(context)}
            <nav aria-label=label>
                {own::links(context)}
                <a href=context.to("/history/")>{words.say(Word::History)}</a>
                <a href=context.to("/maintenance/")>{words.say(Word::Maintenance)}</a>
                <a href=context.to("/subscribe/")>{words.say(Word::Subscribe)}</a>
            </nav>
            {own::head(context)}
        </header>
        {content}
    };
    bare(context, head, content.into_any())
}

/// A document of `content` alone.
pub(super) fn bare(context: &Context<'_>, head: Head, content: AnyView) -> String {
    let refresh = (head.follows != Follows::Nothing).then(|| {
        view! { <noscript><meta http-equiv="refresh" content="60"/></noscript> }
    });
    let script = (context.options.live == Live::Widget)
        .then(|| script(head.follows))
        .flatten();
    let for_links = for_links(context, &head);
    let (title, description) = (head.title.clone(), head.description.clone());
    let zone = context.feed.page.time_zone.clone();
    let language = context.words.language;
    let alternates = head
        .place
        .as_deref()
        .map(|place| alternates(context, place));
    html::document(|| {
        view! {
            <html lang=language.tag() dir=language.direction() data-zone=zone itemscope itemtype="https://schema.org/WebPage">
                <head>
                    <meta charset="utf-8"/>
                    <meta http-equiv="Content-Security-Policy" content=META_PAGE_POLICY/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="color-scheme" content="light dark"/>
                    <title>{head.title}</title>
                    <meta name="description" content=head.description/>
                    <meta itemprop="name" content=title/>
                    <meta itemprop="description" content=description/>
                    {for_links}
                    {alternates}
                    <link rel="icon" href=own::icon(context)/>
                    <link rel="stylesheet" href=Asset::Style.address()/>
                    {own::stylesheet(context)}
                    <link rel="alternate" type="application/atom+xml" href="/feed.atom"/>
                    <link rel="alternate" type="application/rss+xml" href="/feed.rss"/>
                    <link rel="alternate" type="application/feed+json" href="/jsonfeed.json"/>
                    {refresh}
                    {script}
                    <script defer src=Asset::Page.address()></script>
                </head>
                <body class=own::class(context)>{content}</body>
            </html>
        }
        .into_any()
    })
}

/// The widget's script, where an element holds what the page shows.
fn script(follows: Follows) -> Option<AnyView> {
    let script = view! { <script async src="/widget.js"></script> };
    match follows {
        Follows::Status | Follows::Part => Some(script.into_any()),
        // In a template it is not run: the page's own script takes it out.
        Follows::News => Some(view! { <template class="live">{script}</template> }.into_any()),
        Follows::Itself | Follows::Nothing => None,
    }
}

/// Whether a file is a page of ours in this language, whichever site it is of.
pub(crate) fn is_page_in(language: Language, bytes: &[u8]) -> bool {
    let begins = ["<!DOCTYPE html><html lang=\"", language.tag(), "\" "].concat();
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    let is_ours =
        |head: &str| head.contains("data-zone=\"") && head.contains("Content-Security-Policy");
    bytes.starts_with(begins.as_bytes()) && is_ours(&String::from_utf8_lossy(head))
}

/// What other sites show beside a link to the page (Open Graph). They keep what stands at an address
/// for days, so each level has a picture of its own; a host takes what follows the question mark for
/// nothing. A page that does not show the present has none, and stays as it is when that changes.
fn for_links(context: &Context<'_>, head: &Head) -> Vec<AnyView> {
    let (page, level) = (&context.feed.page, context.feed.status.level);
    let mut properties = vec![
        ("og:type", "website".to_owned()),
        ("og:site_name", page.name.clone()),
        ("og:title", head.title.clone()),
        ("og:description", head.description.clone()),
    ];
    let shows_status = matches!(
        head.follows,
        Follows::Status | Follows::News | Follows::Itself
    );
    if shows_status {
        let picture = format!("{}{}?{}", page.url, preview::PATH, level::name(level));
        properties.push(("og:image", picture));
        properties.push(("og:image:width", "1200".to_owned()));
        properties.push(("og:image:height", "630".to_owned()));
    }
    let properties = properties.into_iter().map(|(property, content)| {
        // The macro knows the names of the standard only.
        let meta = leptos::html::meta().content(content);
        meta.attr("property", property).into_any()
    });
    let card = shows_status
        .then(|| view! { <meta name="twitter:card" content="summary_large_image"/> }.into_any());
    properties.chain(card).collect()
}
