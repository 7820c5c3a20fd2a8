//! Targets that are names: what the resolver says of them is theirs, that it says nothing is our
//! own fault.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use pilotlight_server::core::{Outcome, Verdict};
use pilotlight_server::probe::{Connector, Means, Probe, TcpProbe, Watch, check};
use rustls::RootCertStore;
use tokio::net::{TcpListener, UdpSocket};

use crate::target::{SHORT, TIMEOUT, expect};

/// What a name server does with every question.
#[derive(Clone, Copy)]
pub(crate) enum Says {
    Nothing,
    NoSuchName,
    Failure,
    Loopback,
    /// A public address at first and loopback from then on, neither to be kept.
    PublicThenLoopback,
}

/// Bytes of the head of a message (RFC 1035, 4.1.1).
const HEAD_BYTES: usize = 12;

/// The answer to a query with one question, the first one of its type or not.
fn answer(query: &[u8], says: Says, is_first: &mut bool) -> Option<Vec<u8>> {
    const TYPE_A: [u8; 2] = [0, 1];
    let name = query[HEAD_BYTES..].iter().position(|byte| *byte == 0)?;
    let end_of_name = HEAD_BYTES + name + 1;
    let question = &query[HEAD_BYTES..end_of_name + 4];
    let is_for_ipv4 = query[end_of_name..end_of_name + 2] == TYPE_A;
    let (code, answers): (u8, u8) = match says {
        Says::Nothing => return None,
        Says::Failure => (2, 0),
        Says::NoSuchName => (3, 0),
        Says::Loopback | Says::PublicThenLoopback => (0, u8::from(is_for_ipv4)),
    };
    let mut message = query[..2].to_vec();
    // A response, with recursion desired and available; then the counts of the four sections.
    message.extend([0x81, 0x80 | code, 0, 1, 0, answers, 0, 0, 0, 0]);
    message.extend(question);
    if answers == 1 {
        let is_public = std::mem::take(is_first) && matches!(says, Says::PublicThenLoopback);
        let address = if is_public {
            [93, 184, 216, 34]
        } else {
            [127, 0, 0, 1]
        };
        let lives_s = if matches!(says, Says::Loopback) {
            60
        } else {
            0
        };
        // The name of the question, A, IN, for so long, four bytes.
        message.extend([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, lives_s, 0, 4]);
        message.extend(address);
    }
    Some(message)
}

/// A resolver that asks a name server which says this, as the system's asks the system's.
pub(crate) async fn resolver(says: Says) -> TokioResolver {
    let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
    let port = socket.local_addr().expect("an address").port();
    tokio::spawn(async move {
        let (mut query, mut is_first) = ([0; 512], true);
        while let Ok((length, from)) = socket.recv_from(&mut query).await {
            if let Some(answer) = answer(&query[..length], says, &mut is_first) {
                drop(socket.send_to(&answer, from).await);
            }
        }
    });
    let mut connection = ConnectionConfig::udp();
    connection.port = port;
    let loopback = IpAddr::V4(Ipv4Addr::LOCALHOST);
    // Like those of resolv.conf, its word that there is nothing is not the last one.
    let server = NameServerConfig::new(loopback, false, vec![connection]);
    let config = ResolverConfig::from_name_servers(vec![server]);
    TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        .build()
        .expect("a resolver")
}

/// A check of a name at a port that accepts.
async fn outcome(says: Says) -> Outcome {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address: SocketAddr = listener.local_addr().expect("an address");
    let connector = Connector::with(Means {
        resolver: Some(resolver(says).await),
        roots: RootCertStore::empty(),
        witnesses: Vec::new(),
    });
    let watch = Watch {
        probe: Probe::Tcp(TcpProbe {
            host: "target.example".to_owned(),
            port: address.port(),
        }),
        timeout: match says {
            Says::Nothing => SHORT,
            _ => TIMEOUT,
        },
        degraded_over: None,
    };
    check(&watch, &connector).await
}

#[tokio::test]
async fn a_name_that_resolves_is_checked_at_its_address() {
    expect(&outcome(Says::Loopback).await, Verdict::Up, "ok");
}

#[tokio::test]
async fn a_name_that_does_not_exist_is_down() {
    let outcome = outcome(Says::NoSuchName).await;
    expect(&outcome, Verdict::Down, "target.example does not resolve");
}

#[tokio::test]
async fn a_resolver_that_does_not_answer_is_our_own_fault() {
    let outcome = outcome(Says::Nothing).await;
    expect(&outcome, Verdict::Unknown, "no answer in time");
}

#[tokio::test]
async fn a_resolver_that_fails_is_our_own_fault() {
    let outcome = outcome(Says::Failure).await;
    expect(&outcome, Verdict::Unknown, "cannot resolve target.example");
}
