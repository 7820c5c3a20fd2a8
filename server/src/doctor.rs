//! What would stop the widget on somebody's page, and what to change there.
//!
//! [`examine`] is pure: it reads a page that was fetched, and what was fetched of ours for it.
//! `pilotlight doctor` does the fetching and prints what is found.

mod element;
mod files;
mod markup;
mod policy;

use http::HeaderMap;
use pilotlight_feed::Timestamp;
use url::Url;

pub use markup::{Element, Script, Snippet};

/// A page that should carry the widget.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it was found, after redirects.
    pub address: Url,
    /// With which headers.
    pub headers: HeaderMap,
    /// What it says.
    pub html: String,
}

/// One file of ours as the page's visitors would get it.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// Where.
    pub address: Url,
    /// What came of it.
    pub result: Result<Answer, String>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Vec<u8>,
}

/// What of ours a page uses.
#[derive(Clone, Debug, Default)]
pub struct Ours {
    /// The script.
    pub script: Option<Fetched>,
    /// The WebAssembly that the script names.
    pub wasm: Option<Fetched>,
    /// The feeds that the page names.
    pub feeds: Vec<Fetched>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The widget does not show.
    Stops,
    /// Something of it does not work.
    Limits,
    /// It works; this could be better.
    Note,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, one sentence.
    pub what: String,
    /// What to do: where there is one, the exact line.
    pub remedy: String,
}

impl Severity {
    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stops => "stops",
            Self::Limits => "limits",
            Self::Note => "note",
        }
    }
}

impl Finding {
    fn new(severity: Severity, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            severity,
            what: what.into(),
            remedy: remedy.into(),
        }
    }
}

/// Finds the snippet of a page: its scripts and elements.
#[must_use]
pub fn snippet(page: &Page) -> Snippet {
    markup::read(&page.html, &page.address)
}

/// Everything that is wrong, the worst first. `now` tells a stale feed.
#[must_use]
pub fn examine(page: &Page, ours: &Ours, now: Timestamp) -> Vec<Finding> {
    let snippet = snippet(page);
    let Some(script) = snippet.scripts.first() else {
        let what = if snippet.elements.is_empty() {
            "there is no snippet on this page"
        } else {
            "there is a <pilot-light> on this page, and no script that makes it live"
        };
        let remedy = "paste it from the snippet builder, /docs/widget/ on your status page; a page that is made by script is seen by browsers only";
        return vec![Finding::new(Severity::Stops, what, remedy)];
    };
    let mut findings = Vec::new();
    files::examine(page, &snippet, ours, now, &mut findings);
    policy::examine(page, &snippet, script, ours, &mut findings);
    element::examine(&snippet, &mut findings);
    findings.sort_by_key(|finding| finding.severity);
    findings
}

#[cfg(test)]
mod tests;
