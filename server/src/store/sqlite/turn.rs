//! Who writes when: one after the other, and nobody behind a database that another process holds.

use tokio::sync::{Mutex, Notify};

use crate::store::StoreError;

/// The turn to write.
#[derive(Debug, Default)]
pub(super) struct Turn {
    taken: Mutex<()>,
    /// Told when the database is held.
    is_held: Notify,
}

impl Turn {
    /// Writes when it is its turn. Once one has waited in vain for another process, all who wait behind it
    /// are told so too: none of them waits as long again, one after the other.
    ///
    /// # Errors
    /// [`StoreError::Busy`], for all who waited; else what `write` says.
    pub(super) async fn take<T>(
        &self,
        write: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let is_held = self.is_held.notified();
        let _turn = tokio::select! {
            biased;
            () = is_held => return Err(StoreError::Busy),
            turn = self.taken.lock() => turn,
        };
        let written = write.await;
        if matches!(written, Err(StoreError::Busy)) {
            self.is_held.notify_waiters();
        }
        written
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::Turn;
    use crate::store::StoreError;

    /// What each of five writers is told, of which the first waits until all stand behind it.
    async fn told(first: Result<(), StoreError>) -> (usize, Vec<bool>) {
        let (turn, written) = (Turn::default(), AtomicUsize::new(0));
        let first = turn.take(async {
            tokio::task::yield_now().await;
            first
        });
        let next = || {
            turn.take(async {
                written.fetch_add(1, Ordering::Relaxed);
                Ok(())
            })
        };
        let (a, b, c, d, e) = tokio::join!(first, next(), next(), next(), next());
        let all = [a, b, c, d, e].map(|one| one.is_ok());
        // Whoever comes later tries by itself.
        assert!(next().await.is_ok());
        (written.into_inner() - 1, all.to_vec())
    }

    #[tokio::test]
    async fn who_waits_behind_a_held_database_is_told_at_once() {
        assert_eq!(told(Err(StoreError::Busy)).await, (0, vec![false; 5]));
    }

    #[tokio::test]
    async fn any_other_failure_is_of_the_one_whose_it_is() {
        let failed = Err(StoreError::Conflict(1));
        let others = vec![false, true, true, true, true];
        assert_eq!(told(failed).await, (4, others));
        assert_eq!(told(Ok(())).await, (4, vec![true; 5]));
    }
}
