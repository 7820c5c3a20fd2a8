//! `pilotlight import`: what another status page knows, shown first and then told to the server.
//!
//! Components live in the configuration file, so their sections are printed; incidents and
//! maintenances go over the API, each under an identifier that says where it comes from, so that a
//! later run adds only what is new.

mod missing;
mod plan;
mod source;
mod tell;

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use pilotlight_feed::is_id;
use pilotlight_server::import::{Plan, System};

use super::Session;
use super::local;
use super::show;
use super::usage::usage;

/// Characters of what identifiers begin with: most of an identifier is the source's.
const MOST_LABEL_CHARS: usize = 20;

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
    /// What the identifiers of incidents and maintenances begin with here, so that a later run finds
    /// them. Give each page its own when several of one system are carried over. Default: the system.
    #[arg(long, value_name = "ID")]
    label: Option<String>,
}

impl Import {
    /// Whether it asks no server.
    pub(crate) const fn is_offline(&self) -> bool {
        self.dry_run || self.configuration
    }

    /// What needs no server: the dry run and the sections. Answers the plan when there is more to do.
    pub(crate) async fn plan(&self, is_json: bool) -> anyhow::Result<Option<Plan>> {
        let Some(system) = System::from_word(&self.system) else {
            let words: Vec<&str> = System::ALL.iter().map(|system| system.word()).collect();
            let message = format!("{:?} is none of {}", self.system, words.join(", "));
            return Err(usage(message));
        };
        let label = self.label();
        if !is_id(label) || MOST_LABEL_CHARS < label.len() {
            return Err(usage(format!(
                "--label {label:?}: write 1 to {MOST_LABEL_CHARS} characters of a to z, 0 to 9, - and _"
            )));
        }
        if self.configuration && is_json {
            return Err(usage(
                "--configuration prints TOML; leave out --json, or give --dry-run",
            ));
        }
        let plan = source::read(system, &self.from).await?;
        if self.configuration {
            print!("{}", plan.configuration());
            return Ok(None);
        }
        if self.dry_run {
            local::say(is_json, &plan::document(&plan), || {
                print!("{}", plan.describe());
            });
            return Ok(None);
        }
        Ok(Some(plan))
    }

    fn label(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.system)
    }

    /// Tells the server, and says what it made of it.
    pub(crate) async fn carry_out(&self, plan: &Plan, session: &Session) -> anyhow::Result<()> {
        self.refuse_unknown_components(plan, session).await?;
        let told = tell::tell(plan, self.label(), session).await?;
        session.say(&told.json(plan), |_| told.print(plan));
        match told.refused.len() {
            0 => Ok(()),
            1 => bail!("1 of them was refused"),
            count => bail!("{count} of them were refused"),
        }
    }

    /// Components that events name must be in the configuration first: then nothing stops half-way.
    async fn refuse_unknown_components(
        &self,
        plan: &Plan,
        session: &Session,
    ) -> anyhow::Result<()> {
        let known = session.client.list("components", usize::MAX).await?;
        let known: Vec<&str> = known.iter().map(|it| show::text(&it["id"])).collect();
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
            self.system,
            self.from.display()
        )
    }
}
