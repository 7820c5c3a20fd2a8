//! `pilotlight incident …`: what an operator does at night, with as little typing as there can be.

use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

use super::Session;
use super::ask::or_ask;
use super::change::Corrected;
use super::client::path_of;
use super::show;
use super::usage::usage;

/// Lists end here unless told otherwise.
const LISTED: usize = 50;

#[derive(Debug, Subcommand)]
pub(crate) enum Incident {
    /// Open an incident; everyone sees it at once unless it is a draft.
    Open {
        /// Title, in a few words.
        name: Option<String>,
        /// Begin with the words of a template of the configuration; what is given stands in place of
        /// its own.
        #[arg(long, value_name = "ID")]
        template: Option<String>,
        /// Set by hand: none, minor, major or critical. Default: as the components say.
        #[arg(long)]
        impact: Option<String>,
        /// Only operators see it.
        #[arg(long)]
        draft: bool,
        #[command(flatten)]
        said: Said,
    },
    /// Say something more of an incident.
    Update {
        /// Which; may be left out when only one is open.
        id: Option<String>,
        #[command(flatten)]
        said: Said,
    },
    /// Say that an incident is over.
    Resolve {
        /// Which; may be left out when only one is open.
        id: Option<String>,
        #[command(flatten)]
        said: Said,
    },
    /// List incidents, the newest first.
    List {
        /// Also those that are over.
        #[arg(long)]
        all: bool,
        /// At most so many.
        #[arg(long, default_value_t = LISTED)]
        limit: usize,
    },
    /// List what incidents can be opened from.
    Templates,
    /// Show an incident with all that was said.
    Show {
        /// Which; may be left out when only one is open.
        id: Option<String>,
    },
    /// Change what an incident is called, how bad it is, who sees it; or what was said.
    Edit {
        /// Which; may be left out when only one is open.
        id: Option<String>,
        /// New title.
        #[arg(long)]
        name: Option<String>,
        /// none, minor, major, critical; or "auto": as the components say.
        #[arg(long)]
        impact: Option<String>,
        /// Let everyone see a draft.
        #[arg(long)]
        publish: bool,
        /// Number of the update to change, as `show` prints it.
        #[arg(long, value_name = "NUMBER")]
        update: Option<u32>,
        #[command(flatten)]
        corrected: CorrectedCourse,
    },
}

/// What an update of an incident says instead.
#[derive(Debug, Args)]
pub(crate) struct CorrectedCourse {
    #[command(flatten)]
    words: Corrected,
    /// A component and the status it takes, in place of all that the update named: api=major_outage.
    /// May be repeated.
    #[arg(long, short, value_name = "ID=STATUS", requires = "update")]
    component: Vec<String>,
    /// The update names no component any more.
    #[arg(long, requires = "update", conflicts_with = "component")]
    no_components: bool,
    /// Where the work stood instead: investigating, identified, monitoring, resolved or postmortem.
    #[arg(long, short, requires = "update")]
    status: Option<String>,
    /// What it said of the end instead: 45m, 14:30, a date with time; or "unknown".
    #[arg(long, value_name = "TIME", requires = "update")]
    expected: Option<String>,
    /// Until when it promised the next update instead; "none": it promised none.
    #[arg(long, value_name = "TIME", requires = "update")]
    next_update: Option<String>,
}

