//! Other people's status documents as feeds: the adapters of `feed` in a WebAssembly of their own,
//! which only pages with such a document load. Whoever has our feed pays nothing for them.
//!
//! The loader (`www/loader/means.js`) writes its question byte by byte, so that neither side needs
//! glue or touches the other's memory: format, address, document and companion, with NUL between
//! them. The answer is a feed as JSON; or, as a JSON text, the address of a document that belongs to
//! it; or nothing, when it is of no form that is known.

#![expect(
    unsafe_code,
    reason = "a name that the loader can call is an unsafe attribute; there is no unsafe block"
)]

use std::sync::{Mutex, PoisonError};

use pilotlight_feed::Timestamp;
use pilotlight_feed::adapter::{Format, Source, Value, detect};

/// What was written to us, and what we answer. A page has one thread and asks one thing at a time.
static QUESTION: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static ANSWER: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Takes one byte of the question.
#[unsafe(no_mangle)]
pub extern "C" fn push(byte: u8) {
    QUESTION
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(byte);
}

/// Answers the question, which is then forgotten. `now_s` is the time in seconds since 1970; gives
/// the number of bytes of the answer.
#[unsafe(no_mangle)]
pub extern "C" fn adapt(now_s: f64) -> usize {
    let question = std::mem::take(&mut *QUESTION.lock().unwrap_or_else(PoisonError::into_inner));
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a clock shows whole seconds"
    )]
    let answer = answer(&question, Timestamp(now_s as i64)).unwrap_or_default();
    let length = answer.len();
    *ANSWER.lock().unwrap_or_else(PoisonError::into_inner) = answer.into_bytes();
    length
}

/// One byte of the answer.
#[unsafe(no_mangle)]
pub extern "C" fn at(index: usize) -> u8 {
    let answer = ANSWER.lock().unwrap_or_else(PoisonError::into_inner);
    answer.get(index).copied().unwrap_or_default()
}

fn answer(question: &[u8], now: Timestamp) -> Option<String> {
    let mut parts = std::str::from_utf8(question).ok()?.split('\0');
    let (format, address) = (parts.next()?, parts.next()?);
    let document: Value = serde_json::from_str(parts.next()?).ok()?;
    let format = Format::from_word(format).or_else(|| detect(&document))?;
    let companion = parts.next().filter(|text| !text.is_empty());
    if let (None, Some(address)) = (companion, format.companion(address)) {
        return serde_json::to_string(&address).ok();
    }
    let companion: Option<Value> = companion.and_then(|text| serde_json::from_str(text).ok());
    let from = Source {
        address,
        now,
        companion: companion.as_ref(),
    };
    let feed = format.read(&document, &from).ok()?;
    serde_json::to_string(&feed).ok()
}

#[cfg(test)]
mod tests {
    use pilotlight_feed::{Feed, Status, Timestamp};

    use super::answer;

    const UPPTIME: &str = r#"[{"name":"Website","slug":"website","status":"down"}]"#;
    const KUMA: &str = r#"{"config":{"slug":"acme","title":"Acme"},"publicGroupList":[]}"#;

    fn ask(parts: [&str; 4]) -> Option<String> {
        answer(parts.join("\0").as_bytes(), Timestamp(1_795_000_000))
    }

    #[test]
    fn a_foreign_document_becomes_a_feed() {
        for format in ["", "upptime", "a word of tomorrow"] {
            let answer = ask([
                format,
                "https://acme.example/history/summary.json",
                UPPTIME,
                "",
            ]);
            let feed: Feed = serde_json::from_str(&answer.unwrap()).unwrap();
            assert_eq!(feed.status.level, Status::MajorOutage);
        }
    }

    #[test]
    fn a_document_that_is_not_whole_alone_asks_for_the_other() {
        let address = "https://acme.example/api/status-page/acme";
        assert_eq!(
            ask(["kuma", address, KUMA, ""]).as_deref(),
            Some(r#""https://acme.example/api/status-page/heartbeat/acme""#)
        );
    }

    #[test]
    fn what_is_no_status_is_nothing() {
        assert_eq!(ask(["", "https://acme.example/", "<html>", ""]), None);
        assert_eq!(ask(["", "https://acme.example/", "{}", ""]), None);
        assert_eq!(answer(b"", Timestamp(0)), None);
    }
}
