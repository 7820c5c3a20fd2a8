//! Section `[admin]`: where operators reach the running server, and through whom.

use std::net::SocketAddr;

use super::reader::Section;
use super::value;
use crate::http::{Network, NoNetwork, Proxies, ProxyHeader};

/// Where the admin API is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admin {
    /// Address and port to listen on: never the public ones.
    pub listen: SocketAddr,
    /// Proxies that say who really asks.
    pub proxies: Proxies,
}

const DEFAULT_LISTEN: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8081);

pub(super) fn parse(section: &Section<'_>) -> Option<Admin> {
    let listen = section.or("listen", value::socket_address, DEFAULT_LISTEN);
    let trusted = section.or("trusted_proxies", value::texts, Vec::new());
    let header = section.optional("proxy_header", value::text);
    section.finish();
    Some(Admin {
        listen: listen?,
        proxies: Proxies {
            trusted: networks(section, &trusted?)?,
            header: proxy_header(section, header?)?,
        },
    })
}

fn networks(section: &Section<'_>, texts: &[String]) -> Option<Vec<Network>> {
    let mut networks = Vec::new();
    for text in texts {
        let parsed: Result<Network, NoNetwork> = text.parse();
        match parsed {
            Ok(network) => networks.push(network),
            Err(error) => {
                section.problem("trusted_proxies", format!("{text:?} {error}"));
                return None;
            }
        }
    }
    Some(networks)
}

fn proxy_header(section: &Section<'_>, word: Option<String>) -> Option<ProxyHeader> {
    let Some(word) = word else {
        return Some(ProxyHeader::default());
    };
    let mut all = ProxyHeader::ALL.into_iter();
    let found = all.find(|known| known.as_str().eq_ignore_ascii_case(&word));
    if found.is_none() {
        let words = ProxyHeader::ALL.map(ProxyHeader::as_str).join("\" or \"");
        section.problem(
            "proxy_header",
            format!("{word:?} is none; write \"{words}\""),
        );
    }
    found
}
