//! How to carry this status on another page: the lines to copy.

use leptos::prelude::*;
use pilotlight_feed::Page;

use crate::Live;
use crate::page::Context;
use crate::words::Word;

/// The lines, folded away.
pub(crate) fn embed(context: &Context<'_>) -> AnyView {
    let page = &context.feed.page;
    let alternative = context.words.fill(Word::StatusOf, [("name", &page.name)]);
    let lines = snippet(page, &alternative, context.options.live);
    view! {
        <details class="embed">
            <summary>{context.words.say(Word::Embed)}</summary>
            <pre><code>{lines}</code></pre>
        </details>
    }
    .into_any()
}

/// The badge as a picture works everywhere; around it, the element that brings it to life.
fn snippet(page: &Page, alternative: &str, live: Live) -> String {
    let address = in_attribute(page.url.trim_end_matches('/'));
    let alternative = in_attribute(alternative);
    let badge = format!(
        "<a href=\"{address}/\"><img src=\"{address}/badge.svg\" width=\"200\" height=\"28\" \
         alt=\"{alternative}\"></a>"
    );
    match live {
        Live::Static => badge,
        Live::Widget => format!(
            "<script async src=\"{address}/widget.js\"></script>\n<pilot-light>{badge}</pilot-light>"
        ),
    }
}

fn in_attribute(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::snippet;
    use crate::Live;
    use expect_test::expect;
    use pilotlight_feed::Page;

    #[test]
    fn what_is_copied_is_safe_whatever_the_name() {
        let page = Page {
            name: "A".to_owned(),
            url: "https://status.acme.example/".to_owned(),
            time_zone: "UTC".to_owned(),
        };
        let alternative = "A \"B\" <C> status";
        expect![[r#"
            <script async src="https://status.acme.example/widget.js"></script>
            <pilot-light><a href="https://status.acme.example/"><img src="https://status.acme.example/badge.svg" width="200" height="28" alt="A &quot;B&quot; &lt;C&gt; status"></a></pilot-light>"#]].assert_eq(&snippet(&page, alternative, Live::Widget));
        expect![[r#"<a href="https://status.acme.example/"><img src="https://status.acme.example/badge.svg" width="200" height="28" alt="A &quot;B&quot; &lt;C&gt; status"></a>"#]].assert_eq(&snippet(&page, alternative, Live::Static));
    }
}
