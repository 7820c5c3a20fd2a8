//! A mistake on the command line itself, told apart from what a server refuses: scripts see another
//! exit code.

use std::fmt::Display;

/// The command line or the configuration is at fault (`EX_USAGE` of sysexits.h).
pub(crate) const BAD_USAGE: u8 = 64;

/// What was given and what to give instead.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Usage(String);

/// Such a mistake as an error.
pub(crate) fn usage(message: impl Display) -> anyhow::Error {
    Usage(message.to_string()).into()
}
