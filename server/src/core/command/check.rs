//! What every command is held against, whatever it is about.

use pilotlight_feed::{Date, Timestamp, limits};

use super::Rejection;
use crate::core::input::Now;
use crate::core::state::State;

/// How far an update may be dated ahead of our clock: as far as two clocks may differ.
const AHEAD_S: i64 = 60;
/// The first instant that nothing may be dated to or beyond: every zone can still write what lies before.
const END: Timestamp = Timestamp(Date::from_civil(9_999, 1, 1).0 * 86_400);

/// What is changed, and the version that it must have.
pub(super) type Named<'a> = (&'a str, Option<u64>);

pub(super) fn invalid(field: &'static str, problem: impl Into<String>) -> Rejection {
    let problem = problem.into();
    Rejection::Invalid { field, problem }
}

/// An identifier that nothing has yet.
pub(super) fn fresh_id(id: &str, is_taken: bool) -> Result<(), Rejection> {
    valid_id(id)?;
    if is_taken {
        return Err(invalid("id", format!("{id:?} is taken; give it another")));
    }
    Ok(())
}

pub(super) fn valid_id(id: &str) -> Result<(), Rejection> {
    if pilotlight_feed::is_id(id) {
        return Ok(());
    }
    let most = limits::ID_CHARS;
    Err(invalid(
        "id",
        format!("is 1 to {most} characters of a to z, 0 to 9, - and _"),
    ))
}

pub(super) fn checked_name(name: &str) -> Result<String, Rejection> {
    let name = name.trim();
    let most = limits::NAME_CHARS;
    if name.is_empty() {
        return Err(invalid("name", "is empty; say in a few words what happens"));
    }
    if most < name.chars().count() {
        return Err(invalid(
            "name",
            format!("is longer than {most} characters; say the rest in an update"),
        ));
    }
    if name.chars().any(char::is_control) {
        return Err(invalid(
            "name",
            "has a control character; write one line of text",
        ));
    }
    Ok(name.to_owned())
}

pub(super) fn checked_body(body: &str) -> Result<String, Rejection> {
    let body = body.replace("\r\n", "\n");
    let body = body.trim();
    let most = limits::BODY_CHARS;
    if most < body.chars().count() {
        return Err(invalid(
            "body",
            format!("is longer than {most} characters; link to the rest"),
        ));
    }
    if body
        .chars()
        .any(|c| c.is_control() && c != '\n' && c != '\t')
    {
        return Err(invalid(
            "body",
            "has a control character; write plain text or Markdown",
        ));
    }
    Ok(body.to_owned())
}

/// Components that are there, sorted, each once.
pub(super) fn checked_components(
    state: &State,
    components: &[String],
) -> Result<Vec<String>, Rejection> {
    known_components(state, components)?;
    let mut components = components.to_vec();
    components.sort_unstable();
    components.dedup();
    Ok(components)
}

/// The identifiers of components, each of which must be there.
pub(super) fn known_components<'a>(
    state: &State,
    ids: impl IntoIterator<Item = &'a String>,
) -> Result<(), Rejection> {
    for id in ids {
        if !state.catalog.components.iter().any(|known| known.id == *id) {
            return Err(Rejection::Missing {
                kind: "component",
                id: id.clone(),
            });
        }
    }
    Ok(())
}

/// An instant that every document and every zone can write.
pub(super) fn checked_instant(field: &'static str, at: Timestamp) -> Result<Timestamp, Rejection> {
    if (Timestamp(0)..END).contains(&at) {
        return Ok(at);
    }
    Err(invalid(field, "is out of the years 1970 to 9998"))
}

/// The time that an update is shown under; `instead` is what to do about one that lies ahead.
pub(super) fn checked_time(now: Now, at: Timestamp, instead: &str) -> Result<Timestamp, Rejection> {
    if now.at.plus(AHEAD_S) < at {
        let problem = format!("is {at}, which lies ahead; {instead}");
        return Err(invalid("at", problem));
    }
    checked_instant("at", at)
}

/// The time of a new update: the one that it names, or now. One without a time comes after all others,
/// whatever the clock says.
pub(super) fn checked_time_of_new(
    now: Now,
    (at, last): (Option<Timestamp>, Option<Timestamp>),
    instead: &str,
) -> Result<Timestamp, Rejection> {
    match at {
        Some(at) => checked_time(now, at, instead),
        None => Ok(last.map_or(now.at, |last| last.max(now.at))),
    }
}

/// Where the update of this number stands among those of an incident or a maintenance.
pub(super) fn place_of(
    mut numbers: impl Iterator<Item = u32>,
    number: u32,
) -> Result<usize, Rejection> {
    let place = numbers.position(|known| known == number);
    place.ok_or_else(|| Rejection::Missing {
        kind: "update",
        id: number.to_string(),
    })
}

/// Refuses what was decided on an older version.
pub(super) fn at_version(current: u64, expected: Option<u64>) -> Result<(), Rejection> {
    match expected {
        Some(expected) if expected != current => Err(Rejection::Moved { version: current }),
        _ => Ok(()),
    }
}
