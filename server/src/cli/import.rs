//! `pilotlight import`: what another status page knows, shown first and then told to the server.
//!
//! Components live in the configuration file, so their sections are printed; incidents and
//! maintenances go over the API, each with a key of its own, so that a second run adds only what is
//! new.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use http::Method;
use pilotlight_feed::{Impact, Status};
use pilotlight_server::import::{
    Document, Incident, Maintenance, Plan, Source, System, read_kuma_database,
};
use serde_json::{Value, json};

use super::Session;
use super::client::Call;
use super::show;
use super::usage::usage;

/// Files that a reader may want.
const ENDINGS: [&str; 6] = ["json", "yaml", "yml", "md", "toml", "markdown"];
/// Folders within folders; a repository has a few.
const MOST_DEPTH: usize = 12;
/// Bytes of the body of one request, below what the server takes.
const MOST_BODY_BYTES: usize = 60 * 1024;

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// statuspage, cstate, upptime, gatus, kuma or cachet.
    system: String,
    /// A file or a folder, see docs/import.md.
    from: PathBuf,
    /// Only say what would be made, and what would not.
    #[arg(long)]
    dry_run: bool,
    /// Print the sections of the configuration file, and nothing else.
    #[arg(long, conflicts_with = "dry_run")]
    configuration: bool,
}

impl Import {
    /// Whether it asks no server.
    pub(crate) const fn is_offline(&self) -> bool {
        self.dry_run || self.configuration
    }

    /// What needs no server: the dry run and the sections. Answers the plan when there is more to do.
    pub(crate) async fn plan(&self) -> anyhow::Result<Option<Plan>> {
        let Some(system) = System::from_word(&self.system) else {
            let words: Vec<&str> = System::ALL.iter().map(|system| system.word()).collect();
            let message = format!("{:?} is none of {}", self.system, words.join(", "));
            return Err(usage(message));
        };
        let plan = read(system, &self.from).await?;
        if self.configuration {
            print!("{}", plan.configuration());
            return Ok(None);
        }
        if self.dry_run {
            print!("{}", plan.describe());
            return Ok(None);
        }
        Ok(Some(plan))
    }

    /// Tells the server.
    pub(crate) async fn carry_out(&self, plan: &Plan, session: &Session) -> anyhow::Result<()> {
        refuse_unknown_components(plan, session, self).await?;
        let (mut made, mut there) = (0, 0);
        for incident in &plan.incidents {
            match self.tell_incident(incident, session).await? {
                true => made += 1,
                false => there += 1,
            }
        }
        let now = session.here.now;
        let (ahead, over): (Vec<&Maintenance>, Vec<&Maintenance>) = plan
            .maintenances
            .iter()
            .partition(|known| now < known.ends_at);
        for maintenance in ahead {
            match self.tell_maintenance(maintenance, session).await? {
                true => made += 1,
                false => there += 1,
            }
        }
        println!("{made} told, {there} were there already");
        if !over.is_empty() {
            println!(
                "{} maintenances are over and stay behind; export them there:",
                over.len()
            );
            for known in over {
                println!("  {}  {}", session.here.show(known.starts_at), known.title);
            }
        }
        for unmapped in &plan.unmapped {
            println!(
                "not carried over: {} ({}): {}",
                unmapped.what, unmapped.wherefrom, unmapped.why
            );
        }
        Ok(())
    }

