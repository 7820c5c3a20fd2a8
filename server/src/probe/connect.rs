//! Reaching a target: the TCP connection to one of its addresses, with every failure told apart into
//! the target's fault and ours.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use hickory_resolver::TokioResolver;
use rustix::io::Errno;
use rustls::RootCertStore;
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::Failure;
use super::address::Reach;
use super::witness::Witness;
use super::{names, tls};

/// What all checks share: the resolver, the TLS settings and the witness of our own network.
pub struct Connector {
    resolver: Option<TokioResolver>,
    pub(super) tls: Arc<rustls::ClientConfig>,
    witness: Witness,
}

/// What a connector is made of.
pub struct Means {
    /// Whom to ask for the addresses of names; without one a check of a name is unknown.
    pub resolver: Option<TokioResolver>,
    /// Who may vouch for the certificate of a target.
    pub roots: RootCertStore,
    /// `host:port` of what answers whenever our own network works.
    pub witnesses: Vec<String>,
}

/// Where to connect.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) host: &'a str,
    pub(super) port: u16,
    pub(super) reach: Reach,
}

impl std::fmt::Debug for Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connector")
            .field("witness", &self.witness)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Means {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Means")
            .field("witnesses", &self.witnesses)
            .finish_non_exhaustive()
    }
}

impl Means {
    /// The system's resolver settings, its trusted roots and Mozilla's, and these witnesses.
    #[must_use]
    pub fn of_system(witnesses: Vec<String>) -> Self {
        Self {
            resolver: names::system_resolver(),
            roots: tls::roots(),
            witnesses,
        }
    }
}

impl Connector {
    /// With the means of the system, and these `host:port` witnesses.
    #[must_use]
    pub fn new(witnesses: Vec<String>) -> Self {
        Self::with(Means::of_system(witnesses))
    }

    /// With these means.
    #[must_use]
    pub fn with(means: Means) -> Self {
        Self {
            resolver: means.resolver,
            tls: tls::client_config(means.roots),
            witness: Witness::new(means.witnesses),
        }
    }

    /// Whether our own network works, as far as a witness can tell; yes when there is none.
    pub async fn own_network_works(&self) -> bool {
        self.witness.answers(self).await
    }

    /// A TCP connection to a place, trying its addresses in order, and the address that answered.
    ///
    /// `deadline` is the end of the check: a resolver that has not answered by then is our fault,
    /// a target that has not accepted is the target's. Each address has an equal part of the time
    /// that is left, so that one that swallows everything does not hide those behind it.
    pub(super) async fn connect(
        &self,
        place: Place<'_>,
        deadline: Instant,
    ) -> Result<(TcpStream, IpAddr), Failure> {
        let mut found = names::addresses(self.resolver.as_ref(), place.host, deadline).await?;
        if found.is_empty() {
            return Err(Failure::Target(format!("{} has no address", place.host)));
        }
        found.retain(|address| place.reach.covers(*address));
        let mut worst: Option<Failure> = None;
        for (index, address) in found.iter().enumerate() {
            let part = part_of(deadline, found.len() - index);
            let connection = TcpStream::connect(SocketAddr::new(*address, place.port));
            let failure = match tokio::time::timeout_at(part, connection).await {
                Ok(Ok(stream)) => return Ok((stream, *address)),
                Ok(Err(error)) => connect_failure(&error),
                Err(_) => Failure::Unreachable("cannot connect: no answer in time".to_owned()),
            };
            // That we have no way to its IPv6 address says nothing about the other ones.
            worst = match worst {
                Some(worst) if blame(&failure) <= blame(&worst) => Some(worst),
                _ => Some(failure),
            };
        }
        Err(worst.unwrap_or_else(|| {
            Failure::Target(format!("redirect to a private address: {}", place.host))
        }))
    }
}

/// When an equal part of the time until the deadline is over, out of so many.
pub(super) fn part_of(deadline: Instant, parts: usize) -> Instant {
    let now = Instant::now();
    let left = deadline.saturating_duration_since(now);
    now + left / u32::try_from(parts.max(1)).unwrap_or(u32::MAX)
}

/// How sure a failure makes us that the target is at fault.
fn blame(failure: &Failure) -> u8 {
    match failure {
        Failure::Ours(_) => 0,
        Failure::Unreachable(_) => 1,
        Failure::Target(_) => 2,
    }
}

/// Refused and reset come from the target. No handles, no memory, no ports and no route are ours.
fn connect_failure(error: &io::Error) -> Failure {
    const OURS: [Errno; 9] = [
        Errno::MFILE,
        Errno::NFILE,
        Errno::NOMEM,
        Errno::NOBUFS,
        Errno::ADDRNOTAVAIL,
        Errno::NETUNREACH,
        Errno::NETDOWN,
        Errno::ACCESS,
        Errno::PERM,
    ];
    let words = format!("cannot connect: {error}");
    match Errno::from_io_error(error) {
        Some(errno) if OURS.contains(&errno) => Failure::Ours(words),
        Some(Errno::CONNREFUSED | Errno::CONNRESET) => Failure::Target(words),
        _ => Failure::Unreachable(words),
    }
}

/// Splits `host:port`, where an IPv6 address stands in brackets.
///
/// ```
/// use pilotlight_server::probe::split_host_port;
/// assert_eq!(split_host_port("[::1]:80"), Some(("[::1]", 80)));
/// assert_eq!(split_host_port("db:5432"), Some(("db", 5432)));
/// assert_eq!(split_host_port("db"), None);
/// ```
#[must_use]
pub fn split_host_port(text: &str) -> Option<(&str, u16)> {
    let (host, port) = text.rsplit_once(':')?;
    let port = port.parse().ok().filter(|port| 0 < *port)?;
    let is_literal = host.starts_with('[') && host.ends_with(']');
    let is_name = !host.is_empty() && !host.contains([':', '/', ' ', '@', '[', ']']);
    (is_literal || is_name).then_some((host, port))
}

#[cfg(test)]
mod tests {
    use std::io;

    use rustix::io::Errno;

    use super::{Failure, connect_failure};

    #[test]
    fn a_fault_of_ours_is_told_apart_from_the_targets() {
        let failure = |errno: Errno| connect_failure(&io::Error::from(errno));
        assert!(matches!(failure(Errno::CONNREFUSED), Failure::Target(_)));
        assert!(matches!(
            failure(Errno::HOSTUNREACH),
            Failure::Unreachable(_)
        ));
        assert!(matches!(failure(Errno::TIMEDOUT), Failure::Unreachable(_)));
        assert!(matches!(failure(Errno::MFILE), Failure::Ours(_)));
        assert!(matches!(failure(Errno::NETUNREACH), Failure::Ours(_)));
        assert!(matches!(failure(Errno::ADDRNOTAVAIL), Failure::Ours(_)));
    }
}
