//! Which addresses are public: the ones that a redirect may lead to from outside.
//!
//! The operator may watch whatever he likes. But a watched site that answers "go to
//! 169.254.169.254" must not make us knock on doors that only we can reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where a connection may lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Wherever the operator says.
    Anywhere,
    /// To public addresses, since a public one has sent us on.
    Public,
}

impl Reach {
    /// Whether a connection to this address is within reach.
    pub(crate) fn covers(self, address: IpAddr) -> bool {
        self == Self::Anywhere || is_public(address)
    }

    /// How far a redirect may lead that came from this address. One from our own network comes
    /// from the operator's; what it leads to was his before.
    pub(crate) fn from(self, address: IpAddr) -> Self {
        if is_public(address) {
            Self::Public
        } else {
            self
        }
    }
}

/// Whether an address can be reached by everyone. Whatever is not known to be public is not.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match embedded(address) {
            Some(embedded) => is_public_v4(embedded),
            None => is_public_v6(address),
        },
    }
}

/// Source: IANA's registry of special-purpose IPv4 addresses.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127, ..)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 168, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (198, 18..=19, _)
            | (198, 51, 100)
            | (203, 0, 113)
            | (224..=255, ..)
    )
}

/// Source: IANA's registry of special-purpose IPv6 addresses. Of what is routed at all, which is
/// 2000::/3, these are set apart: protocols and tunnels (2001::/23), and documentation.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    let is_routed = a & 0xe000 == 0x2000;
    let is_special = a == 0x2001 && (b < 0x200 || b == 0xdb8) || a == 0x3fff && b < 0x1000;
    is_routed && !is_special
}

/// The IPv4 address that a gateway or the system itself takes out of an IPv6 address: mapped
/// (::ffff:0:0/96), compatible (::/96), NAT64 (64:ff9b::/96) and 6to4 (2002::/16).
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let (high, low) = match address.segments() {
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] => (high, low),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => (high, low),
        [0x2002, high, low, ..] => (high, low),
        _ => return None,
    };
    Some(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)))
}

#[cfg(test)]
mod tests;
