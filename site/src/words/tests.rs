//! What every language must have, and how some of them write.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use icu_locale_core::Locale;
use icu_plurals::{PluralRules, PluralRulesOptions};
use pilotlight_feed::{Date, Month, Timestamp};
use serde_json::{Map, Value, json};

use super::faults::{File, OF_SITE, faults};
use super::{LANGUAGES, Language, Word, Words};

/// The words of a language as its file has them.
fn file(tag: &str) -> File {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../feed/locale");
    let text = fs::read_to_string(folder.join([tag, ".json"].concat())).expect("a file");
    serde_json::from_str(&text).expect("words")
}

fn words(tag: &str) -> Words {
    Words::new(Language::of_tag(tag).expect("a language"))
}

/// The forms of a plural that a language has.
fn categories(tag: &str) -> Vec<String> {
    let locale: Locale = tag.parse().expect("a tag");
    let rules = PluralRules::try_new(locale.into(), PluralRulesOptions::default());
    let rules = rules.expect("rules of its own");
    let categories = rules.categories();
    let mut names: Vec<String> = categories
        .map(|category| format!("{category:?}").to_lowercase())
        .collect();
    names.sort_unstable();
    names
}

/// The words whose forms are others than the language has.
fn wrong_plurals(words: &File, tag: &str) -> Vec<String> {
    let wanted = categories(tag);
    let mut wrong = Vec::new();
    for (key, word) in words {
        let Value::Object(forms) = word else { continue };
        if key == OF_SITE {
            wrong.extend(wrong_plurals(forms, tag));
            continue;
        }
        let mut own: Vec<String> = forms.keys().cloned().collect();
        own.sort_unstable();
        if own != wanted {
            wrong.push(format!("{tag}: {key} has {own:?}, not {wanted:?}"));
        }
    }
    wrong
}

#[test]
fn every_language_is_complete() {
    let english = file("en");
    let mut wrong = Vec::new();
    for texts in &LANGUAGES {
        let words = file(texts.tag);
        wrong.extend(faults(&words, &english));
        wrong.extend(wrong_plurals(&words, texts.tag));
    }
    assert_eq!(wrong, Vec::<String>::new());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../feed/locale");
    let files = fs::read_dir(folder).expect("the folder of languages");
    assert_eq!(LANGUAGES.len(), files.count());
}

/// The negative control: a word that does not fit is found, in either half of the file.
#[test]
fn a_word_that_does_not_fit_is_found() {
    let english = file("en");
    let with = |key: &str, word: Option<Value>| {
        let mut changed = english.clone();
        let own = changed.get_mut(OF_SITE).and_then(Value::as_object_mut);
        let place: &mut Map<String, Value> = match own {
            Some(own) if own.contains_key(key) || key == "foreign" => own,
            _ => &mut changed,
        };
        match word {
            Some(word) => place.insert(key.to_owned(), word),
            None => place.remove(key),
        };
        let wrong = wrong_plurals(&changed, "en");
        faults(&changed, &english).len() + wrong.len()
    };
    assert_eq!(with("history", Some(json!("Past"))), 0, "another word fits");
    for (key, word) in [
        ("history", None),
        ("close", None),
        ("history", Some(json!(" "))),
        ("history", Some(json!(["Past"]))),
        ("history", Some(json!("<b>Past</b>"))),
        ("began", Some(json!("began"))),
        ("began", Some(json!("began {at}"))),
        ("months", Some(json!(["January"]))),
        ("incidents", Some(json!({"other": "{n} incidents"}))),
        (
            "incidents",
            Some(json!({"one": "{n} incident", "few": "{n}", "other": "{n}"})),
        ),
        (
            "incidents",
            Some(json!({"one": "one", "other": "{n} incidents"})),
        ),
        ("foreign", Some(json!("Word"))),
    ] {
        assert_eq!(with(key, word.clone()), 1, "{key}: {word:?}");
    }
}

/// Words that nothing says would be translated for nothing.
#[test]
fn no_word_of_the_site_is_left_over() {
    let source = source(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let names = source.split("word::").skip(1);
    let said: HashSet<&str> = names
        .filter_map(|rest| rest.split(|letter: char| !letter.is_alphanumeric()).next())
        .collect();
    let english = file("en");
    let own = english[OF_SITE].as_object().expect("words");
    let left: Vec<&String> = own
        .keys()
        .filter(|key| !said.contains(key.replace('_', "").as_str()))
        .collect();
    assert_eq!(left, Vec::<&String>::new());
}

/// Everything that is written in a folder, in lower case.
fn source(folder: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            all += &source(&path);
        } else if path.extension().is_some_and(|form| form == "rs") {
            all += &fs::read_to_string(&path).expect("a text").to_lowercase();
        }
    }
    all
}

#[test]
fn a_language_is_known_by_its_tag_and_calls_itself_by_its_own_name() {
    let english = Language::of_tag("EN").expect("English");
    assert_eq!(english, Language::ENGLISH);
    assert_eq!((english.tag(), english.name()), ("en", "English"));
    assert_eq!(english.direction(), None);
    assert_eq!(Language::of_tag(""), None);
}

#[test]
fn english_writes_as_it_always_did() {
    let words = words("en");
    let date = Date::from_civil(2026, 2, 3);
    assert_eq!(words.day(date), "3 Feb 2026");
    assert_eq!(words.month(Month::of(date)), "February 2026");
    assert_eq!(words.percent(9_998), "99.98%");
    assert_eq!(words.count(Word::Days, 1), "1 day");
    assert_eq!(words.count(Word::DaysAgo, 90), "90 days ago");
    assert_eq!(words.list(["A", "B", "C"]), "A, B, C");
    let blanks = [("label", "{text}"), ("text", "{label}")];
    let filled = words.fill(Word::Labelled, blanks);
    assert_eq!(filled, "{text}: {label}", "what fills a blank is no blank");
}

#[test]
fn a_duration_is_said_in_its_two_largest_units() {
    let words = words("en");
    for (seconds, said) in [
        (40, "40\u{a0}s"),
        (300, "5\u{a0}min"),
        (7_500, "2\u{a0}h 5\u{a0}min"),
        (90_061, "1\u{a0}d 1\u{a0}h"),
    ] {
        let end = Timestamp(1_000 + seconds);
        assert_eq!(words.lasting(Timestamp(1_000), end), said);
    }
}
