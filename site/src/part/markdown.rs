//! What people wrote, in the part of Markdown that words need: paragraphs, stress, code, lists,
//! quotes and links.
//!
//! Every piece becomes a view of its own, and Leptos escapes what stands in views, so nothing that
//! is written here can become markup: HTML is shown as it was typed, pictures are links to them, and
//! a link leads to the web or to a letter.

use std::mem;

use leptos::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

/// Forms in forms; what lies deeper stays text in the last of them.
const DEEPEST: usize = 12;

/// A form of text that is not yet closed.
struct Open {
    form: Form,
    inside: Vec<AnyView>,
}

enum Form {
    Paragraph,
    Heading,
    Quote,
    Code,
    List,
    Numbered,
    Item,
    Stressed,
    Strong,
    Struck,
    Link(String),
    /// Nothing of its own.
    Plain,
}

/// A text in Markdown.
pub(crate) fn markdown(source: &str) -> AnyView {
    let mut outer: Vec<Open> = Vec::new();
    let mut open = Open::new(Form::Plain);
    for event in Parser::new_ext(source, Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(tag) => {
                let is_linked = || outer.iter().chain([&open]).any(Open::is_link);
                let form = match Form::of(&tag) {
                    _ if DEEPEST <= outer.len() => Form::Plain,
                    // Its items would be too deep, and a list has nothing else in it.
                    Form::List | Form::Numbered if DEEPEST <= outer.len() + 1 => Form::Plain,
                    // A picture in a link is one of its own; a browser would end the first.
                    Form::Link(_) if is_linked() => Form::Plain,
                    form => form,
                };
                outer.push(mem::replace(&mut open, Open::new(form)));
            }
            Event::End(_) => {
                if let Some(parent) = outer.pop() {
                    let done = mem::replace(&mut open, parent);
                    match done.form {
                        Form::Plain => open.inside.extend(done.inside),
                        _ => open.inside.push(done.view()),
                    }
                }
            }
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                let text = visible(&text);
                // Leptos writes a blank where there is no text.
                if !text.is_empty() {
                    open.inside.push(text.into_any());
                }
            }
            Event::Code(text) => {
                let text = visible(&text);
                open.inside.push(view! { <code>{text}</code> }.into_any());
            }
            Event::SoftBreak => open.inside.push("\n".into_any()),
            Event::HardBreak => open.inside.push(view! { <br/> }.into_any()),
            Event::Rule => open.inside.push(view! { <hr/> }.into_any()),
            // Not asked for, so never met.
            Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }
    open.view()
}

impl Open {
    const fn new(form: Form) -> Self {
        Self {
            form,
            inside: Vec::new(),
        }
    }

    const fn is_link(&self) -> bool {
        matches!(self.form, Form::Link(_))
    }

    fn view(self) -> AnyView {
        let inside = self.inside;
        match self.form {
            Form::Paragraph => view! { <p>{inside}</p> }.into_any(),
            Form::Heading => view! { <p><strong>{inside}</strong></p> }.into_any(),
            Form::Quote => view! { <blockquote>{inside}</blockquote> }.into_any(),
            Form::Code => view! { <pre><code>{inside}</code></pre> }.into_any(),
            Form::List => view! { <ul>{inside}</ul> }.into_any(),
            Form::Numbered => view! { <ol>{inside}</ol> }.into_any(),
            Form::Item => view! { <li>{inside}</li> }.into_any(),
            Form::Stressed => view! { <em>{inside}</em> }.into_any(),
            Form::Strong => view! { <strong>{inside}</strong> }.into_any(),
            Form::Struck => view! { <s>{inside}</s> }.into_any(),
            Form::Link(address) => {
                view! { <a href=address rel="noopener nofollow">{inside}</a> }.into_any()
            }
            Form::Plain => inside.into_any(),
        }
    }
}

impl Form {
    fn of(tag: &Tag<'_>) -> Self {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => Self::Paragraph,
            // Headings of the page are the page's own.
            Tag::Heading { .. } => Self::Heading,
            Tag::BlockQuote(_) => Self::Quote,
            Tag::CodeBlock(_) => Self::Code,
            Tag::List(None) => Self::List,
            Tag::List(Some(_)) => Self::Numbered,
            Tag::Item => Self::Item,
            Tag::Emphasis => Self::Stressed,
            Tag::Strong => Self::Strong,
            Tag::Strikethrough => Self::Struck,
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } if leads_out(dest_url) => {
                Self::Link(dest_url.to_string())
            }
            _ => Self::Plain,
        }
    }
}

