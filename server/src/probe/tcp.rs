//! The TCP probe: up when the target accepts a connection.

use tokio::time::Instant;

use super::Failure;
use super::address::Reach;
use super::connect::{Connector, Place};

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
        let place = Place {
            host: &self.host,
            port: self.port,
            reach: Reach::Anywhere,
        };
        connector.connect(place, deadline).await.map(drop)
    }
}
