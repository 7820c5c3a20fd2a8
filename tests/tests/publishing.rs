//! What is on disk is whole at every moment, and never older than what was there before.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use pilotlight_feed::Feed;
use pilotlight_tests::{Home, Server, until};

const COMPONENTS: usize = 20;

/// Publications that the readers race. The feed is published more often than it changes here, and
/// each time with a new revision, so each time its file is replaced.
const PUBLICATIONS: u64 = 25;

/// Longest race with the control, which has no revisions to count.
const CONTROL: Duration = Duration::from_secs(10);

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

/// Reads a feed over and over until told to stop; the first fault ends it.
fn read_on(feed: &Path, stop: &AtomicBool, reads: &AtomicU64) -> Option<Fault> {
    let mut newest = 0;
    while !stop.load(Ordering::Relaxed) {
        let Ok(text) = fs::read(feed) else {
            return Some(Fault::Missing);
        };
        let Ok(feed) = serde_json::from_slice::<Feed>(&text) else {
            return Some(Fault::Torn);
        };
        if feed.revision < newest {
            return Some(Fault::Older);
        }
        newest = feed.revision;
        reads.fetch_add(1, Ordering::Relaxed);
    }
    None
}

/// Lets two readers race `publish`, which is called until it answers that it is done. Answers how
/// often they read and what they saw wrong.
fn race(feed: &Path, mut publish: impl FnMut() -> bool) -> (u64, Vec<Fault>) {
    let (stop, reads) = (AtomicBool::new(false), AtomicU64::new(0));
    let faults = thread::scope(|scope| {
        let readers = [(); 2].map(|()| scope.spawn(|| read_on(feed, &stop, &reads)));
        while !publish() && !readers.iter().any(|reader| reader.is_finished()) {}
        stop.store(true, Ordering::Relaxed);
        let faults = readers
            .into_iter()
            .map(|reader| reader.join().expect("readers do not panic"));
        faults.flatten().collect()
    });
    (reads.into_inner(), faults)
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
    let feed = home.path("public/feed/v1/feed.json");
    until("the first feed on disk", || feed.is_file().then_some(()));
    let first = server.feed().revision;
    let (reads, faults) = race(&feed, || {
        let before = server.feed().revision;
        server.publish();
        let now = until("the next publication", || {
            Some(server.feed().revision).filter(|now| before < *now)
        });
        first + PUBLICATIONS <= now
    });
    assert_eq!(faults, []);
    assert!(PUBLICATIONS < reads, "only {reads} reads");
}

/// The control: a race in which torn files are there to be seen.
#[test]
fn a_publisher_that_writes_in_place_is_caught() {
    let target = TcpListener::bind("127.0.0.1:0").unwrap();
    let home = Home::with(&configuration(&target));
    drop(Server::start(&home));
    assert!(home.run("publish", &["--out", "torn"]).status.success());
    let path = home.path("torn/feed/v1/feed.json");
    let text = fs::read(&path).unwrap();
    let start = Instant::now();
    let (_, faults) = race(&path, || {
        fs::write(&path, &text).unwrap();
        CONTROL < start.elapsed()
    });
    assert!(!faults.is_empty(), "the readers did not notice a torn file");
}
