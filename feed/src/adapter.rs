//! Other people's status documents, read as a [`Feed`]: a widget can show a page of another make.
//!
//! One pure function a format: no I/O, no clock. Such a document promises nothing about its
//! freshness, so the promise of the feed counts from when it was fetched ([`Source::now`]). A
//! `updated_at` within it does not help: it names the last change, and a page that has been green
//! for a year is as fresh as any. What cannot be read is unknown or left out, never operational.
//!
//! ```
//! use pilotlight_feed::adapter::{Format, Source, Value, detect};
//! use pilotlight_feed::{Status, Timestamp};
//!
//! let document = r#"[{"name": "Website", "slug": "website", "status": "down"}]"#;
//! let document: Value = serde_json::from_str(document)?;
//! assert_eq!(detect(&document), Some(Format::Upptime));
//! let from = Source {
//!     address: "https://raw.githubusercontent.com/acme/status/master/history/summary.json",
//!     now: Timestamp::parse("2026-11-23T06:10:00Z")?,
//!     companion: None,
//! };
//! let feed = Format::Upptime.read(&document, &from)?;
//! assert_eq!(feed.status.level, Status::MajorOutage);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod checks;
mod cstate;
mod draft;
mod gatus;
mod instatus;
mod kuma;
mod statuspage;
mod text;
mod upptime;
mod value;

pub use value::Value;

use crate::{Feed, Invalid, Timestamp};

/// For how long a document that was just fetched may be shown as the present, in seconds. A reader
/// polls every minute, so this outlives four failed attempts and no more.
const FRESH_SECONDS: i64 = 5 * 60;

/// Where a document came from, and when.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Absolute address of the document, `https:` or `http:`.
    pub address: &'a str,
    /// When it was fetched.
    pub now: Timestamp,
    /// The document behind [`Format::companion`], where there is one.
    pub companion: Option<&'a Value>,
}

/// Why a document could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is of another shape.
    #[error("the document has not the shape of {}: check the address or the feed format", .0.word())]
    Shape(Format),
    /// [`Source::address`] is none that a page may link to.
    #[error("the address of the document is no https: or http: address: give an absolute one")]
    Address,
    /// What was made of it breaks the bounds of a feed.
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

/// A format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Atlassian Statuspage's `api/v2/summary.json`, and whoever answers in its shape.
    Statuspage,
    /// Instatus' `summary.json`.
    Instatus,
    /// Gatus' `api/v1/endpoints/statuses`.
    Gatus,
    /// Upptime's `history/summary.json`.
    Upptime,
    /// cState's `index.json`.
    Cstate,
    /// Uptime Kuma's `api/status-page/<slug>`.
    Kuma,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 6] = [
        Self::Statuspage,
        Self::Instatus,
        Self::Gatus,
        Self::Upptime,
        Self::Cstate,
        Self::Kuma,
    ];

    /// The word for this format in the `feed-format` attribute.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Statuspage => "statuspage",
            Self::Instatus => "instatus",
            Self::Gatus => "gatus",
            Self::Upptime => "upptime",
            Self::Cstate => "cstate",
            Self::Kuma => "kuma",
        }
    }

    /// The format that a word of the `feed-format` attribute stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.word() == word)
    }

    /// Address of the second document that this format needs beside the one at `address`; none
    /// where one is enough.
    ///
    /// ```
    /// use pilotlight_feed::adapter::Format;
    /// assert_eq!(
    ///     Format::Kuma.companion("https://kuma.acme.com/api/status-page/acme").as_deref(),
    ///     Some("https://kuma.acme.com/api/status-page/heartbeat/acme"),
    /// );
    /// ```
    #[must_use]
    pub fn companion(self, address: &str) -> Option<String> {
        match self {
            Self::Kuma => kuma::companion(address),
            Self::Statuspage | Self::Instatus | Self::Gatus | Self::Upptime | Self::Cstate => None,
        }
    }

    /// Reads a document of this format.
    ///
    /// # Errors
    /// [`Refused`] when the document is of another shape or its address none to link to.
    pub fn read(self, document: &Value, from: &Source<'_>) -> Result<Feed, Refused> {
        let draft = match self {
            Self::Statuspage => statuspage::read(document, from),
            Self::Instatus => instatus::read(document, from),
            Self::Gatus => gatus::read(document, from),
            Self::Upptime => upptime::read(document, from),
            Self::Cstate => cstate::read(document, from),
            Self::Kuma => kuma::read(document, from),
        };
        draft.ok_or(Refused::Shape(self))?.finish(from)
    }
}

/// Tells the format of a document by its shape; none when it is a feed of ours, or like none of
/// them.
#[must_use]
pub fn detect(document: &Value) -> Option<Format> {
    // Our own shape descends from Statuspage's.
    let declared = document.get("format").text();
    if declared.is_some_and(|format| format.starts_with("pilotlight/")) {
        return None;
    }
    Format::ALL.into_iter().find(|format| match format {
        Format::Statuspage => statuspage::is_like(document),
        Format::Instatus => instatus::is_like(document),
        Format::Gatus => gatus::is_like(document),
        Format::Upptime => upptime::is_like(document),
        Format::Cstate => cstate::is_like(document),
        Format::Kuma => kuma::is_like(document),
    })
}
