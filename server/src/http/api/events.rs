//! Routes of incidents, maintenances, components and what the public sees.

use http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::list::Paging;
use super::problem::Problem;
use super::reply::Reply;
use super::route::Operation;
use super::{Api, Asked, input, template};
use crate::access::fresh_id;
use crate::core::{Command, Incident, Maintenance, NewStatus};
use crate::record::{incident_at, incident_json_at, maintenance_at, maintenance_json_at};
use crate::store::Store;

/// Where the newest summary stands in the published set.
const SUMMARY: &str = "/feed/v1/summary.json";

/// What the public sees: the published summary, and not what we mean it to be.
pub(super) fn status(api: &Api) -> Result<Reply, Problem> {
    published::<Value>(api).map(Reply::ok)
}

pub(super) fn published<T: DeserializeOwned>(api: &Api) -> Result<T, Problem> {
    let published = api.published.load();
    let summary = published.at(SUMMARY);
    let summary = summary.map(|entry| entry.negotiate(None).body.clone());
    summary
        .and_then(|body| serde_json::from_slice(&body).ok())
        .ok_or_else(|| Problem::busy("nothing is published yet; ask again in a few seconds"))
}

pub(super) async fn set_status(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let component = asked.parameter(0).to_owned();
    if asked.operation == Operation::ClearStatus {
        return api.ask(asked, Command::ClearStatus { component }).await;
    }
    let wanted: input::StatusInput = input::parse(&asked.body)?;
    let new = NewStatus {
        id: new_id()?,
        component,
        status: wanted.status.0,
        until: wanted.until,
        reason: wanted.reason,
    };
    api.ask(asked, Command::SetStatus(new)).await
}

pub(super) async fn incidents(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let paging = Paging::parse(asked.query)?;
    let found = api.store.incidents(&paging.events()?).await?;
    let cursor = |known: &Incident| format!("{} {}", known.started_at().0, known.id);
    let now = api.clock.now().at;
    let document = |known: &Incident| incident_at(known, now);
    Ok(paging.reply(found, document, cursor))
}

pub(super) async fn incident(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let id = asked.parameter(0);
    let found = api.store.incident(id).await?;
    let found = found.ok_or_else(|| Problem::missing("incident", id))?;
    let now = api.clock.now().at;
    Ok(Reply::ok(incident_json_at(&found, now)))
}

pub(super) async fn open_incident(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let new: input::IncidentInput = input::parse(&asked.body)?;
    let new = match new.template.clone() {
        None => new.command(new_id()?)?,
        Some(id) => template::open(api, &id, new)?,
    };
    api.ask(asked, Command::OpenIncident(new)).await
}

pub(super) async fn update_incident(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let update: input::UpdateInput = input::parse(&asked.body)?;
    let command = Command::UpdateIncident {
        id: asked.parameter(0).to_owned(),
        version: asked.version.flatten(),
        update: update.command(),
    };
    api.ask(asked, command).await
}

pub(super) async fn edit_incident(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let edit: input::IncidentEditInput = input::parse(&asked.body)?;
    let command = Command::EditIncident {
        id: asked.parameter(0).to_owned(),
        version: asked.named_version()?,
        edit: edit.command(),
    };
    api.ask(asked, command).await
}

pub(super) async fn edit_incident_update(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let edit: input::UpdateEditInput = input::parse(&asked.body)?;
    let command = Command::EditIncidentUpdate {
        id: asked.parameter(0).to_owned(),
        version: asked.named_version()?,
        number: asked.number()?,
        edit: edit.command(),
    };
    api.ask(asked, command).await
}

pub(super) async fn maintenances(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let paging = Paging::parse(asked.query)?;
    let found = api.store.maintenances(&paging.events()?).await?;
    let cursor = |known: &Maintenance| format!("{} {}", known.starts_at().0, known.id);
    let now = api.clock.now().at;
    let document = |known: &Maintenance| maintenance_at(known, now);
    Ok(paging.reply(found, document, cursor))
}

pub(super) async fn maintenance(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let found = find(api, asked).await?;
    let now = api.clock.now().at;
    Ok(Reply::ok(maintenance_json_at(&found, now)))
}

pub(super) async fn plan_maintenance(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let new: input::MaintenanceInput = input::parse(&asked.body)?;
    api.ask(asked, new.command(new_id()?)).await
}

pub(super) async fn update_maintenance(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let update: input::MaintenanceUpdateInput = input::parse(&asked.body)?;
    let command = Command::UpdateMaintenance {
        id: asked.parameter(0).to_owned(),
        version: asked.version.flatten(),
        update: update.command(),
    };
    api.ask(asked, command).await
}

pub(super) async fn edit_maintenance(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let edit: input::MaintenanceEditInput = input::parse(&asked.body)?;
    let known = find(api, asked).await?;
    let command = Command::EditMaintenance {
        id: known.id,
        // Switches that are left out stay as they were read: so only on the version read.
        version: asked.named_version()?.or(Some(known.version)),
        edit: edit.command(known.switches),
    };
    api.ask(asked, command).await
}

pub(super) async fn edit_maintenance_update(
    api: &Api,
    asked: &Asked<'_>,
) -> Result<Reply, Problem> {
    let edit: input::MaintenanceUpdateEditInput = input::parse(&asked.body)?;
    let command = Command::EditMaintenanceUpdate {
        id: asked.parameter(0).to_owned(),
        version: asked.named_version()?,
        number: asked.number()?,
        edit: edit.command(),
    };
    api.ask(asked, command).await
}

async fn find(api: &Api, asked: &Asked<'_>) -> Result<Maintenance, Problem> {
    let id = asked.parameter(0);
    let found = api.store.maintenance(id).await?;
    found.ok_or_else(|| Problem::missing("maintenance", id))
}

/// An identifier for what is made.
pub(super) fn new_id() -> Result<String, Problem> {
    fresh_id().map_err(|error| Problem::busy(&error.to_string()))
}

impl Asked<'_> {
    /// What stands for the placeholder at this place of the path.
    pub(super) fn parameter(&self, place: usize) -> &str {
        self.parameters.get(place).copied().unwrap_or_default()
    }

    /// The number of the update that the path names.
    fn number(&self) -> Result<u32, Problem> {
        let number = self.parameter(1);
        let parsed = number.parse();
        parsed.map_err(|_| Problem::missing("update", number))
    }

    /// The version that an edit names, so that it overwrites nothing it has not seen.
    ///
    /// # Errors
    /// 428 when it names none.
    pub(super) fn named_version(&self) -> Result<Option<u64>, Problem> {
        self.version.ok_or_else(|| {
            Problem::new(
                StatusCode::PRECONDITION_REQUIRED,
                "send If-Match with the ETag of what you have read, or * to overwrite whatever is there",
            )
        })
    }
}
