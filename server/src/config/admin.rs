//! Section `[admin]`: where operators reach the running server.

use std::net::SocketAddr;

use super::reader::Section;
use super::value;

/// Where the admin API is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admin {
    /// Address and port to listen on: never the public ones.
    pub listen: SocketAddr,
}

const DEFAULT_LISTEN: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8081);

pub(super) fn parse(section: &Section<'_>) -> Option<Admin> {
    let listen = section.or("listen", value::socket_address, DEFAULT_LISTEN);
    section.finish();
    Some(Admin { listen: listen? })
}
