//! Accepting connections: bounded in number, over all and by address, and stopped gracefully.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;

use super::face::Face;
use super::guard::{Guard, Patience};
use crate::stop::Stop;

/// Connections from one address.
const MOST_PER_ADDRESS: usize = 256;
/// A slow client is no reason to keep a handle.
const PATIENCE: Patience = Patience {
    first_byte: Duration::from_secs(10),
    head: Duration::from_secs(10),
    idle: Duration::from_secs(30),
    write: Duration::from_secs(15),
};
/// Connections to the admin API.
const ADMIN_CONNECTIONS: usize = 64;
/// From the first byte of a request to the admin API to its answer.
const ADMIN_ANSWER: Duration = Duration::from_secs(30);
/// A connection is asked to end after this, so that a restart behind a proxy is soon complete.
const MOST_AGE: Duration = Duration::from_secs(600);
/// Headers of one request.
const MOST_HEADERS: usize = 64;
/// Bytes of the head of one request.
const MOST_HEAD_BYTES: usize = 16 * 1024;
/// After a failed accept (no handles left) the next try comes this much later.
const ACCEPT_RETRY: Duration = Duration::from_millis(50);

/// How many connections are held at once, and how long each may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Over all.
    pub connections: usize,
    /// From one IPv4 address, or one IPv6 network.
    pub per_address: usize,
    /// For each step of a connection.
    pub patience: Patience,
}

/// A bound port.
#[derive(Debug)]
pub struct Listener {
    listener: TcpListener,
    limits: Limits,
}

/// Bits of an IPv6 address that name a network. One customer commonly has all that follow.
const NETWORK_BITS: u32 = 64;

/// Open connections by client, see [`client`].
type Counts = Arc<Mutex<HashMap<IpAddr, usize>>>;

impl Limits {
    /// Those of the admin API: few, and with time for a body and for a database that is held.
    #[must_use]
    pub fn for_admin() -> Self {
        Self {
            connections: ADMIN_CONNECTIONS,
            per_address: ADMIN_CONNECTIONS,
            patience: Patience {
                head: ADMIN_ANSWER,
                ..PATIENCE
            },
        }
    }

    /// Four fifths of the file handles that the process may open.
    #[must_use]
    pub fn for_open_files(open_files: u64) -> Self {
        let connections = usize::try_from(open_files / 5 * 4).unwrap_or(usize::MAX);
        Self {
            connections: connections.clamp(16, Semaphore::MAX_PERMITS),
            per_address: MOST_PER_ADDRESS,
            patience: PATIENCE,
        }
    }
}

impl Listener {
    /// Binds the address.
    ///
    /// # Errors
    /// When the address is in use or not ours.
    pub async fn bind(address: SocketAddr, limits: Limits) -> io::Result<Self> {
        Ok(Self {
            listener: TcpListener::bind(address).await?,
            limits,
        })
    }

    /// The address that is really bound; its port is never 0.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until told to stop, then lets open requests end, for at most `grace`.
    pub async fn serve(self, face: impl Into<Face>, mut stop: Stop, grace: Duration) {
        let face = face.into();
        let patience = self.limits.patience;
        let permits = Arc::new(Semaphore::new(self.limits.connections));
        let counts = Counts::default();
        let mut connections = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                accepted = self.accept(&permits) => accepted,
                () = stop.said() => break,
            };
            while connections.try_join_next().is_some() {}
            let Some((stream, peer, permit)) = accepted else {
                continue;
            };
            let Some(slot) = Slot::take(&counts, client(peer.ip()), self.limits.per_address) else {
                continue;
            };
            // A small answer must not wait for the acknowledgement of an earlier one.
            let _ = stream.set_nodelay(true);
            let (face, stop) = (face.clone(), stop.clone());
            connections.spawn(async move {
                let guard = Guard::new(stream, patience);
                serve_connection(guard, (face, peer.ip().to_canonical()), stop).await;
                drop((slot, permit));
            });
        }
        drop(self.listener);
        let all = async { while connections.join_next().await.is_some() {} };
        if tokio::time::timeout(grace, all).await.is_err() {
            tracing::warn!(
                open = connections.len(),
                "cut off connections that did not end in time"
            );
        }
    }

    async fn accept(
        &self,
        permits: &Arc<Semaphore>,
    ) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
        // Beyond the limit connections wait in the kernel's queue, not in our memory.
        let permit = Arc::clone(permits).acquire_owned().await.ok()?;
        match self.listener.accept().await {
            Ok((stream, peer)) => Some((stream, peer, permit)),
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_RETRY).await;
                None
            }
        }
    }
}

async fn serve_connection(guard: Guard, (face, peer): (Face, IpAddr), mut stop: Stop) {
    let service = service_fn(move |request: Request<Incoming>| {
        let face = face.clone();
        async move { Ok::<_, std::convert::Infallible>(face.answer(peer, request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        // The guard has a deadline for every phase; hyper's own would cut idling short.
        .header_read_timeout(None)
        .max_headers(MOST_HEADERS)
        .max_buf_size(MOST_HEAD_BYTES)
        .serve_connection(TokioIo::new(guard), service);
    let mut connection = pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        () = stop.said() => {}
        () = tokio::time::sleep(MOST_AGE) => {}
    }
    connection.as_mut().graceful_shutdown();
    // Errors here are the client's: it went away, or sent what is no request.
    let _ = connection.await;
}

/// Who is counted as one: an IPv4 address, also where it reaches an IPv6 socket, or the network of
/// an IPv6 address. By single addresses, one host could take every connection there is.
pub(super) fn client(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => {
            let network = u128::MAX << (u128::BITS - NETWORK_BITS);
            Ipv6Addr::from_bits(address.to_bits() & network).into()
        }
        address @ IpAddr::V4(_) => address,
    }
}

/// One connection's place in the count of its client.
struct Slot {
    counts: Counts,
    client: IpAddr,
}

impl Slot {
    fn take(counts: &Counts, client: IpAddr, most: usize) -> Option<Self> {
        let mut open = counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(client).or_default();
        if most <= *count {
            return None;
        }
        *count += 1;
        drop(open);
        Some(Self {
            counts: Arc::clone(counts),
            client,
        })
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut open = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::client;

    #[track_caller]
    fn check(one: &str, other: &str, is_same: bool) {
        let [one, other] = [one, other].map(|text| client(text.parse().expect("an address")));
        assert_eq!(one == other, is_same, "{one} and {other}");
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one_and_every_ipv4_address_by_itself() {
        check("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true);
        check("2001:db8:1:2::1", "2001:db8:1:3::1", false);
        check("192.0.2.1", "192.0.2.2", false);
        check("::ffff:192.0.2.1", "192.0.2.1", true);
        check("::ffff:192.0.2.1", "::ffff:192.0.2.2", false);
    }
}
