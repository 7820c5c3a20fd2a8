//! Which updates of a source are not there yet. People may have corrected here what was carried over,
//! so one is there when either its time or its words are still the same.

use pilotlight_feed::Timestamp;
use serde_json::Value;

/// An update: when it was said, where the work stood, what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) at: Timestamp,
    pub(super) status: &'static str,
    pub(super) body: String,
}

/// How alike two updates must be to be the same one, the surest first.
const LIKENESSES: [fn(&Said, &Value) -> bool; 4] = [
    |said, known| has_status(said, known) && has_time(said, known) && has_body(said, known),
    has_time_and_status,
    |said, known| !said.body.is_empty() && has_status(said, known) && has_body(said, known),
    // A begin or an end without words is there when any update has said so.
    |said, known| said.body.is_empty() && has_status(said, known),
];

/// The places of those updates that none of the known ones is.
pub(super) fn missing(said: &[Said], known: &Value) -> Vec<usize> {
    let mut known: Vec<&Value> = known.as_array().into_iter().flatten().collect();
    let wordless = known.clone();
    let mut missing: Vec<usize> = (0..said.len()).collect();
    for (turn, is_like) in LIKENESSES.iter().enumerate() {
        let is_last = turn + 1 == LIKENESSES.len();
        missing.retain(|place| {
            let said = &said[*place];
            if is_last {
                return !wordless.iter().any(|known| is_like(said, known));
            }
            // Each known one is one of the source only.
            let found = known.iter().position(|known| is_like(said, known));
            found.map(|place| known.remove(place)).is_none()
        });
    }
    missing
}

fn has_time_and_status(said: &Said, known: &Value) -> bool {
    has_status(said, known) && has_time(said, known)
}

fn has_status(said: &Said, known: &Value) -> bool {
    known["status"] == said.status
}

fn has_time(said: &Said, known: &Value) -> bool {
    known["at"] == said.at.to_string()
}

/// The server takes line ends and the space around a text away.
fn has_body(said: &Said, known: &Value) -> bool {
    known["body"] == said.body.replace("\r\n", "\n").trim()
}

#[cfg(test)]
mod tests {
    use pilotlight_feed::Timestamp;
    use serde_json::{Value, json};

    use super::{Said, missing};

    fn said(all: &[(i64, &'static str, &str)]) -> Vec<Said> {
        let all = all.iter().map(|(at, status, body)| Said {
            at: Timestamp(*at),
            status,
            body: (*body).to_owned(),
        });
        all.collect()
    }

    #[track_caller]
    fn check(
        of_source: &[(i64, &'static str, &str)],
        here: &[(i64, &'static str, &str)],
        wanted: &[usize],
    ) {
        let here: Vec<Value> = said(here)
            .iter()
            .map(|it| json!({ "at": it.at, "status": it.status, "body": it.body }))
            .collect();
        assert_eq!(missing(&said(of_source), &Value::Array(here)), wanted);
    }

    #[test]
    fn what_is_there_is_not_missing() {
        let all = [(1, "investigating", "a"), (2, "resolved", "b")];
        check(&all, &all, &[]);
        check(&all, &all[..1], &[1]);
        check(&all, &[], &[0, 1]);
    }

    #[test]
    fn one_that_was_corrected_here_in_its_words_or_its_time_is_there() {
        let source = [(1, "investigating", "a")];
        check(&source, &[(1, "investigating", "A.")], &[]);
        check(&source, &[(9, "investigating", "a")], &[]);
        // The control: in both, it is another one.
        check(&source, &[(9, "investigating", "A.")], &[0]);
    }

    #[test]
    fn one_that_is_said_twice_is_there_twice() {
        let twice = [(1, "monitoring", "a"), (1, "monitoring", "a")];
        check(&twice, &twice[..1], &[1]);
    }

    #[test]
    fn an_end_without_words_is_there_when_anybody_has_said_so() {
        let source = [(1, "investigating", "a"), (5, "resolved", "")];
        check(
            &source,
            &[(1, "investigating", "a"), (3, "resolved", "Fixed.")],
            &[],
        );
        check(&source, &[(1, "investigating", "a")], &[1]);
    }
}
