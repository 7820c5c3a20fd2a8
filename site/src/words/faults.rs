//! What is wrong with the words of a language: used by the build, which fails by it. Which forms of a
//! plural a language has is held in the tests of this folder, which have the rules.

use serde_json::{Map, Value};

/// The words of a language by key, as its file has them.
pub(crate) type File = Map<String, Value>;

/// The words that only the site needs stand under this key.
pub(crate) const OF_SITE: &str = "site";

/// Signs with a meaning of their own where words are kept or shown.
const SIGNS: [char; 3] = ['|', '<', '>'];

/// Every fault, a sentence each.
pub(crate) fn faults(words: &File, english: &File) -> Vec<String> {
    let foreign = words.keys().filter(|key| !english.contains_key(*key));
    let mut faults: Vec<String> = foreign.map(|key| format!("{key} is no key")).collect();
    for (key, source) in english {
        match (words.get(key), source) {
            (None, _) => faults.push(format!("{key} is missing")),
            (Some(Value::Object(own)), Value::Object(source)) if key == OF_SITE => {
                faults.extend(self::faults(own, source));
            }
            (Some(word), source) => {
                faults.extend(fault(word, source).map(|it| format!("{key} {it}")))
            }
        }
    }
    faults
}

fn fault(word: &Value, source: &Value) -> Option<String> {
    let (own, wanted) = match (word, source) {
        (Value::String(_), Value::String(text)) => (vec![word], blanks(text)),
        (Value::Object(forms), Value::Object(source)) => {
            let other = source.get("other").and_then(Value::as_str);
            if !forms.contains_key("other") {
                return Some("lacks the form `other`".to_owned());
            }
            (forms.values().collect(), blanks(other.unwrap_or_default()))
        }
        (Value::Array(own), Value::Array(source)) if own.len() == source.len() => {
            (own.iter().collect(), Vec::new())
        }
        _ => return Some("has another form than in English".to_owned()),
    };
    own.into_iter().find_map(|text| match text.as_str() {
        Some(text) if text.trim().is_empty() => Some("has no words".to_owned()),
        Some(text) if blanks(text) != wanted => {
            Some(format!("has other blanks than {wanted:?}: {text:?}"))
        }
        Some(text) if text.contains(SIGNS) => {
            Some(format!("has a sign with a meaning of its own: {text:?}"))
        }
        Some(_) => None,
        None => Some("is no text".to_owned()),
    })
}

/// The names in braces, in the order of the alphabet.
fn blanks(text: &str) -> Vec<&str> {
    let parts = text.split('{').skip(1);
    let mut names: Vec<&str> = parts
        .filter_map(|part| Some(part.split_once('}')?.0))
        .collect();
    names.sort_unstable();
    names
}
