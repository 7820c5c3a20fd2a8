//! `pilotlight series …`: maintenances that recur.

use clap::{Args, Subcommand};
use http::Method;
use pilotlight_feed::Timestamp;
use serde_json::{Map, Value, json};

use super::Session;
use super::ask::or_ask;
use super::client::{Call, path_of};
use super::maintenance::{Switches, windows};
use super::show;
use super::time::Here;
use super::usage::usage;

#[derive(Debug, Subcommand)]
pub(crate) enum Series {
    /// Plan a maintenance that recurs.
    Plan {
        /// Title of each window.
        name: Option<String>,
        /// Its identifier, by which and its day each window is called. Default: one is drawn.
        #[arg(long)]
        id: Option<String>,
        /// When the first one begins, by the wall clock: 2026-12-01T02:30.
        #[arg(long, value_name = "LOCAL TIME")]
        starts: Option<String>,
        /// How long each takes: 90m.
        #[arg(long = "for", value_name = "DURATION")]
        length: Option<String>,
        /// On which days, an RRULE of RFC 5545: FREQ=MONTHLY;BYDAY=1SU.
        #[arg(long)]
        rule: Option<String>,
        /// Whose wall clock, an IANA name. Default: the page's zone.
        #[arg(long, value_name = "ZONE")]
        zone: Option<String>,
        /// A component that it concerns. May be repeated.
        #[arg(long, short, value_name = "ID")]
        component: Vec<String>,
        /// What is said of each window, in Markdown.
        #[arg(long, short, allow_hyphen_values = true, default_value = "")]
        message: String,
        /// A day on which there is none: 2026-12-25. May be repeated.
        #[arg(long, value_name = "DAY")]
        except: Vec<String>,
        /// Only operators see its windows.
        #[arg(long)]
        draft: bool,
        #[command(flatten)]
        switches: Switches,
    },
    /// List series, the one that begins last first.
    List {
        /// Also those that have ended.
        #[arg(long)]
        all: bool,
        /// At most so many.
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// Show one, with all that it plans by and the windows ahead.
    Show {
        /// Which; may be left out when there is only one.
        id: Option<String>,
    },
    /// Change a series. Its windows ahead follow, but for those that somebody has changed.
    Edit {
        /// Which; may be left out when there is only one.
        id: Option<String>,
        #[command(flatten)]
        changed: Box<Changed>,
    },
    /// End a series; its windows ahead are called off.
    End {
        /// Which; may be left out when there is only one.
        id: Option<String>,
    },
}

/// What changes of a series.
#[derive(Debug, Args)]
pub(crate) struct Changed {
    /// New title of each window.
    #[arg(long)]
    name: Option<String>,
    /// When the first one begins, by the wall clock: 2026-12-01T02:30.
    #[arg(long, value_name = "LOCAL TIME")]
    starts: Option<String>,
    /// How long each takes: 90m.
    #[arg(long = "for", value_name = "DURATION")]
    length: Option<String>,
    /// On which days, an RRULE of RFC 5545: FREQ=MONTHLY;BYDAY=1SU.
    #[arg(long)]
    rule: Option<String>,
    /// Whose wall clock, an IANA name.
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// A component that it concerns, in place of all that it did. May be repeated.
    #[arg(long, short, value_name = "ID")]
    component: Vec<String>,
    /// What is said of each window, in Markdown.
    #[arg(long, short, allow_hyphen_values = true)]
    message: Option<String>,
    /// A day on which there is none, in place of all that were: 2026-12-25. May be repeated.
    #[arg(long, value_name = "DAY", conflicts_with = "no_except")]
    except: Vec<String>,
    /// There is one on every day that the rule names.
    #[arg(long)]
    no_except: bool,
    /// Let everyone see the windows of a draft.
    #[arg(long)]
    publish: bool,
    #[command(flatten)]
    switches: Switches,
}

impl Changed {
    /// The body of what was given, and no more.
    fn given(self, here: &Here) -> anyhow::Result<Map<String, Value>> {
        let mut edit = Map::new();
        self.switches.given(&mut edit);
        let length = self
            .length
            .map(|length| seconds(&length, here))
            .transpose()?;
        let starts = self.starts.map(|starts| starts.replace(' ', "T"));
        let has_days = self.no_except || !self.except.is_empty();
        let has_components = !self.component.is_empty();
        let fields: [(&str, Option<Value>); 9] = [
            ("name", self.name.map(Value::from)),
            ("starts", starts.map(Value::from)),
            ("duration_s", length.map(Value::from)),
            ("rule", self.rule.map(Value::from)),
            ("time_zone", self.zone.map(Value::from)),
            ("body", self.message.map(Value::from)),
            ("draft", self.publish.then_some(false.into())),
            ("excluded", has_days.then(|| self.except.into())),
            ("components", has_components.then(|| self.component.into())),
        ];
        for (field, value) in fields {
            if let Some(value) = value {
                edit.insert(field.to_owned(), value);
            }
        }
        if edit.is_empty() {
            return Err(usage(
                "nothing to change; give --name, --starts, --for, --rule, --zone, --component, --message, --except, --no-except, --publish or a switch such as --verify",
            ));
        }
        Ok(edit)
    }
}

/// How long something takes, in seconds.
fn seconds(text: &str, here: &Here) -> anyhow::Result<i64> {
    let from = Here {
        now: Timestamp(0),
        ..here.clone()
    };
    let Timestamp(seconds) = from.ahead(text)?;
    Ok(seconds)
}

/// The zone of the page: as it is published, for its configuration may not be at hand; else as that
/// has it.
async fn zone_of_page(session: &Session) -> anyhow::Result<String> {
    let told = session.client.get("status").await.ok();
    let told = told.and_then(|told| told["page"]["time_zone"].as_str().map(str::to_owned));
    let own = || session.here.zone.iana_name().map(str::to_owned);
    told.or_else(own).ok_or_else(|| usage("--zone is missing"))
}

impl Series {
    pub(crate) async fn run(self, session: &Session) -> anyhow::Result<()> {
        match self {
            Self::Plan {
                name,
                id,
                starts,
                length,
                rule,
                zone,
                component,
                message,
                except,
                draft,
                switches,
            } => {
                let name = or_ask(name, "What is done, in a few words", "the title")?;
                let starts = or_ask(
                    starts,
                    "When does the first one begin, by the wall clock (2026-12-01T02:30)",
                    "--starts",
                )?;
                let length = or_ask(length, "How long does each take (90m)", "--for")?;
                let rule = or_ask(
                    rule,
                    "On which days (an RRULE such as FREQ=MONTHLY;BYDAY=1SU)",
                    "--rule",
                )?;
                let zone = match zone {
                    Some(zone) => zone,
                    None => zone_of_page(session).await?,
                };
                let mut body = Map::new();
                switches.given(&mut body);
                if let Some(id) = id {
                    body.insert("id".to_owned(), id.into());
                }
                let rest = json!({
                    "name": name,
                    "draft": draft,
                    "excluded": except,
                    "components": component,
                    "starts": starts.replace(' ', "T"),
                    "time_zone": zone,
                    "duration_s": seconds(&length, &session.here)?,
                    "rule": rule,
                    "body": message,
                });
                body.extend(rest.as_object().cloned().unwrap_or_default());
                let planned = session.client.post("series", body.into()).await?;
                session.say(&planned, |planned| {
                    show::series(planned);
                    let id = show::text(&planned["id"]);
                    eprintln!(
                        "its windows are listed by `pilotlight maintenance list --series {id}`"
                    );
                });
            }
            Self::List { all, limit } => {
                let path = if all { "series" } else { "series?state=open" };
                let items = session.client.list(path, limit).await?;
                session.say_list(items, show::series_line);
            }
            Self::Show { id } => {
                let id = session.the_open_one("series", id).await?;
                let found = session.client.get(&path_of("series", &id)?).await?;
                let windows = windows(session, &id, false).await?;
                session.say(&found, |found| {
                    show::series(found);
                    // The next one first.
                    for window in windows.iter().rev() {
                        println!("  {}", show::event_line(window, &session.here));
                    }
                });
            }
            Self::Edit { id, changed } => {
                let edit = changed.given(&session.here)?;
                let id = session.the_open_one("series", id).await?;
                let path = path_of("series", &id)?;
                let known = session.client.get(&path).await?;
                let edited = session.patch(&path, &known, edit.into()).await?;
                session.say(&edited, show::series);
            }
            Self::End { id } => {
                let id = session.the_open_one("series", id).await?;
                let path = path_of("series", &id)?;
                let call = Call {
                    method: Method::DELETE,
                    path: &path,
                    body: None,
                    version: None,
                };
                let ended = session.client.call(call).await?;
                session.say(&ended, |_| {
                    println!("{id} is ended; its windows ahead are called off")
                });
            }
        }
        Ok(())
    }
}
