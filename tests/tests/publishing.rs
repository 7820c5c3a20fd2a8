//! What is on disk is whole at every moment, and never older than what was there before.

use std::fs;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use pilotlight_feed::Feed;
use pilotlight_tests::{Home, Nginx, Server, has, until};

const COMPONENTS: usize = 20;

/// Least that the readers read altogether while the publisher publishes as fast as it can, and least
/// that each kind of them does.
const READS: u64 = 100_000;
const READS_OF_EACH: u64 = 2_000;
/// Publications that they race at least, each with a feed of its own.
const PUBLICATIONS: u64 = 25;
/// Readers of each kind: more would only keep the publisher from its work.
const READERS: usize = 1;

/// Longest race with the control, which has no revisions to count.
const CONTROL: Duration = Duration::from_secs(10);

const FEED: &str = "feed/v1/feed.json";

fn configuration(target: &TcpListener) -> String {
    let address = target.local_addr().expect("a bound socket has an address");
    let mut text = "data_dir = \"data\"\n\
        [page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n\
        [http]\nlisten = \"{listen}\"\n\
        [publish]\ndirectory = \"public\"\nrefresh = \"1s\"\nvalid_for = \"3m\"\n"
        .to_owned();
    for number in 0..COMPONENTS {
        text += &format!(
            "[[component]]\nid = \"component-{number}\"\nname = \"Component {number}\"\n\
             [[component.monitor]]\nkind = \"tcp\"\naddress = \"{address}\"\nevery = \"1s\"\n",
        );
    }
    text
}

/// What a reader saw wrong.
#[derive(Debug, PartialEq, Eq)]
enum Fault {
    Missing,
    Torn,
    Older,
}

/// Where a reader reads.
#[derive(Clone, Debug)]
enum Source {
    File(PathBuf),
    /// Over HTTP, on a connection that lasts.
    Served(SocketAddr),
}

/// One that is read from.
enum Open {
    File(PathBuf),
    Served(BufReader<TcpStream>),
}

impl Source {
    fn open(&self) -> io::Result<Open> {
        Ok(match self {
            Self::File(path) => Open::File(path.clone()),
            Self::Served(address) => Open::Served(BufReader::new(TcpStream::connect(address)?)),
        })
    }
}

impl Open {
    fn read(&mut self) -> io::Result<Vec<u8>> {
        let stream = match self {
            Self::File(path) => return fs::read(path),
            Self::Served(stream) => stream,
        };
        let request = format!("GET /{FEED} HTTP/1.1\r\nHost: a\r\n\r\n");
        stream.get_mut().write_all(request.as_bytes())?;
        let (mut length, mut line) = (0, String::new());
        while line != "\r\n" {
            line.clear();
            if stream.read_line(&mut line)? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            if let Some(bytes) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = bytes.trim().parse().map_err(io::Error::other)?;
            }
        }
        let mut body = vec![0; length];
        // A body that ends early is a torn one, and not a connection that ends.
        let is_whole = stream.read_exact(&mut body).is_ok();
        Ok(if is_whole { body } else { Vec::new() })
    }
}

/// Reads a feed over and over until told to stop; the first fault ends it.
fn read_on(source: &Source, stop: &AtomicBool, reads: &AtomicU64) -> Option<Fault> {
    let (mut newest, mut known) = (0, Vec::new());
    let mut open = source.open().ok();
    while !stop.load(Ordering::Relaxed) {
        let text = open.as_mut().map(Open::read);
        let text = match (text, source) {
            (Some(Ok(text)), _) => text,
            // A server ends a connection now and then; then there is another one.
            (Some(Err(_)) | None, Source::Served(_)) => match source.open() {
                Ok(again) => {
                    open = Some(again);
                    continue;
                }
                Err(_) => return Some(Fault::Missing),
            },
            _ => return Some(Fault::Missing),
        };
        reads.fetch_add(1, Ordering::Relaxed);
        // What has been looked at to the byte needs no other look.
        if text == known {
            continue;
        }
        let Ok(feed) = serde_json::from_slice::<Feed>(&text) else {
            return Some(Fault::Torn);
        };
        if feed.revision < newest {
            return Some(Fault::Older);
        }
        newest = feed.revision;
        known = text;
    }
    None
}

