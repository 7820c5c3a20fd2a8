//! From names to addresses, with every failure told apart into the target's fault and ours.

use std::net::IpAddr;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::net::NetError;
use tokio::time::Instant;

use super::Failure;

/// That a name does not exist is believed for at most this long, whatever its zone says: a name
/// that is back must not stay down for an hour.
const MOST_NEGATIVE_TTL: Duration = Duration::from_secs(30);

/// The resolver with the system's settings; none when they cannot be read.
pub(super) fn system_resolver() -> Option<TokioResolver> {
    let resolver = TokioResolver::builder_tokio().and_then(|mut builder| {
        builder.options_mut().negative_max_ttl = Some(MOST_NEGATIVE_TTL);
        builder.build()
    });
    let resolver = resolver.inspect_err(|error| {
        tracing::warn!(%error, "the system's resolver settings cannot be read; names stay unresolved and their checks unknown");
    });
    resolver.ok()
}

/// The addresses of a host, which may be an address itself. Without an answer by the deadline it
/// is our fault: the resolver is part of our own network.
pub(super) async fn addresses(
    resolver: Option<&TokioResolver>,
    host: &str,
    deadline: Instant,
) -> Result<Vec<IpAddr>, Failure> {
    let literal = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = literal.parse() {
        return Ok(vec![address]);
    }
    let Some(resolver) = resolver else {
        return Err(Failure::Ours("there is no resolver".to_owned()));
    };
    match tokio::time::timeout_at(deadline, look_up(resolver, host)).await {
        Ok(Ok(found)) => Ok(found),
        Ok(Err(error)) => Err(failure(host, &error)),
        Err(_) => Err(Failure::Ours(format!(
            "cannot resolve {host}: no answer in time"
        ))),
    }
}

async fn look_up(resolver: &TokioResolver, host: &str) -> Result<Vec<IpAddr>, NetError> {
    match resolver.lookup_ip(host).await {
        Ok(found) => Ok(found.iter().collect()),
        // IPv6 and IPv4 were asked for together and the first error is told: that there is no
        // IPv6 address may hide that nobody answered for IPv4.
        Err(error) if error.is_no_records_found() && !error.is_nx_domain() => {
            let found = resolver.ipv4_lookup(host).await?;
            Ok(found
                .answers()
                .iter()
                .filter_map(|record| record.data.ip_addr())
                .collect())
        }
        Err(error) => Err(error),
    }
}

/// The resolver's answer "there is no such name" is about the target; every other failure may be
/// the resolver's.
fn failure(host: &str, error: &NetError) -> Failure {
    if error.is_nx_domain() || error.is_no_records_found() {
        return Failure::Target(format!("{host} does not resolve"));
    }
    Failure::Ours(format!("cannot resolve {host}: {error}"))
}
