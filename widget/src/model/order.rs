//! One feed after another: which is newer, and whether it brings news.

use pilotlight_feed::Feed;

/// Whether `feed` is from before `shown`. The revision alone does not tell: a server that lost its
/// database counts from one again, and its news are newer all the same.
pub(super) fn is_older(feed: &Feed, shown: &Feed) -> bool {
    feed.revision < shown.revision && feed.generated_at <= shown.generated_at
}

/// Whether a component came, went or changed its status.
pub(super) fn differs(feed: &Feed, shown: &Feed) -> bool {
    feed.components.len() != shown.components.len()
        || feed
            .components
            .iter()
            .zip(&shown.components)
            .any(|(new, old)| new.status != old.status || new.id != old.id)
}