    /// Whether it is new.
    async fn tell_incident(&self, incident: &Incident, session: &Session) -> anyhow::Result<bool> {
        let statuses: BTreeMap<&str, &str> = incident
            .components
            .iter()
            .map(|id| (id.as_str(), status_of(incident.impact).as_str()))
            .collect();
        let mut updates: Vec<Value> = incident
            .updates
            .iter()
            .map(|update| json!({ "at": update.at, "status": update.status, "body": update.body }))
            .collect();
        match updates.first_mut() {
            Some(first) => {
                first["components"] = json!(statuses);
                // What began before anybody wrote about it began then.
                first["at"] = json!(incident.started_at);
            }
            None => bail!("the incident {:?} has no update", incident.title),
        }
        // As many as one request takes, then the others one by one.
        let mut later = Vec::new();
        while 1 < updates.len() && MOST_BODY_BYTES < json!(updates).to_string().len() {
            later.extend(updates.pop());
        }
        let body = json!({ "name": incident.title, "impact": incident.impact, "updates": updates });
        let key = format!("import-{}-incident-{}", self.system, incident.key);
        let (opened, is_new) = send(session, "incidents", body, &key).await?;
        let id = show::text(&opened["id"]);
        for (number, update) in later.into_iter().rev().enumerate() {
            let path = format!("incidents/{id}/updates");
            send(session, &path, update, &format!("{key}-{number}")).await?;
        }
        Ok(is_new)
    }

    async fn tell_maintenance(
        &self,
        maintenance: &Maintenance,
        session: &Session,
    ) -> anyhow::Result<bool> {
        let body = maintenance
            .updates
            .last()
            .map_or("", |update| update.body.as_str());
        let body = json!({
            "name": maintenance.title,
            "components": maintenance.components,
            "from": maintenance.starts_at,
            "to": maintenance.ends_at,
            "body": body,
        });
        let key = format!("import-{}-maintenance-{}", self.system, maintenance.key);
        Ok(send(session, "maintenances", body, &key).await?.1)
    }
}

/// The answer, and whether it is new.
async fn send(
    session: &Session,
    path: &str,
    body: Value,
    key: &str,
) -> anyhow::Result<(Value, bool)> {
    let call = Call {
        method: Method::POST,
        path,
        body: Some(body),
        version: None,
    };
    session.client.call_once(call, key).await
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

/// Components that events name must be in the configuration first: then nothing stops half-way.
async fn refuse_unknown_components(
    plan: &Plan,
    session: &Session,
    import: &Import,
) -> anyhow::Result<()> {
    let known = session.client.get("components").await?;
    let known: Vec<&str> = known["items"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| show::text(&it["id"]))
        .collect();
    let missing = plan
        .components
        .iter()
        .filter(|it| !known.contains(&it.key.as_str()));
    let missing: Vec<&str> = missing.map(|it| it.key.as_str()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    bail!(
        "the page has no {}; add what `pilotlight import {} {} --configuration` prints to its configuration, send SIGHUP, and come back; nothing was told",
        missing.join(", "),
        import.system,
        import.from.display()
    )
}

async fn read(system: System, from: &Path) -> anyhow::Result<Plan> {
    let now = super::Here::of(jiff::tz::TimeZone::UTC).now;
    let is_database = from
        .extension()
        .is_some_and(|ending| ending == "db" || ending == "sqlite");
    if system == System::Kuma && is_database {
        return Ok(read_kuma_database(from, now).await?);
    }
    let mut documents = Vec::new();
    if from.is_dir() {
        walk(from, from, 0, &mut documents)?;
    } else {
        documents.push(document(
            from.file_name().map(Path::new).unwrap_or(from),
            from,
        )?);
    }
    Ok(system.read(&Source { documents, now })?)
}

/// The texts below a folder. Links are not followed: they may lead out of it.
fn walk(
    root: &Path,
    folder: &Path,
    depth: usize,
    documents: &mut Vec<Document>,
) -> anyhow::Result<()> {
    if MOST_DEPTH < depth {
        return Ok(());
    }
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot read {}", folder.display()))?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        let is_hidden_folder = path.file_name().is_some_and(|name| name == ".git");
        if kind.is_dir() && !is_hidden_folder {
            walk(root, &path, depth + 1, documents)?;
        }
        let ending = path.extension().and_then(|ending| ending.to_str());
        if kind.is_file() && ending.is_some_and(|ending| ENDINGS.contains(&ending)) {
            documents.push(document(path.strip_prefix(root)?, &path)?);
        }
    }
    Ok(())
}

fn document(name: &Path, path: &Path) -> anyhow::Result<Document> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let path = name.to_string_lossy().replace('\\', "/");
    Ok(Document { path, text })
}
