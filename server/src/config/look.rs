//! Section `[look]`: the operator's own pictures, colour, links, words and stylesheet.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use pilotlight_feed::is_web_address;
use pilotlight_site::look::{Accent, Density, Link, Look, Picture, PictureFormat, Sections};
use toml::de::DeValue;
use url::Url;

use super::reader::Section;
use super::value;

/// Of a picture: every visitor loads it. 128 KiB.
const MOST_PICTURE_BYTES: u64 = 128 * 1024;
/// Of a stylesheet: it is read before anything is shown. 64 KiB.
const MOST_STYLESHEET_BYTES: u64 = 64 * 1024;
/// Of the words above and below.
const MOST_WORDS_CHARS: usize = 2_000;
/// What a narrow header has room for.
const MOST_LINKS: usize = 8;

/// Reads the section; its files lie relative to `folder`.
pub(super) fn parse(section: &Section<'_>, folder: &Path) -> Option<Look> {
    let picture = |key| section.optional(key, |value| picture(value, folder));
    let (logo, logo_dark, icon) = (picture("logo"), picture("logo_dark"), picture("icon"));
    let accent = section.optional("accent", accent);
    let header = section.optional("header", words);
    let footer = section.optional("footer", words);
    let stylesheet = section.optional("stylesheet", |value| stylesheet(value, folder));
    let density = section.or("density", density, Density::default());
    let maintenance = section.or("maintenance", value::boolean, true);
    let past_days = section.or(
        "past_days",
        value::number_between(0, Sections::MOST_PAST_DAYS.into()),
        Sections::default().past_days.into(),
    );
    let embed_on = section.or("embed_on", origins, Vec::new());
    let links = links(section);
    if let (Some(None), Some(Some(_))) = (&logo, &logo_dark) {
        let message = "stands in for a `logo` on dark pages, and there is none; add `logo`";
        section.problem("logo_dark", message);
    }
    section.finish();
    Some(Look {
        logo: logo?,
        logo_dark: logo_dark?,
        icon: icon?,
        accent: accent?,
        links: links?,
        header: header?,
        footer: footer?,
        stylesheet: stylesheet?,
        density: density?,
        sections: Sections {
            maintenance: maintenance?,
            past_days: u8::try_from(past_days?).unwrap_or(Sections::MOST_PAST_DAYS),
        },
        embed_on: embed_on?,
    })
}

fn links(section: &Section<'_>) -> Option<Vec<Link>> {
    let sections = section.list("link");
    if MOST_LINKS < sections.len() {
        let number = sections.len();
        section.problem(
            "link",
            format!("has {number} links; a header has room for {MOST_LINKS}"),
        );
    }
    let links: Vec<Option<Link>> = sections
        .iter()
        .map(|section| {
            let text = section.required("text", value::name, "\"Support\"");
            let url = section.required("url", address, "\"https://www.example.com/support\"");
            section.finish();
            Some(Link {
                text: text?,
                url: url?,
            })
        })
        .collect();
    links.into_iter().collect()
}

fn address(value: &DeValue<'_>) -> Result<String, String> {
    let text = value::text(value)?;
    let is_letter = text.strip_prefix("mailto:").is_some_and(|to| {
        to.contains('@') && !to.chars().any(|c| c.is_whitespace() || c.is_control())
    });
    if is_letter || is_web_address(&text) {
        return Ok(text);
    }
    Err(format!(
        "{} is no web address; write https://… or mailto:…",
        value::without_secret(&text)
    ))
}

/// Origins, written as a browser writes them.
fn origins(value: &DeValue<'_>) -> Result<Vec<String>, String> {
    let origins = value::texts(value)?;
    for text in &origins {
        let url = Url::parse(text).ok();
        let url = url.filter(|url| matches!(url.scheme(), "https" | "http"));
        let origin = url.map(|url| url.origin().ascii_serialization());
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:/[]".contains(&byte);
        match origin.filter(|origin| origin.bytes().all(is_plain)) {
            Some(origin) if origin == *text => {}
            Some(origin) => {
                let wrong = value::without_secret(text);
                return Err(format!("{wrong} is more than an origin; write {origin:?}"));
            }
            None => {
                return Err(format!(
                    "{} is no origin; write for example \"https://www.example.com\"",
                    value::without_secret(text)
                ));
            }
        }
    }
    let length = origins.join(" ").len();
    if Look::MOST_EMBED_CHARS < length {
        return Err(format!(
            "has {length} characters in all; hosts read no more than {}, so leave it out, or some of them",
            Look::MOST_EMBED_CHARS
        ));
    }
    Ok(origins)
}

fn accent(value: &DeValue<'_>) -> Result<Accent, String> {
    let text = value::text(value)?;
    text.parse()
        .map_err(|_| format!("{text:?} is no colour; write six digits, for example \"#0a5cff\""))
}

fn density(value: &DeValue<'_>) -> Result<Density, String> {
    match value::text(value)?.as_str() {
        "comfortable" => Ok(Density::Comfortable),
        "compact" => Ok(Density::Compact),
        other => Err(format!(
            "{other:?} is no density; write \"comfortable\" or \"compact\""
        )),
    }
}

fn words(value: &DeValue<'_>) -> Result<String, String> {
    let text = value::text(value)?;
    let length = text.chars().count();
    if text.trim().is_empty() {
        return Err("is empty; write some text, or leave it out".to_owned());
    }
    if MOST_WORDS_CHARS < length {
        return Err(format!(
            "has {length} characters; write at most {MOST_WORDS_CHARS}"
        ));
    }
    Ok(text)
}

fn stylesheet(value: &DeValue<'_>, folder: &Path) -> Result<String, String> {
    let name = value::text(value)?;
    let bytes = read(&name, folder, MOST_STYLESHEET_BYTES)?;
    String::from_utf8(bytes)
        .map_err(|_| format!("{name:?} is not written in UTF-8; save it as UTF-8"))
}

fn picture(value: &DeValue<'_>, folder: &Path) -> Result<Picture, String> {
    let name = value::text(value)?;
    let bytes = read(&name, folder, MOST_PICTURE_BYTES)?;
    let format = format_of(&bytes).ok_or_else(|| {
        format!("{name:?} is neither SVG nor PNG nor WebP by what is in it; convert it to one")
    })?;
    Ok(Picture { format, bytes })
}

/// By what is in it: a name may say anything.
fn format_of(bytes: &[u8]) -> Option<PictureFormat> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(PictureFormat::Png);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some(PictureFormat::Webp);
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let begins = ["<svg", "<?xml", "<!--"]
        .iter()
        .any(|start| text.starts_with(start));
    (begins && text.contains("<svg")).then_some(PictureFormat::Svg)
}

/// The whole of a file that is no larger than it may be.
fn read(name: &str, folder: &Path, most_bytes: u64) -> Result<Vec<u8>, String> {
    if name.is_empty() {
        return Err("is empty; write the path of a file".to_owned());
    }
    let path = folder.join(name);
    let unread = |error: std::io::Error| format!("{name:?} cannot be read: {error}");
    let is_file = path.metadata().map_err(unread)?.is_file();
    if !is_file {
        return Err(format!("{name:?} is no file; write the path of a file"));
    }
    let mut bytes = Vec::new();
    let file = File::open(&path).map_err(unread)?;
    file.take(most_bytes + 1)
        .read_to_end(&mut bytes)
        .map_err(unread)?;
    if u64::try_from(bytes.len()).map_or(true, |length| most_bytes < length) {
        return Err(format!(
            "{name:?} has more than {} KiB; every visitor would load them, so make it smaller",
            most_bytes / 1024
        ));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
