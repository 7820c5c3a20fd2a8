//! What is rendered together, and only when something that it is made of has changed.
//!
//! A page names its inputs by their digest before it is rendered. A publisher that has the files of the
//! same inputs already carries them over, so that the work of a publication follows what has changed
//! and not what there is.

use std::fmt;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::File;

/// SHA-256 of everything that some files are made of.
pub type Digest = [u8; 32];

/// Files that follow from the same inputs.
pub struct Bundle<'a> {
    /// What it is known by from one publication to the next.
    pub key: String,
    /// Of everything that its files are made of: equal digests, equal files.
    pub inputs: Digest,
    /// What it is made of.
    pub made: Made<'a>,
}

/// How a bundle becomes files.
pub enum Made<'a> {
    /// It is rendered.
    Files(Box<dyn FnOnce() -> Vec<File> + Send + 'a>),
    /// It holds others, of which only some may have changed.
    Bundles(Box<dyn FnOnce() -> Vec<Bundle<'a>> + Send + 'a>),
}

impl fmt::Debug for Bundle<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bundle")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Made<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Files(_) => "Files",
            Self::Bundles(_) => "Bundles",
        })
    }
}

impl<'a> Bundle<'a> {
    pub(crate) fn of(
        key: impl Into<String>,
        inputs: Inputs,
        render: impl FnOnce() -> Vec<File> + Send + 'a,
    ) -> Self {
        Self {
            key: key.into(),
            inputs: inputs.digest(),
            made: Made::Files(Box::new(render)),
        }
    }

    pub(crate) fn group(
        key: impl Into<String>,
        inputs: Inputs,
        open: impl FnOnce() -> Vec<Self> + Send + 'a,
    ) -> Self {
        Self {
            key: key.into(),
            inputs: inputs.digest(),
            made: Made::Bundles(Box::new(open)),
        }
    }

    /// All its files, rendered.
    pub(crate) fn files(self) -> Vec<File> {
        match self.made {
            Made::Files(render) => render(),
            Made::Bundles(open) => open().into_iter().flat_map(Self::files).collect(),
        }
    }
}

/// Inputs, added one after the other.
#[derive(Clone)]
pub(crate) struct Inputs(Sha256);

impl Inputs {
    pub(crate) fn new() -> Self {
        Self(Sha256::new())
    }

    /// Adds a value: what it is as JSON, which tells where it ends.
    pub(crate) fn with(mut self, value: &(impl Serialize + ?Sized)) -> Self {
        // Texts, whole numbers and lists can all be said. A digest takes many bytes at once faster than one
        // after the other.
        if let Ok(text) = serde_json::to_vec(value) {
            self.0.update(text);
        }
        self.0.update([0]);
        self
    }

    pub(crate) fn digest(self) -> Digest {
        self.0.finalize().into()
    }
}
