//! What surrounds the content of every page: its head, and the name of whose page it is.

use leptos::prelude::*;

use super::Context;
use crate::asset::Asset;
use crate::file::META_PAGE_POLICY;
use crate::part::own;
use crate::{Live, html, level, preview};

/// What a page says of itself.
pub(super) struct Head {
    /// For the tab and for search results.
    pub(super) title: String,
    /// One sentence, for search results and previews of links.
    pub(super) description: String,
    /// Whether it shows the present, and so must not be left standing.
    pub(super) follows: Follows,
}

/// Whether a page without script asks for itself again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Follows {
    /// Every minute, and with script the part that the element holds by itself.
    Status,
    /// The same of one component. It has no picture beside links: that shows the page as a whole, and with it
    /// every component's page would be another one whenever the level changes.
    Part,
    /// Every minute; with script it says so when there is news, because somebody may be reading.
    Itself,
    /// Never: there is nothing to wait for.
    Nothing,
}

/// A whole document around `content`, which is what follows the header.
pub(super) fn document(context: &Context<'_>, head: Head, content: AnyView) -> String {
    let foot = own::foot(context).map(|words| view! { <footer>{words}</footer> });
    let content = view! { {content} {foot} };
    footed(context, head, content.into_any())
}

/// The same around content that has a foot of its own.
pub(super) fn footed(context: &Context<'_>, head: Head, content: AnyView) -> String {
    let content = view! {
        <header>
            {own::brand(context)}
            <nav>
                {own::links(context)}
                <a href="/history/">"History"</a>
                <a href="/maintenance/">"Maintenance"</a>
                <a href="/subscribe/">"Subscribe"</a>
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
    let is_held = matches!(head.follows, Follows::Status | Follows::Part);
    let script = (context.options.live == Live::Widget && is_held)
        .then(|| view! { <script async src="/widget.js"></script> });
    let for_links = for_links(context, &head);
    let (title, description) = (head.title.clone(), head.description.clone());
    let zone = context.feed.page.time_zone.clone();
    html::document(|| {
        view! {
            <html lang="en" data-zone=zone itemscope itemtype="https://schema.org/WebPage">
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
    let shows_status = matches!(head.follows, Follows::Status | Follows::Itself);
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
