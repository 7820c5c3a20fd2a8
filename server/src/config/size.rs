//! Whether what is configured fits into a feed that readers take: found out before the start, and not
//! on the first bad day.

use std::sync::Arc;
use std::time::Duration;

use pilotlight_feed::{Feed, Status, Timestamp, limits};

use crate::core::{Catalog, PublishPolicy, State, Window, project};

/// What is kept free for incidents and maintenances, in bytes.
const EVENTS_BYTES: usize = 16 * 1024;

/// What is too large and what to do about it; none when it fits.
pub(super) fn excess(catalog: &Catalog) -> Option<String> {
    let most_bytes = limits::DOCUMENT_BYTES - EVENTS_BYTES;
    // What cannot be written down is refused by the publisher, and not for its size.
    let size_bytes = serde_json::to_vec(&on_a_bad_day(catalog)).map_or(0, |bytes| bytes.len());
    (most_bytes < size_bytes).then(|| {
        format!(
            "these components make a feed of {size_bytes} bytes on a bad day, and readers take \
             {most_bytes} beside its incidents; shorten descriptions, or show fewer components on \
             one page"
        )
    })
}

/// The longest that the feed of a page can be without incidents: every component has a history and
/// is down.
fn on_a_bad_day(catalog: &Catalog) -> Feed {
    let policy = PublishPolicy {
        refresh: Duration::ZERO,
        valid_for: Duration::ZERO,
    };
    let state = State::new(Arc::new(catalog.clone()), policy, 0);
    let now = Timestamp(1_800_000_000);
    let window = Window {
        generated_at: now,
        valid_until: now,
    };
    let mut feed = project(&state, window, u64::from(u32::MAX));
    for group in &mut feed.groups {
        group.status = Status::DegradedPerformance;
    }
    for component in &mut feed.components {
        component.status = Status::DegradedPerformance;
        component.since = Some(now);
        component.uptime_bp = Some(9_999);
    }
    feed
}
