//! The admin API, on a listener of its own: JSON under `/api/v1`, for operators and their programs.
//!
//! `route` lists every route with the scope that it needs; what is not listed there does not exist.
//! A request is let in by `gate`, its body read by `input`, and what it changes goes to the loop as a
//! command, so an answer that something is done means that it is durable.

mod component;
mod events;
#[cfg(feature = "fuzzing")]
pub(crate) mod fuzzing;
mod gate;
mod input;
mod list;
mod openapi;
mod problem;
mod reply;
mod report;
mod route;
mod series;
mod team;
mod template;
mod told;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use sha2::{Digest, Sha256};

use self::gate::{Caller, Gate};
use self::problem::Problem;
use self::reply::Reply;
use self::route::{Needs, Operation};
use crate::clock::Clock;
use crate::core::{Catalog, Command, Done, Kind};
use crate::http::Proxies;
use crate::publish::Published;
use crate::record::{
    component_json, group_json, incident_json, maintenance_json, order_json, override_json,
    series_json,
};
use crate::request::{Desk, Refusal};
use crate::store::{Once, SqliteStore, Store};

/// Bytes of one body. The longest update is 10,000 characters; a backfilled incident has several.
const MOST_BODY_BYTES: usize = 64 * 1024;
/// How long a body may take to arrive.
const BODY_PATIENCE: Duration = Duration::from_secs(15);
/// Characters of an idempotency key.
const MOST_KEY_CHARS: usize = 200;

/// What the routes work with.
#[derive(Debug)]
pub struct Api {
    pub(crate) store: Arc<SqliteStore>,
    pub(crate) desk: Desk,
    pub(crate) published: Arc<ArcSwap<Published>>,
    /// What the page has: what the configuration names, and what is told beside it.
    pub(crate) catalog: Arc<ArcSwap<Catalog>>,
    pub(crate) clock: Clock,
    proxies: Proxies,
    gate: Gate,
}

/// A request that was let in.
struct Asked<'a> {
    caller: Caller,
    operation: Operation,
    /// What stands in the path for its placeholders.
    parameters: Vec<&'a str>,
    query: &'a str,
    headers: HeaderMap,
    /// `If-Match`: the version that is changed; none inside: whichever there is.
    version: Option<Option<u64>>,
    once: Option<Once>,
    body: Bytes,
}

impl Api {
    pub(crate) fn new(
        store: Arc<SqliteStore>,
        desk: Desk,
        (published, catalog): (Arc<ArcSwap<Published>>, Arc<ArcSwap<Catalog>>),
        proxies: Proxies,
        clock: Clock,
    ) -> Self {
        Self {
            store,
            desk,
            published,
            catalog,
            clock,
            proxies,
            gate: Gate::default(),
        }
    }

    /// Answers one request of `peer`.
    pub(crate) async fn answer(
        &self,
        peer: IpAddr,
        request: Request<Incoming>,
    ) -> Response<Full<Bytes>> {
        match self.try_answer(peer, request).await {
            Ok(reply) => reply.into_response(),
            Err(problem) => problem.into_response(),
        }
    }

    async fn try_answer(&self, peer: IpAddr, request: Request<Incoming>) -> Result<Reply, Problem> {
        let (head, body) = request.into_parts();
        let path = head.uri.path();
        let from = self.proxies.client(peer, &head.headers);
        let found = route::find(&head.method, path);
        // Who is not let in learns nothing of what there is.
        let caller = match &found {
            Ok(found) if found.needs == Needs::Nothing => None,
            _ => Some(self.gate.let_in(self, from, &head.headers).await?),
        };
        let found = found?;
        let caller = match (found.needs, caller) {
            (Needs::Scope(scope), Some(caller)) => {
                caller.may(scope)?;
                caller
            }
            _ => return openapi::document(),
        };
        let once = once(&head, &caller)?;
        let version = if_match(&head.headers)?;
        if version.is_some() && head.method != Method::GET && !found.operation.judges_version() {
            return Err(Problem::bad(
                "If-Match is not judged here: what this changes has no version; leave it out",
            ));
        }
        let body = read(&head, body).await?;
        let once = once.map(|key| Once {
            fingerprint: fingerprint(&head.method, path, &body),
            key,
        });
        let asked = Asked {
            caller,
            operation: found.operation,
            parameters: found.parameters,
            query: head.uri.query().unwrap_or_default(),
            headers: head.headers.clone(),
            version,
            once,
            body,
        };
        self.carry_out(asked).await
    }

