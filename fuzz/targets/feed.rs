//! Our own documents: what is read is the same once it is written and read again, and what readers take
//! they take whole.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pilotlight_feed::{Date, Feed, History, Ledger, Month, Status, Timestamp, signature};
use pilotlight_fuzz::check_written;
use serde::Serialize;
use serde::de::DeserializeOwned;

fuzz_target!(|data: &[u8]| {
    if let Ok(feed) = serde_json::from_slice::<Feed>(data) {
        // An offset may lead from the first or the last day beyond the years that can be written.
        let is_at_edge = ["0000-01-01", "9999-12-31"].map(|day| contains(data, day));
        check_feed(&feed, is_at_edge.contains(&true));
    }
    check_same::<History>(data);
    check_same::<Ledger>(data);
    check_signature(data);
    if let Ok(text) = str::from_utf8(data) {
        check_times(text);
    }
});

fn contains(data: &[u8], text: &str) -> bool {
    data.windows(text.len()).any(|part| part == text.as_bytes())
}

fn check_feed(feed: &Feed, is_at_edge: bool) {
    if feed.validate_bounds().is_err() {
        assert!(feed.validate().is_err(), "valid beyond its bounds");
        return;
    }
    if !is_at_edge && fits(feed) {
        check_written(feed);
    }
    let summary = feed.summary();
    summary
        .validate_bounds()
        .expect("the summary of a valid feed is valid");
    assert!(
        summary.summary() == summary,
        "the summary of a summary is another"
    );
    // No instant is both before its promise ends and too late for it.
    assert!(!feed.is_fresh(feed.valid_until.plus(1)));
    let ids = feed.components.iter().map(|known| known.id.as_str());
    for id in ids.chain(feed.groups.iter().map(|known| known.id.as_str())) {
        assert!(!id.contains(['/', '.', '%', '\\', '\n']), "{id:?}");
    }
    assert!(Status::ALL.contains(&feed.status.level));
}

/// Whether it is one that could have come: readers read no more.
fn fits(feed: &Feed) -> bool {
    let text = serde_json::to_string(feed).expect("can be written");
    text.len() <= pilotlight_feed::limits::DOCUMENT_BYTES
}

fn check_same<T: Serialize + DeserializeOwned + PartialEq>(data: &[u8]) {
    let Ok(read) = serde_json::from_slice::<T>(data) else {
        return;
    };
    let text = serde_json::to_string(&read).expect("can be written");
    let again = serde_json::from_str::<T>(&text).expect("what is written can be read");
    let rewritten = serde_json::to_string(&again).expect("can be written");
    assert_eq!(rewritten, text, "written otherwise");
}

/// Taking a signature out and putting it in again gives the same bytes.
fn check_signature(data: &[u8]) {
    if let Some(signed) = signature::split(data) {
        let sealed = signature::seal(&signed.message(), signed.signature);
        assert_eq!(sealed.as_deref(), Some(data));
        assert_eq!(signature::message(data), None, "signed twice");
    }
    if let Some(message) = signature::message(data) {
        let text = ["A"; signature::SIGNATURE_CHARACTERS].concat();
        let sealed = signature::seal(&message, &text).expect("a message can be sealed");
        let signed = signature::split(&sealed).expect("is signed");
        assert_eq!(signed.message(), message);
    }
}

fn check_times(text: &str) {
    for word in text.split(['"', '\n', ',']) {
        if let Ok(at) = Timestamp::parse(word) {
            let again = Timestamp::parse(&at.to_string());
            // Offsets lead a day beyond the years that can be written.
            if (1..=9_998).contains(&Date(at.0.div_euclid(86_400)).to_civil().0) {
                assert_eq!(again, Ok(at), "{word}");
            }
        }
        if let Ok(date) = Date::parse(word) {
            assert_eq!(date.to_string(), word);
            let (year, month, day) = date.to_civil();
            assert_eq!(Date::from_civil(year, month, day), date);
            let of = Month::of(date);
            assert!(of.first() <= date && date < of.next().first(), "{word}");
        }
    }
}
