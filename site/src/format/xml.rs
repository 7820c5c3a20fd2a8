//! Text in XML and HTML.

/// A text for the inside of an element or of a quoted value. What XML cannot say at all, control
/// characters above all, is left out.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(letter),
            '\u{fffe}' | '\u{ffff}' => {}
            _ if letter.is_control() => {}
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_ends_what_it_stands_in() {
        assert_eq!(escape("a]]>b"), "a]]&gt;b");
        assert_eq!(escape("<!--\"'&amp;"), "&lt;!--&quot;&#39;&amp;amp;");
        assert_eq!(escape("a\u{0}\u{1b}\u{fffe}\r\nb"), "a\nb");
        assert_eq!(escape("Zürich 東京 \u{1f600}"), "Zürich 東京 \u{1f600}");
    }
}