/// Tells readers that it is over when it is dropped.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What a race has come to.
struct Raced {
    /// Reads of each source.
    reads: Vec<u64>,
    faults: Vec<Fault>,
}

/// Lets readers of all sources race `publish`, which is called with how often each was read until it
/// answers that it is done.
fn race(sources: &[Source], mut publish: impl FnMut(&[u64]) -> bool) -> Raced {
    let stop = AtomicBool::new(false);
    let counts: Vec<AtomicU64> = sources.iter().map(|_| AtomicU64::new(0)).collect();
    let reads = || -> Vec<u64> {
        let counts = counts.iter();
        counts.map(|count| count.load(Ordering::Relaxed)).collect()
    };
    let faults = thread::scope(|scope| {
        let each = sources.iter().zip(&counts);
        let readers: Vec<_> = each
            .flat_map(|each| [each; READERS])
            .map(|(source, count)| scope.spawn(|| read_on(source, &stop, count)))
            .collect();
        // Also when it fails: nobody waits for readers that nobody stops.
        let over = Over(&stop);
        while !publish(&reads()) && !readers.iter().any(|reader| reader.is_finished()) {}
        drop(over);
        let readers = readers.into_iter();
        let faults = readers.map(|reader| reader.join().expect("readers do not panic"));
        faults.flatten().collect()
    });
    Raced {
        reads: reads(),
        faults,
    }
}

#[test]
fn nothing_is_published_by_hand_where_a_running_server_publishes() {
    let target = TcpListener::bind("127.0.0.1:0").unwrap();
    let home = Home::with(&configuration(&target));
    let mut server = Server::start(&home);
    let revision = || {
        let text = fs::read(home.path("public").join(FEED)).ok()?;
        Some(serde_json::from_slice::<Feed>(&text).ok()?.revision)
    };
    let before = until("the folder to have a feed", revision);
    let refused = home.run("publish", &["--out", "./public/"]);
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(
        !refused.status.success() && said.contains("kill -HUP"),
        "{said}"
    );
    // Anywhere else is nobody's but ours.
    assert!(home.run("publish", &["--out", "once"]).status.success());
    until("the server to go on", || {
        revision().filter(|now| before < *now)
    });
    assert!(server.stop().success(), "{}", server.log());
    let done = home.run("publish", &["--out", "public"]);
    assert!(done.status.success(), "{done:?}");
}

