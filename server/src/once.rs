//! The site written once, from the database, without a server.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::clock::Clock;
use crate::config::Config;
use crate::core::{Input, Past, State, Window, apply, ledgers, project};
use crate::data::{DATABASE, load, lock, open_store, there_is_a_database};
use crate::measure::{first_shown, response_times};
use crate::publish::{Bucket, Directory, Edition, News, Place, Publisher, Report};
use crate::store::Store;
use crate::{StartError, key, run};

/// Where a site is written once.
#[derive(Clone, Debug)]
pub enum Out {
    /// A folder.
    Directory(PathBuf),
    /// A bucket.
    Bucket(Place),
}

impl Out {
    /// Its name, when a server with this configuration publishes there too.
    fn served(&self, config: &Config) -> Option<String> {
        let publish = &config.publish;
        match self {
            Self::Directory(path) => {
                let place = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
                let own = publish.directory.as_deref().map(place);
                (own == Some(place(path))).then(|| path.display().to_string())
            }
            Self::Bucket(place) => {
                let own = publish.bucket.as_ref().map(Place::address);
                own.filter(|own| *own == place.address())
            }
        }
    }
}

/// Writes the site once, from the database, into a folder or a bucket. What is known is as old as the
/// server's last sign of life, and shown so: after a longer stop everything is unknown; what a round of
/// checks found holds until it said it would.
///
/// # Errors
/// [`StartError`] when there is no database, it cannot be read, the folder or bucket cannot be
/// written, or a running server publishes there.
pub async fn publish_once(config: Config, out: Out) -> Result<Report, StartError> {
    there_is_a_database(&config)?;
    // Both number what they write: the server would find a newer number than its own, and stop.
    let _lock = match out.served(&config) {
        Some(target) => Some(lock(&config.data_dir).map_err(|error| match error {
            StartError::InUse { path } => StartError::Served { target, path },
            error => error,
        })?),
        None => None,
    };
    let store = open_store(&config.data_dir).await?;
    let now = Clock::start().now();
    let page = load(&config, &store, now).await?;
    let signer = key::load(&config, &store).await?;
    let catalog = Arc::clone(&page.state.catalog);
    let read = run::whole_past(&store, catalog, now.at).await;
    let shown_from = first_shown(now.at);
    let measured = store.measured_hours(shown_from).await;
    store.close().await;
    let path = config.data_dir.join(DATABASE);
    let failed = |source| StartError::Store {
        path: path.clone(),
        source,
    };
    let (read, measured) = (read.map_err(failed)?, measured.map_err(failed)?);
    let responses = response_times(&page.state.catalog, &measured, shown_from);
    // Only now: what is refused leaves no empty folder behind.
    let (directory, bucket) = match out {
        Out::Directory(path) => (Some(Directory::open(&path)?), None),
        Out::Bucket(place) => (None, Some(Bucket::open(place)?)),
    };
    let mut state = page.state;
    let started = Input::Started {
        last_alive: page.last_alive,
    };
    for change in apply(&state, now, &started).changes {
        state.absorb(change, now);
    }
    let valid_for_s = i64::try_from(state.valid_for().as_secs()).unwrap_or(i64::MAX);
    let valid_until = now.at.plus(valid_for_s);
    // What a round found is promised no longer than it holds.
    let held_until = page.last_alive.filter(|until| now.at < *until);
    let window = Window {
        generated_at: now.at,
        valid_until: held_until.map_or(valid_until, |until| until.min(valid_until)),
    };
    let feed = project(&state, window, state.revision());
    let publisher = Publisher::new(config.catalog.page.zone, signer, directory);
    let mut publisher = publisher.at_once();
    let past = Past::of(&state, State::horizon(now.at), now.at, &read);
    let ledgers = ledgers(&state, now.at);
    let report = publisher.publish(News {
        feed: &feed,
        ledgers: &ledgers,
        weights: state.catalog.weights,
        security_contact: state.catalog.page.security_contact.as_deref(),
        look: &state.catalog.page.look,
        past: &past,
        past_is_whole: true,
        responses: &responses,
    })?;
    if let Some(mut bucket) = bucket {
        let edition = Edition {
            published: publisher.published().load_full(),
            revision: feed.revision,
            page_url: feed.page.url.clone(),
        };
        bucket.publish(&edition).await?;
    }
    Ok(report)
}
