//! Checking targets: each kind of probe makes one check and tells its outcome.
//!
//! An outcome is up, degraded, down or unknown. Down means that the target is at fault; whatever
//! may be our own fault (no file handles, no resolver, no network) is unknown.

mod address;
mod connect;
mod http;
mod names;
mod runner;
mod tcp;
mod tls;
mod witness;

use std::time::Duration;

use tokio::time::Instant;

/// TLS of what we ask: the same trust for checks and for the command line.
#[must_use]
pub fn tls_config() -> std::sync::Arc<rustls::ClientConfig> {
    tls::client_config(tls::roots())
}

#[cfg(feature = "fuzzing")]
pub(crate) use address::Reach;
pub use connect::{Connector, Means, split_host_port};
pub use http::HttpProbe;
pub use runner::{Ended, Runner};
pub use tcp::TcpProbe;

use crate::core::{Outcome, Verdict};

/// How one monitor is checked.
#[derive(Clone, Debug)]
pub struct Watch {
    /// The kind of check and its settings.
    pub probe: Probe,
    /// The check ends at the latest after this.
    pub timeout: Duration,
    /// A good answer that took longer than this is degraded.
    pub degraded_over: Option<Duration>,
}

/// A kind of check.
#[derive(Clone, Debug)]
pub enum Probe {
    /// An HTTP request.
    Http(Box<HttpProbe>),
    /// A TCP connection.
    Tcp(TcpProbe),
}

/// Why a check did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The target is at fault, and was reached.
    Target(String),
    /// The target cannot be reached: its fault, unless our own network is down.
    Unreachable(String),
    /// We are at fault.
    Ours(String),
}

impl Probe {
    async fn attempt(&self, connector: &Connector, deadline: Instant) -> Result<(), Failure> {
        match self {
            Self::Http(probe) => probe.attempt(connector, deadline).await,
            Self::Tcp(probe) => probe.attempt(connector, deadline).await,
        }
    }
}

/// At its end a check has this long to say whose fault it is that it took so long.
const GRACE: Duration = Duration::from_millis(50);

/// Characters of the words of an outcome, which are stored with a transition.
const MOST_DETAIL_CHARS: usize = 200;

/// Makes one check. It ends within its timeout and [`GRACE`]; only when a target cannot be reached,
/// whether our own network works takes a witness up to two seconds more to say.
pub async fn check(watch: &Watch, connector: &Connector) -> Outcome {
    let began = Instant::now();
    let deadline = began + watch.timeout;
    let attempt = watch.probe.attempt(connector, deadline);
    let attempt = tokio::time::timeout_at(deadline + GRACE, attempt).await;
    let latency = began.elapsed();
    let result = attempt.unwrap_or_else(|_| {
        Err(Failure::Unreachable(format!(
            "no answer within {:?}",
            watch.timeout
        )))
    });
    let (verdict, detail) = match result {
        Ok(()) => match watch.degraded_over {
            Some(limit) if limit < latency => (Verdict::Degraded, format!("slower than {limit:?}")),
            _ => (Verdict::Up, "ok".to_owned()),
        },
        Err(Failure::Target(detail)) => (Verdict::Down, detail),
        Err(Failure::Ours(detail)) => (Verdict::Unknown, detail),
        Err(Failure::Unreachable(detail)) => match connector.own_network_works().await {
            true => (Verdict::Down, detail),
            false => (
                Verdict::Unknown,
                format!("{detail}, and no witness answers either"),
            ),
        },
    };
    Outcome {
        verdict,
        latency,
        detail: on_one_line(&detail),
    }
}

/// Some of the words are the target's own, such as the names in its certificate.
fn on_one_line(detail: &str) -> String {
    let visible = |character: char| {
        if character.is_control() {
            ' '
        } else {
            character
        }
    };
    detail
        .chars()
        .map(visible)
        .take(MOST_DETAIL_CHARS)
        .collect()
}