    async fn carry_out(&self, asked: Asked<'_>) -> Result<Reply, Problem> {
        // A misspelt parameter, or one in the wrong place, is not mistaken for an answer to it.
        if !asked.query.is_empty() && !asked.operation.has_parameters() {
            return Err(Problem::bad("this route has no parameters; leave them out"));
        }
        match asked.operation {
            Operation::OpenApi => openapi::document(),
            Operation::Status => events::status(self),
            Operation::Components => component::list(self, &asked).await,
            Operation::Component => component::one(self, &asked).await,
            Operation::AddComponent => told::add_component(self, &asked).await,
            Operation::EditComponent => told::edit_component(self, &asked).await,
            Operation::RetireComponent => told::retire_component(self, &asked).await,
            Operation::Ledger => component::ledger(self, &asked).await,
            Operation::ComponentOrder => told::order(self, Kind::Component).await,
            Operation::OrderComponents => told::set_order(self, &asked, Kind::Component).await,
            Operation::Groups => component::groups(self, &asked).await,
            Operation::Group => component::group(self, &asked).await,
            Operation::AddGroup => told::add_group(self, &asked).await,
            Operation::EditGroup => told::edit_group(self, &asked).await,
            Operation::RetireGroup => told::retire_group(self, &asked).await,
            Operation::GroupOrder => told::order(self, Kind::Group).await,
            Operation::OrderGroups => told::set_order(self, &asked, Kind::Group).await,
            Operation::Publish => self.ask(&asked, Command::Publish).await,
            Operation::SetStatus | Operation::ClearStatus => events::set_status(self, &asked).await,
            Operation::Incidents => events::incidents(self, &asked).await,
            Operation::IncidentTemplates => template::list(self, &asked),
            Operation::Incident => events::incident(self, &asked).await,
            Operation::OpenIncident => events::open_incident(self, &asked).await,
            Operation::EditIncident => events::edit_incident(self, &asked).await,
            Operation::UpdateIncident => events::update_incident(self, &asked).await,
            Operation::EditIncidentUpdate => events::edit_incident_update(self, &asked).await,
            Operation::Maintenances => events::maintenances(self, &asked).await,
            Operation::Maintenance => events::maintenance(self, &asked).await,
            Operation::PlanMaintenance => events::plan_maintenance(self, &asked).await,
            Operation::EditMaintenance => events::edit_maintenance(self, &asked).await,
            Operation::UpdateMaintenance => events::update_maintenance(self, &asked).await,
            Operation::EditMaintenanceUpdate => events::edit_maintenance_update(self, &asked).await,
            Operation::AllSeries => series::list(self, &asked).await,
            Operation::Series => series::one(self, &asked).await,
            Operation::PlanSeries => series::plan(self, &asked).await,
            Operation::EditSeries => series::edit(self, &asked).await,
            Operation::EndSeries => series::end(self, &asked).await,
            Operation::UptimeReport => report::uptime(self, &asked).await,
            Operation::IncidentReport => report::incidents(self, &asked).await,
            Operation::Audit => team::audit(self, &asked).await,
            Operation::Tokens => team::tokens(self, &asked).await,
            Operation::MakeToken => team::make_token(self, &asked).await,
            Operation::RevokeToken => team::revoke_token(self, &asked).await,
            Operation::Members => team::members(self, &asked).await,
            Operation::PutMember => team::put_member(self, &asked).await,
            Operation::RemoveMember => team::remove_member(self, &asked).await,
        }
    }

    /// Has a command done, once however often it is sent with the same key.
    async fn ask(&self, asked: &Asked<'_>, command: Command) -> Result<Reply, Problem> {
        if let Some(reply) = self.done_before(asked).await? {
            return Ok(reply);
        }
        let actor = asked.caller.actor.clone();
        match self.desk.ask(command, actor, asked.once.clone()).await {
            Ok(done) => Ok(done_reply(asked.operation, &done)),
            // The same request was under way twice: the other one has done it.
            Err(Refusal::Repeated) => {
                let before = self.done_before(asked).await?;
                before.ok_or_else(|| Problem::busy("this request is being done; ask again"))
            }
            Err(refusal) => Err(Problem::of_refusal(refusal, asked.operation)),
        }
    }

