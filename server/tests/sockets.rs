//! The public listener on real sockets: clients that are slow, silent, many, or not what they say.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use pilotlight_feed::Feed;
use pilotlight_server::core::Zone;
use pilotlight_server::http::{Limits, Listener, Patience};
use pilotlight_server::publish::{Published, Publisher, Signer, fresh_key};
use pilotlight_server::stop::{Stopper, stop};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

const SHORT: Duration = Duration::from_millis(200);
/// Nothing here takes this long; a condition that holds returns at once.
const LONG: Duration = Duration::from_secs(60);

const LASTING: Patience = Patience {
    first_byte: LONG,
    head: LONG,
    idle: LONG,
    write: LONG,
};

struct Running {
    address: std::net::SocketAddr,
    stopper: Stopper,
    task: JoinHandle<()>,
}

impl Running {
    async fn start(patience: Patience) -> Self {
        Self::with(
            Limits {
                connections: 64,
                per_address: 32,
                patience,
            },
            published(),
        )
        .await
    }

    async fn with(limits: Limits, published: Arc<ArcSwap<Published>>) -> Self {
        let any = "127.0.0.1:0".parse().expect("an address");
        let listener = Listener::bind(any, limits).await.expect("binds");
        let address = listener.address().expect("an address");
        let (stopper, stop) = stop();
        let task = tokio::spawn(listener.serve(published, stop, SHORT));
        Self {
            address,
            stopper,
            task,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("connects")
    }

    /// Sends these bytes on a connection of their own, and all that comes back until it ends.
    async fn exchange(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect().await;
        // The server may have seen enough before it has read all.
        let _ = stream.write_all(bytes).await;
        let _ = stream.shutdown().await;
        let mut answer = Vec::new();
        let _ = within(stream.read_to_end(&mut answer)).await;
        String::from_utf8_lossy(&answer).into_owned()
    }
}

async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(LONG, work).await.expect("in time")
}

fn signer() -> Signer {
    Signer::new(&fresh_key().expect("random bytes")).expect("a key")
}

fn published() -> Arc<ArcSwap<Published>> {
    let golden = include_str!("../../feed/golden/v1/outage-feed.json");
    let feed: Feed = serde_json::from_str(golden).expect("a feed");
    let mut publisher = Publisher::new(Zone::utc(), signer(), None);
    publisher.publish(&feed).expect("publishes");
    publisher.published()
}

/// Waits until the server ends the connection; whatever it says before is dropped.
async fn end_of(stream: &mut TcpStream) -> io::Result<()> {
    let mut rest = Vec::new();
    within(stream.read_to_end(&mut rest)).await.map(drop)
}

/// Whether a request on this connection is answered.
async fn answers(stream: &mut TcpStream) -> bool {
    let request = b"GET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\n";
    if stream.write_all(request).await.is_err() {
        return false;
    }
    let mut start = [0; 12];
    within(stream.read_exact(&mut start)).await.is_ok() && start.starts_with(b"HTTP/1.1 200")
}

