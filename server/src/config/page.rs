//! Section `[page]`: whose status is shown.

use std::sync::Arc;

use jiff::tz::TimeZone;
use pilotlight_feed::is_web_address;
use pilotlight_site::{Language, Languages, Look};
use toml::de::DeValue;

use super::reader::Section;
use super::value;
use crate::core::{Page, Zone};

pub(super) fn parse(section: &Section<'_>, look: Look) -> Option<Page> {
    let name = section.required("name", value::name, "\"Acme\"");
    let url = section.required("url", public_address, "\"https://status.example.com/\"");
    let time_zone = section.or("time_zone", zone, Zone::utc());
    let security_contact = section.optional("security_contact", contact);
    let languages = languages(section);
    section.finish();
    let look = Look {
        languages: languages?,
        ..look
    };
    Some(Page {
        name: name?,
        url: url?,
        zone: time_zone?,
        security_contact: security_contact?,
        look: Arc::new(look),
    })
}

/// The language of `/`, and those that stand beside it.
fn languages(section: &Section<'_>) -> Option<Languages> {
    let main = section.or("language", language, Language::ENGLISH);
    let others = section.or("languages", list_of_languages, Vec::new());
    let (main, others) = (main?, others?);
    if others.contains(&main) {
        let tag = main.tag();
        let message = format!("names {tag:?}, which is `language`, that of /; leave it out here");
        section.problem("languages", message);
        return None;
    }
    Some(Languages { main, others })
}

fn list_of_languages(value: &DeValue<'_>) -> Result<Vec<Language>, String> {
    let mut all = Vec::new();
    for tag in value::texts(value)? {
        let language = language_of(&tag)?;
        if all.contains(&language) {
            return Err(format!("names {:?} twice", language.tag()));
        }
        all.push(language);
    }
    Ok(all)
}

fn language(value: &DeValue<'_>) -> Result<Language, String> {
    language_of(&value::text(value)?)
}

fn language_of(tag: &str) -> Result<Language, String> {
    Language::of_tag(tag).ok_or_else(|| {
        let known: Vec<&str> = Language::all().map(Language::tag).collect();
        let known = known.join(", ");
        format!("{tag:?} is no language that the page can be in; write one of {known}")
    })
}

fn public_address(value: &DeValue<'_>) -> Result<String, String> {
    let text = value::text(value)?;
    let address = value::without_secret(&text);
    let example = "write for example \"https://status.example.com/\"";
    let parsed =
        url::Url::parse(&text).map_err(|_| format!("{address} is no address; {example}"))?;
    if !is_web_address(&text) {
        return Err(format!("{address} is not a web address; {example}"));
    }
    if parsed.path() != "/" {
        return Err(format!(
            "{address} has a path, and the page's own links begin at the root of its host; give \
             the page a host of its own and {example}"
        ));
    }
    let has_user = !parsed.username().is_empty() || parsed.password().is_some();
    if has_user || parsed.query().is_some() || parsed.fragment().is_some() {
        return Err(format!("{address} has more than a host; {example}"));
    }
    Ok(parsed.into())
}

/// A mail address, or an address with a scheme that people can be reached by.
fn contact(value: &DeValue<'_>) -> Result<String, String> {
    const EXAMPLE: &str =
        "write for example \"security@acme.com\" or \"https://acme.com/security\"";
    let text = value::text(value)?;
    let is_plain = |c: char| c.is_ascii_graphic();
    let address = match text.split_once(':') {
        Some(("https" | "mailto" | "tel", rest)) if !rest.is_empty() => text.clone(),
        None if text.contains('@') => ["mailto:", &text].concat(),
        _ => return Err(format!("{text:?} is no way to reach anybody; {EXAMPLE}")),
    };
    if !address.chars().all(is_plain) || 500 < address.len() {
        return Err(format!("{text:?} is no address; {EXAMPLE}"));
    }
    Ok(address)
}

fn zone(value: &DeValue<'_>) -> Result<Zone, String> {
    let name = value::text(value)?;
    let zone = TimeZone::get(&name).map_err(|_| {
        format!("{name:?} is no time zone; write an IANA name, for example \"Europe/Berlin\"")
    })?;
    Ok(Zone { name, rules: zone })
}
