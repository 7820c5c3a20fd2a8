//! Why the server does not start, and why a configuration is not taken in.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::access::{NoRandomness, Unfit};
use crate::core::Claimed;
use crate::publish::{BucketError, DirectoryError, KeyError, NoToken, PublishError};
use crate::request::Refusal;
use crate::store::StoreError;

/// Why the server could not start, or the site could not be written. Nothing stored is touched.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port.
    #[error(
        "cannot listen on {address}: {source}; stop what listens there, or set another address in [http] listen"
    )]
    Listen {
        /// Which address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The port of the admin API.
    #[error(
        "cannot listen on {address}: {source}; stop what listens there, or set another address in [admin] listen"
    )]
    ListenForOperators {
        /// Which address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// A secret is made of random bytes, and there are none.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The token that is to be made.
    #[error("cannot make such a token: {0}")]
    Unfit(#[from] Unfit),
    /// The folder of the database.
    #[error("cannot use the data folder {}: {source}; make it writable, or set another in data_dir", path.display())]
    DataFolder {
        /// Which folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file stands where the folder of the database should be.
    #[error("cannot make the data folder {}: a file stands in its way; move that, or set another folder in data_dir", path.display())]
    NoFolder {
        /// Which folder.
        path: PathBuf,
    },
    /// Another server works in the data folder.
    #[error("the data folder {} is in use by another pilotlight; stop that one, or give this one a data_dir of its own", path.display())]
    InUse {
        /// Which folder.
        path: PathBuf,
    },
    /// A running server publishes there.
    #[error("cannot publish to {target}: the server that runs in {} publishes there itself, and would not go on beside another; `kill -HUP` makes it publish at once; or stop it first, or publish to another place", path.display())]
    Served {
        /// Which folder or bucket.
        target: String,
        /// The data folder of the server.
        path: PathBuf,
    },
    /// The database.
    #[error("cannot use the database {}: {source}", path.display())]
    Store {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: StoreError,
    },
    /// The key that feeds are signed with.
    #[error("cannot sign with the key in the database {}: {source}", path.display())]
    Key {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: KeyError,
    },
    /// There is no database to read from.
    #[error("there is no database {}; run `pilotlight run` first, it makes one", path.display())]
    NoDatabase {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A restore has moved the database aside, and nothing into its place yet.
    #[error("a restore was cut short: the database was moved aside, beside {} as pilotlight.db.before-…; run `pilotlight restore {}`, which puts the backup in its place", fresh.display(), fresh.display())]
    HalfRestored {
        /// The copy of the backup, whole.
        fresh: PathBuf,
    },
    /// The configuration has what was told by API.
    #[error(transparent)]
    Claimed(#[from] Claimed),
    /// What the configuration has and what was told by API are too much for one page.
    #[error("configured and told by API, {0}")]
    TooLarge(String),
    /// The folder to publish to.
    #[error("{0}; {remedy}, or publish to another folder", remedy = .0.remedy())]
    Directory(#[from] DirectoryError),
    /// The bucket to publish to.
    #[error(transparent)]
    Bucket(#[from] BucketError),
    /// The CDN to tell.
    #[error(transparent)]
    NoToken(#[from] NoToken),
    /// The one publication that was asked for.
    #[error(transparent)]
    Publish(#[from] PublishError),
}

/// Why a configuration is not taken in. The old one stays.
#[derive(Debug, thiserror::Error)]
pub enum RenewError {
    /// It changes what is fixed while the server runs.
    #[error("{0} cannot change while the server runs; restart it, or change that back")]
    Fixed(String),
    /// Not now.
    #[error(transparent)]
    Refused(#[from] Refusal),
}
