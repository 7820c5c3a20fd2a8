//! Telling the server what a plan has and it has not yet. What it refuses is kept for the end, so that
//! the rest is carried over all the same.

use std::collections::BTreeMap;

use http::Method;
use pilotlight_feed::{Impact, Status, limits};
use pilotlight_server::import::{Incident, Maintenance, MaintenanceStatus, Plan};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::missing::{Said, missing};
use super::plan::unmapped;
use crate::cli::Session;
use crate::cli::client::{Call, Refused};
use crate::cli::show;

/// Bytes of the body of one request, below what the server takes.
const MOST_BODY_BYTES: usize = 60 * 1024;
/// Characters that tell a long identifier from another that begins alike.
const DIGEST_CHARS: usize = 8;

/// What became of a plan.
#[derive(Debug, Default)]
pub(super) struct Told {
    incidents: usize,
    maintenances: usize,
    /// Of those that were there before.
    updates: usize,
    /// Incidents and maintenances to which nothing was added.
    there: usize,
    /// What is called or planned otherwise here, which stays.
    differing: Vec<String>,
    /// What the server refused, and why.
    pub(super) refused: Vec<String>,
}

/// Tells all of a plan. `label` is what identifiers begin with.
pub(super) async fn tell(plan: &Plan, label: &str, session: &Session) -> anyhow::Result<Told> {
    let mut told = Told::default();
    for incident in &plan.incidents {
        let event = Event::of_incident(incident, label);
        if told.event(event, session).await? {
            told.incidents += 1;
        }
    }
    for work in &plan.maintenances {
        let event = Event::of_maintenance(work, label, session);
        if told.event(event, session).await? {
            told.maintenances += 1;
        }
    }
    Ok(told)
}

/// An incident or a maintenance as it is sent.
#[derive(Debug)]
struct Event {
    /// `incidents` or `maintenances`.
    list: &'static str,
    id: String,
    title: String,
    /// The body that makes it, without its updates.
    body: Value,
    /// Of each update what missing ones are found by, and what is sent.
    updates: Vec<(Said, Value)>,
    /// Fields that show when it is planned otherwise here.
    planned: &'static [&'static str],
}

impl Event {
    fn of_incident(incident: &Incident, label: &str) -> Self {
        let id = identifier(label, &incident.key);
        let statuses: BTreeMap<&str, &str> = incident
            .components
            .iter()
            .map(|id| (id.as_str(), status_of(incident.impact).as_str()))
            .collect();
        let mut updates: Vec<(Said, Value)> = incident
            .updates
            .iter()
            .map(|update| said(update.at, update.status.as_str(), &update.body))
            .collect();
        if let Some((first, sent)) = updates.first_mut() {
            // What began before anybody wrote about it began then.
            first.at = incident.started_at;
            sent["at"] = json!(incident.started_at);
            sent["components"] = json!(statuses);
        }
        Self {
            list: "incidents",
            title: incident.title.clone(),
            body: json!({ "id": id, "name": incident.title, "impact": incident.impact }),
            id,
            updates,
            planned: &[],
        }
    }

    fn of_maintenance(work: &Maintenance, label: &str, session: &Session) -> Self {
        let id = identifier(label, &work.key);
        let is_under_way = matches!(
            work.status,
            MaintenanceStatus::InProgress | MaintenanceStatus::Verifying
        );
        // One that goes on past its plan does so until somebody ends it.
        let is_overrun = is_under_way && work.ends_at <= session.here.now;
        let updates = work.updates.iter();
        Self {
            list: "maintenances",
            title: work.title.clone(),
            body: json!({
                "id": id,
                "name": work.title,
                "components": work.components,
                "from": work.starts_at,
                "to": work.ends_at,
                "completes_itself": !is_overrun,
            }),
            id,
            updates: updates
                .map(|update| said(update.at, update.status.as_str(), &update.body))
                .collect(),
            planned: if work.status == MaintenanceStatus::Scheduled {
                &["from", "to"]
            } else {
                &[]
            },
        }
    }
}

fn said(at: pilotlight_feed::Timestamp, status: &'static str, body: &str) -> (Said, Value) {
    let sent = json!({ "at": at, "status": status, "body": body });
    let body = body.to_owned();
    (Said { at, status, body }, sent)
}

impl Told {
    /// Tells what is new of one; answers whether it was made.
    async fn event(&mut self, event: Event, session: &Session) -> anyhow::Result<bool> {
        let path = format!("{}/{}", event.list, event.id);
        let Some(known) = session.client.find(&path).await? else {
            return self.make(event, session).await;
        };
        self.compare(&event, &known);
        let of_source: Vec<Said> = event.updates.iter().map(|(said, _)| said.clone()).collect();
        let new = missing(&of_source, &known["updates"]);
        let mut added = 0;
        for place in &new {
            if self.add(&event, &event.updates[*place].1, session).await? {
                added += 1;
            }
        }
        self.updates += added;
        self.there += usize::from(new.is_empty());
        Ok(false)
    }

