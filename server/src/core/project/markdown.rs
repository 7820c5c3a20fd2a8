//! From Markdown to plain text, for readers that show text alone: the widget, badges, terminals.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// What a text of Markdown says. What stands there as HTML is shown as it was typed. A link keeps
/// its address where its words do not say it.
pub(crate) fn plain(markdown: &str) -> String {
    // Most of what is said in a hurry has no markup at all, and stays as it was typed.
    if !markdown.bytes().any(is_markup) {
        return markdown.to_owned();
    }
    let mut text = String::with_capacity(markdown.len());
    let mut links = Vec::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(said) | Event::Code(said) | Event::Html(said) | Event::InlineHtml(said) => {
                text.push_str(&said);
            }
            Event::SoftBreak | Event::HardBreak => text.push('\n'),
            Event::Start(Tag::Item) => text.push_str("- "),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                links.push((text.len(), dest_url));
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if let Some((start, address)) = links.pop()
                    && !address.ends_with(text.get(start..).unwrap_or_default())
                {
                    text.push_str(" (");
                    text.push_str(&address);
                    text.push(')');
                }
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock) => {
                end_block(&mut text, 2);
            }
            Event::End(TagEnd::Item | TagEnd::List(_)) => end_block(&mut text, 1),
            Event::Rule => text.push_str("———\n\n"),
            _ => {}
        }
    }
    // A reference such as `&#7;` becomes what may not stand in a feed, and nobody could type.
    text.retain(|c| matches!(c, '\n' | '\t') || !c.is_control());
    text.truncate(text.trim_end().len());
    text
}

/// Whether a text with this byte may say another thing as Markdown than as plain text. Neither a blank
/// line nor an indented one does. A publication looks at every text of the feed.
const fn is_markup(byte: u8) -> bool {
    matches!(
        byte,
        b'*' | b'_' | b'`' | b'[' | b'<' | b'#' | b'\\' | b'&' | b'~' | b'>' | b'-' | b'+' | b'='
    )
}

/// Ends a block with so many line ends, and no more.
fn end_block(text: &mut String, line_ends: usize) {
    text.truncate(text.trim_end().len());
    for _ in 0..line_ends {
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[track_caller]
    fn check(markdown: &str, text: &str) {
        assert_eq!(plain(markdown), text);
    }

    #[test]
    fn text_without_markup_stays_as_it_was_typed() {
        check(
            "Payments fail.\n\nWe look into it.",
            "Payments fail.\n\nWe look into it.",
        );
    }

    #[test]
    fn emphasis_and_code_lose_their_marks() {
        check(
            "**All** payments _fail_ with `503`.",
            "All payments fail with 503.",
        );
    }

    #[test]
    fn a_link_keeps_its_address_unless_its_words_are_the_address() {
        check(
            "See [the docs](https://example.com/a).",
            "See the docs (https://example.com/a).",
        );
        check("See <https://example.com/a>.", "See https://example.com/a.");
    }

    #[test]
    fn lists_and_paragraphs_keep_their_lines() {
        check("# Now\n\n- one\n- *two*\n\nend", "Now\n\n- one\n- two\nend");
    }

    #[test]
    fn html_is_shown_as_it_was_typed() {
        check(
            "a <b>b</b> <script>alert(1)</script>",
            "a <b>b</b> <script>alert(1)</script>",
        );
    }

    #[test]
    fn a_reference_to_a_control_character_says_nothing() {
        check("a&#7;b &#x1b;[31m c&#9;d", "ab [31m c\td");
        check(
            "[a](https://example.com/&#127;b)",
            "a (https://example.com/b)",
        );
    }

    #[test]
    fn a_template_stays_text() {
        check("{{7*7}} and *more*", "{{7*7}} and more");
    }
}
