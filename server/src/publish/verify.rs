//! What is about to be published, read as its readers will read it.

use pilotlight_feed::{Feed, History, Invalid, limits};
use pilotlight_site::File;
use pilotlight_site::file::{is_feed, is_history};

use super::sign::Signer;

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
    /// The feed's signature is not one of our key over these bytes.
    #[error("its signature does not hold; report this with the feed")]
    Unsigned,
    /// The feed does not parse.
    #[error("it does not read back: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// The feed breaks a bound of the contract.
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

/// What a feed is held to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Bounds {
    /// What readers take.
    #[default]
    Readers,
    /// Nothing: it is made to measure the work, and nobody reads it.
    Nobody,
}

/// Checks one file; a feed must be signed by `signer`.
pub(super) fn verify(file: &File, signer: &Signer, bounds: Bounds) -> Result<(), Refusal> {
    let size_bytes = file.body.len();
    let is_document = is_feed(&file.path);
    let most_bytes = if is_document && bounds == Bounds::Readers {
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
        if !signer.has_signed(&file.body) {
            return Err(Refusal::Unsigned);
        }
        let feed: Feed = serde_json::from_slice(&file.body)?;
        if bounds == Bounds::Readers {
            feed.validate()?;
        }
    }
    if is_history(&file.path) {
        serde_json::from_slice::<History>(&file.body)?;
    }
    Ok(())
}
