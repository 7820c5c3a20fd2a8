//! Heads and bodies of requests, read as the routes read them, for the targets in `fuzz/`.

use bytes::Bytes;
use http::{HeaderMap, Method, Response, Uri};
use http_body_util::Full;
use pilotlight_feed::Timestamp;
use serde::de::DeserializeOwned;

use super::list::Paging;
use super::problem::Problem;
use super::report::Wanted;
use super::{if_match, input, route};
use crate::core::{Catalog, Command, Kind, NewStatus, Switches};

/// How the admin API refuses something.
type Refused = Response<Full<Bytes>>;

/// What is read of a head.
#[derive(Debug)]
pub struct Head<'a> {
    /// What stands for the placeholders of its route; none when there is no such route.
    pub parameters: Option<Vec<&'a str>>,
    /// Most items that a list would answer.
    pub limits: Vec<u32>,
    /// How it is refused by each who reads it.
    pub refusals: Vec<Refused>,
}

/// Reads a head as every route does that could.
#[must_use]
pub fn head<'a>(
    (method, uri): (&Method, &'a Uri),
    headers: &HeaderMap,
    (catalog, now): (&Catalog, Timestamp),
) -> Head<'a> {
    let mut problems = Vec::new();
    let mut note = |problem: Option<Problem>| problems.extend(problem);
    let found = route::find(method, uri.path());
    let query = uri.query().unwrap_or_default();
    let mut limits = Vec::new();
    for paging in [Paging::parse(query), Paging::stateless(query)] {
        match paging {
            Ok(paging) => {
                limits.push(paging.limit);
                let items = ["a", "b", "c"].map(|id| serde_json::json!({ "id": id }));
                note(paging.events().err());
                note(paging.number().err());
                note(paging.by_id(items.into()).err());
            }
            Err(problem) => note(Some(problem)),
        }
    }
    let report = Wanted::parse(query);
    note(
        report
            .and_then(|wanted| wanted.selection(catalog, now))
            .err(),
    );
    note(if_match(headers).err());
    let parameters = match found {
        Ok(found) => Some(found.parameters),
        Err(problem) => {
            note(Some(problem));
            None
        }
    };
    Head {
        parameters,
        limits,
        refusals: problems.into_iter().map(Problem::into_response).collect(),
    }
}

/// What stands in the path of a request.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// For what is new and has no identifier of its own.
    pub fresh: String,
    /// An incident.
    pub incident: String,
    /// A maintenance.
    pub maintenance: String,
    /// A series.
    pub series: String,
    /// A component.
    pub component: String,
    /// A group.
    pub group: String,
}

/// Reads a body as every route that takes one does.
#[must_use]
pub fn commands(
    body: &[u8],
    named: &Named,
    (catalog, now): (&Catalog, Timestamp),
) -> Vec<Result<Command, Refused>> {
    let usual = Switches::default;
    let fresh = || named.fresh.clone();
    let read: [Result<Command, Problem>; 16] = [
        parse::<input::IncidentInput>(body).and_then(|new| {
            let template = new.template.clone();
            let template = template.and_then(|id| {
                let mut templates = catalog.templates.iter();
                templates.find(|known| known.id == id)
            });
            let new = match template {
                None => new.command(fresh())?,
                Some(template) => new
                    .command_from(fresh(), template, catalog, now)
                    .map_err(|error| Problem::field("template", error))?,
            };
            Ok(Command::OpenIncident(new))
        }),
        parse::<input::UpdateInput>(body).map(|update| Command::UpdateIncident {
            id: named.incident.clone(),
            version: None,
            update: update.command(),
        }),
        parse::<input::IncidentEditInput>(body).map(|edit| Command::EditIncident {
            id: named.incident.clone(),
            version: None,
            edit: edit.command(),
        }),
        parse::<input::UpdateEditInput>(body).map(|edit| Command::EditIncidentUpdate {
            id: named.incident.clone(),
            version: None,
            number: 1,
            edit: edit.command(),
        }),
        parse::<input::MaintenanceInput>(body).map(|new| new.command(fresh())),
        parse::<input::MaintenanceUpdateInput>(body).map(|update| Command::UpdateMaintenance {
            id: named.maintenance.clone(),
            version: None,
            update: update.command(),
        }),
        parse::<input::MaintenanceEditInput>(body).map(|edit| Command::EditMaintenance {
            id: named.maintenance.clone(),
            version: None,
            edit: edit.command(usual()),
        }),
        parse::<input::SeriesInput>(body).map(|new| Command::PlanSeries(new.command(fresh()))),
        parse::<input::SeriesEditInput>(body).map(|edit| Command::EditSeries {
            id: named.series.clone(),
            version: None,
            edit: edit.command(usual()),
        }),
        parse::<input::StatusInput>(body).map(|wanted| {
            Command::SetStatus(NewStatus {
                id: fresh(),
                component: named.component.clone(),
                status: wanted.status.0,
                until: wanted.until,
                reason: wanted.reason,
            })
        }),
        parse::<input::ComponentInput>(body).map(|new| Command::AddComponent(new.command())),
        parse::<input::ComponentEditInput>(body).map(|edit| Command::EditComponent {
            id: named.component.clone(),
            version: None,
            edit: edit.command(),
        }),
        parse::<input::GroupInput>(body).map(|new| Command::AddGroup(new.command())),
        parse::<input::GroupEditInput>(body).map(|edit| Command::EditGroup {
            id: named.group.clone(),
            version: None,
            edit: edit.command(),
        }),
        order(body, Kind::Component),
        order(body, Kind::Group),
    ];
    let others = [
        parse::<input::TokenInput>(body).err(),
        parse::<input::MemberInput>(body).err(),
    ];
    let others = others.into_iter().flatten().map(Err);
    let all = read.into_iter().chain(others);
    all.map(|read| read.map_err(Problem::into_response))
        .collect()
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    input::parse(body)
}

fn order(body: &[u8], kind: Kind) -> Result<Command, Problem> {
    parse::<input::OrderInput>(body).map(|order| Command::Order {
        kind,
        version: None,
        ids: order.ids,
    })
}
