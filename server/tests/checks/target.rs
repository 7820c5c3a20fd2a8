//! Targets on loopback that do as told, and the words for what a check finds there.

use std::future::Future;
use std::time::Duration;

use http::Method;
use pilotlight_server::core::{Outcome, Verdict};
use pilotlight_server::probe::{Connector, HttpProbe, Probe, Watch, check};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// Longer than anything here needs, shorter than a person waits.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(20);
/// For targets that never answer: what they are given, and far more than a check may add to it.
pub(crate) const SHORT: Duration = Duration::from_millis(300);
pub(crate) const GENEROUS: Duration = Duration::from_secs(10);

/// A target that reads one head and then does as told, on each connection. Answers its address
/// and the heads that it has read.
pub(crate) async fn target<F, Fut>(act: F) -> (String, mpsc::UnboundedReceiver<String>)
where
    F: Fn(TcpStream, String) -> Fut + Clone + Send + 'static,
    Fut: Future<Output = ()> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let (heads, seen) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (act, heads) = (act.clone(), heads.clone());
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.windows(4).any(|end| end == b"\r\n\r\n") {
                    match stream.read_u8().await {
                        Ok(byte) => head.push(byte),
                        Err(_) => return,
                    }
                }
                let head = String::from_utf8_lossy(&head).into_owned();
                // Nobody may be listening for it.
                let _ = heads.send(head.clone());
                act(stream, head).await;
            });
        }
    });
    (address, seen)
}

/// A target that answers each request with this text.
pub(crate) async fn answering(text: &'static str) -> (String, mpsc::UnboundedReceiver<String>) {
    target(move |mut stream, _| async move {
        // The check may have seen enough and gone.
        let _ = stream.write_all(text.as_bytes()).await;
    })
    .await
}

pub(crate) fn http(url: &str) -> HttpProbe {
    HttpProbe {
        url: url.parse().expect("an address"),
        method: Method::GET,
        headers: Vec::new(),
        body: Vec::new().into(),
        expect_status: vec![200..=299],
        body_contains: None,
        body_matches: None,
        follow_redirects: true,
    }
}

pub(crate) async fn outcome(probe: HttpProbe, timeout: Duration) -> Outcome {
    let watch = Watch {
        probe: Probe::Http(Box::new(probe)),
        timeout,
        degraded_over: None,
    };
    check(&watch, &Connector::new(Vec::new())).await
}

#[track_caller]
pub(crate) fn expect(outcome: &Outcome, verdict: Verdict, detail: &str) {
    assert_eq!(outcome.verdict, verdict, "{outcome:?}");
    assert!(outcome.detail.contains(detail), "{outcome:?}");
}

pub(crate) const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"all\": \"well\"";
