//! Stands between a program and a server, counts what goes through, and does harm on demand: the faults
//! that networks and stores have.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is passed on, and its answer back.
    Pass,
    /// The server is out of order: 503.
    Refuse,
    /// The server has no time now: 503, and it says to come again in a second.
    Busy,
    /// The connection ends without an answer, and the server never hears of it.
    Drop,
    /// The server does what is asked, and its answer is lost.
    LoseAnswer,
    /// Nothing comes back until whoever asks goes away.
    Stall,
}

/// One request that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// `GET`, `PUT` and so on.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// What became of it.
    pub fate: Fate,
    /// What it carried.
    pub body: Vec<u8>,
    /// Its head as it came.
    pub head: String,
}

type Judge = Box<dyn FnMut(&str, &str) -> Fate + Send>;

/// A proxy on a port of its own. Its threads end with the test process.
#[derive(Clone)]
pub struct Proxy {
    /// Where it listens.
    pub address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

struct Shared {
    judge: Judge,
    asked: Vec<Asked>,
}

impl std::fmt::Debug for Proxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Proxy")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Proxy {
    /// Stands before a server; everything passes until [`judge`](Self::judge) says otherwise. Without a
    /// server it answers 200 itself.
    ///
    /// # Panics
    /// When the system has no free port.
    #[must_use]
    pub fn before(server: Option<SocketAddr>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        let shared = Arc::new(Mutex::new(Shared {
            judge: Box::new(|_, _| Fate::Pass),
            asked: Vec::new(),
        }));
        let proxy = Self { address, shared };
        let working = proxy.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let working = working.clone();
                thread::spawn(move || working.serve(client, server));
            }
        });
        proxy
    }

    /// Decides from now on what becomes of a request, by method and path.
    ///
    /// # Panics
    /// When a judge has panicked.
    pub fn judge(&self, judge: impl FnMut(&str, &str) -> Fate + Send + 'static) {
        self.shared.lock().expect("no judge panics").judge = Box::new(judge);
    }

    /// What came since this was asked last.
    ///
    /// # Panics
    /// When a judge has panicked.
    #[must_use]
    pub fn take(&self) -> Vec<Asked> {
        std::mem::take(&mut self.shared.lock().expect("no judge panics").asked)
    }

    fn serve(&self, mut client: TcpStream, server: Option<SocketAddr>) -> Option<()> {
        let (head, body) = request(&mut client)?;
        let mut words = head.split(' ');
        let (method, target) = (words.next()?.to_owned(), words.next()?);
        let path = target.split('?').next()?.to_owned();
        let fate = {
            let mut shared = self.shared.lock().ok()?;
            let fate = (shared.judge)(&method, &path);
            shared.asked.push(Asked {
                method: method.clone(),
                path,
                fate,
                body: body.clone(),
                head: head.clone(),
            });
            fate
        };
        match fate {
            Fate::Drop => {}
            Fate::Refuse | Fate::Busy => {
                let again = match fate {
                    Fate::Busy => "Retry-After: 1\r\n",
                    _ => "",
                };
                let refusal = format!(
                    "HTTP/1.1 503 Service Unavailable\r\n\
                     {again}Content-Length: 0\r\nConnection: close\r\n\r\n"
                );
                client.write_all(refusal.as_bytes()).ok()?;
            }
            Fate::Stall => {
                // Ends when the other side does.
                let _ = client.read(&mut [0]);
            }
            Fate::Pass | Fate::LoseAnswer => {
                let answer = pass_on(server, &head, &body)?;
                if fate == Fate::Pass {
                    client.write_all(&answer).ok()?;
                }
            }
        }
        client.shutdown(Shutdown::Both).ok()
    }
}

/// One request, whole.
fn request(client: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    client
        .set_read_timeout(Some(Duration::from_secs(60)))
        .ok()?;
    let (mut bytes, mut part) = (Vec::new(), [0; 16 * 1024]);
    let end = loop {
        let count = client.read(&mut part).ok().filter(|count| 0 < *count)?;
        bytes.extend_from_slice(&part[..count]);
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let mut body = bytes.split_off(end);
    let head = String::from_utf8(bytes).ok()?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse::<usize>().ok())?
    });
    while body.len() < length.unwrap_or(0) {
        let count = client.read(&mut part).ok().filter(|count| 0 < *count)?;
        body.extend_from_slice(&part[..count]);
    }
    Some((head, body))
}

/// What the server answers, on a connection of its own.
fn pass_on(server: Option<SocketAddr>, head: &str, body: &[u8]) -> Option<Vec<u8>> {
    let Some(server) = server else {
        return Some(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec());
    };
    let mut upstream = TcpStream::connect(server).ok()?;
    let head = head.strip_suffix("\r\n")?;
    upstream.write_all(head.as_bytes()).ok()?;
    upstream.write_all(b"Connection: close\r\n\r\n").ok()?;
    upstream.write_all(body).ok()?;
    let mut answer = Vec::new();
    upstream.read_to_end(&mut answer).ok()?;
    // The answer says itself that the connection ends, or is told so here.
    let end = answer.windows(2).position(|two| two == b"\r\n")? + 2;
    answer.splice(end..end, b"Connection: close\r\n".iter().copied());
    Some(answer)
}
