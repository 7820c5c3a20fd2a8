//! People who tell of incidents, each of another, as fast as they are answered.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use pilotlight_tests::open_at;

const WRITERS: usize = 4;

/// Tells writers that it is over when it is dropped.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What writers have been told is kept.
#[derive(Debug, Default)]
pub(crate) struct Acknowledged {
    names: Mutex<BTreeSet<String>>,
    next: AtomicUsize,
}

impl Acknowledged {
    /// All of it until now.
    pub(crate) fn names(&self) -> BTreeSet<String> {
        self.names.lock().expect("no writer panics").clone()
    }

    /// What of it is not among these.
    pub(crate) fn lost(&self, kept: &BTreeSet<String>) -> Vec<String> {
        self.names().difference(kept).cloned().collect()
    }

    /// Lets four people write to whoever listens there, until `act` is done.
    pub(crate) fn write_during<T>(
        &self,
        admin: SocketAddr,
        token: &str,
        act: impl FnOnce() -> T,
    ) -> T {
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            for _ in 0..WRITERS {
                scope.spawn(|| {
                    while !is_over.load(Ordering::Relaxed) {
                        let name = format!("No. {}", self.next.fetch_add(1, Ordering::Relaxed));
                        let answer = open_at(admin, token, &name);
                        if answer.is_some_and(|answer| answer.status == 201) {
                            self.names.lock().expect("no writer panics").insert(name);
                        }
                    }
                });
            }
            // Also when it fails: nobody waits for writers that nobody stops.
            let _over = Over(&is_over);
            act()
        })
    }
}
