//! The word to stop, which every part of the server waits for.

use tokio::sync::watch;

/// Waits for the word.
#[derive(Clone, Debug)]
pub struct Stop(watch::Receiver<bool>);

/// Says it. Dropped, it says it too.
#[derive(Debug)]
pub struct Stopper(watch::Sender<bool>);

/// A pair of both.
#[must_use]
pub fn stop() -> (Stopper, Stop) {
    let (sender, receiver) = watch::channel(false);
    (Stopper(sender), Stop(receiver))
}

impl Stopper {
    /// Tells everyone who waits.
    pub fn say(&self) {
        self.0.send_replace(true);
    }
}

impl Stop {
    /// Returns when the word is said.
    pub async fn said(&mut self) {
        // An error means that nobody is left to say it: that is the word, too.
        let _ = self.0.wait_for(|said| *said).await;
    }
}
