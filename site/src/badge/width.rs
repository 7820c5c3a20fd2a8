//! How wide a text is. Nobody measures where badges are drawn, so this estimates, as others' badges
//! do, by the widths of Verdana; the picture then tells its reader to keep to the estimate.

/// Width in pixels of a text, at 11 pixels a line.
pub(super) fn width(text: &str) -> u32 {
    let tenths: u32 = text.chars().map(tenths).sum();
    tenths.div_ceil(10)
}

/// Tenths of a pixel.
const fn tenths(letter: char) -> u32 {
    match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '!' | '|' => 38,
        'f' | 'r' | 't' | ' ' | '-' | '(' | ')' | '/' => 46,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 107,
        'A'..='Z' => 78,
        'a'..='z' | '0'..='9' => 67,
        // Of the scripts beyond, most letters are as wide as high.
        '\u{1100}'.. => 110,
        _ => 74,
    }
}

#[cfg(test)]
mod tests {
    use super::width;

    #[test]
    fn a_wide_letter_is_wider_than_a_narrow_one() {
        assert!(width("iiii") < width("aaaa"));
        assert!(width("aaaa") < width("MMMM"));
        assert_eq!(width("東京"), 22);
        assert_eq!(width(""), 0);
    }
}
