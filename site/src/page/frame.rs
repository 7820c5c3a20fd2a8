//! What surrounds the content of every page: its head, and the name of whose page it is.

use leptos::prelude::*;

use super::Context;
use crate::asset::Asset;
use crate::file::META_PAGE_POLICY;
use crate::{Live, html};

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
    /// Every minute; with script it says so when there is news, because somebody may be reading.
    Itself,
    /// Never: there is nothing to wait for.
    Nothing,
}

/// A whole document around `content`, which is what follows the header.
pub(super) fn document(context: &Context<'_>, head: Head, content: AnyView) -> String {
    let name = context.feed.page.name.clone();
    let content = view! {
        <header>
            <p class="brand"><a href="/"><bdi>{name}</bdi> " status"</a></p>
            <nav>
                <a href="/history/">"History"</a>
                <a href="/maintenance/">"Maintenance"</a>
                <a href="/subscribe/">"Subscribe"</a>
            </nav>
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
    let script = (context.options.live == Live::Widget && head.follows == Follows::Status)
        .then(|| view! { <script async src="/widget.js"></script> });
    let zone = context.feed.page.time_zone.clone();
    html::document(|| {
        view! {
            <html lang="en" data-zone=zone>
                <head>
                    <meta charset="utf-8"/>
                    <meta http-equiv="Content-Security-Policy" content=META_PAGE_POLICY/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="color-scheme" content="light dark"/>
                    <title>{head.title}</title>
                    <meta name="description" content=head.description/>
                    <link rel="icon" href=Asset::Icon.address()/>
                    <link rel="stylesheet" href=Asset::Style.address()/>
                    <link rel="alternate" type="application/atom+xml" href="/feed.atom"/>
                    <link rel="alternate" type="application/feed+json" href="/jsonfeed.json"/>
                    {refresh}
                    {script}
                    <script defer src=Asset::Page.address()></script>
                </head>
                <body>{content}</body>
            </html>
        }
        .into_any()
    })
}
