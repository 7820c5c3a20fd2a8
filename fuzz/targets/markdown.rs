//! Markdown to HTML and to text: what people wrote never becomes markup of its own, and readers take it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pilotlight_feed::limits;
use pilotlight_server::fuzzing::plain;
use pilotlight_site::fuzzing::markdown;

const TAGS: [&str; 13] = [
    "a",
    "blockquote",
    "br",
    "code",
    "em",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "strong",
    "ul",
];
const VOID: [&str; 2] = ["br", "hr"];
const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];
/// Elements that text may not stand in directly.
const LISTS: [&str; 2] = ["ol", "ul"];

fuzz_target!(|source: &str| {
    if !is_body(source) {
        return;
    }
    let document = markdown(source);
    let html = document
        .strip_prefix("<!DOCTYPE html>")
        .expect("a document");
    check(html.strip_suffix('\n').expect("ends its last line"));
    let text: String = plain(source).chars().take(limits::BODY_CHARS).collect();
    assert!(is_body(&text), "text that readers refuse: {text:?}");
});

/// What a feed takes as the words of an update, told once more.
fn is_body(text: &str) -> bool {
    let is_fine = |c: char| matches!(c, '\n' | '\t') || !c.is_control();
    text.chars().count() <= limits::BODY_CHARS && text.chars().all(is_fine)
}

/// Reads HTML more strictly than any browser.
fn check(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        check_text(&rest[..at], &open);
        rest = &rest[at + 1..];
        let end = end_of_tag(rest);
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "closed out of turn: {html}");
            continue;
        }
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next();
        let name = name.unwrap_or_default();
        assert!(TAGS.contains(&name), "the tag {tag:?}: {html}");
        check_attributes(name, &tag[name.len()..]);
        assert!(
            name != "a" || !open.contains(&"a"),
            "a link in a link: {html}"
        );
        assert!(
            name != "p" || !open.contains(&"p"),
            "a paragraph in one: {html}"
        );
        let is_in_list = open.last().is_some_and(|last| LISTS.contains(last));
        assert_eq!(
            name == "li",
            is_in_list,
            "{name} at the wrong place: {html}"
        );
        if !VOID.contains(&name) {
            open.push(name);
        }
    }
    check_text(rest, &open);
    assert!(open.is_empty(), "never closed: {open:?} of {html}");
}

fn end_of_tag(text: &str) -> usize {
    let mut is_quoted = false;
    let end = text.find(|c: char| {
        is_quoted ^= c == '"';
        c == '>' && !is_quoted
    });
    end.expect("a tag ends")
}

fn check_text(text: &str, open: &[&str]) {
    let is_in_list = open.last().is_some_and(|last| LISTS.contains(last));
    assert!(!is_in_list || text.trim().is_empty(), "in a list: {text:?}");
    let is_fine = |c: char| c != '>' && (c == '\n' || c == '\t' || !c.is_control());
    assert!(text.chars().all(is_fine), "in a text: {text:?}");
    check_references(text);
}

/// An ampersand begins one of the references that escaping makes.
fn check_references(text: &str) {
    for (at, _) in text.match_indices('&') {
        let known = ["&amp;", "&lt;", "&gt;", "&quot;", "&#x27;", "&#39;"];
        let rest = &text[at..];
        assert!(known.iter().any(|known| rest.starts_with(known)), "{rest}");
    }
}

fn check_attributes(name: &str, text: &str) {
    if name != "a" {
        assert!(text.trim_end_matches('/').trim().is_empty(), "{name}{text}");
        return;
    }
    let address = text.strip_prefix(" href=\"").expect("leads somewhere");
    let (address, rest) = address.split_once('"').expect("is quoted");
    assert_eq!(rest, " rel=\"noopener nofollow\"");
    let lower = address.to_ascii_lowercase();
    let leads_out = SCHEMES.iter().any(|scheme| lower.starts_with(scheme));
    assert!(leads_out, "leads to {address}");
    assert!(!address.contains(char::is_control), "leads to {address:?}");
    check_references(address);
}
