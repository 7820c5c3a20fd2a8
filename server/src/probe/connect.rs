//! Reaching a target: name resolution and TCP connection, with every failure told apart into the
//! target's fault and ours.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use hickory_resolver::TokioResolver;
use hickory_resolver::net::NetError;
use rustix::io::Errno;
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::Failure;
use super::witness::Witness;

/// What all checks share: the resolver, the TLS settings and the witness of our own network.
pub struct Connector {
    resolver: Option<TokioResolver>,
    pub(super) tls: Arc<rustls::ClientConfig>,
    witness: Witness,
}

impl std::fmt::Debug for Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connector")
            .field("witness", &self.witness)
            .finish_non_exhaustive()
    }
}

impl Connector {
    /// With the system's resolver settings and trusted roots, and these `host:port` witnesses.
    #[must_use]
    pub fn new(witnesses: Vec<String>) -> Self {
        let resolver = TokioResolver::builder_tokio().and_then(|builder| builder.build());
        let resolver = resolver.inspect_err(|error| {
            tracing::warn!(%error, "the system's resolver settings cannot be read; names stay unresolved and their checks unknown");
        });
        Self {
            resolver: resolver.ok(),
            tls: super::tls::client_config(),
            witness: Witness::new(witnesses),
        }
    }

    /// Whether our own network works, as far as a witness can tell; yes when there is none.
    pub async fn own_network_works(&self) -> bool {
        self.witness.answers(self).await
    }

    /// A TCP connection to a host, trying its addresses in order.
    ///
    /// `deadline` is the end of the check: a resolver that has not answered by then is our fault,
    /// a target that has not accepted is the target's, which the caller's own time limit tells.
    pub(super) async fn connect(
        &self,
        host: &str,
        port: u16,
        deadline: Instant,
    ) -> Result<TcpStream, Failure> {
        let mut failure = Failure::Unreachable(format!("{host} has no address"));
        for address in self.resolve(host, deadline).await? {
            match TcpStream::connect(SocketAddr::new(address, port)).await {
                Ok(stream) => return Ok(stream),
                Err(error) => failure = connect_failure(&error),
            }
        }
        Err(failure)
    }

    async fn resolve(&self, host: &str, deadline: Instant) -> Result<Vec<IpAddr>, Failure> {
        let literal = host.trim_start_matches('[').trim_end_matches(']');
        if let Ok(address) = literal.parse() {
            return Ok(vec![address]);
        }
        let Some(resolver) = &self.resolver else {
            return Err(Failure::Ours("there is no resolver".to_owned()));
        };
        match tokio::time::timeout_at(deadline, resolver.lookup_ip(host)).await {
            Ok(Ok(found)) => Ok(found.iter().collect()),
            Ok(Err(error)) => Err(resolve_failure(host, &error)),
            Err(_) => Err(Failure::Ours(format!(
                "cannot resolve {host}: no answer in time"
            ))),
        }
    }
}

/// The resolver's answer "there is no such name" is about the target; every other failure may be
/// the resolver's, which is part of our own network.
fn resolve_failure(host: &str, error: &NetError) -> Failure {
    if error.is_nx_domain() || error.is_no_records_found() {
        return Failure::Target(format!("{host} does not resolve"));
    }
    Failure::Ours(format!("cannot resolve {host}: {error}"))
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
