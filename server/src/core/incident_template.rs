//! Incidents that people open from words which were chosen beforehand, with less to think of at night.

use std::collections::BTreeMap;

use pilotlight_feed::{Impact, Status, Timestamp};

use super::automatic::{Facts, Template};
use super::catalog::Catalog;

/// The beginning of an incident, but for when it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentTemplate {
    /// Stable identifier.
    pub id: String,
    /// Title.
    pub title: Template,
    /// The first update: Markdown.
    pub text: Template,
    /// Set by hand; none: it follows from the components.
    pub impact: Option<Impact>,
    /// The status that each of these components takes, by identifier.
    pub components: BTreeMap<String, Status>,
}

/// What stands in the incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// Title.
    pub title: String,
    /// The first update: Markdown.
    pub text: String,
}

/// A blank is about a component, and there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("has blanks for components, and no component is named; name one with its status")]
pub struct NoComponent;

impl IncidentTemplate {
    /// The words about these components, the worst of which is said, since then.
    ///
    /// # Errors
    /// [`NoComponent`] when a word about one is to be said and there is none.
    pub fn word(
        &self,
        catalog: &Catalog,
        components: &BTreeMap<String, Status>,
        (since, now): (Timestamp, Timestamp),
    ) -> Result<Wording, NoComponent> {
        let known = catalog.components.iter();
        let named = known.filter(|known| components.contains_key(&known.id));
        let names: Vec<&str> = named.map(|known| known.name.as_str()).collect();
        if names.is_empty() && (self.title.needs_component() || self.text.needs_component()) {
            return Err(NoComponent);
        }
        let facts = Facts {
            component: names.first().copied().unwrap_or_default(),
            components: names,
            status: components.values().max().copied().unwrap_or_default(),
            since,
            duration_s: now.since(since),
            zone: &catalog.page.zone,
        };
        Ok(Wording {
            title: self.title.title(&facts),
            text: self.text.markdown(&facts),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use pilotlight_feed::{Status, Timestamp};

    use super::{IncidentTemplate, NoComponent, Wording};
    use crate::core::fixture::page;
    use crate::core::{Template, Zone};

    fn word(title: &str, components: &[(&str, Status)]) -> Result<Wording, NoComponent> {
        let template = IncidentTemplate {
            id: "known".to_owned(),
            title: Template::parse(title).expect("known blanks"),
            text: Template::parse("Since {since}, {duration}.").expect("known blanks"),
            impact: None,
            components: BTreeMap::new(),
        };
        let components = components.iter();
        let components = components.map(|(id, status)| ((*id).to_owned(), *status));
        let times = (Timestamp(600), Timestamp(1_200));
        template.word(&page(Zone::utc()), &components.collect(), times)
    }

    #[test]
    fn the_blanks_are_those_of_automatic_incidents() {
        let components = [("api", Status::PartialOutage), ("web", Status::MajorOutage)];
        let worded = word("{component} of {components}: {status}", &components);
        let expected = Wording {
            title: "WEB of WEB, API: major outage".to_owned(),
            text: "Since 1970-01-01 00:10 UTC, 10 min.".to_owned(),
        };
        assert_eq!(worded, Ok(expected));
    }

    #[test]
    fn words_about_a_component_need_one() {
        assert_eq!(word("{status}", &[]), Err(NoComponent));
        let other = word("Mail is late", &[]);
        assert_eq!(
            other.map(|worded| worded.title).as_deref(),
            Ok("Mail is late")
        );
    }
}
