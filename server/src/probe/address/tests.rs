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

#[test]
fn an_address_of_our_own_network_is_not_public_however_it_is_written() {
    for host in [
        // Loopback: plain, short, decimal, octal, hexadecimal, mixed, percent-encoded, full-width.
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "127.255.255.254",
        "2130706433",
        "0177.0.0.1",
        "017700000001",
        "0x7f000001",
        "0x7f.0x0.0x0.0x1",
        "0x7F.1",
        "0177.0.0.0x1",
        "127.0.0.1.",
        "%31%32%37.0.0.1",
        "１２７.0.0.1",
        "user@127.0.0.1",
        "example.com@127.0.0.1",
        // "This host", private, shared, link-local, metadata, multicast, reserved, broadcast.
        "0",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "167772161",
        "100.64.0.1",
        "100.127.255.255",
        "169.254.169.254",
        "2852039166",
        "0xa9fea9fe",
        "0251.0376.0251.0376",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "0xc0a80001",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        // The same in IPv6: unspecified, loopback, mapped, compatible, NAT64, 6to4.
        "[::]",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[0000:0000:0000:0000:0000:0000:0000:0001]",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::FFFF:A9FE:A9FE]",
        "[::ffff:10.0.0.1]",
        "[::ffff:0:127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[64:ff9b::a9fe:a9fe]",
        "[64:ff9b:1::10.0.0.1]",
        "[2002:7f00:1::]",
        "[2002:a9fe:a9fe::1]",
        "[2002:c0a8:1::1]",
        // Teredo, ORCHID, documentation, discard, unique local, link-local, site-local, multicast.
        "[2001::1]",
        "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
        "[2001:10::1]",
        "[2001:20::1]",
        "[2001:db8::1]",
        "[3fff::1]",
        "[100::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[fec0::1]",
        "[ff02::1]",
        "[5f00::1]",
    ] {
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
