//! Data of other status pages, read into one plain [`Plan`]: what `pilotlight import` would make.
//!
//! One pure reader a system: no network, no file system, no clock. Whoever calls has read the
//! documents and says what time it is. What a reader cannot carry over it says, in words for a
//! person: the list stands in [`Plan::unmapped`]. The one exception to purity is
//! [`read_kuma_database`], for Uptime Kuma keeps its data in SQLite.
//!
//! ```
//! use pilotlight_feed::Timestamp;
//! use pilotlight_server::import::{Document, Source, System};
//!
//! let source = Source {
//!     documents: vec![Document {
//!         path: "config.yaml".to_owned(),
//!         text: "endpoints: [{name: Web, url: 'https://acme.example/', interval: 5m}]".to_owned(),
//!     }],
//!     now: Timestamp::parse("2026-11-23T06:10:00Z")?,
//! };
//! let plan = System::Gatus.read(&source)?;
//! assert_eq!(plan.components[0].key, "web");
//! assert!(plan.describe().starts_with("would make 0 groups, 1 component, 1 monitor"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cachet;
mod configuration;
mod course;
mod cstate;
mod describe;
mod document;
mod draft;
mod fields;
mod gatus;
mod html;
mod kuma;
mod plan;
mod statuspage;
mod text;
mod told;
mod upptime;
mod watch;
mod yaml;

use pilotlight_feed::Timestamp;

pub use kuma::read_database as read_kuma_database;
pub use plan::{
    Component, Group, HttpRequest, Incident, IncidentUpdate, Maintenance, MaintenanceStatus,
    MaintenanceUpdate, Monitor, Plan, Probe, Unmapped,
};

/// Documents of one import. A repository of cState with ten years of issues has a thousand.
const DOCUMENTS: usize = 10_000;
/// Bytes of one document: a Statuspage's whole history is below one million.
const DOCUMENT_BYTES: usize = 8 * 1024 * 1024;
/// Bytes of all documents together.
const SOURCE_BYTES: usize = 64 * 1024 * 1024;

/// One document as it was read from disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its path within what was given, with `/` between folders: `content/issues/dns.md`.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// All that a reader gets: one document, or those of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// In any order; readers sort by path where the order matters.
    pub documents: Vec<Document>,
    /// The present, which tells a maintenance that is over from one that lies ahead.
    pub now: Timestamp,
}

/// Why nothing could be read. Nothing was written then.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Nothing in the documents is of this system.
    #[error("nothing of {} is in what was given; give {wanted}", .system.name())]
    Nothing {
        /// Which system was asked for.
        system: System,
        /// What it would be.
        wanted: &'static str,
    },
    /// A document that does not parse.
    #[error("cannot read {path} as {language}: {why}; fetch or export it anew, or leave it out")]
    Syntax {
        /// Which document.
        path: String,
        /// JSON, YAML or TOML.
        language: &'static str,
        /// What the parser said.
        why: String,
    },
    /// A bound that protects the server from hostile documents.
    #[error("cannot read {path}: it has more than {most} {what}; import it in parts")]
    TooMuch {
        /// Which document; `the source` for all together.
        path: String,
        /// What there is too much of.
        what: &'static str,
        /// How much is read.
        most: usize,
    },
    /// A database that cannot be read.
    #[error(
        "cannot read the database {path}: {source}; stop Uptime Kuma, copy kuma.db and give the copy"
    )]
    Database {
        /// Which file.
        path: String,
        /// Why.
        source: sqlx::Error,
    },
}

/// A system whose data can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// Atlassian Statuspage: documents of its public API.
    Statuspage,
    /// cState: the folder of the site.
    Cstate,
    /// Upptime: the repository.
    Upptime,
    /// Gatus: its configuration.
    Gatus,
    /// Uptime Kuma: a backup of version 1, or [`read_kuma_database`].
    Kuma,
    /// Cachet: documents of its API.
    Cachet,
}

impl System {
    /// Every system.
    pub const ALL: [Self; 6] = [
        Self::Statuspage,
        Self::Cstate,
        Self::Upptime,
        Self::Gatus,
        Self::Kuma,
        Self::Cachet,
    ];

    /// The word that stands for this system on a command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Statuspage => "statuspage",
            Self::Cstate => "cstate",
            Self::Upptime => "upptime",
            Self::Gatus => "gatus",
            Self::Kuma => "kuma",
            Self::Cachet => "cachet",
        }
    }

    /// The name that people know.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Statuspage => "Statuspage",
            Self::Cstate => "cState",
            Self::Upptime => "Upptime",
            Self::Gatus => "Gatus",
            Self::Kuma => "Uptime Kuma",
            Self::Cachet => "Cachet",
        }
    }

    /// The system that a word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|system| system.word() == word)
    }

    /// Turns the documents of this system into a plan.
    ///
    /// # Errors
    /// An [`ImportError`] when there is nothing of the system in them, when a document does not
    /// parse, or when there is too much of something.
    pub fn read(self, source: &Source) -> Result<Plan, ImportError> {
        check_size(source)?;
        let mut plan = match self {
            Self::Statuspage => statuspage::read(source),
            Self::Cstate => cstate::read(source),
            Self::Upptime => upptime::read(source),
            Self::Gatus => gatus::read(source),
            Self::Kuma => kuma::read(source),
            Self::Cachet => cachet::read(source),
        }?;
        course::settle(&mut plan, source.now);
        Ok(plan)
    }
}

fn check_size(source: &Source) -> Result<(), ImportError> {
    let too_much = |path: &str, what, most| {
        let path = path.to_owned();
        Err(ImportError::TooMuch { path, what, most })
    };
    if DOCUMENTS < source.documents.len() {
        return too_much("the source", "documents", DOCUMENTS);
    }
    let mut all_bytes = 0;
    for document in &source.documents {
        if DOCUMENT_BYTES < document.text.len() {
            return too_much(&document.path, "bytes", DOCUMENT_BYTES);
        }
        all_bytes += document.text.len();
    }
    if SOURCE_BYTES < all_bytes {
        return too_much("the source", "bytes", SOURCE_BYTES);
    }
    Ok(())
}
