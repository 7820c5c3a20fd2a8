//! The witness of our own network: addresses that answer whenever it works.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::connect::{Connector, split_host_port};

/// A witness that does not accept within this does not answer.
const TIMEOUT: Duration = Duration::from_secs(2);
/// An answer stands this long, so that a thousand failing checks do not ask a thousand times.
const STANDS_FOR: Duration = Duration::from_secs(2);

/// Addresses that answer whenever our own network works, and what they last said.
#[derive(Debug)]
pub(super) struct Witness {
    addresses: Vec<String>,
    last: Mutex<Option<(Instant, bool)>>,
}

impl Witness {
    pub(super) fn new(addresses: Vec<String>) -> Self {
        Self {
            addresses,
            last: Mutex::default(),
        }
    }

    /// Whether any of the addresses accepts a connection; yes when there is none to ask.
    pub(super) async fn answers(&self, connector: &Connector) -> bool {
        if self.addresses.is_empty() {
            return true;
        }
        // Held while asking, on purpose: those who come meanwhile want this very answer.
        let mut last = self.last.lock().await;
        if let Some((asked, answer)) = *last
            && asked.elapsed() < STANDS_FOR
        {
            return answer;
        }
        let mut answer = false;
        for (host, port) in self
            .addresses
            .iter()
            .filter_map(|address| split_host_port(address))
        {
            let deadline = Instant::now() + TIMEOUT;
            let connection = connector.connect(host, port, deadline);
            if let Ok(Ok(_)) = tokio::time::timeout_at(deadline, connection).await {
                answer = true;
                break;
            }
        }
        *last = Some((Instant::now(), answer));
        answer
    }
}
