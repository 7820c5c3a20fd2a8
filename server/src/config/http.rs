//! Section `[http]`: where the published files are served.

use std::net::SocketAddr;

use super::reader::Section;
use super::value;

/// Where the published files are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Http {
    /// Address and port to listen on.
    pub listen: SocketAddr,
}

const DEFAULT_LISTEN: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

pub(super) fn parse(section: &Section<'_>) -> Option<Http> {
    let listen = section.or("listen", value::socket_address, DEFAULT_LISTEN);
    section.finish();
    Some(Http { listen: listen? })
}
