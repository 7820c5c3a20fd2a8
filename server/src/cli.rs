//! The commands that operators give to a running server, over its admin API.

mod ask;
mod audit;
mod change;
mod client;
mod component;
mod connect;
pub(crate) mod doctor;
mod export;
mod group;
pub(crate) mod hosting;
mod import;
mod incident;
pub(crate) mod local;
mod maintenance;
mod report;
mod series;
mod show;
mod team;
mod time;
mod told;
mod usage;

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use jiff::tz::TimeZone;
use pilotlight_server::config::Config;
use serde_json::Value;
use url::Url;

use self::client::Client;
use self::time::Here;
pub(crate) use self::usage::{BAD_USAGE, Usage, usage};

/// Where the token stands when no option names it.
const TOKEN_VARIABLE: &str = "PILOTLIGHT_TOKEN";

/// Where the server is, and how to be let in.
#[derive(Debug, Args)]
pub(crate) struct Reach {
    /// Address of the admin API. Default: [admin] of the configuration file.
    #[arg(long, global = true, value_name = "URL", env = "PILOTLIGHT_SERVER")]
    server: Option<Url>,
    /// File that holds the token. Default: the variable PILOTLIGHT_TOKEN.
    #[arg(long, global = true, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Print JSON, for programs.
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

impl Reach {
    /// Whether the server is named, so that its configuration is not needed to find it.
    pub(crate) fn names_server(&self) -> bool {
        self.server.is_some()
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Operate {
    /// Open, update and resolve incidents.
    #[command(subcommand)]
    Incident(incident::Incident),
    /// Plan, begin and complete maintenances.
    #[command(subcommand)]
    Maintenance(maintenance::Maintenance),
    /// Plan, list, change and end maintenances that recur.
    #[command(subcommand)]
    Series(series::Series),
    /// List components, set their status by hand, add and retire them.
    #[command(subcommand)]
    Component(component::Component),
    /// List, add and retire groups of components.
    #[command(subcommand)]
    Group(group::Group),
    /// Say what the public sees now.
    Status,
    /// Say what the history says of a window: uptime, or how long incidents took.
    #[command(subcommand)]
    Report(report::Report),
    /// Make, list and revoke tokens.
    #[command(subcommand)]
    Token(team::Token),
    /// Add, list and remove members of the team.
    #[command(subcommand)]
    Member(team::Member),
    /// Say who did what, the newest first.
    Audit {
        /// At most so many.
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// Carry over what another status page knows; first see `--dry-run`. Again later it adds what is new.
    Import(import::Import),
    /// Print everything that people have told and the monitors found, drafts and hidden components included.
    Export {
        /// In what form.
        #[arg(long, value_enum, default_value = "json")]
        form: export::Form,
    },
}

/// What a command works with.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) here: Here,
    json: bool,
}

impl Session {
    /// Prints what was answered: as JSON for programs, else as `people` has it.
    pub(crate) fn say(&self, answer: &Value, people: impl FnOnce(&Value)) {
        if self.json {
            show::json(answer);
        } else {
            people(answer);
        }
    }

    /// The identifier that was given; else that of the only one that is open, or of the only series that
    /// goes on.
    pub(crate) async fn the_open_one(
        &self,
        list: &str,
        id: Option<String>,
    ) -> anyhow::Result<String> {
        if let Some(id) = id {
            return Ok(id);
        }
        let open = self.client.list(&format!("{list}?state=open"), 10).await?;
        match &open[..] {
            [] if list == "maintenances" => bail!("no maintenance is ahead or under way"),
            [] if list == "series" => bail!("no series is planned"),
            [] => bail!("no incident is open"),
            [only] => Ok(show::text(&only["id"]).to_owned()),
            several => {
                let lines = several.iter().map(|one| match list {
                    "series" => show::series_line(one),
                    _ => show::event_line(one, &self.here),
                });
                let lines: Vec<String> = lines.collect();
                bail!("there are several; name one of them:\n{}", lines.join("\n"))
            }
        }
    }

    /// Prints a list of incidents or maintenances.
    pub(crate) async fn list_events(&self, path: &str, limit: usize) -> anyhow::Result<()> {
        let items = self.client.list(path, limit).await?;
        self.say_list(items, |event| show::event_line(event, &self.here));
        Ok(())
    }

    /// Prints a list, a line each.
    pub(crate) fn say_list(&self, items: Vec<Value>, line: impl Fn(&Value) -> String) {
        self.say(&Value::Array(items), |items| {
            let items = items.as_array().map_or(&[][..], Vec::as_slice);
            for item in items {
                println!("{}", line(item));
            }
            if items.is_empty() {
                eprintln!("there are none");
            }
        });
    }
}

impl Operate {
    /// Whether it works without a server and without its configuration.
    pub(crate) fn is_offline(&self) -> bool {
        matches!(self, Self::Import(import) if import.is_offline())
    }

    /// Carries out a command. `config` is the server's own, where it is at hand.
    pub(crate) async fn run(self, reach: &Reach, config: Option<&Config>) -> anyhow::Result<()> {
        let zone = config.map_or(TimeZone::UTC, |config| {
            config.catalog.page.zone.rules.clone()
        });
        let here = Here::of(zone);
        if let Self::Token(team::Token::Create(wanted)) = &self
            && wanted.local
        {
            return wanted.make_local(at_hand(config)?, &here, reach.json).await;
        }
        if let Self::Report(report) = &self
            && report.is_local()
        {
            return report.run_local(at_hand(config)?, &here, reach.json).await;
        }
        let mut imported = None;
        if let Self::Import(import) = &self {
            match import.plan(reach.json).await? {
                Some(plan) => imported = Some(plan),
                None => return Ok(()),
            }
        }
        let session = Session {
            client: Client::new(server(reach, config)?, token(reach)?),
            here,
            json: reach.json,
        };
        match self {
            Self::Incident(command) => command.run(&session).await,
            Self::Maintenance(command) => command.run(&session).await,
            Self::Series(command) => command.run(&session).await,
            Self::Component(command) => command.run(&session).await,
            Self::Group(command) => command.run(&session).await,
            Self::Report(report) => {
                report
                    .run(&session.client, &session.here, session.json)
                    .await
            }
            Self::Token(command) => command.run(&session).await,
            Self::Member(command) => command.run(&session).await,
            Self::Import(import) => {
                let plan = imported.unwrap_or_default();
                import.carry_out(&plan, &session).await
            }
            Self::Export { form } => {
                if session.json && matches!(form, export::Form::Markdown) {
                    return Err(usage(
                        "--form markdown and --json are two forms; give one of them",
                    ));
                }
                export::export(&session, form).await
            }
            Self::Audit { limit } => audit::audit(&session, limit).await,
            Self::Status => {
                let summary = session.client.get("status").await?;
                session.say(&summary, |summary| show::summary(summary, &session.here));
                Ok(())
            }
        }
    }
}

/// The configuration, without which nothing can be done locally.
fn at_hand(config: Option<&Config>) -> anyhow::Result<&Config> {
    config.ok_or_else(|| {
        usage("--local needs the server's configuration file; name it with --config")
    })
}

fn server(reach: &Reach, config: Option<&Config>) -> anyhow::Result<Url> {
    if let Some(server) = &reach.server {
        let is_web = matches!(server.scheme(), "http" | "https") && server.has_host();
        if !is_web {
            return Err(usage(format!(
                "--server {server} is no web address; write for example http://127.0.0.1:8081"
            )));
        }
        return Ok(server.clone());
    }
    let admin = config.and_then(|config| config.admin.as_ref());
    let Some(admin) = admin else {
        return Err(usage(
            "where is the server? add [admin] to its configuration, or give --server http://127.0.0.1:8081",
        ));
    };
    Url::parse(&format!("http://{}/", admin.listen))
        .context("cannot make a web address of [admin] listen")
}

fn token(reach: &Reach) -> anyhow::Result<String> {
    let text = match &reach.token_file {
        Some(file) => std::fs::read_to_string(file)
            .with_context(|| format!("cannot read the token from {}", file.display()))?,
        None => std::env::var(TOKEN_VARIABLE).map_err(|_| {
            usage(format!(
                "no token; set {TOKEN_VARIABLE} or give --token-file; `pilotlight token create NAME --scope admin --local` makes one on the server's machine"
            ))
        })?,
    };
    Ok(text.trim().to_owned())
}