#[tokio::test]
async fn a_request_is_answered_and_the_connection_lives_on() {
    let running = Running::start(LASTING).await;
    let both = running
        .exchange(b"GET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\nHEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
        .await;
    assert_eq!(both.matches("HTTP/1.1 200 OK").count(), 2, "{both}");
    assert!(both.ends_with("\r\n\r\n"), "a HEAD has no body: {both}");
}

#[tokio::test]
async fn a_silent_client_is_cut_off() {
    let running = Running::start(Patience {
        first_byte: SHORT,
        ..LASTING
    })
    .await;
    let _ = end_of(&mut running.connect().await).await;
}

#[tokio::test]
async fn a_client_that_never_ends_its_head_is_cut_off_however_it_trickles() {
    let running = Running::start(Patience {
        head: SHORT,
        ..LASTING
    })
    .await;
    let (mut reader, mut writer) = running.connect().await.into_split();
    let trickle = tokio::spawn(async move {
        let mut beat = tokio::time::interval(SHORT / 10);
        while writer.write_all(b"G").await.is_ok() {
            beat.tick().await;
        }
    });
    let mut rest = Vec::new();
    let _ = within(reader.read_to_end(&mut rest)).await;
    within(trickle).await.expect("ends");
}

#[tokio::test]
async fn an_idle_connection_is_ended_and_a_lasting_one_is_not() {
    let hasty = Running::start(Patience {
        idle: SHORT,
        ..LASTING
    })
    .await;
    let lasting = Running::start(LASTING).await;
    let (mut short, mut long) = (hasty.connect().await, lasting.connect().await);
    assert!(answers(&mut short).await && answers(&mut long).await);
    let _ = end_of(&mut short).await;
    // The control: by now the same client would have been cut off.
    assert!(
        long.write_all(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            .await
            .is_ok()
    );
    end_of(&mut long)
        .await
        .expect("answered and ended in order");
}

#[tokio::test]
async fn a_reader_that_takes_nothing_is_cut_off() {
    let running = Running::start(Patience {
        write: SHORT,
        ..LASTING
    })
    .await;
    let (reader, mut writer) = running.connect().await.into_split();
    // Asks for more and more and reads none of it, until the server has had enough.
    let refused = async {
        while writer
            .write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            .await
            .is_ok()
        {}
    };
    within(refused).await;
    drop(reader);
}

#[tokio::test]
async fn heads_that_are_too_large_are_refused() {
    let running = Running::start(LASTING).await;
    let long = format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "x".repeat(64 * 1024));
    let many = format!(
        "GET / HTTP/1.1\r\nHost: a\r\n{}\r\n",
        "x: y\r\n".repeat(10_000)
    );
    let some = format!("GET / HTTP/1.1\r\n{}\r\n", "x: y\r\n".repeat(65));
    for request in [long, many, some] {
        let answer = running.exchange(request.as_bytes()).await;
        // Either the refusal, or a connection that was reset while still sending.
        assert!(!answer.contains(" 200 "), "{answer}");
    }
}

#[tokio::test]
async fn one_request_never_gets_two_answers() {
    let running = Running::start(LASTING).await;
    for request in [
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n27\r\nGET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 40\r\n\r\nGET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\nGET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n Content-Length: 40\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\nhello",
    ] {
        let answer = running.exchange(request.as_bytes()).await;
        let smuggled = answer.contains("User-agent");
        assert!(!smuggled, "{request:?} gave {answer}");
        assert!(
            answer.matches("HTTP/1.1 ").count() <= 1,
            "{request:?} gave {answer}"
        );
    }
}

#[tokio::test]
async fn one_address_cannot_take_every_connection() {
    let limits = Limits {
        connections: 64,
        per_address: 2,
        patience: LASTING,
    };
    let running = Running::with(limits, published()).await;
    let (mut first, mut second) = (running.connect().await, running.connect().await);
    assert!(answers(&mut first).await && answers(&mut second).await);
    let mut third = running.connect().await;
    assert!(!answers(&mut third).await);
    drop(first);
    // Its place is free once the server has seen it go.
    within(async { while !answers(&mut running.connect().await).await {} }).await;
}

#[tokio::test]
async fn a_stop_ends_idle_connections_and_frees_the_port() {
    let running = Running::start(LASTING).await;
    let mut idle = running.connect().await;
    assert!(answers(&mut idle).await);
    running.stopper.say();
    let _ = end_of(&mut idle).await;
    within(running.task).await.expect("ends");
    assert!(TcpStream::connect(running.address).await.is_err());
}

/// A client in the middle of its head would keep the server for ever; its time is the grace.
#[tokio::test]
async fn a_stop_waits_no_longer_than_its_grace() {
    let running = Running::start(LASTING).await;
    let mut half = running.connect().await;
    half.write_all(b"GET / HTTP/1.1\r\n").await.expect("writes");
    running.stopper.say();
    within(running.task).await.expect("ends");
}