/// A text without control characters, which no document may have: references such as `&#7;` become some.
fn visible(text: &str) -> String {
    let is_visible = |c: &char| matches!(c, '\n' | '\t') || !c.is_control();
    text.chars().filter(is_visible).collect()
}

/// Whether an address leads to the web or to a letter, and to nothing that runs.
fn leads_out(address: &str) -> bool {
    if address.contains(char::is_control) {
        return false;
    }
    let address = address.to_ascii_lowercase();
    ["https://", "http://", "mailto:"]
        .iter()
        .any(|start| address.starts_with(start))
}

#[cfg(test)]
mod tests {
    use leptos::prelude::RenderHtml;

    use super::{leads_out, markdown};

    fn html(source: &str) -> String {
        markdown(source).to_html().replace("<!>", "")
    }

    #[test]
    fn what_words_need_is_there() {
        for (source, wanted) in [
            ("one\n\ntwo", "<p>one</p><p>two</p>"),
            (
                "**all** of _them_ ~~not~~ `x<y`",
                "<p><strong>all</strong> of <em>them</em> <s>not</s> <code>x&lt;y</code></p>",
            ),
            ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
            ("3. a", "<ol><li>a</li></ol>"),
            ("> a", "<blockquote><p>a</p></blockquote>"),
            ("    a & b", "<pre><code>a &amp; b</code></pre>"),
            ("# a", "<p><strong>a</strong></p>"),
            (
                "[a](https://b.example/)",
                "<p><a href=\"https://b.example/\" rel=\"noopener nofollow\">a</a></p>",
            ),
            (
                "![a](https://b.example/c.png)",
                "<p><a href=\"https://b.example/c.png\" rel=\"noopener nofollow\">a</a></p>",
            ),
        ] {
            assert_eq!(html(source), wanted);
        }
    }

    #[test]
    fn nothing_becomes_markup_or_leads_to_what_runs() {
        for source in [
            "<script>a</script>",
            "a <img src=x onerror=a> b",
            "[a](javascript:a)",
            "[a](java&Tab;script&colon;a)",
            "<javascript:a>",
            "![a](data:text/html,b)",
            "[a](//b.example/)",
            "[a][b]\n\n[b]: vbscript:a",
        ] {
            let html = html(source);
            for mark in ["<script", "<img", "href="] {
                assert!(!html.contains(mark), "{source}: {html}");
            }
        }
        // The control: an address that may be followed is one.
        assert!(html("[a](mailto:b@c.example)").contains("href="));
        assert!(!leads_out(" https://b.example/"));
    }

    #[test]
    fn a_link_has_no_other_in_it() {
        for source in [
            "[a ![b](https://c.example/d.png)](https://e.example/)",
            "![a [b](https://c.example/)](https://e.example/f.png)",
        ] {
            let html = html(source);
            assert_eq!(html.matches("<a ").count(), 1, "{html}");
            assert!(html.contains("e.example") && html.contains('b'), "{html}");
        }
        // The control: beside each other both are links.
        let beside = html("[a](https://c.example/) [b](https://e.example/)");
        assert_eq!(beside.matches("<a ").count(), 2);
    }

    #[test]
    fn a_reference_to_a_control_character_shows_nothing() {
        assert_eq!(html("a&#7;b&#x1b;"), "<p>ab</p>");
        assert_eq!(html("[a](https://b.example/&#7;)"), "<p>a</p>");
    }

    #[test]
    fn however_deep_a_list_has_nothing_but_items() {
        for depth in 1..20 {
            let html = html(&format!("{}a", "- ".repeat(depth)));
            let (lists, items) = (html.matches("<ul>"), html.matches("<ul><li>"));
            assert_eq!(lists.count(), items.count(), "{html}");
        }
    }

    #[test]
    fn forms_in_forms_end_somewhere() {
        let html = html(&"> ".repeat(3_000));
        assert!(html.matches("<blockquote>").count() < 20, "{html}");
    }
}
