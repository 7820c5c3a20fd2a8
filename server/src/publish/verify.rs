//! What is about to be published, read as its readers will read it.

use pilotlight_feed::{Feed, Invalid, limits};
use pilotlight_site::{File, Kind};

/// Bytes of one page. A page beyond this is a mistake of ours, not news.
const MOST_PAGE_BYTES: usize = 16 * 1024 * 1024;

/// Why a reader would not accept a file.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// More bytes than a reader takes.
    #[error(
        "{size_bytes} bytes are more than the {most_bytes} that a reader takes; show fewer components or shorten their descriptions"
    )]
    TooLarge {
        /// Its size.
        size_bytes: usize,
        /// The bound.
        most_bytes: usize,
    },
    /// No bytes at all.
    #[error("it is empty")]
    Empty,
    /// The feed does not parse.
    #[error("it does not read back: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// The feed breaks a bound of the contract.
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

/// Checks one file.
pub(super) fn verify(file: &File) -> Result<(), Refusal> {
    let size_bytes = file.body.len();
    let is_document = Kind::of(&file.path) == Kind::Feed && !file.path.ends_with("schema.json");
    let most_bytes = if is_document {
        limits::DOCUMENT_BYTES
    } else {
        MOST_PAGE_BYTES
    };
    if size_bytes == 0 {
        return Err(Refusal::Empty);
    }
    if most_bytes < size_bytes {
        return Err(Refusal::TooLarge {
            size_bytes,
            most_bytes,
        });
    }
    if is_document {
        let feed: Feed = serde_json::from_slice(&file.body)?;
        feed.validate()?;
    }
    Ok(())
}
