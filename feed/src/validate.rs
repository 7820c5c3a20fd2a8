//! What a reader accepts. The widget checks what it fetched, the publisher checks what it is about
//! to publish: with the same code, so nothing is published that the widget would refuse.

use crate::{Component, Feed, Incident, IncidentUpdate, Maintenance};

/// Bounds of a document; what lies beyond is refused as broken or hostile.
pub mod limits {
    /// Bytes of one document, uncompressed. A widget on a stranger's page reads no more.
    pub const DOCUMENT_BYTES: usize = 256 * 1024;
    /// Components of one page.
    pub const COMPONENTS: usize = 2_000;
    /// Incidents or maintenances in one list.
    pub const EVENTS: usize = 500;
    /// Characters of an identifier.
    pub const ID_CHARS: usize = 64;
    /// Characters of a name or a title.
    pub const NAME_CHARS: usize = 200;
    /// Characters of a description, of the overall words or of an address.
    pub const LINE_CHARS: usize = 500;
    /// Characters of the body of an update.
    pub const BODY_CHARS: usize = 10_000;
    /// Days in a component's history.
    pub const DAYS: usize = 400;
}

/// Why a document is refused: which field, of which object, breaks its bounds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} of {object:?} is out of bounds")]
pub struct Invalid {
    /// Name of the field.
    pub field: &'static str,
    /// Identifier of the component, group, incident or maintenance; empty for the document itself.
    pub object: String,
}

impl Feed {
    /// Checks that a reader may trust the document's shape, and that it is worth publishing: no
    /// group and no component is in it twice.
    ///
    /// # Errors
    /// [`Invalid`] names the first field that is out of bounds.
    pub fn validate(&self) -> Result<(), Invalid> {
        self.validate_bounds()?;
        let groups = self.groups.iter().map(|group| group.id.as_str());
        ensure(are_distinct(groups), "groups", "")?;
        let components = self.components.iter().chain(&self.former_components);
        let components = components.map(|part| part.id.as_str());
        ensure(are_distinct(components), "components", "")
    }

    /// Checks that a reader may trust the document's shape. Something that is in it twice would only
    /// be shown twice, and to find that out costs a visitor more than it is worth.
    ///
    /// # Errors
    /// [`Invalid`] names the first field that is out of bounds.
    pub fn validate_bounds(&self) -> Result<(), Invalid> {
        let own = |field, holds| ensure(holds, field, "");
        own("format", self.format == Self::FORMAT)?;
        own("valid_until", self.generated_at < self.valid_until)?;
        own("page.name", is_line(&self.page.name, limits::NAME_CHARS))?;
        own("page.url", is_web_address(&self.page.url))?;
        own(
            "page.time_zone",
            is_line(&self.page.time_zone, limits::ID_CHARS),
        )?;
        own(
            "status.description",
            is_line(&self.status.description, limits::LINE_CHARS),
        )?;
        own("links.feed", is_line(&self.links.feed, limits::LINE_CHARS))?;
        own("groups", self.groups.len() <= limits::COMPONENTS)?;
        own("components", self.components.len() <= limits::COMPONENTS)?;
        for group in &self.groups {
            ensure(is_id(&group.id), "id", &group.id)?;
            ensure(is_line(&group.name, limits::NAME_CHARS), "name", &group.id)?;
        }
        own(
            "former_components",
            self.former_components.len() <= limits::COMPONENTS,
        )?;
        for component in self.components.iter().chain(&self.former_components) {
            self.validate_component(component)?;
        }
        for list in [&self.incidents, &self.past_incidents] {
            own("incidents", list.len() <= limits::EVENTS)?;
            list.iter().try_for_each(validate_incident)?;
        }
        for list in [
            &self.maintenances,
            &self.scheduled_maintenances,
            &self.past_maintenances,
        ] {
            own("maintenances", list.len() <= limits::EVENTS)?;
            list.iter().try_for_each(validate_maintenance)?;
        }
        Ok(())
    }

    fn validate_component(&self, component: &Component) -> Result<(), Invalid> {
        let own = |field, holds| ensure(holds, field, &component.id);
        own("id", is_id(&component.id))?;
        own("name", is_line(&component.name, limits::NAME_CHARS))?;
        if let Some(group) = &component.group {
            own("group", self.groups.iter().any(|known| known.id == *group))?;
        }
        if let Some(description) = &component.description {
            own("description", is_line(description, limits::LINE_CHARS))?;
        }
        own("uptime_bp", component.uptime_bp.unwrap_or(0) <= 10_000)?;
        own(
            "days",
            component
                .days
                .as_ref()
                .is_none_or(|days| days.len() <= limits::DAYS),
        )
    }
}

fn validate_incident(incident: &Incident) -> Result<(), Invalid> {
    let own = |field, holds| ensure(holds, field, &incident.id);
    own("id", is_id(&incident.id))?;
    own("name", is_line(&incident.name, limits::NAME_CHARS))?;
    own(
        "components",
        incident.components.len() <= limits::COMPONENTS,
    )?;
    own("updates", incident.updates.iter().all(is_update))
}

fn validate_maintenance(maintenance: &Maintenance) -> Result<(), Invalid> {
    let own = |field, holds| ensure(holds, field, &maintenance.id);
    own("id", is_id(&maintenance.id))?;
    own("name", is_line(&maintenance.name, limits::NAME_CHARS))?;
    own("ends_at", maintenance.starts_at < maintenance.ends_at)?;
    own(
        "components",
        maintenance.components.len() <= limits::COMPONENTS,
    )?;
    own("updates", maintenance.updates.iter().all(is_update))
}

fn ensure(holds: bool, field: &'static str, object: &str) -> Result<(), Invalid> {
    if holds {
        return Ok(());
    }
    Err(Invalid {
        field,
        object: object.chars().take(limits::ID_CHARS).collect(),
    })
}

/// Whether a text may be an identifier.
///
/// ```
/// assert!(pilotlight_feed::is_id("checkout-api"));
/// assert!(!pilotlight_feed::is_id("../etc"));
/// ```
#[must_use]
pub fn is_id(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    (1..=limits::ID_CHARS).contains(&text.len()) && text.bytes().all(allowed)
}

/// Whether an address may become a link: `https:` or `http:`, and nothing that hides in it.
#[must_use]
pub fn is_web_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest else { return false };
    let plain = |c: char| !c.is_control() && !c.is_whitespace();
    !rest.is_empty()
        && !rest.starts_with('/')
        && is_line(text, limits::LINE_CHARS)
        && text.chars().all(plain)
}

fn is_line(text: &str, most_chars: usize) -> bool {
    !text.is_empty() && text.chars().count() <= most_chars && !text.chars().any(char::is_control)
}

fn is_update(update: &IncidentUpdate) -> bool {
    is_body(&update.body) && update.markdown.as_deref().is_none_or(is_body)
}

fn is_body(text: &str) -> bool {
    let allowed = |c: char| c == '\n' || c == '\t' || !c.is_control();
    text.chars().count() <= limits::BODY_CHARS && text.chars().all(allowed)
}

fn are_distinct<'a>(ids: impl Iterator<Item = &'a str>) -> bool {
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_unstable();
    ids.windows(2).all(|pair| pair[0] != pair[1])
}