    async fn make(&mut self, event: Event, session: &Session) -> anyhow::Result<bool> {
        let mut first: Vec<&Value> = event.updates.iter().map(|(_, sent)| sent).collect();
        // As much as one request takes, then the others one by one: those first that change nothing.
        let mut later = Vec::new();
        while MOST_BODY_BYTES < json!(first).to_string().len() {
            let plain =
                (1..first.len()).rfind(|at| first[*at]["status"] == first[*at - 1]["status"]);
            let Some(place) = plain.or(first.len().checked_sub(1).filter(|last| 0 < *last)) else {
                break;
            };
            later.push(first.remove(place));
        }
        let mut body = event.body.clone();
        if !first.is_empty() {
            body["updates"] = json!(first);
        }
        let sent = session.client.post(event.list, body).await;
        if self.unless_refused(sent, &event)?.is_none() {
            return Ok(false);
        }
        for update in later {
            self.add(&event, update, session).await?;
        }
        Ok(true)
    }

    /// Adds an update; answers whether it was taken.
    async fn add(
        &mut self,
        event: &Event,
        update: &Value,
        session: &Session,
    ) -> anyhow::Result<bool> {
        let path = format!("{}/{}/updates", event.list, event.id);
        let call = Call {
            method: Method::POST,
            path: &path,
            body: Some(update.clone()),
            version: None,
        };
        let sent = session.client.call(call).await;
        Ok(self.unless_refused(sent, event)?.is_some())
    }

    /// Keeps a refusal for the end; any other failure ends the run.
    fn unless_refused(
        &mut self,
        sent: anyhow::Result<Value>,
        event: &Event,
    ) -> anyhow::Result<Option<Value>> {
        match sent {
            Ok(answer) => Ok(Some(answer)),
            Err(error) => {
                let refused: Option<&Refused> = error.downcast_ref();
                let Some(refused) = refused.filter(|refused| refused.is_of_content()) else {
                    return Err(error.context(
                        "the import stopped on the way; what is told stays, and another run goes on there",
                    ));
                };
                let (title, id) = (&event.title, &event.id);
                self.refused
                    .push(format!("{title:?} ({id}): {}", refused.detail));
                Ok(None)
            }
        }
    }

    /// What people may have changed, here or there, stays as it is here, and is named.
    fn compare(&mut self, event: &Event, known: &Value) {
        let mut fields = Vec::new();
        if known["name"] != event.title.trim() {
            fields.push("its title");
        }
        let moved = event.planned.iter();
        let mut moved =
            moved.filter(|field| known[format!("planned_{field}")] != event.body[**field]);
        if moved.next().is_some() {
            fields.push("its window");
        }
        if !fields.is_empty() {
            let what = fields.join(" and ");
            self.differing
                .push(format!("{:?} ({}): {what}", event.title, event.id));
        }
    }

    pub(super) fn json(&self, plan: &Plan) -> Value {
        json!({
            "incidents": self.incidents,
            "maintenances": self.maintenances,
            "updates": self.updates,
            "there": self.there,
            "differing": self.differing,
            "refused": self.refused,
            "unmapped": unmapped(&plan.unmapped),
        })
    }

    pub(super) fn print(&self, plan: &Plan) {
        println!(
            "made {} and {}, added {} to others, {} were there already",
            show::count(self.incidents, "incident"),
            show::count(self.maintenances, "maintenance"),
            show::count(self.updates, "update"),
            self.there,
        );
        for line in &self.differing {
            println!("left as it is here: {line} differs in the source");
        }
        for line in &self.refused {
            println!("refused: {line}");
        }
        if !plan.unmapped.is_empty() {
            print!("{}", plan.describe_unmapped());
        }
    }
}

/// The identifier here of what has a key there: the same in every run, whoever runs it.
fn identifier(label: &str, key: &str) -> String {
    let whole = format!("{label}-{key}");
    if whole.len() <= limits::ID_CHARS {
        return whole;
    }
    let digest = Sha256::digest(key.as_bytes());
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    // Labels and keys are ASCII, so any index is a boundary.
    let kept = limits::ID_CHARS - DIGEST_CHARS - 1;
    format!("{}-{}", &whole[..kept], &digest[..DIGEST_CHARS])
}

/// Statuspage's own rule, backwards: the status that makes this impact.
const fn status_of(impact: Impact) -> Status {
    match impact {
        Impact::None => Status::Operational,
        Impact::Minor => Status::DegradedPerformance,
        Impact::Major => Status::PartialOutage,
        Impact::Critical => Status::MajorOutage,
    }
}

#[cfg(test)]
mod tests {
    use pilotlight_feed::is_id;

    use super::identifier;

    #[test]
    fn an_identifier_says_where_it_comes_from_and_is_never_too_long() {
        assert_eq!(identifier("statuspage", "p31z"), "statuspage-p31z");
        let long = "a".repeat(63);
        let (one, other) = (
            identifier("statuspage", &format!("{long}b")),
            identifier("statuspage", &format!("{long}c")),
        );
        assert!(is_id(&one), "{one}");
        assert_ne!(one, other);
    }
}
