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
    /// Every minute.
    Status,
    /// Never: there is nothing to wait for.
    Nothing,
}

/// A whole document around `content`, which is what follows the header.
pub(super) fn document(context: &Context<'_>, head: Head, content: AnyView) -> String {
    let name = context.feed.page.name.clone();
    let refresh = (head.follows == Follows::Status).then(|| {
        view! { <noscript><meta http-equiv="refresh" content="60"/></noscript> }
    });
    let script = (context.options.live == Live::Widget && head.follows == Follows::Status)
        .then(|| view! { <script async src="/widget.js"></script> });
    html::document(|| {
        view! {
            <html lang="en">
                <head>
                    <meta charset="utf-8"/>
                    <meta http-equiv="Content-Security-Policy" content=META_PAGE_POLICY/>
                    <meta name="viewport" content="width=device-width, initial-scale=1"/>
                    <meta name="color-scheme" content="light dark"/>
                    <title>{head.title}</title>
                    <meta name="description" content=head.description/>
                    <link rel="icon" href=Asset::Icon.address()/>
                    <link rel="stylesheet" href=Asset::Style.address()/>
                    {refresh}
                    {script}
                </head>
                <body>
                    <header>
                        <p class="brand"><a href="/"><bdi>{name}</bdi> " status"</a></p>
                    </header>
                    {content}
                </body>
            </html>
        }
        .into_any()
    })
}
