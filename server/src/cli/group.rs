//! `pilotlight group …`: groups of components, those of the configuration and those told by API.

use clap::Subcommand;
use serde_json::{Map, json};

use super::Session;
use super::show;
use super::told::{self, Kind, Place};
use super::usage::usage;

const KIND: Kind = Kind {
    one: "group",
    list: "groups",
};

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// List groups with their components.
    List {
        /// Those that are off the page.
        #[arg(long)]
        retired: bool,
    },
    /// Add a group to the page, after those of the configuration.
    Add {
        /// Its name.
        name: Option<String>,
        /// Its identifier, which it keeps. Default: made of the name.
        #[arg(long)]
        id: Option<String>,
        /// Show its components only when asked, as long as all of them are well.
        #[arg(long)]
        collapsed: bool,
    },
    /// Change a group that was told by API.
    Edit {
        /// Which.
        id: Option<String>,
        /// New name.
        #[arg(long)]
        name: Option<String>,
        /// Show its components only when asked, as long as all of them are well.
        #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
        collapsed: Option<bool>,
    },
    /// Move a group among those that were told by API.
    Move {
        /// Which.
        id: String,
        #[command(flatten)]
        place: Place,
    },
    /// Take a group that was told by API off the page; it must be empty.
    Retire {
        /// Which.
        id: Option<String>,
    },
}

impl Group {
    pub(crate) async fn run(self, session: &Session) -> anyhow::Result<()> {
        match self {
            Self::List { retired } => {
                let state = if retired { "retired" } else { "active" };
                let path = format!("groups?state={state}");
                let items = session.client.list(&path, usize::MAX).await?;
                session.say(&json!({ "items": items }), |_| show::groups(&items));
            }
            Self::Add {
                name,
                id,
                collapsed,
            } => {
                let (name, id) = told::named(KIND, name, id)?;
                let body = json!({ "id": id, "name": name, "collapsed": collapsed });
                let added = session.client.post("groups", body).await?;
                session.say(&added, |_| println!("{id} is on the page"));
            }
            Self::Edit {
                id,
                name,
                collapsed,
            } => {
                let mut edit = Map::new();
                if let Some(name) = name {
                    edit.insert("name".to_owned(), name.into());
                }
                if let Some(collapsed) = collapsed {
                    edit.insert("collapsed".to_owned(), collapsed.into());
                }
                if edit.is_empty() {
                    return Err(usage("nothing to change; give --name or --collapsed"));
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
        }
        Ok(())
    }
}
