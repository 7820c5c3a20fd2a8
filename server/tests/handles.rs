//! A check for which no file handle is left is our own fault. The only test of its process: the
//! limit is the process's own.

use std::time::Duration;

use pilotlight_server::core::{Outcome, Verdict};
use pilotlight_server::probe::{Connector, Means, Probe, TcpProbe, Watch, check};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustls::RootCertStore;
use tokio::net::TcpListener;

#[tokio::test]
async fn a_check_without_a_file_handle_is_unknown_and_the_next_one_is_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let watch = Watch {
        probe: Probe::Tcp(TcpProbe {
            host: address.ip().to_string(),
            port: address.port(),
        }),
        timeout: Duration::from_secs(20),
        degraded_over: None,
    };
    let connector = Connector::with(Means {
        resolver: None,
        roots: RootCertStore::empty(),
        witnesses: Vec::new(),
    });
    let limit = getrlimit(Resource::Nofile);
    let none = Rlimit {
        current: Some(0),
        maximum: limit.maximum,
    };
    setrlimit(Resource::Nofile, none).expect("a limit can be lowered");
    let without: Outcome = check(&watch, &connector).await;
    setrlimit(Resource::Nofile, limit).expect("and raised to what it was");
    let with = check(&watch, &connector).await;
    assert_eq!(without.verdict, Verdict::Unknown, "{without:?}");
    assert!(
        without.detail.contains("Too many open files"),
        "{without:?}"
    );
    assert_eq!(with.verdict, Verdict::Up, "{with:?}");
}
