//! Section `[publish]`: where the public files go, how often, and for how long they are true.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::reader::Section;
use super::{bucket, purge, value};
use crate::core::PublishPolicy;
use crate::publish::{Place, Purge};

/// Where and how often the public files are published.
#[derive(Clone, Debug)]
pub struct Publish {
    /// Folder to write to; none to serve from memory only.
    pub directory: Option<PathBuf>,
    /// Bucket to write to, beside it or instead.
    pub bucket: Option<Place>,
    /// Whom to tell what has changed.
    pub purge: Option<Purge>,
    /// Longest time between two publications.
    pub refresh: Duration,
    /// How long after its publication a feed may be shown as the present.
    pub valid_for: Duration,
}

impl Publish {
    /// How often and for how long, as the core sees it.
    #[must_use]
    pub(crate) fn policy(&self) -> PublishPolicy {
        PublishPolicy {
            refresh: self.refresh,
            valid_for: self.valid_for,
        }
    }
}

const REFRESH: Duration = Duration::from_secs(30);
const VALID_FOR: Duration = Duration::from_secs(180);
const LONGEST: Duration = Duration::from_secs(24 * 3_600);

pub(super) fn parse(section: &Section<'_>, folder: &Path) -> Option<Publish> {
    let directory = section.optional("directory", value::path);
    let bucket = section.optional_section("bucket", bucket::parse);
    let purge = section.optional_section("purge", purge::parse);
    let between = |least_s| value::duration_between(Duration::from_secs(least_s), LONGEST);
    let refresh = section.or("refresh", between(1), REFRESH);
    let valid_for = section.or("valid_for", between(2), VALID_FOR);
    section.finish();
    let (refresh, valid_for) = (refresh?, valid_for?);
    if valid_for < refresh * 2 {
        section.problem(
            "valid_for",
            format!(
                "{valid_for:?} is too short for a refresh of {refresh:?}: readers would see stale \
                 news between two publications; write at least twice the refresh"
            ),
        );
        return None;
    }
    let directory = directory?.map(|directory| folder.join(directory));
    Some(Publish {
        directory,
        bucket: bucket?,
        purge: purge?,
        refresh,
        valid_for,
    })
}
