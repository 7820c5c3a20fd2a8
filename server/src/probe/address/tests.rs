//! Every way to write an address, as an address in a redirect may write it.

use std::net::IpAddr;

use url::{Host, Url};

use super::{Reach, is_public};

/// The address that a host of a redirect means, read as the probe reads it.
fn meant(host: &str) -> IpAddr {
    let url = Url::parse(&format!("http://{host}/")).expect(host);
    match url.host() {
        Some(Host::Ipv4(address)) => address.into(),
        Some(Host::Ipv6(address)) => address.into(),
        other => unreachable!("{host} is {other:?}, no address"),
    }
}

/// Also what redirects of the real thing lead to, in `tests/checks/canaries.rs`.
const PRIVATE: &str = include_str!("../../../tests/checks/private_addresses.txt");

#[test]
fn an_address_of_our_own_network_is_not_public_however_it_is_written() {
    let lines = PRIVATE.lines();
    let hosts: Vec<&str> = lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    assert!(150 <= hosts.len(), "{} forms", hosts.len());
    for host in hosts {
        assert!(!is_public(meant(host)), "{host} is {}", meant(host));
    }
}

/// The control: the filter does not simply refuse everything.
#[test]
fn an_address_of_the_internet_is_public() {
    for host in [
        "1.1.1.1",
        "8.8.8.8",
        "134744072",
        "100.63.255.255",
        "100.128.0.1",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.1",
        "192.167.255.255",
        "198.17.255.255",
        "223.255.255.255",
        "[2606:4700:4700::1111]",
        "[2001:4860:4860::8888]",
        "[2a00:1450::1]",
        "[::ffff:8.8.8.8]",
        "[64:ff9b::8.8.8.8]",
        "[2002:808:808::1]",
    ] {
        assert!(is_public(meant(host)), "{host} is {}", meant(host));
    }
}

#[test]
fn once_a_public_address_has_sent_us_on_only_public_ones_are_within_reach() {
    let (public, private) = (meant("8.8.8.8"), meant("10.0.0.1"));
    let inside = Reach::Anywhere.from(private);
    assert!(inside.covers(private) && inside.covers(public));
    let outside = inside.from(public);
    assert!(outside.covers(public) && !outside.covers(private));
    assert_eq!(outside.from(private), Reach::Public);
}
