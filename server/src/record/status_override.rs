//! The JSON of a status set by hand.

use pilotlight_feed::{Status, Timestamp};
use serde::Serialize;

use crate::core::StatusOverride;

#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    id: &'a str,
    component: &'a str,
    status: Status,
    from: Timestamp,
    until: Option<Timestamp>,
    reason: &'a str,
}

impl<'a> Document<'a> {
    pub(super) fn of(set: &'a StatusOverride) -> Self {
        Self {
            id: &set.id,
            component: &set.component,
            status: set.status,
            from: set.from,
            until: set.to,
            reason: &set.reason,
        }
    }
}
