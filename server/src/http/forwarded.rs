//! Who really asks when a proxy stands before us: what the proxies we trust say of it, and nothing
//! that a client could have written itself.

use std::net::IpAddr;
use std::str::FromStr;

use http::{HeaderMap, HeaderName, header};

/// The proxies that are believed, and where they write whom they speak for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies {
    /// Their addresses; none: nobody is believed.
    pub trusted: Vec<Network>,
    /// The one header that is read. A proxy lets through what a client wrote in any other.
    pub header: ProxyHeader,
}

/// Where a proxy writes whom it speaks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProxyHeader {
    /// `X-Forwarded-For`: addresses, each proxy adds one at the end.
    #[default]
    XForwardedFor,
    /// `Forwarded`, RFC 7239.
    Forwarded,
}

/// An address, or all that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    /// How many bits count.
    bits: u32,
}

/// A text is no network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is neither an address nor a network such as 10.0.0.0/8")]
pub struct NoNetwork;

impl ProxyHeader {
    /// Both.
    pub const ALL: [Self; 2] = [Self::XForwardedFor, Self::Forwarded];

    /// As the configuration names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::XForwardedFor => "x-forwarded-for",
            Self::Forwarded => "forwarded",
        }
    }

    fn name(self) -> HeaderName {
        match self {
            Self::XForwardedFor => HeaderName::from_static("x-forwarded-for"),
            Self::Forwarded => header::FORWARDED,
        }
    }

    /// The address in one entry of the header; none when it says none.
    fn address(self, entry: &str) -> Option<IpAddr> {
        match self {
            Self::XForwardedFor => address(entry.trim()),
            Self::Forwarded => {
                let mut pairs = entry.split(';').filter_map(|pair| pair.split_once('='));
                let (_, node) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
                address(node.trim().trim_matches('"'))
            }
        }
    }
}

impl Proxies {
    /// Who asks through `peer`: the last one in the row that we do not trust to speak for another.
    /// What stands before that one may be written by itself.
    #[must_use]
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut known = peer;
        let lines = headers.get_all(self.header.name()).iter();
        let lines: Vec<&str> = lines.map(|line| line.to_str().unwrap_or("")).collect();
        let entries = lines.iter().flat_map(|line| line.split(','));
        let entries: Vec<&str> = entries.collect();
        for entry in entries.into_iter().rev() {
            if !self.trusts(known) {
                break;
            }
            // A proxy that does not say whom it speaks for is all that we know.
            let Some(before) = self.header.address(entry) else {
                break;
            };
            known = before;
        }
        known
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(address))
    }
}

impl Network {
    /// Whether an address belongs to it.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let same = |one: u128, other: u128, width: u32| {
            let shift = width - self.bits;
            one.checked_shr(shift).unwrap_or(0) == other.checked_shr(shift).unwrap_or(0)
        };
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                same(own.to_bits().into(), other.to_bits().into(), u32::BITS)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                same(own.to_bits(), other.to_bits(), u128::BITS)
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NoNetwork)?;
        let address = address.to_canonical();
        let width = if address.is_ipv4() {
            u32::BITS
        } else {
            u128::BITS
        };
        let bits = match bits {
            None => width,
            Some(bits) => bits.parse().map_err(|_| NoNetwork)?,
        };
        let network = Self { address, bits };
        (bits <= width).then_some(network).ok_or(NoNetwork)
    }
}

