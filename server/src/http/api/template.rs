//! Templates of incidents: those that the configuration has, and incidents opened from one.

use serde_json::{Value, json};

use super::events::new_id;
use super::input::IncidentInput;
use super::list::Paging;
use super::problem::Problem;
use super::reply::Reply;
use super::{Api, Asked};
use crate::core::{IncidentTemplate, NewIncident};

/// All of them, in the order of the configuration.
///
/// # Errors
/// 400 for a parameter that lists do not have.
pub(super) fn list(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let paging = Paging::stateless(asked.query)?;
    let catalog = api.catalog.load();
    paging.by_id(catalog.templates.iter().map(document).collect())
}

/// The incident that a template begins.
///
/// # Errors
/// 422 when there is none of that name, or it is about components and none is named.
pub(super) fn open(api: &Api, id: &str, new: IncidentInput) -> Result<NewIncident, Problem> {
    let catalog = api.catalog.load();
    let templates = &catalog.templates;
    let Some(template) = templates.iter().find(|known| known.id == id) else {
        let known: Vec<&str> = templates.iter().map(|known| known.id.as_str()).collect();
        let instead = if known.is_empty() {
            "the configuration has none; add a section [[incident.template]]".to_owned()
        } else {
            format!("there are {}", known.join(", "))
        };
        return Err(Problem::field(
            "template",
            format!("{id:?} is not there; {instead}"),
        ));
    };
    let now = api.clock.now().at;
    new.command_from(new_id()?, template, &catalog, now)
        .map_err(|error| Problem::field("template", format!("{id:?} {error}")))
}

fn document(template: &IncidentTemplate) -> Value {
    let components = template.components.iter();
    let components: serde_json::Map<String, Value> = components
        .map(|(id, status)| (id.clone(), status.as_str().into()))
        .collect();
    json!({
        "id": template.id,
        "title": template.title.as_str(),
        "text": template.text.as_str(),
        "impact": template.impact.map(pilotlight_feed::Impact::as_str),
        "components": components,
    })
}