#[test]
fn publish_writes_a_site_whose_feeds_keep_the_contract() {
    let target = TcpListener::bind("127.0.0.1:0").unwrap();
    let home = Home::with(&configuration(&target));
    drop(Server::start(&home));
    let output = home.run("publish", &["--out", "once"]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for name in ["summary.json", "feed.json"] {
        let text = fs::read(home.path("once/feed/v1").join(name)).unwrap();
        let feed: Feed = serde_json::from_slice(&text).unwrap();
        feed.validate().unwrap();
        assert_eq!(feed.components.len(), COMPONENTS, "{name}");
    }
    for file in [
        "index.html",
        "404.html",
        "badge.svg",
        "robots.txt",
        "_headers",
    ] {
        assert!(home.path("once").join(file).is_file(), "{file}");
    }
}

#[test]
fn a_running_server_publishes_what_it_serves() {
    let target = TcpListener::bind("127.0.0.1:0").unwrap();
    let home = Home::with(&configuration(&target));
    let server = Server::start(&home);
    let served = server.feed();
    let published = until("the folder to have what is served", || {
        let text = fs::read(home.path("public/feed/v1/feed.json")).ok()?;
        let feed: Feed = serde_json::from_slice(&text).ok()?;
        (served.revision <= feed.revision).then_some(feed)
    });
    assert_eq!(served.page, published.page);
}

/// Pages that pinned a version name its files by their digests, so they have to be there for good.
#[test]
fn versions_of_the_widget_from_before_stay_where_they_are() {
    let target = TcpListener::bind("127.0.0.1:0").unwrap();
    let home = Home::with(&configuration(&target));
    let old = ["widget/0.0.1/widget.js", "widget/0.0.1/pilotlight-1.wasm"];
    let write = |root: &Path| {
        for file in old {
            let place = root.join(file);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::write(place, file).unwrap();
        }
    };
    let check = |root: &Path| {
        for file in old {
            assert_eq!(fs::read_to_string(root.join(file)).unwrap(), file);
        }
    };
    write(&home.path("public"));
    let server = Server::start(&home);
    server.publish();
    until("a publication over it", || {
        home.path("public/feed/v1/feed.json")
            .is_file()
            .then_some(())
    });
    drop(server);
    // Another start, as after an upgrade, and a publication by hand.
    drop(Server::start(&home));
    check(&home.path("public"));
    write(&home.path("once"));
    assert!(home.run("publish", &["--out", "once"]).status.success());
    check(&home.path("once"));
    // The control: what is gone from the page does go from the folder.
    let ledger = |id: &str| {
        home.path("public/feed/v1/ledger")
            .join(format!("{id}.json"))
    };
    let of_another = fs::read_to_string(ledger("component-0")).unwrap();
    fs::write(ledger("gone"), of_another.replace("component-0", "gone")).unwrap();
    let _server = Server::start(&home);
    until("what nobody publishes to be deleted", || {
        (!ledger("gone").is_file()).then_some(())
    });
    check(&home.path("public"));
}

#[test]
fn readers_never_see_a_torn_missing_or_older_feed() {
    let target = TcpListener::bind("127.0.0.1:0").unwrap();
    let home = Home::with(&configuration(&target));
    let server = Server::start(&home);
    let feed = home.path("public").join(FEED);
    until("the first feed on disk", || feed.is_file().then_some(()));
    let mut sources = vec![Source::File(feed), Source::Served(home.listen)];
    let nginx =
        has("nginx", &["-v"]).then(|| Nginx::serve(&home.path("public"), "", &home.path("nginx")));
    sources.extend(nginx.iter().map(|nginx| Source::Served(nginx.address)));

    let first = server.feed().revision;
    let mut last = first;
    let raced = race(&sources, |reads| {
        server.publish();
        last = until("the next publication", || {
            Some(server.feed().revision).filter(|now| last < *now)
        });
        let is_enough =
            READS <= reads.iter().sum() && reads.iter().all(|reads| READS_OF_EACH <= *reads);
        is_enough && first + PUBLICATIONS <= last
    });
    eprintln!("{:?} reads of {} publications", raced.reads, last - first);
    assert_eq!(raced.faults, []);
}

/// The control: a race in which torn files are there to be seen.
#[test]
fn a_publisher_that_writes_in_place_is_caught() {
    let target = TcpListener::bind("127.0.0.1:0").unwrap();
    let home = Home::with(&configuration(&target));
    drop(Server::start(&home));
    assert!(home.run("publish", &["--out", "torn"]).status.success());
    let path = home.path("torn").join(FEED);
    let text = fs::read(&path).unwrap();
    let start = Instant::now();
    let raced = race(&[Source::File(path.clone())], |_| {
        fs::write(&path, &text).unwrap();
        CONTROL < start.elapsed()
    });
    let is_seen = !raced.faults.is_empty();
    assert!(is_seen, "the readers did not notice a torn file");
}

/// Another control: a publisher that goes back to what it has published before.
#[test]
fn a_publisher_that_goes_back_is_caught() {
    let target = TcpListener::bind("127.0.0.1:0").unwrap();
    let home = Home::with(&configuration(&target));
    drop(Server::start(&home));
    let publish = |folder| {
        assert!(home.run("publish", &["--out", folder]).status.success());
        fs::read(home.path(folder).join(FEED)).unwrap()
    };
    let mut feed: Feed = serde_json::from_slice(&publish("once")).unwrap();
    let path = home.path("feed.json");
    // There before the readers are.
    fs::copy(home.path("once").join(FEED), &path).unwrap();
    let start = Instant::now();
    let raced = race(&[Source::File(path.clone())], |_| {
        feed.revision = if feed.revision == 7 { 8 } else { 7 };
        let aside = home.path("aside.json");
        fs::write(&aside, serde_json::to_vec(&feed).unwrap()).unwrap();
        fs::rename(&aside, &path).unwrap();
        CONTROL < start.elapsed()
    });
    let is_older = |fault: &Fault| *fault == Fault::Older;
    assert!(raced.faults.iter().any(is_older), "{:?}", raced.faults);
}
