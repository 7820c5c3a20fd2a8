//! The page for an address that is none of ours. A host serves it under any path, so all its links
//! begin at the root.

use leptos::prelude::*;

use super::Context;
use super::frame::{self, Follows, Head};

/// `404.html`. It says nothing of the status, so it changes no more often than the page's name.
pub(crate) fn missing(context: &Context<'_>) -> String {
    let name = &context.feed.page.name;
    let head = Head {
        title: format!("Page not found · {name} status"),
        description: format!("There is no such page on the status site of {name}."),
        follows: Follows::Nothing,
    };
    let content = view! {
        <main class="missing">
            <h1>"Page not found"</h1>
            <p>"There is no page at this address. It may have moved, or the link is wrong."</p>
            <p><a href="/">"See the current status"</a></p>
        </main>
    };
    frame::document(context, head, content.into_any())
}
