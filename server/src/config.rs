//! The configuration file: parsed once, whole, into what the rest of the server trusts.
//!
//! All mistakes are reported together, each with its line and with what to do instead; a file
//! with any mistake yields no configuration at all.

mod admin;
mod automatic;
mod backup;
mod bucket;
mod component;
pub(crate) mod difference;
mod http;
mod look;
mod monitor;
mod page;
mod publish;
mod purge;
mod reader;
mod template;
mod uptime;
mod value;
mod witness;

use std::fmt;
use std::path::{Path, PathBuf};

use difference::{Fixed, Watched};
use reader::{Document, Section};

pub use admin::Admin;
pub use http::Http;
pub use publish::Publish;
pub use witness::Witness;

use crate::backup::Schedule;
use crate::core::{Catalog, excess};
use crate::probe::Watch;

/// A complete commented configuration, printed by `pilotlight sample`.
pub const SAMPLE: &str = include_str!("config/sample.toml");

/// Everything that an operator decides.
#[derive(Debug)]
pub struct Config {
    /// Folder of the database; relative paths of the file are taken from the file's own folder.
    pub data_dir: PathBuf,
    /// Whether the file is read anew when it changes while the server runs.
    pub reload_on_change: bool,
    /// Page, groups, components and monitors, as the core sees them.
    pub catalog: Catalog,
    /// How each monitor of the catalogue is checked, in the catalogue's order.
    pub watches: Vec<Watch>,
    /// Where the published files are served.
    pub http: Http,
    /// Where operators reach the running server; none: nowhere.
    pub admin: Option<Admin>,
    /// When and where backups are taken by themselves; none: never.
    pub backup: Option<Schedule>,
    /// Where and how often they are published.
    pub publish: Publish,
    /// How we tell that our own network is at fault.
    pub witness: Witness,
}

impl Config {
    /// What it changes, a line each; also what needs a restart, by name.
    #[must_use]
    pub fn changes_since(&self, before: &Self) -> Vec<String> {
        let fixed = Fixed::of(before).differing(&Fixed::of(self)).into_iter();
        let restart = fixed.map(|name| format!("{name}: changed, which needs a restart"));
        let changes = difference::lines(before.watched(), self.watched());
        restart.chain(changes).collect()
    }

    fn watched(&self) -> Watched<'_> {
        Watched {
            catalog: &self.catalog,
            watches: &self.watches,
            witness: &self.witness,
            policy: self.publish.policy(),
        }
    }
}

/// One mistake in a configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line of the file, from 1.
    pub line: usize,
    /// Which setting, for example `component[2].monitor[1].every`; empty for the file itself.
    pub setting: String,
    /// What is wrong and what to do instead.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.setting.is_empty() {
            return write!(f, "{}: {}", self.line, self.message);
        }
        write!(f, "{}: {}: {}", self.line, self.setting, self.message)
    }
}

/// Parses the text of a configuration file that lies in `folder`.
///
/// # Errors
/// Every mistake in the file, in the order of its lines.
pub fn parse(text: &str, folder: &Path) -> Result<Config, Vec<Problem>> {
    let (table, syntax_errors) = toml::de::DeTable::parse_recoverable(text);
    let document = Document::new(text);
    for error in &syntax_errors {
        let at = error.span().map_or(0, |span| span.start);
        document.problem(at, "", format!("not TOML: {}", error.message()));
    }
    let config = if syntax_errors.is_empty() {
        sections(&Section::root(&document, table.get_ref()), folder)
    } else {
        None
    };
    let problems = document.into_problems();
    match config {
        Some(config) if problems.is_empty() => Ok(config),
        _ => Err(problems),
    }
}

fn sections(root: &Section<'_>, folder: &Path) -> Option<Config> {
    let data_dir = root.or("data_dir", value::path, PathBuf::from("data"));
    let reload_on_change = root.or("reload_on_change", value::boolean, true);
    let look = root.section_or_empty("look", |section| look::parse(section, folder));
    let page = root.section("page").and_then(|section| {
        let look = look.unwrap_or_default();
        page::parse(&section, look)
    });
    let http = root.section_or_empty("http", http::parse);
    let admin = root.optional_section("admin", admin::parse);
    let backup = root.optional_section("backup", |section| backup::parse(section, folder));
    let publish = root.section_or_empty("publish", |section| publish::parse(section, folder));
    let witness = root.section_or_empty("witness", witness::parse);
    let weights = root.section_or_empty("uptime", uptime::parse);
    let groups = component::parse_groups(root);
    let parts = component::parse_components(root, groups.as_deref().unwrap_or(&[]));
    let ids = parts.as_ref().map(|(components, _, _)| {
        let components = components.iter();
        components.map(|known| known.id.as_str()).collect()
    });
    let templates = template::parse(root, ids);
    root.finish();
    let (components, monitors, watches) = parts?;
    let catalog = Catalog {
        page: page?,
        groups: groups?,
        components,
        monitors,
        weights: weights?,
        templates: templates?,
    };
    if let Some(excess) = excess(&catalog) {
        root.problem("component", excess);
    }
    let data_dir = folder.join(data_dir?);
    Some(Config {
        data_dir,
        reload_on_change: reload_on_change?,
        catalog,
        watches,
        http: http?,
        admin: admin?,
        backup: backup?,
        publish: publish?,
        witness: witness?,
    })
}

#[cfg(test)]
mod tests;
