//! Checks of real targets on loopback: what is up, what is down, and what is our own fault.

mod canaries;
mod redirects;
mod resolver;
mod target;
mod tls;

use std::time::{Duration, Instant};

use http::{HeaderName, HeaderValue, Method};
use pilotlight_server::core::Verdict;
use pilotlight_server::probe::{Connector, HttpProbe, Probe, TcpProbe, Watch, check};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use target::{GENEROUS, OK, SHORT, TIMEOUT, answering, expect, http, outcome, target};

const BROKEN: &str = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";

#[tokio::test]
async fn a_good_answer_is_up_and_a_bad_one_is_down() {
    let (good, _) = answering(OK).await;
    let (bad, _) = answering(BROKEN).await;
    expect(
        &outcome(http(&format!("http://{good}/")), TIMEOUT).await,
        Verdict::Up,
        "ok",
    );
    let down = outcome(http(&format!("http://{bad}/")), TIMEOUT).await;
    expect(&down, Verdict::Down, "status 503, expected 200-299");
    let expected = HttpProbe {
        expect_status: vec![503..=503],
        ..http(&format!("http://{bad}/"))
    };
    expect(&outcome(expected, TIMEOUT).await, Verdict::Up, "ok");
}

#[tokio::test]
async fn the_body_is_held_against_text_and_pattern() {
    let (address, _) = answering(OK).await;
    let url = format!("http://{address}/");
    for (contains, matches, verdict) in [
        (Some("\"well\""), None, Verdict::Up),
        (Some("ill"), None, Verdict::Down),
        (None, Some(r#""all": "w\w+""#), Verdict::Up),
        (None, Some("^well"), Verdict::Down),
    ] {
        let probe = HttpProbe {
            body_contains: contains.map(str::to_owned),
            body_matches: matches
                .map(|pattern| regex::bytes::Regex::new(pattern).expect("a pattern")),
            ..http(&url)
        };
        expect(&outcome(probe, TIMEOUT).await, verdict, "");
    }
}

#[tokio::test]
async fn the_request_is_the_configured_one() {
    let (address, mut heads) = answering(OK).await;
    let probe = HttpProbe {
        method: Method::POST,
        headers: vec![(
            HeaderName::from_static("x-key"),
            HeaderValue::from_static("canary"),
        )],
        body: "hello".into(),
        ..http(&format!("http://{address}/deep?all=1"))
    };
    expect(&outcome(probe, TIMEOUT).await, Verdict::Up, "ok");
    let head = heads.recv().await.expect("a head").to_ascii_lowercase();
    assert!(head.starts_with("post /deep?all=1 http/1.1\r\n"), "{head}");
    for line in [
        &format!("host: {address}"),
        "x-key: canary",
        "content-length: 5",
        "connection: close",
    ] {
        assert!(
            head.contains(&format!("\r\n{line}\r\n")),
            "{line} in {head}"
        );
    }
}

#[tokio::test]
async fn slow_but_good_is_degraded() {
    let (address, _) = answering(OK).await;
    let probe = Probe::Http(Box::new(http(&format!("http://{address}/"))));
    let watch = Watch {
        probe,
        timeout: TIMEOUT,
        degraded_over: Some(Duration::ZERO),
    };
    expect(
        &check(&watch, &Connector::new(Vec::new())).await,
        Verdict::Degraded,
        "slower than",
    );
}

#[tokio::test]
async fn a_hostile_target_ends_with_the_timeout_and_is_down() {
    let (silent, _) = target(|stream, _| async move {
        std::future::pending::<()>().await;
        drop(stream);
    })
    .await;
    let (endless_head, _) = target(|mut stream, _| async move {
        drop(stream.write_all(b"HTTP/1.1 200 OK\r\n").await);
        while stream.write_all(b"X-More: and more\r\n").await.is_ok() {}
    })
    .await;
    let (no_http, _) = answering("SSH-2.0-OpenSSH_9.2\r\n\r\n").await;
    for (scheme, address) in [
        ("http", &silent),
        ("https", &silent),
        ("http", &endless_head),
        ("http", &no_http),
        ("https", &no_http),
    ] {
        let began = Instant::now();
        let ended = outcome(http(&format!("{scheme}://{address}/")), SHORT).await;
        expect(&ended, Verdict::Down, "");
        assert!(
            began.elapsed() < GENEROUS,
            "{scheme} {address}: {:?}",
            began.elapsed()
        );
    }
}

/// Reads no more than the bound, however much there is: a target that would never stop is up.
#[tokio::test]
async fn of_an_endless_body_only_the_beginning_is_read() {
    let (endless, _) = target(|mut stream, _| async move {
        drop(stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nwell, ").await);
        while stream.write_all(&[b'x'; 65_536]).await.is_ok() {}
    })
    .await;
    let url = format!("http://{endless}/");
    let found = HttpProbe {
        body_contains: Some("well".to_owned()),
        ..http(&url)
    };
    expect(&outcome(found, TIMEOUT).await, Verdict::Up, "ok");
    let absent = HttpProbe {
        body_contains: Some("ill".to_owned()),
        ..http(&url)
    };
    expect(
        &outcome(absent, TIMEOUT).await,
        Verdict::Down,
        "lacks the expected text",
    );
}

fn tcp(address: &str) -> Watch {
    let (host, port) = pilotlight_server::probe::split_host_port(address).expect("host and port");
    let probe = Probe::Tcp(TcpProbe {
        host: host.to_owned(),
        port,
    });
    Watch {
        probe,
        timeout: TIMEOUT,
        degraded_over: None,
    }
}

/// An address that refuses: bound once, and free again.
async fn refusing() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    listener.local_addr().expect("an address").to_string()
}

#[tokio::test]
async fn a_port_that_accepts_is_up_and_one_that_refuses_is_down() {
    let (open, _) = answering(OK).await;
    let connector = Connector::new(Vec::new());
    expect(&check(&tcp(&open), &connector).await, Verdict::Up, "ok");
    expect(
        &check(&tcp(&refusing().await), &connector).await,
        Verdict::Down,
        "cannot connect",
    );
}

/// A silent target is unreachable for all we know: whose fault that is, the witness tells.
#[tokio::test]
async fn when_no_witness_answers_either_it_is_our_own_fault() {
    let (silent, _) = target(|stream, _| async move {
        std::future::pending::<()>().await;
        drop(stream);
    })
    .await;
    let (alive, _) = answering(OK).await;
    let probe = Probe::Http(Box::new(http(&format!("http://{silent}/"))));
    let watch = Watch {
        probe,
        timeout: SHORT,
        degraded_over: None,
    };
    for (witnesses, verdict) in [
        (vec![refusing().await, refusing().await], Verdict::Unknown),
        (vec![refusing().await, alive], Verdict::Down),
        (Vec::new(), Verdict::Down),
    ] {
        let outcome = check(&watch, &Connector::new(witnesses)).await;
        assert_eq!(outcome.verdict, verdict, "{outcome:?}");
    }
}