/// What an update says.
#[derive(Debug, Args)]
pub(crate) struct Said {
    /// What is said, in Markdown.
    #[arg(long, short, allow_hyphen_values = true)]
    message: Option<String>,
    /// investigating, identified, monitoring, resolved or postmortem.
    #[arg(long, short)]
    status: Option<String>,
    /// A component and the status it takes: api=major_outage. May be repeated.
    #[arg(long, short, value_name = "ID=STATUS")]
    component: Vec<String>,
    /// When it is expected to be over: 45m, 14:30, a date with time; or "unknown".
    #[arg(long, value_name = "TIME")]
    expected: Option<String>,
    /// Until when the next update is promised: 30m, 14:30.
    #[arg(long, value_name = "TIME")]
    next_update: Option<String>,
    /// The time it is shown under: 10m ago is 10m; 13:55; a date with time. Default: now.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

impl Incident {
    pub(crate) async fn run(self, session: &Session) -> anyhow::Result<()> {
        match self {
            Self::Open {
                name,
                template: Some(template),
                impact,
                draft,
                said,
            } => {
                let update = Value::Object(said.given(session, Some("investigating"))?);
                let body = json!({
                    "template": template, "name": name, "impact": impact, "draft": draft,
                    "updates": [update],
                });
                let opened = session.client.post("incidents", body).await?;
                session.say(&opened, |opened| show::event(opened, &session.here));
            }
            Self::Templates => {
                let items = session
                    .client
                    .list("incident-templates", usize::MAX)
                    .await?;
                session.say(&json!(items), |_| {
                    for template in &items {
                        let (id, title) = (&template["id"], &template["title"]);
                        println!("{:<20}  {}", show::text(id), show::text(title));
                    }
                    if items.is_empty() {
                        eprintln!("there are none; add a section [[incident.template]] to the configuration");
                    }
                });
            }
            Self::Open {
                name,
                template: None,
                impact,
                draft,
                said,
            } => {
                let name = or_ask(name, "What happens, in a few words", "the title")?;
                let update =
                    said.update(session, Some("investigating"), "What do you know so far")?;
                let body =
                    json!({ "name": name, "impact": impact, "draft": draft, "updates": [update] });
                let opened = session.client.post("incidents", body).await?;
                session.say(&opened, |opened| show::event(opened, &session.here));
            }
            Self::Update { id, said } => {
                let id = session.the_open_one("incidents", id).await?;
                let update = said.update(session, None, "What is new")?;
                say(session, &id, update).await?;
            }
            Self::Resolve { id, said } => {
                let id = session.the_open_one("incidents", id).await?;
                let update = said.update(session, Some("resolved"), "What was done")?;
                say(session, &id, update).await?;
            }
            Self::List { all, limit } => {
                let path = if all {
                    "incidents"
                } else {
                    "incidents?state=open"
                };
                session.list_events(path, limit).await?;
            }
            Self::Show { id } => {
                let id = session.the_open_one("incidents", id).await?;
                let found = session.client.get(&path_of("incidents", &id)?).await?;
                session.say(&found, |found| show::event(found, &session.here));
            }
            Self::Edit {
                id,
                name,
                impact,
                publish,
                update,
                corrected,
            } => {
                let corrected = corrected.given(session)?;
                if update.is_some() && corrected.is_empty() {
                    return Err(usage(
                        "nothing to change of the update; give --message, --at, --status, --component, --no-components, --expected or --next-update",
                    ));
                }
                let id = session.the_open_one("incidents", id).await?;
                let mut edit = Map::new();
                if let Some(name) = name {
                    edit.insert("name".to_owned(), name.into());
                }
                if let Some(impact) = impact {
                    let impact = (impact != "auto").then_some(impact);
                    edit.insert("impact".to_owned(), impact.into());
                }
                if publish {
                    edit.insert("draft".to_owned(), false.into());
                }
                if edit.is_empty() && update.is_none() {
                    return Err(usage(
                        "nothing to change; give --name, --impact, --publish, or --update with what it says instead",
                    ));
                }
                let path = path_of("incidents", &id)?;
                let known = session.client.get(&path).await?;
                let update = update.map(|number| (number, corrected));
                session.change(&path, known, edit, update).await?;
            }
        }
        Ok(())
    }
}

async fn say(session: &Session, id: &str, update: Value) -> anyhow::Result<()> {
    let path = format!("{}/updates", path_of("incidents", id)?);
    let updated = session.client.post(&path, update).await?;
    session.say(&updated, |updated| show::event(updated, &session.here));
    Ok(())
}

/// Components with the status that each takes.
fn statuses(pairs: Vec<String>) -> anyhow::Result<Map<String, Value>> {
    let mut components = Map::new();
    for pair in pairs {
        let Some((id, status)) = pair.split_once('=') else {
            return Err(usage(format!(
                "--component {pair}: write the component and its status, for example {pair}=major_outage"
            )));
        };
        components.insert(id.to_owned(), status.into());
    }
    Ok(components)
}

impl CorrectedCourse {
    /// The body of an edit of what was given, and no more.
    fn given(self, session: &Session) -> anyhow::Result<Map<String, Value>> {
        let mut edit = self.words.given(&session.here)?;
        if !self.component.is_empty() || self.no_components {
            let components = statuses(self.component)?;
            edit.insert("components".to_owned(), Value::Object(components));
        }
        if let Some(status) = self.status {
            edit.insert("status".to_owned(), status.into());
        }
        let here = &session.here;
        let or_none = |text: &str, word: &str| match text {
            text if text == word => Ok(Value::Null),
            time => here.ahead(time).map(|at| json!(at)),
        };
        if let Some(expected) = self.expected {
            let expected = or_none(&expected, "unknown")?;
            edit.insert("expected_resolution_at".to_owned(), expected);
        }
        if let Some(next) = self.next_update {
            edit.insert("next_update_at".to_owned(), or_none(&next, "none")?);
        }
        Ok(edit)
    }
}

impl Said {
    /// The body of an update. A message that is missing is asked for.
    fn update(
        self,
        session: &Session,
        status: Option<&str>,
        question: &str,
    ) -> anyhow::Result<Value> {
        let message = or_ask(self.message.clone(), question, "--message")?;
        let said = Self {
            message: Some(message),
            ..self
        };
        said.given(session, status).map(Value::Object)
    }

    /// The body of an update of what was given, and no more.
    fn given(self, session: &Session, status: Option<&str>) -> anyhow::Result<Map<String, Value>> {
        let mut update = Map::new();
        let here = &session.here;
        let status = self.status.as_deref().or(status);
        if let Some(message) = self.message {
            update.insert("body".to_owned(), message.into());
        }
        if let Some(status) = status {
            update.insert("status".to_owned(), status.into());
        }
        let components = statuses(self.component)?;
        if !components.is_empty() {
            update.insert("components".to_owned(), Value::Object(components));
        }
        if let Some(expected) = self.expected {
            let expected = match expected.as_str() {
                "unknown" => Value::Null,
                time => json!(here.ahead(time)?),
            };
            update.insert("expected_resolution_at".to_owned(), expected);
        }
        if let Some(next) = self.next_update {
            update.insert("next_update_at".to_owned(), json!(here.ahead(&next)?));
        }
        if let Some(at) = self.at {
            update.insert("at".to_owned(), json!(here.past(&at)?));
        }
        Ok(update)
    }
}
