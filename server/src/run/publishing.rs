//! Publications: made beside the loop, one at a time.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::sync::oneshot;

use super::{Loop, Publication};
use crate::core::{Change, Input, Window, ledgers, project};
use crate::publish::News;
use crate::store::Store;

impl<S: Store> Loop<S> {
    /// Publishes where blocking is allowed; the loop goes on meanwhile.
    pub(super) fn publish(&mut self, revision: u64) {
        let now = self.clock.now();
        let Some(mut publisher) = self.publisher.take() else {
            return;
        };
        let valid_for_s = i64::try_from(self.state.valid_for().as_secs()).unwrap_or(i64::MAX);
        let window = Window {
            generated_at: now.at,
            valid_until: now.at.plus(valid_for_s),
        };
        publisher.follow(&self.state.catalog.page.zone);
        let feed = project(&self.state, window, revision);
        let ledgers = ledgers(&self.state, now.at);
        let weights = self.state.catalog.weights;
        let page = &self.state.catalog.page;
        let (security_contact, look) = (page.security_contact.clone(), Arc::clone(&page.look));
        let (past, past_is_whole) = (self.past(now.at), self.past_is_whole);
        let responses = Arc::clone(&self.responses);
        self.news = Arc::default();
        let news_waits = Arc::clone(&self.news);
        let (send, receive) = oneshot::channel();
        self.publication = Some(receive);
        tokio::task::spawn_blocking(move || {
            let news = News {
                feed: &feed,
                ledgers: &ledgers,
                weights,
                security_contact: security_contact.as_deref(),
                look: &look,
                past: &past,
                past_is_whole,
                responses: &responses,
            };
            let result = publisher.publish(news);
            if result.as_ref().is_ok_and(|report| 0 < report.waiting) {
                publisher.prepare(news, &|| news_waits.load(Ordering::Relaxed));
            }
            // Fails only when the loop is gone, and then nobody publishes any more.
            let _ = send.send((publisher, result));
        });
    }

    /// Tells the publisher, which may have gone on with the past, that there is something to publish.
    pub(super) fn hurry(&self) {
        if self.publication.is_some() && self.state.has_news() {
            self.news.store(true, Ordering::Relaxed);
        }
    }

    pub(super) fn published(&mut self, (publisher, result): Publication) {
        self.publisher = Some(publisher);
        match &result {
            Ok(report) => {
                tracing::debug!(
                    revision = self.state.revision(),
                    files = report.files,
                    rendered = report.rendered,
                    changed = report.changed,
                    bytes = report.changed_bytes,
                    waiting = report.waiting,
                    refused = report.refused,
                    "published"
                );
                if 0 < report.waiting {
                    self.state.absorb(Change::NewsWaits, self.clock.now());
                }
            }
            Err(error) => {
                tracing::error!(%error, "cannot publish; what was published before stays")
            }
        }
        self.take(Input::Published {
            succeeded: result.is_ok(),
        });
        self.read_past();
        self.read_responses();
    }
}
