//! Wrong tokens, counted by who sends them: in bounded memory, and without a scan for each of them.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use crate::http::accept::client;

/// Wrong tokens from one client within [`WINDOW`] until it is told to wait.
pub(super) const MOST_FAILURES: u32 = 10;
/// Over which failures are counted.
pub(super) const WINDOW: Duration = Duration::from_secs(60);
/// Clients that are counted at once. Those beyond are counted together, as one: a right token is let
/// in all the same, so nobody loses by it but who guesses.
const MOST_CLIENTS: usize = 10_000;

/// The counts of the present window.
#[derive(Debug, Default)]
pub(super) struct Failures {
    by_client: HashMap<IpAddr, Count>,
    rest: Count,
    /// When counts of past windows were last forgotten; at most once a window.
    swept_at: Duration,
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    since: Duration,
    failures: u32,
}

impl Failures {
    /// Counts one. Answers how long its sender has to wait, after too many.
    pub(super) fn count(&mut self, from: IpAddr, now: Duration) -> Option<Duration> {
        let client = client(from);
        let is_new = !self.by_client.contains_key(&client);
        if is_new && MOST_CLIENTS <= self.by_client.len() {
            self.sweep(now);
        }
        let fits = !is_new || self.by_client.len() < MOST_CLIENTS;
        let count = if fits {
            self.by_client.entry(client).or_default()
        } else {
            &mut self.rest
        };
        count.add(now)
    }

    fn sweep(&mut self, now: Duration) {
        if now.saturating_sub(self.swept_at) < WINDOW {
            return;
        }
        self.swept_at = now;
        self.by_client.retain(|_, count| !count.is_past(now));
    }
}

impl Count {
    fn is_past(&self, now: Duration) -> bool {
        WINDOW <= now.saturating_sub(self.since)
    }

    fn add(&mut self, now: Duration) -> Option<Duration> {
        if self.failures == 0 || self.is_past(now) {
            *self = Self {
                since: now,
                failures: 0,
            };
        }
        self.failures += 1;
        let wait = WINDOW.saturating_sub(now.saturating_sub(self.since));
        (MOST_FAILURES < self.failures).then_some(wait)
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};
    use std::time::Duration;

    use super::{Failures, MOST_CLIENTS, MOST_FAILURES, WINDOW};

    const START: Duration = Duration::from_secs(100);

    fn guess(failures: &mut Failures, from: &str, now: Duration) -> Option<Duration> {
        failures.count(from.parse().expect("an address"), now)
    }

    #[test]
    fn the_eleventh_failure_of_a_client_within_a_minute_waits_for_its_end() {
        let mut failures = Failures::default();
        for _ in 0..MOST_FAILURES {
            assert_eq!(guess(&mut failures, "192.0.2.1", START), None);
        }
        let later = START + Duration::from_secs(20);
        let wait = guess(&mut failures, "192.0.2.1", later);
        assert_eq!(wait, Some(Duration::from_secs(40)));
        assert_eq!(guess(&mut failures, "192.0.2.2", later), None, "another");
        assert_eq!(guess(&mut failures, "192.0.2.1", START + WINDOW), None);
    }

    #[test]
    fn a_network_of_ipv6_is_one_client() {
        let mut failures = Failures::default();
        for host in 0..MOST_FAILURES {
            guess(&mut failures, &format!("2001:db8:0:1::{host:x}"), START);
        }
        assert!(guess(&mut failures, "2001:db8:0:1:ffff::1", START).is_some());
        assert_eq!(guess(&mut failures, "2001:db8:0:2::1", START), None);
    }

    #[test]
    fn more_clients_than_are_counted_are_counted_as_one_until_there_is_room() {
        let mut failures = Failures::default();
        let address = |number: usize| {
            let bits = u32::try_from(number).expect("is small");
            IpAddr::V4(Ipv4Addr::from_bits(bits))
        };
        for number in 0..MOST_CLIENTS {
            assert_eq!(failures.count(address(number), START), None);
        }
        let beyond = || MOST_CLIENTS..;
        let waits = beyond()
            .take(50)
            .filter(|number| failures.count(address(*number), START).is_some());
        assert_eq!(waits.count(), 40, "the rest share one count");
        assert_eq!(failures.by_client.len(), MOST_CLIENTS);
        assert_eq!(failures.count(address(7), START), None, "has its own");
        let next = START + WINDOW;
        assert_eq!(failures.count(address(MOST_CLIENTS), next), None);
        assert_eq!(failures.by_client.len(), 1, "the past is forgotten");
    }
}
