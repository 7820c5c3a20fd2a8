//! `pilotlight component …`.

use clap::{Args, Subcommand};
use http::Method;
use serde_json::{Map, Value, json};

use super::Session;
use super::client::{Call, path_of};
use super::show;
use super::told::{self, Kind, Place};
use super::usage::usage;

const KIND: Kind = Kind {
    one: "component",
    list: "components",
};

#[derive(Debug, Subcommand)]
pub(crate) enum Component {
    /// List components, also those that are hidden, and what is set by hand until when.
    List {
        /// Those that are off the page.
        #[arg(long)]
        retired: bool,
    },
    /// Add a component to the page, after those of the configuration. Nothing checks it: people tell its
    /// status.
    Add {
        /// Its name.
        name: Option<String>,
        /// Its identifier, which it keeps: its history goes by it. Default: made of the name.
        #[arg(long)]
        id: Option<String>,
        #[command(flatten)]
        shown: Shown,
    },
    /// Change a component that was told by API.
    Edit {
        /// Which.
        id: Option<String>,
        /// New name.
        #[arg(long)]
        name: Option<String>,
        /// Nothing is said of what it is any more.
        #[arg(long, conflicts_with = "description")]
        no_description: bool,
        /// It stands alone.
        #[arg(long, conflicts_with = "group")]
        no_group: bool,
        #[command(flatten)]
        shown: Shown,
    },
    /// Move a component among those that were told by API.
    Move {
        /// Which.
        id: String,
        #[command(flatten)]
        place: Place,
    },
    /// Take a component that was told by API off the page. Its history stays; added again, it goes on.
    Retire {
        /// Which.
        id: Option<String>,
    },
    /// Set a component's status by hand.
    Set {
        /// Which.
        id: String,
        /// operational, degraded_performance, partial_outage, major_outage or under_maintenance.
        status: String,
        /// Until when: 2h, 14:30. Default: until it is taken back.
        #[arg(long, value_name = "TIME")]
        until: Option<String>,
        /// Why, for the other operators.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Let its monitors speak for a component again.
    Clear {
        /// Which.
        id: String,
    },
}

/// How a component is shown.
#[derive(Debug, Args)]
pub(crate) struct Shown {
    /// What it is, in one line.
    #[arg(long)]
    description: Option<String>,
    /// Identifier of the group that it stands in.
    #[arg(long)]
    group: Option<String>,
    /// Only operators see it.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    hidden: Option<bool>,
    /// A major outage of it alone is one of the whole page.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    critical: Option<bool>,
}

impl Shown {
    /// What was given, and no more.
    fn given(self) -> Map<String, Value> {
        let fields: [(&str, Option<Value>); 4] = [
            ("description", self.description.map(Value::from)),
            ("group", self.group.map(Value::from)),
            ("hidden", self.hidden.map(Value::from)),
            ("critical", self.critical.map(Value::from)),
        ];
        let given = fields.into_iter();
        given
            .filter_map(|(field, value)| Some((field.to_owned(), value?)))
            .collect()
    }
}

impl Component {
    pub(crate) async fn run(self, session: &Session) -> anyhow::Result<()> {
        match self {
            Self::List { retired } => {
                let state = if retired { "retired" } else { "active" };
                let path = format!("components?state={state}");
                let items = session.client.list(&path, usize::MAX).await?;
                session.say(&json!({ "items": items, "next": null }), |_| {
                    show::components(&items, &session.here);
                });
            }
            Self::Add { name, id, shown } => {
                let (name, id) = told::named(KIND, name, id)?;
                let mut body = shown.given();
                body.insert("id".to_owned(), id.as_str().into());
                body.insert("name".to_owned(), name.into());
                let added = session.client.post("components", body.into()).await?;
                session.say(&added, |_| println!("{id} is on the page"));
            }
            Self::Edit {
                id,
                name,
                no_description,
                no_group,
                shown,
            } => {
                let mut edit = shown.given();
                if let Some(name) = name {
                    edit.insert("name".to_owned(), name.into());
                }
                for (field, is_none) in [("description", no_description), ("group", no_group)] {
                    if is_none {
                        edit.insert(field.to_owned(), Value::Null);
                    }
                }
                if edit.is_empty() {
                    return Err(usage(
                        "nothing to change; give --name, --description, --group, --hidden or --critical",
                    ));
                }
                let id = told::which(KIND, id)?;
                let edited = told::edit(session, (KIND, &id), edit).await?;
                session.say(&edited, |_| println!("{id} is changed"));
            }
            Self::Move { id, place } => told::reorder(session, (KIND, &id), &place).await?,
            Self::Retire { id } => {
                let id = told::which(KIND, id)?;
                told::retire(session, (KIND, &id)).await?;
            }
            Self::Set {
                id,
                status,
                until,
                reason,
            } => {
                let until = until.map(|until| session.here.ahead(&until)).transpose()?;
                let mut body = json!({ "status": status, "reason": reason });
                if let Some(until) = until {
                    body["until"] = json!(until);
                }
                let path = format!("{}/status", path_of(KIND.list, &id)?);
                let call = Call {
                    method: Method::PUT,
                    path: &path,
                    body: Some(body),
                    version: None,
                };
                let set = session.client.call(call).await?;
                session.say(&set, |set| {
                    let until = match until {
                        Some(until) => format!("until {}", session.here.show(until)),
                        None => format!("until `pilotlight component clear {id}`"),
                    };
                    println!(
                        "{id} is {} {until}",
                        show::text(&set["status"]).replace('_', " ")
                    );
                });
            }
            Self::Clear { id } => {
                let path = format!("{}/status", path_of(KIND.list, &id)?);
                let call = Call {
                    method: Method::DELETE,
                    path: &path,
                    body: None,
                    version: None,
                };
                let cleared = session.client.call(call).await?;
                session.say(&cleared, |_| {
                    println!("the monitors of {id} speak for it again")
                });
            }
        }
        Ok(())
    }
}
