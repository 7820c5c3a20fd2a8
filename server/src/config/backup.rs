//! Section `[backup]`: backups that are taken by themselves.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::reader::Section;
use super::value;
use crate::backup::Schedule;

/// Between two backups.
const EVERY: Duration = Duration::from_secs(86_400);
/// More often, and the disk would do nothing else.
const LEAST_EVERY: Duration = Duration::from_secs(60);
/// More rarely, and a year's data could be lost.
const MOST_EVERY: Duration = Duration::from_secs(31 * 86_400);
/// Backups that are kept.
const KEEP: u32 = 7;

pub(super) fn parse(section: &Section<'_>, folder: &Path) -> Option<Schedule> {
    let directory: Option<PathBuf> = section.required("directory", value::path, "\"backups\"");
    let every = section.or(
        "every",
        value::duration_between(LEAST_EVERY, MOST_EVERY),
        EVERY,
    );
    let keep = section.or("keep", value::number_between(1, 10_000), KEEP);
    section.finish();
    Some(Schedule {
        directory: folder.join(directory?),
        every: every?,
        keep: usize::try_from(keep?).unwrap_or(usize::MAX),
    })
}
