//! Sections `[[incident.template]]`: what people open incidents from.

use std::collections::BTreeMap;

use pilotlight_feed::{Impact, Status};
use toml::de::DeValue;

use super::component::Given;
use super::reader::Section;
use super::{automatic, value};
use crate::core::IncidentTemplate;

/// Characters of a text: half of what an update may have, so that there is room for what is filled
/// in.
const MOST_TEXT_CHARS: usize = 5_000;

/// Reads all of them. `components` are the identifiers of those that there are; none when these could
/// not be read.
pub(super) fn parse(
    root: &Section<'_>,
    components: Option<Vec<&str>>,
) -> Option<Vec<IncidentTemplate>> {
    // One that is no table is reported where the rest of it is read.
    let is_table = |value: &DeValue<'_>| Ok(value.as_table().is_some());
    if root.optional("incident", is_table).flatten() != Some(true) {
        return Some(Vec::new());
    }
    let sections = root.section("incident")?.list("template");
    let mut given = Given::default();
    let templates: Vec<Option<IncidentTemplate>> = sections
        .iter()
        .map(|section| one(section, &mut given, components.as_deref()))
        .collect();
    templates.into_iter().collect()
}

fn one(
    section: &Section<'_>,
    given: &mut Given,
    components: Option<&[&str]>,
) -> Option<IncidentTemplate> {
    let id = given.take(section, "\"database\"");
    let title = section.required("title", automatic::title, "\"{components}: {status}\"");
    let text = section.required(
        "text",
        |value| automatic::body_within(value, MOST_TEXT_CHARS),
        "\"We look into it.\"",
    );
    let impact = section.optional("impact", impact);
    let statuses = statuses(section, components);
    section.finish();
    Some(IncidentTemplate {
        id: id?,
        title: title?,
        text: text?,
        impact: impact?,
        components: statuses?,
    })
}

fn impact(value: &DeValue<'_>) -> Result<Impact, String> {
    let word = value::text(value)?;
    let known = Impact::ALL.iter().copied();
    let mut known = known.filter(|known| known.as_str() == word);
    known.next().ok_or_else(|| {
        let words: Vec<&str> = Impact::ALL.iter().map(|known| known.as_str()).collect();
        format!(
            "{word:?} is no impact; write one of \"{}\"",
            words.join("\", \"")
        )
    })
}

/// Components with the status that each takes.
fn statuses(
    section: &Section<'_>,
    components: Option<&[&str]>,
) -> Option<BTreeMap<String, Status>> {
    let mut statuses = BTreeMap::new();
    for (id, word) in section.texts("components")? {
        if let Some(known) = components.filter(|known| !known.contains(&id.as_str())) {
            let known = known.join("\", \"");
            section.problem(
                "components",
                format!("there is no component {id:?}; there are \"{known}\""),
            );
            return None;
        }
        let status = Status::ALL.iter().find(|status| status.as_str() == word);
        let Some(status) = status else {
            let words: Vec<&str> = Status::ALL.iter().map(|known| known.as_str()).collect();
            let words = words.join("\", \"");
            section.problem(
                "components",
                format!("{word:?} is no status; write one of \"{words}\""),
            );
            return None;
        };
        statuses.insert(id, *status);
    }
    Some(statuses)
}
