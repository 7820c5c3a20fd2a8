//! The TCP probe: up when the target accepts a connection.

use tokio::time::Instant;

use super::Failure;
use super::connect::Connector;

/// A TCP connection to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TcpProbe {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
}

impl TcpProbe {
    pub(super) async fn attempt(
        &self,
        connector: &Connector,
        deadline: Instant,
    ) -> Result<(), Failure> {
        connector
            .connect(&self.host, self.port, deadline)
            .await
            .map(drop)
    }
}
