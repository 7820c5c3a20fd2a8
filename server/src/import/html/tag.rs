//! Tags, attributes and entities of HTML, as far as bodies of updates have them. Each function looks at
//! the beginning of a text and answers how much of it it took.

/// Characters of a tag; what is longer is text. A `<` without its `>` must not cost the whole body.
const TAG_CHARS: usize = 2_048;

/// Bytes of the tag at the beginning, or none where it is not one.
pub(super) fn tag_length(rest: &str) -> Option<usize> {
    let name = rest.strip_prefix("</").or(rest.strip_prefix('<'))?;
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut quote = None;
    for (at, c) in rest.char_indices().take(TAG_CHARS) {
        match (quote, c) {
            (None, '>') => return Some(at + 1),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

/// Bytes up to the end of an element whose content is no text; all of them when it has no end.
pub(super) fn silent_length(rest: &str, name: &str) -> usize {
    let end = ["</", name].concat();
    let lower = rest.to_ascii_lowercase();
    let Some(at) = lower.find(&end) else {
        return rest.len();
    };
    at + rest[at..].find('>').map_or(rest.len() - at, |end| end + 1)
}

pub(super) fn attribute(attributes: &str, name: &str) -> Option<String> {
    let lower = attributes.to_ascii_lowercase();
    let at = lower.find(&[" ", name, "="].concat())? + name.len() + 2;
    let value = &attributes[at..];
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split([' ', '>']).next()?,
    };
    Some(decoded(value))
}

fn decoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let (c, length) = entity(&rest[at..]).unwrap_or(('&', 1));
        out.push(c);
        rest = &rest[at + length..];
    }
    out.push_str(rest);
    out
}

/// The character that stands at the beginning as an entity, and how many bytes it takes.
pub(super) fn entity(rest: &str) -> Option<(char, usize)> {
    /// `&#x10FFFF;`, the longest of them.
    const LONGEST: usize = 10;
    let end = rest.bytes().take(LONGEST).position(|b| b == b';')?;
    let name = rest.get(1..end)?;
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "bull" => '•',
        "middot" => '·',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((c, end + 1))
}
