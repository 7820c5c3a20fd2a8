//! Text in XML and HTML.

/// A text for the inside of an element or of a quoted value. What XML cannot say at all, control
/// characters above all, is left out.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text;
    // Most of a text is as it is, and is taken as a whole.
    while let Some(place) = rest.find(is_not_itself) {
        let (plain, special) = rest.split_at(place);
        escaped.push_str(plain);
        let mut letters = special.chars();
        escaped.push_str(match letters.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&quot;",
            Some('\'') => "&#39;",
            _ => "",
        });
        rest = letters.as_str();
    }
    escaped.push_str(rest);
    escaped
}

fn is_not_itself(letter: char) -> bool {
    match letter {
        '&' | '<' | '>' | '"' | '\'' | '\u{fffe}' | '\u{ffff}' => true,
        '\n' | '\t' => false,
        _ => letter.is_control(),
    }
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
