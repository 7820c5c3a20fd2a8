//! What programs can read here, with the addresses to copy.

use leptos::prelude::*;

use super::Context;
use super::frame::{self, Follows, Head};
use super::machine::READABLE;
use crate::{Live, badge};

/// `docs/index.html`, in English like all that it leads to. It changes only with the page's name, its address and its first component.
pub(crate) fn docs(context: &Context<'_>) -> String {
    let context = &context.in_english();
    let page = &context.feed.page;
    let head = Head {
        title: format!("For programs · {} status", page.name),
        description: format!("What programs can read of the status of {}.", page.name),
        follows: Follows::Nothing,
        place: Some("docs/".to_owned()),
    };
    let rows: Vec<_> = READABLE
        .iter()
        .map(|readable| {
            let address = [&page.url, readable.path].concat();
            let name = if readable.path.contains('<') {
                view! { <span class="name">{readable.name}</span> }.into_any()
            } else {
                let link = ["/", readable.path].concat();
                view! { <a class="name" href=link>{readable.name}</a> }.into_any()
            };
            view! {
                <li class="row">
                    <p class="line">{name} <span class="meta">{readable.about}</span></p>
                    <p class="line"><code class="address">{address}</code></p>
                </li>
            }
            .into_any()
        })
        .collect();
    let widget = (context.options.live == Live::Widget).then(|| {
        view! {
            <p class="more"><a href="/docs/widget/">"Show this status on your own site"</a></p>
        }
        .into_any()
    });
    let component = context.feed.components.first();
    let badge = component.map(|component| {
        let (url, id) = (&page.url, &component.id);
        let lines = format!("[![{id}]({url}badge/{id}.svg)]({url}components/{id}/)");
        view! {
            <section class="group">
                <h2>"A badge in a README"</h2>
                <pre><code>{lines}</code></pre>
                {badge::has_all(context.feed).then(|| view! { <p class="meta">
                    "Other forms of it: " <code>"badge/"{id.clone()}"/flat-square.svg"</code> ", "
                    <code>"badge/"{id.clone()}"/for-the-badge.svg"</code> ", uptime over 30 and 7 days as "
                    <code>"badge/"{id.clone()}"/uptime-30.svg"</code> " and " <code>"uptime-7.svg"</code>
                    ", how fast it answers as " <code>"badge/"{id.clone()}"/response.svg"</code> "."
                </p> })}
            </section>
        }
        .into_any()
    });
    let content = view! {
        <main class="list">
            <h1>"For programs"</h1>
            <p>"Anyone may read these from anywhere, without a key. Only what stands below "
            <code>"/feed/"</code> " is signed; where an address says "<code>"<id>"</code>
            ", write the identifier of a component."</p>
            <ul class="rows">{rows}</ul>
            {badge}
            {widget}
        </main>
    };
    frame::document(context, head, content.into_any())
}
