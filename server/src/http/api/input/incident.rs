//! Bodies of requests about incidents and their updates.

use std::collections::BTreeMap;

use pilotlight_feed::Timestamp;
use serde::Deserialize;

use super::{ImpactWord, IncidentStatusWord, StatusWord, audience, some, statuses};
use crate::core::{
    Catalog, Expected, IncidentEdit, IncidentTemplate, NewIncident, NewUpdate, NoComponent,
    UpdateEdit,
};
use crate::http::api::problem::Problem;

/// Body of `POST /incidents`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api) struct IncidentInput {
    id: Option<String>,
    /// What is left out stands in it.
    pub(in crate::http::api) template: Option<String>,
    name: Option<String>,
    impact: Option<ImpactWord>,
    #[serde(default)]
    draft: bool,
    updates: Option<Vec<UpdateInput>>,
}

/// An update, alone or in a list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api) struct UpdateInput {
    status: Option<IncidentStatusWord>,
    at: Option<Timestamp>,
    #[serde(default)]
    body: String,
    #[serde(default)]
    components: BTreeMap<String, StatusWord>,
    #[serde(default, deserialize_with = "some")]
    expected_resolution_at: Option<Option<Timestamp>>,
    next_update_at: Option<Timestamp>,
}

/// Body of `PATCH /incidents/{id}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api) struct IncidentEditInput {
    name: Option<String>,
    #[serde(default, deserialize_with = "some")]
    impact: Option<Option<ImpactWord>>,
    draft: Option<bool>,
}

/// Body of `PATCH /incidents/{id}/updates/{number}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api) struct UpdateEditInput {
    status: Option<IncidentStatusWord>,
    body: Option<String>,
    at: Option<Timestamp>,
    components: Option<BTreeMap<String, StatusWord>>,
    #[serde(default, deserialize_with = "some")]
    expected_resolution_at: Option<Option<Timestamp>>,
    #[serde(default, deserialize_with = "some")]
    next_update_at: Option<Option<Timestamp>>,
}

impl IncidentInput {
    /// The incident as it is written out. `id` is for one that has none.
    ///
    /// # Errors
    /// 400 when something is left out that only a template has.
    pub(in crate::http::api) fn command(self, id: String) -> Result<NewIncident, Problem> {
        let missing =
            |field| Problem::bad(format!("the body: {field} is missing; or name a template"));
        let updates = self.updates.ok_or_else(|| missing("updates"))?;
        Ok(NewIncident {
            id: self.id.unwrap_or(id),
            name: self.name.ok_or_else(|| missing("name"))?,
            impact: self.impact.map(|word| word.0),
            audience: audience(self.draft),
            updates: updates.into_iter().map(UpdateInput::command).collect(),
        })
    }

    /// The incident as a template begins it, and as the rest of the body has it otherwise: what the
    /// first update says and names stands in place of what the template does.
    ///
    /// # Errors
    /// [`NoComponent`] when the template is about components and none is named.
    pub(in crate::http::api) fn command_from(
        self,
        id: String,
        template: &IncidentTemplate,
        catalog: &Catalog,
        now: Timestamp,
    ) -> Result<NewIncident, NoComponent> {
        let updates = self.updates.unwrap_or_default().into_iter();
        let mut updates: Vec<NewUpdate> = updates.map(UpdateInput::command).collect();
        if updates.is_empty() {
            updates.push(NewUpdate::default());
        }
        let first = &mut updates[0];
        if first.components.is_empty() {
            first.components.clone_from(&template.components);
        }
        let since = first.at.unwrap_or(now);
        let wording = template.word(catalog, &first.components, (since, now))?;
        if first.body.is_empty() {
            first.body = wording.text;
        }
        Ok(NewIncident {
            id: self.id.unwrap_or(id),
            name: self.name.unwrap_or(wording.title),
            impact: self.impact.map(|word| word.0).or(template.impact),
            audience: audience(self.draft),
            updates,
        })
    }
}

impl UpdateInput {
    pub(in crate::http::api) fn command(self) -> NewUpdate {
        NewUpdate {
            status: self.status.map(|word| word.0),
            at: self.at,
            body: self.body,
            components: statuses(self.components),
            expected: self
                .expected_resolution_at
                .map_or(Expected::Unchanged, expected),
            next_update_at: self.next_update_at,
        }
    }
}

impl IncidentEditInput {
    pub(in crate::http::api) fn command(self) -> IncidentEdit {
        IncidentEdit {
            name: self.name,
            impact: self.impact.map(|impact| impact.map(|word| word.0)),
            audience: self.draft.map(audience),
        }
    }
}

impl UpdateEditInput {
    pub(in crate::http::api) fn command(self) -> UpdateEdit {
        UpdateEdit {
            status: self.status.map(|word| word.0),
            body: self.body,
            at: self.at,
            components: self.components.map(statuses),
            expected: self.expected_resolution_at.map(expected),
            next_update_at: self.next_update_at,
        }
    }
}

/// What a field that is there says of the end; a null takes back what was said.
const fn expected(at: Option<Timestamp>) -> Expected {
    match at {
        None => Expected::Withdrawn,
        Some(at) => Expected::At(at),
    }
}