/// An address as it stands in a header: alone, with a port, an IPv6 one in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bracketed = text
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
        .map(|(address, _)| address);
    let of_socket = || {
        text.parse()
            .ok()
            .map(|socket: std::net::SocketAddr| socket.ip())
    };
    let alone = bracketed.unwrap_or(text).parse().ok();
    alone
        .or_else(of_socket)
        .map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::{Network, Proxies, ProxyHeader};

    fn proxies(trusted: &[&str], header: ProxyHeader) -> Proxies {
        let trusted = trusted.iter().map(|text| text.parse().expect("a network"));
        Proxies {
            trusted: trusted.collect(),
            header,
        }
    }

    #[track_caller]
    fn check(proxies: &Proxies, peer: &str, lines: &[(&'static str, &str)], client: &str) {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let value = HeaderValue::from_str(value).expect("a value");
            headers.append(HeaderName::from_static(name), value);
        }
        let peer: IpAddr = peer.parse().expect("an address");
        assert_eq!(proxies.client(peer, &headers).to_string(), client);
    }

    const FOR: &str = "x-forwarded-for";

    #[test]
    fn nobody_is_believed_unless_the_configuration_says_so() {
        check(
            &Proxies::default(),
            "127.0.0.1",
            &[(FOR, "192.0.2.7")],
            "127.0.0.1",
        );
        let proxies = proxies(&["10.0.0.0/8"], ProxyHeader::XForwardedFor);
        check(&proxies, "192.0.2.1", &[(FOR, "192.0.2.7")], "192.0.2.1");
    }

    #[test]
    fn the_last_one_that_is_not_trusted_is_the_client_whatever_it_wrote_before() {
        let proxies = proxies(&["127.0.0.1", "10.0.0.0/8"], ProxyHeader::XForwardedFor);
        check(&proxies, "127.0.0.1", &[(FOR, "192.0.2.7")], "192.0.2.7");
        check(
            &proxies,
            "127.0.0.1",
            &[(FOR, "198.51.100.9, 192.0.2.7")],
            "192.0.2.7",
        );
        check(
            &proxies,
            "127.0.0.1",
            &[(FOR, "10.9.9.9, 192.0.2.7, 10.1.2.3")],
            "192.0.2.7",
        );
        let two = [(FOR, "198.51.100.9"), (FOR, "192.0.2.7")];
        check(&proxies, "127.0.0.1", &two, "192.0.2.7");
        check(
            &proxies,
            "127.0.0.1",
            &[(FOR, "10.0.0.4, 10.0.0.5")],
            "10.0.0.4",
        );
        check(
            &proxies,
            "::ffff:127.0.0.1",
            &[(FOR, "192.0.2.7:4711")],
            "192.0.2.7",
        );
    }

    /// The control: whoever took the first entry, as many do, would take the client's word.
    #[test]
    fn the_first_entry_would_have_been_the_clients_own_word() {
        let line = "198.51.100.9, 192.0.2.7";
        let believed = line.split(',').next();
        assert_eq!(believed, Some("198.51.100.9"));
        let proxies = proxies(&["127.0.0.1"], ProxyHeader::XForwardedFor);
        check(&proxies, "127.0.0.1", &[(FOR, line)], "192.0.2.7");
    }

    #[test]
    fn the_header_that_our_proxy_does_not_write_is_not_read() {
        let lines = [("forwarded", "for=198.51.100.9"), (FOR, "192.0.2.7")];
        let x = proxies(&["127.0.0.1"], ProxyHeader::XForwardedFor);
        check(&x, "127.0.0.1", &lines, "192.0.2.7");
        let rfc = proxies(&["127.0.0.1"], ProxyHeader::Forwarded);
        check(&rfc, "127.0.0.1", &lines, "198.51.100.9");
        check(&rfc, "127.0.0.1", &lines[1..], "127.0.0.1");
    }

    #[test]
    fn forwarded_is_read_as_rfc_7239_has_it() {
        let proxies = proxies(&["127.0.0.1", "2001:db8:1::/48"], ProxyHeader::Forwarded);
        for (line, client) in [
            ("For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17"),
            (
                "for=192.0.2.43, for=198.51.100.17;by=203.0.113.43",
                "198.51.100.17",
            ),
            (
                "for=192.0.2.43;proto=https, for=\"[2001:db8:1::9]\"",
                "192.0.2.43",
            ),
            ("for=unknown", "127.0.0.1"),
            ("for=192.0.2.43, for=_hidden", "127.0.0.1"),
            ("", "127.0.0.1"),
        ] {
            check(&proxies, "127.0.0.1", &[("forwarded", line)], client);
        }
    }

    #[test]
    fn a_network_is_the_addresses_that_begin_with_its_bits() {
        let contains = |network: &str, address: &str| {
            let network: Network = network.parse().expect("a network");
            network.contains(address.parse().expect("an address"))
        };
        assert!(contains("10.0.0.0/8", "10.255.0.1") && !contains("10.0.0.0/8", "11.0.0.1"));
        assert!(contains("0.0.0.0/0", "192.0.2.1") && !contains("0.0.0.0/0", "::1"));
        assert!(contains("::/0", "2001:db8::1") && contains("::1", "::1"));
        assert!(contains("192.0.2.1", "::ffff:192.0.2.1") && !contains("192.0.2.1", "192.0.2.2"));
        for text in [
            "",
            "10.0.0.0/33",
            "::/129",
            "10.0.0.0/-1",
            "host",
            "10.0.0.0/",
        ] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
    }
}
