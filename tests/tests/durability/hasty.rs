//! What must be caught: somebody before the server who acknowledges at once and hands on afterwards.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, JoinHandle};

use pilotlight_tests::exchange;

const YES: &[u8] = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";

/// Ends when it is dropped, and what it has not handed on by then is lost.
#[derive(Debug)]
pub(crate) struct Hasty {
    pub(crate) address: SocketAddr,
    is_over: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Hasty {
    pub(crate) fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        let is_over = Arc::new(AtomicBool::new(false));
        let (accepted, waiting) = channel();
        let (until, also_until) = (Arc::clone(&is_over), Arc::clone(&is_over));
        let accept = move || {
            for mut stream in listener.incoming().flatten() {
                if until.load(Ordering::Relaxed) {
                    return;
                }
                let Some(request) = read(&stream) else {
                    continue;
                };
                // Nobody may be there to be told any more.
                let _ = stream.write_all(YES);
                if accepted.send(request).is_err() {
                    return;
                }
            }
        };
        let hand_on = move || hand_on(server, &waiting, &also_until);
        Self {
            address,
            is_over,
            threads: vec![thread::spawn(accept), thread::spawn(hand_on)],
        }
    }
}

impl Drop for Hasty {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        // Wakes the one who waits for somebody to come.
        drop(TcpStream::connect(self.address));
        for thread in self.threads.drain(..) {
            thread.join().expect("ends well");
        }
    }
}

fn hand_on(server: SocketAddr, waiting: &Receiver<Vec<u8>>, is_over: &AtomicBool) {
    while let Ok(request) = waiting.recv() {
        if is_over.load(Ordering::Relaxed) {
            return;
        }
        drop(exchange(server, &request));
    }
}

/// One request, whole.
fn read(stream: &TcpStream) -> Option<Vec<u8>> {
    let mut reader = BufReader::new(stream);
    let (mut request, mut length) = (Vec::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(bytes) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = bytes.trim().parse().ok()?;
        }
        request.extend(line.as_bytes());
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    request.extend(body);
    Some(request)
}
