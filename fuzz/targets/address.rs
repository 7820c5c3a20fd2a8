//! The filter of addresses: whoever is sent on from outside is never sent to what only we can reach,
//! however that is written.

#![no_main]

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use libfuzzer_sys::fuzz_target;
use pilotlight_server::fuzzing::may_lead;
use pilotlight_server::http::Network;
use url::{Host, Url};

/// What is not to be reached. Written from IANA's registries of special-purpose addresses, and as networks
/// where the product has patterns.
const FORBIDDEN_V4: [&str; 15] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
];
const FORBIDDEN_V6: [&str; 12] = [
    "::/128",
    "::1/128",
    "64:ff9b:1::/48",
    "100::/64",
    "100:0:0:1::/64",
    "2001::/23",
    "2001:db8::/32",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/9",
    "ff00::/8",
];
/// Where an IPv4 address stands in an IPv6 one, in bits from the left.
const CARRIERS: [(&str, u32); 4] = [
    ("::/96", 96),
    ("::ffff:0:0/96", 96),
    ("64:ff9b::/96", 96),
    ("2002::/16", 16),
];
const OUTSIDE: IpAddr = IpAddr::V4(Ipv4Addr::new(1, 1, 1, 1));

fuzz_target!(|data: &[u8]| {
    if let Ok(bytes) = <[u8; 4]>::try_from(data) {
        check(Ipv4Addr::from(bytes).into());
    }
    if let Ok(bytes) = <[u8; 16]>::try_from(data) {
        check(Ipv6Addr::from(bytes).into());
    }
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    text.lines().for_each(check_text);
});

/// As a redirect has it: a host, or a whole address.
fn check_text(text: &str) {
    if let Ok(address) = text.parse() {
        check(address);
    }
    for address in [format!("http://{text}/"), text.to_owned()] {
        match Url::parse(&address).as_ref().map(Url::host) {
            Ok(Some(Host::Ipv4(address))) => check(address.into()),
            Ok(Some(Host::Ipv6(address))) => check(address.into()),
            _ => {}
        }
    }
    check_network(text);
}

fn check(address: IpAddr) {
    let is_allowed = may_lead(OUTSIDE, address);
    let why = forbidden(address);
    assert!(!is_allowed || why.is_none(), "{address} is in {why:?}");
    // Whoever is outside sends nobody inside.
    if is_allowed {
        assert!(!may_lead(address, Ipv4Addr::LOCALHOST.into()));
    }
}

fn forbidden(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => {
            let mut networks = FORBIDDEN_V4.into_iter();
            networks.find(|network| is_in_v4(network, address))
        }
        IpAddr::V6(address) => {
            let mut networks = FORBIDDEN_V6.into_iter();
            let own = networks.find(|network| is_in_v6(network, address));
            own.or_else(|| {
                let mut carriers = CARRIERS.into_iter();
                let (_, at) = carriers.find(|(network, _)| is_in_v6(network, address))?;
                let carried = (address.to_bits() << at >> 96) as u32;
                forbidden(Ipv4Addr::from_bits(carried).into())
            })
        }
    }
}

fn is_in_v4(network: &str, address: Ipv4Addr) -> bool {
    let (first, bits) = network.split_once('/').expect("a network");
    let first: Ipv4Addr = first.parse().expect("an address");
    let bits: u32 = bits.parse().expect("a number");
    (first.to_bits() ^ address.to_bits()).leading_zeros() >= bits
}

fn is_in_v6(network: &str, address: Ipv6Addr) -> bool {
    let (first, bits) = network.split_once('/').expect("a network");
    let first: Ipv6Addr = first.parse().expect("an address");
    let bits: u32 = bits.parse().expect("a number");
    (first.to_bits() ^ address.to_bits()).leading_zeros() >= bits
}

/// A network of the configuration holds its own first address, and one of all bits no other.
fn check_network(text: &str) {
    let Ok(network) = text.parse::<Network>() else {
        return;
    };
    let first = text.split('/').next().unwrap_or_default();
    let first: IpAddr = first.parse().expect("a network begins with an address");
    assert!(network.contains(first), "{text} without its first address");
    assert!(network.contains(first.to_canonical()));
    if !text.contains('/') {
        assert!(!network.contains(OUTSIDE) || first.to_canonical() == OUTSIDE);
    }
}
