//! The witness of our own network: addresses that answer whenever it works.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::address::Reach;
use super::connect::{Connector, Place, part_of, split_host_port};

/// When none of the witnesses has accepted within this, none answers. A check that failed is told
/// this much later at most.
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
        let answer = self.any_accepts(connector).await;
        *last = Some((Instant::now(), answer));
        answer
    }

    async fn any_accepts(&self, connector: &Connector) -> bool {
        let deadline = Instant::now() + TIMEOUT;
        for (index, address) in self.addresses.iter().enumerate() {
            let Some((host, port)) = split_host_port(address) else {
                continue;
            };
            let place = Place {
                host,
                port,
                reach: Reach::Anywhere,
            };
            let part = part_of(deadline, self.addresses.len() - index);
            if connector.connect(place, part).await.is_ok() {
                return true;
            }
        }
        false
    }
}
