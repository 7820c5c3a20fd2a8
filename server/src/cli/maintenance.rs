//! `pilotlight maintenance …`.

use clap::Subcommand;
use pilotlight_feed::Timestamp;
use serde_json::{Map, Value, json};

use super::Session;
use super::ask::or_ask;
use super::change::Corrected;
use super::client::path_of;
use super::show;
use super::usage::usage;

#[derive(Debug, Subcommand)]
pub(crate) enum Maintenance {
    /// Plan a maintenance.
    Plan {
        /// Title, in a few words.
        name: Option<String>,
        /// When it begins: 2h, 02:00, "2026-11-24 02:00".
        #[arg(long, value_name = "TIME")]
        from: Option<String>,
        /// When it ends, or how long it takes: 04:00, 90m.
        #[arg(long, value_name = "TIME")]
        to: Option<String>,
        /// A component that it concerns. May be repeated.
        #[arg(long, short, value_name = "ID")]
        component: Vec<String>,
        /// What is said, in Markdown.
        #[arg(long, short, allow_hyphen_values = true, default_value = "")]
        message: String,
        /// Only operators see it.
        #[arg(long)]
        draft: bool,
        /// It begins when somebody says so, and not at its planned time.
        #[arg(long)]
        begin_by_hand: bool,
        /// It ends when somebody says so.
        #[arg(long)]
        complete_by_hand: bool,
        /// Its components stay under maintenance at its end, until somebody has verified it.
        #[arg(long)]
        verify: bool,
        /// Its components keep their status while it runs.
        #[arg(long)]
        leave_components: bool,
        /// It counts as downtime.
        #[arg(long)]
        counts_as_downtime: bool,
    },
    /// Say that it begins now.
    Begin(Word),
    /// Say that the work is done and being checked.
    Verify(Word),
    /// Say that it is over.
    Complete(Word),
    /// Say that it does not take place.
    Cancel(Word),
    /// Say something more.
    Update(Word),
    /// Move it, or change its title, its components, what it does by itself; or what was said.
    Edit {
        /// Which; may be left out when only one is ahead or under way.
        id: Option<String>,
        /// New title.
        #[arg(long)]
        name: Option<String>,
        /// New begin.
        #[arg(long, value_name = "TIME")]
        from: Option<String>,
        /// New end, or how long it takes from its begin: 04:00, 90m.
        #[arg(long, value_name = "TIME")]
        to: Option<String>,
        /// A component that it concerns, in place of all that it did. May be repeated.
        #[arg(long, short, value_name = "ID")]
        component: Vec<String>,
        /// Let everyone see a draft.
        #[arg(long)]
        publish: bool,
        /// Number of the update to change, as `show` prints it.
        #[arg(long, value_name = "NUMBER")]
        update: Option<u32>,
        #[command(flatten)]
        corrected: Corrected,
        #[command(flatten)]
        switches: Switches,
    },
    /// List maintenances, the latest first.
    List {
        /// Also those that are over.
        #[arg(long)]
        all: bool,
        /// Only the windows of this series.
        #[arg(long, value_name = "ID")]
        series: Option<String>,
        /// At most so many.
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// Show one with all that was said.
    Show {
        /// Which; may be left out when only one is ahead or under way.
        id: Option<String>,
    },
}

/// What a maintenance or a series does by itself from now on; `--verify=false` and so on take one back.
#[derive(Debug, clap::Args)]
pub(crate) struct Switches {
    /// It begins when somebody says so, and not at its planned time.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    begin_by_hand: Option<bool>,
    /// It ends when somebody says so.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    complete_by_hand: Option<bool>,
    /// Its components stay under maintenance at its end, until somebody has verified it.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    verify: Option<bool>,
    /// Its components keep their status while it runs.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    leave_components: Option<bool>,
    /// It counts as downtime.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    counts_as_downtime: Option<bool>,
}

impl Switches {
    /// Writes those that were given as the API has them.
    pub(super) fn given(self, edit: &mut Map<String, Value>) {
        for (field, value) in [
            ("begins_itself", self.begin_by_hand.map(|by_hand| !by_hand)),
            (
                "completes_itself",
                self.complete_by_hand.map(|by_hand| !by_hand),
            ),
            ("puts_back", self.verify.map(|verify| !verify)),
            ("puts_under", self.leave_components.map(|leave| !leave)),
            ("counts_as_downtime", self.counts_as_downtime),
        ] {
            if let Some(value) = value {
                edit.insert(field.to_owned(), value.into());
            }
        }
    }
}

/// Which maintenance, and what is said of it.
#[derive(Debug, clap::Args)]
pub(crate) struct Word {
    /// Which; may be left out when only one is ahead or under way.
    id: Option<String>,
    /// What is said, in Markdown.
    #[arg(long, short, allow_hyphen_values = true)]
    message: Option<String>,
}

impl Maintenance {
    pub(crate) async fn run(self, session: &Session) -> anyhow::Result<()> {
        match self {
            Self::Plan {
                name,
                from,
                to,
                component,
                message,
                draft,
                begin_by_hand,
                complete_by_hand,
                verify,
                leave_components,
                counts_as_downtime,
            } => {
                let name = or_ask(name, "What is done, in a few words", "the title")?;
                let from = or_ask(
                    from,
                    "When does it begin (02:00, 2h, a date with time)",
                    "--from",
                )?;
                let from = session.here.ahead(&from)?;
                let to = or_ask(to, "When does it end (04:00, 90m)", "--to")?;
                let body = json!({
                    "name": name,
                    "draft": draft,
                    "components": component,
                    "from": from,
                    "to": session.here.end_of(from, &to)?,
                    "body": message,
                    "begins_itself": !begin_by_hand,
                    "completes_itself": !complete_by_hand,
                    "puts_under": !leave_components,
                    "puts_back": !verify,
                    "counts_as_downtime": counts_as_downtime,
                });
                let planned = session.client.post("maintenances", body).await?;
                session.say(&planned, |planned| show::event(planned, &session.here));
                Ok(())
            }
            Self::Begin(word) => word.say(session, Some("in_progress")).await,
            Self::Verify(word) => word.say(session, Some("verifying")).await,
            Self::Complete(word) => word.say(session, Some("completed")).await,
            Self::Cancel(word) => word.say(session, Some("cancelled")).await,
            Self::Update(word) => word.say(session, None).await,
            Self::Edit {
                id,
                name,
                from,
                to,
                component,
                publish,
                update,
                corrected,
                switches,
            } => {
                let corrected = corrected.given(&session.here)?;
                if update.is_some() && corrected.is_empty() {
                    return Err(usage(
                        "nothing to change of the update; give --message or --at",
                    ));
                }
                let mut edit = Map::new();
                switches.given(&mut edit);
                if !component.is_empty() {
                    edit.insert("components".to_owned(), component.into());
                }
                if let Some(name) = name {
                    edit.insert("name".to_owned(), name.into());
                }
                if let Some(from) = &from {
                    edit.insert("from".to_owned(), json!(session.here.ahead(from)?));
                }
                if publish {
                    edit.insert("draft".to_owned(), false.into());
                }
                if edit.is_empty() && to.is_none() && update.is_none() {
                    return Err(usage(
                        "nothing to change; give --name, --from, --to, --component, --publish, a switch such as --verify, or --update with what it says instead",
                    ));
                }
                let id = session.the_open_one("maintenances", id).await?;
                let path = path_of("maintenances", &id)?;
                let known = session.client.get(&path).await?;
                if let Some(to) = to {
                    let begin = edit.get("from").unwrap_or(&known["starts_at"]);
                    let begin = begin.as_str().map(Timestamp::parse).transpose()?;
                    let begin = begin.unwrap_or(session.here.now);
                    edit.insert("to".to_owned(), json!(session.here.end_of(begin, &to)?));
                }
                let update = update.map(|number| (number, corrected));
                session.change(&path, known, edit, update).await
            }
            Self::List {
                all,
                series: Some(series),
                limit,
            } => {
                let mut windows = windows(session, &series, all).await?;
                windows.truncate(limit);
                session.say_list(windows, |window| show::event_line(window, &session.here));
                Ok(())
            }
            Self::List {
                all,
                series: None,
                limit,
            } => {
                let path = if all {
                    "maintenances"
                } else {
                    "maintenances?state=open"
                };
                session.list_events(path, limit).await
            }
            Self::Show { id } => {
                let id = session.the_open_one("maintenances", id).await?;
                let found = session.client.get(&path_of("maintenances", &id)?).await?;
                session.say(&found, |found| show::event(found, &session.here));
                Ok(())
            }
        }
    }
}

/// The windows of a series, the latest first; `all`: also those that are over.
pub(super) async fn windows(
    session: &Session,
    series: &str,
    all: bool,
) -> anyhow::Result<Vec<Value>> {
    // A name that is none is a slip, and not a series without windows.
    session.client.get(&path_of("series", series)?).await?;
    let path = if all {
        "maintenances"
    } else {
        "maintenances?state=open"
    };
    let mut windows = session.client.list(path, usize::MAX).await?;
    windows.retain(|window| window["series"] == series);
    Ok(windows)
}

impl Word {
    async fn say(self, session: &Session, status: Option<&str>) -> anyhow::Result<()> {
        let id = session.the_open_one("maintenances", self.id).await?;
        let message = match (self.message, status) {
            (None, None) => or_ask(None, "What is new", "--message")?,
            (message, _) => message.unwrap_or_default(),
        };
        let mut body = json!({ "body": message });
        if let Some(status) = status {
            body["status"] = status.into();
        }
        let path = format!("{}/updates", path_of("maintenances", &id)?);
        let said = session.client.post(&path, body).await?;
        session.say(&said, |said| show::event(said, &session.here));
        Ok(())
    }
}
