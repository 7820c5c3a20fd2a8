//! The status that a row of checks amounts to, for monitors that publish results and no verdict.

use crate::{Status, Timestamp};

/// One result.
pub(super) struct Check {
    pub(super) status: Status,
    pub(super) at: Option<Timestamp>,
}

/// The age, in seconds, past which a good result says nothing of today. Checks of certificates and
/// domains run once a day; after two days without one the monitor has stopped.
const STALE_SECONDS: i64 = 2 * 86_400;

/// The status of the newest check, and since when it has been that, as far back as the row goes.
/// `newest_first` may end anywhere.
pub(super) fn verdict(
    newest_first: impl IntoIterator<Item = Check>,
    now: Timestamp,
) -> (Status, Option<Timestamp>) {
    let mut checks = newest_first.into_iter();
    let Some(newest) = checks.next() else {
        return (Status::Unknown, None);
    };
    if newest.status == Status::Operational {
        let is_stale = newest.at.is_some_and(|at| STALE_SECONDS < now.since(at));
        let status = if is_stale {
            Status::Unknown
        } else {
            Status::Operational
        };
        return (status, None);
    }
    let status = newest.status;
    let row = checks.take_while(|check| check.status == status);
    let first = row.filter_map(|check| check.at).last();
    (status, first.or(newest.at))
}
