//! One issue of cState: front matter, and a body in which the newest update stands first.

use pilotlight_feed::{Impact, IncidentStatus, Timestamp};

use super::{file_name, front_matter};
use crate::import::Document;
use crate::import::draft::{Draft, Trouble};
use crate::import::fields::{Fields, Known};
use crate::import::text;

const ISSUE: [Known; 5] = [
    ("section", ""),
    ("id", ""),
    ("lastmod", ""),
    ("pin", "nothing is pinned; what is open stands first"),
    ("automated", "nobody is told what wrote an update"),
];

/// A piece of the body, and when it was written where that is said.
type Piece = (Option<Timestamp>, String);

/// Adds the issue; answers whether it was one.
pub(super) fn add(draft: &mut Draft, found: &Document) -> bool {
    let path = found.path.as_str();
    let (front, body) = match front_matter(&found.text) {
        Ok(parts) => parts,
        Err(why) => {
            draft.tell("issues", &why, path);
            return false;
        }
    };
    let Some(front) = Fields::of(&front) else {
        draft.tell("issues", "its front matter has no fields", path);
        return false;
    };
    if front.flag("draft") == Some(true) {
        draft.tell("issues", "it is a draft", path);
        return true;
    }
    let date = front.instant("date");
    let resolved_at = front.instant("resolvedWhen");
    let resolved = front.flag("resolved");
    // Information is never resolved by its author, and would stay open for ever.
    let is_note = front.flag("informational") == Some(true) && resolved.is_none();
    if is_note {
        draft.tell(
            "informational issues",
            "what informs only is over at once",
            path,
        );
    }
    let is_resolved = resolved == Some(true) || is_note;
    if resolved_at.is_some() && !is_resolved {
        let why = "the issue is not resolved, so its end stays open";
        draft.tell("resolvedWhen of issues", why, path);
    }
    let pieces = pieces(draft, body, path);
    let said_at = pieces.iter().filter_map(|(at, _)| *at);
    let (oldest, newest) = (said_at.clone().min(), said_at.max());
    let ended_at = resolved_at.or(newest).or(date).filter(|_| is_resolved);
    let end = ended_at.max(newest).or(date);
    if date.is_none() && oldest.or(ended_at).is_some() {
        let why = "it has none that can be read, so the first time within it stands for it";
        draft.tell("date of issues", why, path);
    }
    let affected = front.words("affected");
    let trouble = Trouble {
        foreign: file_name(path).trim_end_matches(".md"),
        title: front.text("title").unwrap_or_default(),
        impact: impact(draft, &front, path),
        started_at: date,
        ended_at,
        components: affected,
        updates: updates(pieces, date, end),
    };
    draft.incident(trouble, path);
    draft.leave(&front, "issues", &ISSUE, path);
    true
}

/// The words of the adapter: a notice is news, and information touches nobody.
fn impact(draft: &mut Draft, front: &Fields<'_>, path: &str) -> Impact {
    let severity = front.text("severity");
    if front.flag("informational") == Some(true) {
        return Impact::None;
    }
    match severity {
        Some("down") => Impact::Critical,
        Some("disrupted") => Impact::Major,
        Some("notice") | None => Impact::Minor,
        Some(other) => {
            let why = format!("{other:?} is no severity of cState, so the impact is minor");
            draft.tell("severity of issues", &why, path);
            Impact::Minor
        }
    }
}

/// Cuts the body after each `track`. What stands before a rule within such a part is a text of its
/// own, as a post-mortem is.
fn pieces(draft: &mut Draft, body: &str, path: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut part = String::new();
    let mut rest = body;
    while let Some(at) = rest.find("{{") {
        part.push_str(&rest[..at]);
        let Some(length) = rest[at..].find("}}").map(|end| end + 2) else {
            break;
        };
        let shortcode = &rest[at..at + length];
        rest = &rest[at + length..];
        match track(shortcode) {
            Some(time) => {
                let said_at = text::instant(time);
                if said_at.is_none() {
                    draft.tell("track of issues", &format!("{time:?} is no time"), path);
                }
                add_pieces(&mut pieces, &part, said_at);
                part.clear();
            }
            None => {
                let why = "shortcodes of Hugo stay as text";
                draft.tell("shortcodes of issues", why, path);
                part.push_str(shortcode);
            }
        }
    }
    part.push_str(rest.trim_end());
    add_pieces(&mut pieces, &part, None);
    pieces
}

