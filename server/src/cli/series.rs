//! `pilotlight series …`: maintenances that recur.

use clap::Subcommand;
use http::Method;
use pilotlight_feed::Timestamp;
use serde_json::json;

use super::Session;
use super::client::Call;
use super::show;
use super::time::Here;
use super::usage::usage;

#[derive(Debug, Subcommand)]
pub(crate) enum Series {
    /// Plan a maintenance that recurs.
    Plan {
        /// Title of each window.
        name: String,
        /// When the first one begins, by the wall clock: 2026-12-01T02:30.
        #[arg(long, value_name = "LOCAL TIME")]
        starts: String,
        /// How long each takes: 90m.
        #[arg(long = "for", value_name = "DURATION")]
        length: String,
        /// On which days, an RRULE of RFC 5545: FREQ=MONTHLY;BYDAY=1SU.
        #[arg(long)]
        rule: String,
        /// Whose wall clock, an IANA name. Default: the page's zone.
        #[arg(long, value_name = "ZONE")]
        zone: Option<String>,
        /// A component that it concerns. May be repeated.
        #[arg(long, short, value_name = "ID")]
        component: Vec<String>,
        /// What is said of each window, in Markdown.
        #[arg(long, short, allow_hyphen_values = true, default_value = "")]
        message: String,
    },
    /// List series.
    List,
    /// End a series; its windows ahead are called off.
    End {
        /// Which.
        id: String,
    },
}

impl Series {
    pub(crate) async fn run(self, session: &Session) -> anyhow::Result<()> {
        match self {
            Self::Plan {
                name,
                starts,
                length,
                rule,
                zone,
                component,
                message,
            } => {
                let from = Here {
                    now: Timestamp(0),
                    ..session.here.clone()
                };
                let Timestamp(duration_s) = from.ahead(&length)?;
                let own = session.here.zone.iana_name().map(str::to_owned);
                let zone = zone.or(own).ok_or_else(|| usage("--zone is missing"))?;
                let body = json!({
                    "name": name,
                    "components": component,
                    "starts": starts.replace(' ', "T"),
                    "time_zone": zone,
                    "duration_s": duration_s,
                    "rule": rule,
                    "body": message,
                });
                let planned = session.client.post("series", body).await?;
                session.say(&planned, |planned| {
                    println!("{}  {rule}", show::text(&planned["id"]));
                    eprintln!("its windows are listed by `pilotlight maintenance list`");
                });
            }
            Self::List => {
                let items = session.client.list("series", usize::MAX).await?;
                session.say(&json!(items), |_| {
                    for series in &items {
                        let ended = if series["ended_at"].is_string() {
                            " (ended)"
                        } else {
                            ""
                        };
                        let (id, rule) = (show::text(&series["id"]), show::text(&series["rule"]));
                        let starts = show::text(&series["starts"]);
                        println!(
                            "{id}  {starts}  {rule}  {}{ended}",
                            show::text(&series["name"])
                        );
                    }
                });
            }
            Self::End { id } => {
                let path = format!("series/{id}");
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
