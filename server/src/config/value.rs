//! Values of the configuration file: each function reads one kind of value, or says what was
//! expected instead.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use pilotlight_feed::{is_id, limits};
use toml::de::DeValue;

use super::reader::article;

type Parsed<T> = Result<T, String>;

pub(super) fn text(value: &DeValue<'_>) -> Parsed<String> {
    let text = value
        .as_str()
        .ok_or_else(|| format!("is a text in quotes, not {}", article(value)))?;
    Ok(text.to_owned())
}

/// An address as a message repeats it: without what stands before an `@`, which may be a password.
pub(super) fn without_secret(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((_, rest)) => format!("{:?}", format!("…@{rest}")),
        None => format!("{address:?}"),
    }
}

pub(super) fn boolean(value: &DeValue<'_>) -> Parsed<bool> {
    value
        .as_bool()
        .ok_or_else(|| format!("is true or false, not {}", article(value)))
}

pub(super) fn texts(value: &DeValue<'_>) -> Parsed<Vec<String>> {
    let wrong = || "is a list of texts; write [\"…\", \"…\"]".to_owned();
    let items = value.as_array().ok_or_else(wrong)?;
    items
        .iter()
        .map(|item| text(item.get_ref()).map_err(|_| wrong()))
        .collect()
}

/// A name or a title: one line, as long as the feed allows.
pub(super) fn name(value: &DeValue<'_>) -> Parsed<String> {
    line(value, limits::NAME_CHARS)
}

/// A description: one line, as long as the feed allows.
pub(super) fn description(value: &DeValue<'_>) -> Parsed<String> {
    line(value, limits::LINE_CHARS)
}

fn line(value: &DeValue<'_>, most_chars: usize) -> Parsed<String> {
    let text = text(value)?;
    let length = text.chars().count();
    if text.trim().is_empty() {
        return Err("is empty; write some text".to_owned());
    }
    if most_chars < length {
        return Err(format!(
            "has {length} characters; write at most {most_chars}"
        ));
    }
    if text.chars().any(char::is_control) {
        return Err("holds a control character; write one plain line".to_owned());
    }
    Ok(text)
}

pub(super) fn id(value: &DeValue<'_>) -> Parsed<String> {
    let text = text(value)?;
    if is_id(&text) {
        return Ok(text);
    }
    Err(format!(
        "{text:?} is no identifier; use 1 to 64 of a-z, 0-9, - and _"
    ))
}

pub(super) fn path(value: &DeValue<'_>) -> Parsed<PathBuf> {
    let text = text(value)?;
    if text.is_empty() {
        Err("is empty; write a folder".to_owned())
    } else {
        Ok(text.into())
    }
}

pub(super) fn socket_address(value: &DeValue<'_>) -> Parsed<SocketAddr> {
    let text = text(value)?;
    let example = "write for example \"127.0.0.1:8080\"";
    let address: SocketAddr = text
        .parse()
        .map_err(|_| format!("{text:?} is no address and port; {example}"))?;
    if address.ip().is_multicast() {
        return Err(format!(
            "{text:?} is a multicast address, to which nobody can connect; {example}"
        ));
    }
    Ok(address)
}

/// A length of time such as `"500ms"`, `"30s"`, `"5m"`, `"1h"` or `"90d"`.
pub(super) fn duration(value: &DeValue<'_>) -> Parsed<Duration> {
    let wrong =
        || "is no length of time; write for example \"500ms\", \"30s\", \"5m\", \"1h\"".to_owned();
    let text = value.as_str().ok_or_else(wrong)?.trim();
    let split = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
    let (digits, unit) = text.split_at(split);
    let unit_ms = match unit.trim() {
        "ms" => 1,
        "s" => 1_000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return Err(wrong()),
    };
    let count: u64 = digits.parse().map_err(|_| wrong())?;
    Ok(Duration::from_millis(
        count.checked_mul(unit_ms).ok_or_else(wrong)?,
    ))
}

/// A length of time between two others, both included.
pub(super) fn duration_between(
    least: Duration,
    most: Duration,
) -> impl Fn(&DeValue<'_>) -> Parsed<Duration> {
    move |value| {
        let duration = duration(value)?;
        if least <= duration && duration <= most {
            return Ok(duration);
        }
        Err(format!(
            "{duration:?} is out of range; write between {least:?} and {most:?}"
        ))
    }
}

/// A whole number between two others, both included.
pub(super) fn number_between(least: u32, most: u32) -> impl Fn(&DeValue<'_>) -> Parsed<u32> {
    move |value| {
        let number = value
            .as_integer()
            .and_then(|number| number.as_str().parse().ok());
        match number {
            Some(number) if (least..=most).contains(&number) => Ok(number),
            _ => Err(format!("is a whole number from {least} to {most}")),
        }
    }
}
