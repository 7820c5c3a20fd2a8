//! Nobody can send us where only we can reach. Not to be shown with loopback alone, from where every
//! redirect is the operator's own: so there is a network of its own, in which a target has a public
//! address and a canary listens at one port of all private ones.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pilotlight_server::core::{Outcome, Verdict};
use pilotlight_server::probe::{Connector, HttpProbe, Means, Probe, Watch, check};
use rustls::RootCertStore;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::resolver::{self, Says};
use crate::target::{OK, TIMEOUT, http};

/// Set inside of the network.
const INSIDE: &str = "PILOTLIGHT_INSIDE";
/// Set by `cargo xtask test`: then a tool that is missing is a fault.
const ALL_TOOLS: &str = "PILOTLIGHT_ALL_TOOLS";

const PUBLIC: Ipv4Addr = Ipv4Addr::new(93, 184, 216, 34);
const CANARIES: [&str; 5] = [
    "10.0.0.1/8",
    "169.254.169.254/16",
    "192.168.0.1/16",
    "172.16.0.1/12",
    "100.64.0.1/10",
];

const FORMS: &str = include_str!("private_addresses.txt");

/// Counts who comes to its port, at whatever address, and answers them.
struct Canary {
    port: u16,
    count: Arc<AtomicUsize>,
}

impl Canary {
    async fn listen() -> Self {
        // Of IPv4 too, which an address of IPv6 may hold.
        let listener = TcpListener::bind("[::]:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(async move {
                    let mut head = [0; 2_048];
                    let _ = stream.read(&mut head).await;
                    let _ = stream.write_all(OK.as_bytes()).await;
                });
            }
        });
        Self { port, count }
    }

    /// How many have come since this was last asked.
    fn seen(&self) -> usize {
        self.count.swap(0, Ordering::SeqCst)
    }
}

/// A target at an address that sends everyone on to another one.
async fn sends_to(address: IpAddr, location: String) -> SocketAddr {
    let listener = TcpListener::bind((address, 0)).await.expect("a port");
    let bound = listener.local_addr().expect("an address");
    let answer = format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = [0; 2_048];
            let _ = stream.read(&mut head).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    bound
}

async fn outcome(url: &str, says: Says) -> Outcome {
    let connector = Connector::with(Means {
        resolver: Some(resolver::resolver(says).await),
        roots: RootCertStore::empty(),
        witnesses: Vec::new(),
    });
    let probe: HttpProbe = http(url);
    let watch = Watch {
        probe: Probe::Http(Box::new(probe)),
        timeout: TIMEOUT,
        degraded_over: None,
    };
    check(&watch, &connector).await
}

#[tokio::test]
async fn nobody_sends_us_where_only_we_can_reach() {
    if std::env::var_os(INSIDE).is_none() {
        return go_inside();
    }
    let canary = Canary::listen().await;
    let port = canary.port;
    let forms = FORMS
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut count = 0;
    for form in forms {
        count += 1;
        let target = sends_to(PUBLIC.into(), format!("http://{form}:{port}/")).await;
        let ended = outcome(&format!("http://{target}/"), Says::NoSuchName).await;
        assert_eq!(ended.verdict, Verdict::Down, "{form}: {ended:?}");
        assert_eq!(canary.seen(), 0, "{form}: {ended:?}");
    }
    assert!(150 <= count);

    // A name that is public until it is asked for again: each hop resolves it anew, and goes to the
    // very address that was looked at.
    let name = format!("http://rebound.example:{port}/");
    let target = sends_to(PUBLIC.into(), name).await;
    let start = format!("http://rebound.example:{}/", target.port());
    let ended = outcome(&start, Says::PublicThenLoopback).await;
    assert_eq!(
        (ended.verdict, canary.seen()),
        (Verdict::Down, 0),
        "{ended:?}"
    );
    assert!(ended.detail.contains("private address"), "{ended:?}");

    // The controls: the same canary is reached when it is public,
    let target = sends_to(PUBLIC.into(), format!("http://{PUBLIC}:{port}/")).await;
    let ended = outcome(&format!("http://{target}/"), Says::NoSuchName).await;
    assert_eq!(
        (ended.verdict, canary.seen()),
        (Verdict::Up, 1),
        "{ended:?}"
    );
    // when the operator himself names it,
    let ended = outcome(&format!("http://10.0.0.1:{port}/"), Says::NoSuchName).await;
    assert_eq!(
        (ended.verdict, canary.seen()),
        (Verdict::Up, 1),
        "{ended:?}"
    );
    // and when his own target sends us there.
    let own = sends_to(
        Ipv4Addr::LOCALHOST.into(),
        format!("http://[::ffff:a00:1]:{port}/"),
    )
    .await;
    let ended = outcome(&format!("http://{own}/"), Says::NoSuchName).await;
    assert_eq!(
        (ended.verdict, canary.seen()),
        (Verdict::Up, 1),
        "{ended:?}"
    );
}

/// Runs this very test in a network of its own.
fn go_inside() {
    let addresses: Vec<String> = CANARIES
        .iter()
        .map(|canary| format!("ip address add {canary} dev lo"))
        .collect();
    let script = format!(
        "ip link set lo up && ip address add {PUBLIC}/32 dev lo && {} && exec \"$0\" \"$@\"",
        addresses.join(" && ")
    );
    let own = std::env::current_exe().expect("a running program has a file");
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--net", "sh", "-c", &script]);
    command.arg(own).args([
        "--exact",
        "canaries::nobody_sends_us_where_only_we_can_reach",
    ]);
    command.args(["--nocapture"]).env(INSIDE, "1");
    let may = Command::new("unshare")
        .args(["--map-root-user", "--net", "ip", "link", "set", "lo", "up"])
        .output();
    match may {
        Ok(output) if output.status.success() => {
            let output = command.output().expect("can be started");
            let told = [output.stdout, output.stderr].concat();
            let told = String::from_utf8_lossy(&told);
            assert!(
                output.status.success() && told.contains("1 passed"),
                "{told}"
            );
        }
        // A container that permits no networks says nothing about us.
        Ok(output) => eprintln!("skipped: {}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => {
            let is_missing = error.kind() == io::ErrorKind::NotFound;
            assert!(
                std::env::var_os(ALL_TOOLS).is_none() || !is_missing,
                "{error}"
            );
        }
    }
}
