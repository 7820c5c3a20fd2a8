//! Sections `[incident]` and `[component.incident]`: what the monitors tell by themselves. The
//! first is what the others begin with; a component without the second leaves it to people.

use std::time::Duration;

use pilotlight_feed::{Status, limits};
use toml::de::DeValue;

use super::reader::Section;
use super::value;
use crate::core::{AutomaticIncident, Template, Texts};

/// The core counts whole seconds.
const SHORTEST: Duration = Duration::from_secs(1);
/// Longer than this is nothing that happens by itself.
const LONGEST: Duration = Duration::from_secs(86_400);
/// The statuses that may open an incident.
const OPENING: [Status; 3] = [
    Status::DegradedPerformance,
    Status::PartialOutage,
    Status::MajorOutage,
];

/// Reads a section; what it leaves out is as in `otherwise`.
pub(super) fn parse(
    section: &Section<'_>,
    otherwise: &AutomaticIncident,
) -> Option<AutomaticIncident> {
    let length = || value::duration_between(SHORTEST, LONGEST);
    let texts = &otherwise.texts;
    let after = section.or("after", length(), otherwise.after);
    let resolve_after = section.or("resolve_after", length(), otherwise.resolve_after);
    let reopen_within = section.or("reopen_within", length(), otherwise.reopen_within);
    let statuses = section.or("statuses", statuses, otherwise.statuses.clone());
    let title = section.or("title", title, texts.title.clone());
    let body = |key, known: &Template| section.or(key, body, known.clone());
    let opening = body("opening", &texts.opening);
    let joining = body("joining", &texts.joining);
    let recovering = body("recovering", &texts.recovering);
    let resolving = body("resolving", &texts.resolving);
    section.finish();
    Some(AutomaticIncident {
        after: after?,
        resolve_after: resolve_after?,
        reopen_within: reopen_within?,
        statuses: statuses?,
        texts: Texts {
            title: title?,
            opening: opening?,
            joining: joining?,
            recovering: recovering?,
            resolving: resolving?,
        },
    })
}

/// The section of a component; none inside when it has none.
pub(super) fn of_component(
    component: &Section<'_>,
    otherwise: &AutomaticIncident,
) -> Option<Option<AutomaticIncident>> {
    match component.optional("incident", |_| Ok(()))? {
        None => Some(None),
        Some(()) => parse(&component.section("incident")?, otherwise).map(Some),
    }
}

fn statuses(value: &DeValue<'_>) -> Result<Vec<Status>, String> {
    let named = value::texts(value)?;
    if named.is_empty() {
        return Err("is empty; leave out the section where no incident is to be told".to_owned());
    }
    let known = named.iter().map(|name| {
        let mut opening = OPENING.into_iter();
        opening
            .find(|status| status.as_str() == name)
            .ok_or_else(|| {
                let all = OPENING.map(Status::as_str).join("\", \"");
                format!("{name:?} opens no incident; write some of \"{all}\"")
            })
    });
    known.collect()
}

pub(super) fn title(value: &DeValue<'_>) -> Result<Template, String> {
    template(&value::name(value)?)
}

fn body(value: &DeValue<'_>) -> Result<Template, String> {
    body_within(value, limits::LINE_CHARS)
}

/// A text of so many characters at most.
pub(super) fn body_within(value: &DeValue<'_>, most: usize) -> Result<Template, String> {
    let text = value::text(value)?;
    if text.trim().is_empty() {
        return Err("is empty; write some text".to_owned());
    }
    if most < text.chars().count() {
        return Err(format!(
            "is longer than {most} characters; say it in fewer words"
        ));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err("holds a control character; write plain text or Markdown".to_owned());
    }
    template(&text)
}

fn template(text: &str) -> Result<Template, String> {
    Template::parse(text).map_err(|refused| refused.to_string())
}
