//! How words get from their files into code: by a name each, as one text each. Used by the builds of
//! `feed` and of `site`.

use serde_json::Value;

/// A plural is one text, `one:{n} day|other:{n} days`, and so is a list: `Jan|Feb`.
pub(crate) fn flat(word: &Value) -> String {
    let text = |word: &Value| word.as_str().unwrap_or_default().to_owned();
    let parts: Vec<String> = match word {
        Value::Object(forms) => forms
            .iter()
            .map(|(category, form)| [category, ":", &text(form)].concat())
            .collect(),
        Value::Array(list) => list.iter().map(text).collect(),
        _ => vec![text(word)],
    };
    parts.join("|")
}

/// `as_of_short` is `AsOfShort`.
pub(crate) fn camel(key: &str) -> String {
    key.split('_')
        .flat_map(|part| {
            let mut letters = part.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            first.into_iter().chain(letters)
        })
        .collect()
}