fn add_pieces(pieces: &mut Vec<Piece>, part: &str, said_at: Option<Timestamp>) {
    let mut texts = vec![String::new()];
    for line in part.lines() {
        if matches!(line.trim(), "---" | "***" | "___") {
            texts.push(String::new());
        } else if let Some(text) = texts.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    let last = texts.len() - 1;
    for (index, text) in texts.iter().enumerate() {
        let said_at = said_at.filter(|_| index == last);
        if !text.trim().is_empty() || said_at.is_some() {
            pieces.push((said_at, text.trim().to_owned()));
        }
    }
}

/// The time of `{{< track "2018-04-13 17:30:00" >}}`.
fn track(shortcode: &str) -> Option<&str> {
    let inner = shortcode.trim_matches(['{', '}', '<', '>', '%', ' ', '/', '*']);
    let time = inner.strip_prefix("track")?.trim();
    Some(time.trim_matches(['"', '\'', '`']))
}

/// Oldest first. A text without a time is a post-mortem where it says so, else the first words, whose
/// time is that of the issue.
fn updates(
    pieces: Vec<Piece>,
    date: Option<Timestamp>,
    end: Option<Timestamp>,
) -> Vec<(Option<Timestamp>, IncidentStatus, String)> {
    let mut updates = Vec::new();
    let mut postmortems = Vec::new();
    for (said_at, body) in pieces {
        let (status, body) = stage(&body);
        match (said_at, status) {
            (None, Some(IncidentStatus::Postmortem)) => {
                postmortems.push((end, IncidentStatus::Postmortem, body));
            }
            (at, status) => updates.push((at.or(date), status, body)),
        }
    }
    // The newest stands first in the file; of two of one instant the later line is the older.
    updates.reverse();
    updates.sort_by_key(|(at, ..)| *at);
    let mut last = IncidentStatus::Investigating;
    let updates = updates.into_iter().map(|(at, status, body)| {
        last = status.unwrap_or(last);
        (at, last, body)
    });
    let updates: Vec<_> = updates.collect();
    updates.into_iter().chain(postmortems).collect()
}

/// The stage that the words `*Monitoring* - …` set, and what follows them. `*Update*` sets none.
fn stage(body: &str) -> (Option<IncidentStatus>, String) {
    let unmarked = body.trim_start_matches(['*', '_']);
    let word_end = unmarked.find(['*', '_']).unwrap_or(0);
    let (word, rest) = unmarked.split_at(word_end);
    let is_marked = unmarked.len() < body.len() && !word.is_empty();
    let status = match word.to_ascii_lowercase().as_str() {
        "investigating" => Some(IncidentStatus::Investigating),
        "identified" => Some(IncidentStatus::Identified),
        "monitoring" | "watching" => Some(IncidentStatus::Monitoring),
        "resolved" | "fixed" => Some(IncidentStatus::Resolved),
        "post-mortem" | "postmortem" | "post mortem" => Some(IncidentStatus::Postmortem),
        "update" => None,
        _ => return (None, body.to_owned()),
    };
    if !is_marked {
        return (None, body.to_owned());
    }
    let rest = rest.trim_start_matches(['*', '_']).trim_start();
    let rest = rest.trim_start_matches(['-', '–', '—', ':']).trim_start();
    (status, rest.to_owned())
}

#[cfg(test)]
mod tests {
    use pilotlight_feed::IncidentStatus;

    use super::{stage, track};

    #[test]
    fn a_track_is_read_in_every_spelling() {
        for shortcode in [
            "{{< track \"a\" >}}",
            "{{<track 'a'>}}",
            "{{% track `a` %}}",
        ] {
            assert_eq!(track(shortcode), Some("a"), "{shortcode}");
        }
        assert_eq!(track("{{< youtube a >}}"), None);
    }

    #[test]
    fn a_leading_word_is_the_stage_and_no_other_word_is() {
        for (body, status, rest) in [
            (
                "*Monitoring* - all good",
                Some(IncidentStatus::Monitoring),
                "all good",
            ),
            ("**Resolved**: done", Some(IncidentStatus::Resolved), "done"),
            ("*Update* - more", None, "more"),
            ("*We* saw it", None, "*We* saw it"),
            ("Monitoring * all", None, "Monitoring * all"),
            ("", None, ""),
        ] {
            assert_eq!(stage(body), (status, rest.to_owned()), "{body}");
        }
    }
}
