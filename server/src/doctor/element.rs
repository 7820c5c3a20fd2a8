//! Options that nobody knows, on elements and on the script.

use super::markup::Snippet;
use super::{Finding, Severity};

/// Options as `www/loader/api.js` has them; a test holds the two together.
pub(super) const OPTIONS: [&str; 23] = [
    "feed",
    "feed-format",
    "key",
    "variant",
    "components",
    "group",
    "show",
    "position",
    "theme",
    "size",
    "lang",
    "label",
    "poll",
    "loading",
    "runtime",
    "storage",
    "href",
    "target",
    "dismissible",
    "heading-level",
    "announce",
    "reach",
    "debug",
];

/// The words of options that have a closed set.
const WORDS: [(&str, &[&str]); 9] = [
    (
        "variant",
        &["badge", "pill", "dot", "button", "banner", "panel"],
    ),
    ("show", &["always", "incidents"]),
    (
        "position",
        &["bottom-end", "bottom-start", "top-end", "top-start"],
    ),
    ("theme", &["auto", "light", "dark"]),
    ("size", &["sm", "md", "lg"]),
    ("loading", &["eager", "lazy"]),
    ("runtime", &["auto", "eager", "none"]),
    ("storage", &["session", "none"]),
    ("announce", &["polite", "assertive"]),
];

/// Attributes that every element may have, or that we set ourselves.
const COMMON: [&str; 12] = [
    "class",
    "id",
    "style",
    "dir",
    "title",
    "hidden",
    "slot",
    "part",
    "nonce",
    "state",
    "level",
    "dismissed",
];

pub(super) fn examine(snippet: &Snippet, findings: &mut Vec<Finding>) {
    for element in &snippet.elements {
        for (name, value) in &element.attributes {
            check(name, value, findings);
        }
    }
    for script in &snippet.scripts {
        for (name, value) in &script.attributes {
            if let Some(name) = name.strip_prefix("data-") {
                check(name, value, findings);
            }
        }
        for (name, value) in script.address.query_pairs() {
            check(&name, &value, findings);
        }
    }
}

fn check(name: &str, value: &str, findings: &mut Vec<Finding>) {
    let is_foreign =
        name.starts_with("data-") || name.starts_with("aria-") || name.starts_with("on");
    if is_foreign || COMMON.contains(&name) {
        return;
    }
    if !OPTIONS.contains(&name) {
        let what = format!("{name} is no option of the widget, and does nothing");
        findings.push(Finding::new(
            Severity::Note,
            what,
            format!("known are {}", OPTIONS.join(", ")),
        ));
        return;
    }
    let words = WORDS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, words)| *words);
    if let Some(words) = words.filter(|words| !words.contains(&value)) {
        let what = format!("{name}=\"{value}\" is not known, so its default counts");
        findings.push(Finding::new(
            Severity::Note,
            what,
            format!("write one of {}", words.join(", ")),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::OPTIONS;

    #[test]
    fn the_options_are_those_of_the_element() {
        let source = include_str!("../../../www/loader/api.js");
        let list = source.split("export const OPTIONS =").nth(1);
        // The words of one text.
        let list = list.and_then(|rest| rest.split('\'').nth(1));
        let known: Vec<&str> = list.expect("is there").split(' ').collect();
        assert_eq!(known, OPTIONS);
    }
}