    /// The answer to an earlier request with the same key; none when this is the first.
    async fn done_before(&self, asked: &Asked<'_>) -> Result<Option<Reply>, Problem> {
        let (Some(once), Some(token)) = (&asked.once, &asked.caller.actor.token) else {
            return Ok(None);
        };
        let Some(row) = self.store.done_once(token, &once.key).await? else {
            return Ok(None);
        };
        let known = row.entry.once.map(|known| known.fingerprint);
        if known.as_ref() != Some(&once.fingerprint) {
            return Err(Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "this Idempotency-Key was used for another request; give each request its own",
            ));
        }
        let document = row
            .entry
            .after
            .and_then(|json| serde_json::from_str(&json).ok());
        let status = asked.operation.done();
        Ok(Some(
            Reply::document(status, document.unwrap_or_default()).repeated(),
        ))
    }
}

/// What is answered when a command is done.
fn done_reply(operation: Operation, done: &Done) -> Reply {
    let document = match done {
        Done::Publishing => serde_json::json!({ "publishing": true }),
        Done::Incident(incident) => incident_json(incident),
        Done::Maintenance(maintenance) => maintenance_json(maintenance),
        Done::Series(series) => series_json(series),
        Done::Status(set) => override_json(set),
        Done::Component(component) => component_json(component),
        Done::Group(group) => group_json(group),
        Done::Order(order) => order_json(order),
    };
    Reply::document(operation.done(), document)
}

/// The key that makes a repeated request the same one.
fn once(head: &http::request::Parts, caller: &Caller) -> Result<Option<String>, Problem> {
    let Some(value) = head.headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = value.to_str().unwrap_or_default().trim();
    if key.is_empty() || MOST_KEY_CHARS < key.len() {
        return Err(Problem::bad(format!(
            "Idempotency-Key is 1 to {MOST_KEY_CHARS} visible characters"
        )));
    }
    // Without a token of its own a request has nobody to be repeated by.
    Ok(caller.actor.token.as_ref().map(|_| key.to_owned()))
}

/// Reads `If-Match`: our tags are versions.
fn if_match(headers: &HeaderMap) -> Result<Option<Option<u64>>, Problem> {
    let Some(value) = headers.get(header::IF_MATCH) else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(Some(None));
    }
    let version = text.trim_matches('"').parse();
    version.map(|version| Some(Some(version))).map_err(|_| {
        Problem::bad("If-Match is the ETag of what is changed, for example \"3\", or *")
    })
}

fn fingerprint(method: &Method, path: &str, body: &[u8]) -> String {
    let mut digest = Sha256::new();
    for part in [method.as_str().as_bytes(), path.as_bytes(), body] {
        digest.update(part);
        digest.update([0]);
    }
    BASE64_URL_SAFE_NO_PAD.encode(digest.finalize())
}

/// Reads a body within its bounds. Requests that change nothing have none.
async fn read(head: &http::request::Parts, body: Incoming) -> Result<Bytes, Problem> {
    if head.headers.contains_key(header::CONTENT_ENCODING) {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "send the body as it is, without Content-Encoding",
        ));
    }
    let limited = Limited::new(body, MOST_BODY_BYTES).collect();
    let collected = tokio::time::timeout(BODY_PATIENCE, limited).await;
    let collected = collected.map_err(|_| {
        Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "the body did not arrive in time",
        )
    })?;
    let body = collected.map_err(|error| {
        if error.downcast_ref::<LengthLimitError>().is_some() {
            return Problem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("the body is larger than {MOST_BODY_BYTES} bytes"),
            );
        }
        Problem::bad("the body did not arrive whole")
    })?;
    let body = body.to_bytes();
    let is_json = head.headers.get(header::CONTENT_TYPE).is_some_and(|value| {
        let essence = value.to_str().unwrap_or_default().split(';').next();
        essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
    });
    if !body.is_empty() && !is_json {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "send JSON, with Content-Type: application/json",
        ));
    }
    Ok(body)
}

#[cfg(test)]
mod tests;
