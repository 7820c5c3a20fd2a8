//! Carries editions to a bucket, always the newest, beside everything else: a bucket that is slow or
//! gone holds up neither the loop nor the other targets. When it is back, it gets the newest.

use std::time::Duration;

use tokio::sync::watch;

use super::{Bucket, BucketError};
use crate::publish::target::{Edition, closing, jittered};

/// The pause after the first failure; it doubles with each, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// So that news is there this soon after the bucket is.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// Hands editions over.
#[derive(Debug)]
pub struct Courier(watch::Sender<Option<Edition>>);

/// Whom an edition is told to once it is in the bucket.
pub(crate) type Delivered = watch::Sender<Option<Edition>>;

impl Courier {
    /// A courier, and the work it does: until the courier is dropped and the last edition is there.
    pub(crate) fn new(
        bucket: Bucket,
        delivered: Option<Delivered>,
    ) -> (Self, impl Future<Output = ()> + Send + 'static) {
        let (sender, receiver) = watch::channel(None);
        (Self(sender), carry(bucket, receiver, delivered))
    }

    /// Takes an edition in the place of one that is not there yet.
    pub(crate) fn take(&self, edition: &Edition) {
        self.0.send_replace(Some(edition.clone()));
    }
}

/// Whether it goes well, to say in the log when that changes.
#[derive(Debug, Default)]
struct Health {
    failures: u32,
    said: String,
}

async fn carry(
    mut bucket: Bucket,
    mut editions: watch::Receiver<Option<Edition>>,
    delivered: Option<Delivered>,
) {
    let mut health = Health::default();
    let closing = closing(editions.clone());
    tokio::pin!(closing);
    while editions.changed().await.is_ok() {
        loop {
            let Some(edition) = editions.borrow_and_update().clone() else {
                break;
            };
            let result = tokio::select! {
                result = bucket.publish(&edition) => result,
                () = &mut closing => return,
            };
            let Some(pause) = health.after(&bucket, &result) else {
                if let (Ok(_), Some(delivered)) = (&result, &delivered) {
                    delivered.send_replace(Some(edition));
                }
                break;
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = &mut closing => return,
            }
        }
    }
}

impl Health {
    /// Says what must be said; answers how long to wait before the next try, none when this edition is
    /// done with.
    fn after(
        &mut self,
        bucket: &Bucket,
        result: &Result<super::Written, BucketError>,
    ) -> Option<Duration> {
        let address = bucket.address();
        let error = match result {
            Ok(written) => {
                if !self.said.is_empty() {
                    tracing::info!(bucket = address, "the bucket is published to again");
                }
                *self = Self::default();
                tracing::debug!(
                    bucket = address,
                    put = written.put,
                    deleted = written.deleted,
                    "published to the bucket"
                );
                return None;
            }
            Err(error) => error,
        };
        let text = match error {
            // The numbers in it grow; what is to be done stays.
            BucketError::Superseded { .. } => "superseded".to_owned(),
            error => error.to_string(),
        };
        if self.said == text {
            tracing::debug!(%error, "the bucket still does not take what is published");
        } else {
            tracing::error!(%error, "cannot publish to the bucket; what is there stays");
            self.said = text;
        }
        if let BucketError::Superseded { .. } = error {
            return None;
        }
        let doubled = FIRST_PAUSE * 2_u32.saturating_pow(self.failures.min(8));
        self.failures = self.failures.saturating_add(1);
        Some(jittered(doubled.min(LONGEST_PAUSE)))
    }
}
