//! A bucket of somebody else's store holds what the folder would, with its headers, and no reader of it
//! ever sees something missing or older, whoever dies and whoever else writes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use pilotlight_feed::Feed;
use pilotlight_tests::{Asked, Fate, Home, Object, Proxy, Server, Store, StoreKind, head, until};

const CLAIM: &str = ".pilotlight/claim.json";
const FEED: &str = "feed/v1/feed.json";
const SUMMARY: &str = "feed/v1/summary.json";

/// A page with components that people tell, published through `address`.
fn configuration(address: std::net::SocketAddr, more: &str, components: &[&str]) -> String {
    let mut text = format!(
        "data_dir = \"data\"\n\
         [page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n\
         [http]\nlisten = \"{{listen}}\"\n\
         [publish]\nrefresh = \"1s\"\nvalid_for = \"3m\"\n{more}\
         [publish.bucket]\nurl = \"s3://{}\"\nendpoint = \"http://{address}\"\n",
        Store::BUCKET,
    );
    for id in components {
        text += &format!("[[component]]\nid = \"{id}\"\nname = \"The {id}\"\nmanual = true\n");
    }
    text
}

/// With the credentials that the environment of such a program has.
fn with_credentials(mut command: Command) -> Command {
    command.env("AWS_ACCESS_KEY_ID", Store::KEY);
    command.env("AWS_SECRET_ACCESS_KEY", Store::SECRET);
    command.env_remove("AWS_ENDPOINT_URL");
    command
}

fn start(home: &Home) -> Server<'_> {
    Server::start_by(home, with_credentials(home.command("run")))
}

fn revision(object: &Object) -> u64 {
    let feed: Feed = serde_json::from_slice(&object.body).expect("a feed");
    feed.revision
}

/// Waits until the bucket has a feed of this revision or a newer one.
fn until_revision(store: &Store, wanted: u64) -> u64 {
    until("the bucket to have a newer feed", || {
        let there = revision(&store.get(FEED)?);
        (wanted <= there).then_some(there)
    })
}

/// The keys that were written, the claim aside.
fn written(asked: &[Asked]) -> Vec<String> {
    let puts = asked.iter().filter(|asked| asked.method == "PUT");
    let prefix = format!("/{}/", Store::BUCKET);
    let keys = puts.filter_map(|put| put.path.strip_prefix(&prefix).map(str::to_owned));
    keys.filter(|key| key != CLAIM).collect()
}

/// What each key had at the end of one look and has at the end of the next.
fn changed(
    before: &BTreeMap<String, Object>,
    after: &BTreeMap<String, Object>,
) -> BTreeSet<String> {
    let new = after.iter().filter(|(key, object)| {
        let old = before.get(*key).map(|old| &old.body);
        old != Some(&object.body)
    });
    new.map(|(key, _)| key.clone())
        .filter(|key| key != CLAIM)
        .collect()
}

/// What is referred to and not there: assets of pages, pages of a feed.
fn missing(all: &BTreeMap<String, Object>) -> Vec<String> {
    let mut missing = Vec::new();
    for (key, object) in all {
        if !key.ends_with(".html") {
            continue;
        }
        let text = String::from_utf8_lossy(&object.body);
        for quoted in text.split('"').skip(1).step_by(2) {
            let is_asset = quoted.starts_with("/assets/") || quoted.starts_with("/widget");
            if is_asset && !all.contains_key(&quoted[1..]) {
                missing.push(format!("{key} refers to {quoted}"));
            }
        }
    }
    for feed in [FEED, SUMMARY] {
        if all.contains_key(feed) && !all.contains_key("index.html") {
            missing.push(format!("{feed} is there before the page"));
        }
    }
    missing
}

#[test]
fn every_object_is_what_the_folder_has_with_its_type_and_cache_rule() {
    let Some(store) = Store::start() else { return };
    let folder = "directory = \"public\"\n";
    let home = Home::with(&configuration(store.address, folder, &["web", "shop"]));
    let mut server = start(&home);
    until_revision(&store, 1);
    // The headers of our own answers are those that are declared.
    let ours = |key: &str| {
        let address = key.strip_suffix("index.html").unwrap_or(key);
        let (status, headers) = head(home.listen, &format!("/{address}")).expect("we answer");
        assert_eq!(status, 200, "{key}");
        headers
    };
    let all = store.all();
    assert!(10 < all.len(), "{:?}", all.keys());
    for (key, object) in all.iter().filter(|(key, _)| *key != CLAIM) {
        let declared = ours(key);
        for name in ["content-type", "cache-control"] {
            assert_eq!(
                object.headers.get(name),
                declared.get(name),
                "{name} of {key}"
            );
        }
        assert_eq!(object.headers.get("content-encoding"), None, "{key}");
    }
    let claim = all.get(CLAIM).expect("a claim");
    let rule = claim.headers.get("cache-control");
    assert_eq!(rule.map(String::as_str), Some("no-store"));
    // The last edition is carried before the server has ended; then the two are the same.
    assert!(server.stop().success(), "{}", server.log());
    for (key, object) in store.all().iter().filter(|(key, _)| *key != CLAIM) {
        let file = fs::read(home.path("public").join(key)).expect("the folder has it too");
        assert_eq!(file, object.body, "{key}");
    }
    assert!(!server.log().contains("canary-of-a-secret"));
}

#[test]
fn only_what_changed_is_written_also_after_a_restart() {
    let stores = StoreKind::ALL.into_iter().filter_map(Store::of);
    stores.for_each(only_what_changed_is_written);
}

fn only_what_changed_is_written(store: Store) {
    let proxy = Proxy::before(Some(store.address));
    let home = Home::with(&configuration(proxy.address, "", &["web", "shop"]));
    let mut server = start(&home);
    let first = until_revision(&store, 1);
    until_revision(&store, first + 2);
    assert!(server.stop().success(), "{}", server.log());
    let stopped = store.all();
    let everything = written(&proxy.take());
    assert!(everything.iter().any(|key| key.starts_with("assets/")));

    let mut server = start(&home);
    let restarted = until_revision(&store, first + 1_000);
    until_revision(&store, restarted + 1);
    assert!(server.stop().success(), "{}", server.log());
    let again: BTreeSet<String> = written(&proxy.take()).into_iter().collect();
    assert_eq!(again, changed(&stopped, &store.all()));
    assert!(again.contains(FEED) && again.contains(SUMMARY));
    let fixed = |key: &&String| key.starts_with("assets/") || *key == "robots.txt";
    assert_eq!(again.iter().find(fixed), None);
}

#[test]
fn killed_at_any_moment_it_leaves_nothing_missing_and_nothing_older() {
    let stores = StoreKind::ALL.into_iter().filter_map(Store::of);
    stores.for_each(killed_at_any_moment);
}

fn killed_at_any_moment(store: Store) {
    let proxy = Proxy::before(Some(store.address));
    let home = Home::with(&configuration(proxy.address, "", &["web", "shop"]));
    let mut newest = 0;
    for round in 0..8_usize {
        // Each round has other pages, and dies after so many writes.
        let name = format!("[page]\nname = \"Acme {round}\"\n");
        let text = fs::read_to_string(home.configuration()).expect("it is there");
        let (before, rest) = text.split_once("[page]\n").expect("a page");
        let (_, after) = rest.split_once('\n').expect("a name");
        fs::write(home.configuration(), [before, &name, after].concat()).expect("can be written");
        let (writes, die_at) = (Arc::new(AtomicUsize::new(0)), 2 + round * 5);
        let (reached, moment) = mpsc::channel();
        let reached = std::sync::Mutex::new(reached);
        proxy.judge(move |method, _| {
            let number = writes.fetch_add(usize::from(method == "PUT"), Ordering::Relaxed);
            if number < die_at {
                return Fate::Pass;
            }
            let _ = reached.lock().expect("no judge panics").send(());
            if number % 2 == 0 {
                Fate::LoseAnswer
            } else {
                Fate::Drop
            }
        });
        let server = start(&home);
        moment.recv().expect("so many writes come");
        // SIGKILL.
        drop(server);
        let all = store.all();
        assert_eq!(missing(&all), Vec::<String>::new(), "round {round}");
        let there = all.get(FEED).map_or(0, revision);
        assert!(newest <= there, "round {round}: {there} after {newest}");
        newest = there;
    }
    proxy.judge(|_, _| Fate::Pass);
    let server = start(&home);
    until_revision(&store, server.feed().revision);
    let all = store.all();
    assert_eq!(missing(&all), Vec::<String>::new());
    let page = String::from_utf8_lossy(&all["index.html"].body).into_owned();
    assert!(page.contains("Acme 7"), "{page}");

    // The control: a page that is there before what it refers to is caught.
    store.put(
        "early.html",
        b"<link rel=\"stylesheet\" href=\"/assets/none.css\">",
    );
    assert_eq!(missing(&store.all()).len(), 1);
}

/// Whether a write is bound to what was there.
#[derive(Clone, Copy, Debug)]
enum Writes {
    Bound,
    Unbound,
}

/// A race that takes longer has come to nothing.
const LONGEST_RACE: Duration = Duration::from_secs(120);

/// What a server logs that learns of a newer one.
const SUPERSEDED: &str = "another server publishes there";

/// Two servers publish to one bucket, the second one newer. Answers whether a reader ever saw the feed
/// go back. Where writes are bound the older one logs that it has learned of the newer one.
fn race(store: Store, writes: Writes) -> bool {
    let more = match writes {
        Writes::Bound => "",
        Writes::Unbound => "conditional = false\n",
    };
    let text = configuration(store.address, "", &[]) + more;
    // With a publication a second the older one would keep up with the time, and so with the newer one.
    let text = text.replace("refresh = \"1s\"", "refresh = \"1m\"");
    let component = "[[component]]\nid = \"web\"\nname = \"Web\"\nmanual = true\n";
    let text = text + component;
    let (one, two) = (Home::with(&text), Home::with(&text));
    let older = start(&one);
    let first = until_revision(&store, 1);
    // Revisions begin with the time of the start.
    until("a second that is far enough from the first", || {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let now = now.expect("after 1970").as_secs();
        (first + 8 < now).then_some(())
    });
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut newest = 0;
            // Also when the other side has failed, this one ends.
            let end = Instant::now() + LONGEST_RACE;
            while !stop.load(Ordering::Relaxed) && Instant::now() < end {
                let there = store.get(FEED).map_or(0, |object| revision(&object));
                if there < newest {
                    return true;
                }
                newest = there;
            }
            false
        });
        let newer = start(&two);
        let begun = newer.feed().revision;
        until_revision(&store, begun);
        for _ in 0..6 {
            let (of_older, of_newer) = (older.feed().revision, newer.feed().revision);
            older.publish();
            newer.publish();
            until("both to publish", || {
                let both = of_older < older.feed().revision && of_newer < newer.feed().revision;
                both.then_some(())
            });
        }
        if let Writes::Bound = writes {
            until("the older one to learn that there is a newer one", || {
                older.log().contains(SUPERSEDED).then_some(())
            });
        }
        stop.store(true, Ordering::Relaxed);
        reader.join().expect("readers do not panic")
    })
}

#[test]
fn of_two_servers_the_older_never_writes_over_the_newer() {
    for kind in StoreKind::ALL {
        if let Some(store) = Store::of(kind) {
            assert!(!race(store, Writes::Bound), "{kind:?}");
        }
    }
}

/// The control: writes that are bound to nothing are seen to go back.
#[test]
fn without_conditions_the_race_is_lost() {
    for kind in StoreKind::ALL {
        if let Some(store) = Store::of(kind) {
            assert!(race(store, Writes::Unbound), "{kind:?}");
        }
    }
}

#[test]
fn a_failing_bucket_holds_up_nobody_and_recovers_by_itself() {
    let Some(store) = Store::start() else { return };
    let proxy = Proxy::before(Some(store.address));
    let folder = "directory = \"public\"\n";
    let home = Home::with(&configuration(proxy.address, folder, &["web"]));
    let server = start(&home);
    until_revision(&store, 1);
    for fate in [Fate::Refuse, Fate::Drop, Fate::LoseAnswer, Fate::Stall] {
        proxy.judge(move |_, _| fate);
        let before = server.feed().revision;
        // Memory and folder go on.
        let now = until("the folder to go on", || {
            let text = fs::read(home.path("public").join(FEED)).ok()?;
            let feed: Feed = serde_json::from_slice(&text).ok()?;
            (before + 2 < feed.revision).then_some(feed.revision)
        });
        let there = store.get(FEED).map_or(0, |object| revision(&object));
        assert!(there <= now, "{fate:?}");
        proxy.judge(|_, _| Fate::Pass);
        until_revision(&store, now);
        assert_eq!(missing(&store.all()), Vec::<String>::new(), "{fate:?}");
    }
    let log = server.log();
    assert!(
        log.contains("cannot publish to the bucket; what is there stays"),
        "{log}"
    );
    assert!(log.contains("503"), "{log}");
    assert!(log.contains("the bucket is published to again"), "{log}");
    assert!(!log.contains("canary-of-a-secret"), "{log}");
}

#[test]
fn what_is_gone_is_deleted_and_what_is_not_ours_stays() {
    let Some(store) = Store::start() else { return };
    let home = Home::with(&configuration(store.address, "", &["web", "shop"]));
    let server = start(&home);
    until_revision(&store, 1);
    let stays = [
        "widget/0.0.1/widget.js",
        "components/shop.txt",
        "notes/shop.html",
    ];
    for key in stays {
        store.put(key, b"somebody else's");
    }
    let of_shop = |keys: &[String]| {
        let ours = keys
            .iter()
            .filter(|key| key.contains("shop") && !stays.contains(&key.as_str()));
        ours.cloned().collect::<Vec<_>>()
    };
    until("the component to be there", || {
        (!of_shop(&store.keys()).is_empty()).then_some(())
    });
    let text = configuration(store.address, "", &["web"]);
    let text = text.replace("{listen}", &home.listen.to_string());
    fs::write(home.configuration(), text).expect("can be written");
    server.publish();
    until("its files to go", || {
        of_shop(&store.keys()).is_empty().then_some(())
    });
    let keys = store.keys();
    for key in stays {
        assert!(keys.iter().any(|there| there == key), "{key}");
    }
    assert!(keys.iter().any(|key| key == "feed/v1/ledger/web.json"));
}

/// Components of a page on which each has badges of every style, and one more.
const MOST_WITH_ALL_BADGES: usize = 200;

#[test]
fn badges_that_a_component_has_no_more_go_also_when_the_server_was_stopped_meanwhile() {
    let Some(store) = Store::start() else { return };
    let home = Home::with(&configuration(store.address, "", &["web"]));
    let mut server = start(&home);
    let more = ["badge/web/flat-square.svg", "badge/web/uptime-7.svg"];
    for badge in more {
        until(badge, || store.get(badge));
    }
    assert!(server.stop().success(), "{}", server.log());
    store.put("badge/web/logo.svg", b"somebody else's");
    let ids: Vec<String> = (0..MOST_WITH_ALL_BADGES)
        .map(|number| format!("c{number}"))
        .collect();
    let all = ["web"].into_iter().chain(ids.iter().map(String::as_str));
    let text = configuration(store.address, "", &all.collect::<Vec<_>>());
    let text = text.replace("{listen}", &home.listen.to_string());
    fs::write(home.configuration(), text).expect("can be written");
    let _server = start(&home);
    // What is gone goes once all the rest is there, and that is much.
    until("the new ones to come", || store.get("badge/c199.svg"));
    until("the page to be there", || {
        store
            .get(SUMMARY)
            .filter(|summary| String::from_utf8_lossy(&summary.body).contains("c199"))
    });
    for badge in more {
        until("a badge to go", || store.get(badge).is_none().then_some(()));
    }
    for stays in [
        "badge/web.svg",
        "badge/web/uptime.svg",
        "badge/web/logo.svg",
    ] {
        assert!(store.get(stays).is_some(), "{stays}");
    }
}

#[test]
fn a_language_that_the_site_has_no_more_goes_also_when_the_server_was_stopped_meanwhile() {
    let Some(store) = Store::start() else { return };
    let of = |languages: &str| {
        let text = configuration(store.address, "", &["web"]);
        text.replace("[http]", &format!("languages = [{languages}]\n[http]"))
    };
    let home = Home::with(&of("\"de\", \"fr\", \"ja\""));
    let is_ours = |key: &str| {
        ["de/", "fr/", "ja/"]
            .iter()
            .any(|root| key.starts_with(root))
            && !["de/notes.html", "ja/feed/v1/summary.json", "ja/index.html"].contains(&key)
    };
    let languages = || {
        let keys = store.keys();
        let ours = keys.iter().filter(|key| is_ours(key));
        ours.filter_map(|key| Some(key.split_once('/')?.0.to_owned()))
            .collect::<BTreeSet<_>>()
    };
    let mut server = start(&home);
    until("all languages to be there", || {
        (languages().len() == 3).then_some(())
    });
    store.put("de/notes.html", b"somebody else's");
    let change = |text: &str| {
        let text = text.replace("{listen}", &home.listen.to_string());
        fs::write(home.configuration(), text).expect("can be written");
    };
    change(&of("\"fr\", \"ja\""));
    server.publish();
    until("German to go", || {
        (!languages().contains("de")).then_some(())
    });
    assert!(server.stop().success(), "{}", server.log());
    // Where another site stands by now, nothing is ours to take away.
    store.put("ja/feed/v1/summary.json", b"{}");
    store.put("ja/index.html", b"somebody else's");
    change(&of(""));
    let _server = start(&home);
    until("French to go", || {
        (!languages().contains("fr")).then_some(())
    });
    for stays in ["de/notes.html", "ja/index.html", "index.html"] {
        assert!(store.get(stays).is_some(), "{stays}");
    }
}

#[test]
fn what_a_file_leaves_out_the_environment_says() {
    let Some(store) = Store::start() else { return };
    let proxy = Proxy::before(Some(store.address));
    let home = Home::with(
        "[page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n\
         [[component]]\nid = \"web\"\nname = \"Web\"\nmanual = true\n",
    );
    let mut command = with_credentials(home.command("publish"));
    command
        .env("AWS_ENDPOINT_URL", format!("http://{}", proxy.address))
        .env("AWS_REGION", "moon-east-7")
        .env("AWS_SESSION_TOKEN", "canary-of-a-session");
    let address = format!("s3://{}/from-there", Store::BUCKET);
    let output = command.args(["--check", "--out", &address]).output();
    let output = output.expect("it runs");
    assert!(output.status.success(), "{output:?}");
    assert!(store.get("from-there/index.html").is_some());
    let asked = proxy.take();
    assert!(!asked.is_empty());
    for asked in &asked {
        let head = asked.head.to_lowercase();
        for said in [
            "/moon-east-7/s3/",
            "x-amz-security-token: canary-of-a-session",
        ] {
            assert!(head.contains(said), "{said}: {head}");
        }
    }
    let said = [output.stdout, output.stderr].concat();
    assert!(!String::from_utf8_lossy(&said).contains("canary"));
}

#[test]
fn the_site_is_written_once_into_a_folder_of_a_bucket_or_it_says_why_not() {
    let Some(store) = Store::start() else { return };
    let home = Home::with(&configuration(store.address, "", &["web"]));
    let mut server = start(&home);
    let publish = |out: &str| {
        let mut command = with_credentials(home.command("publish"));
        let output = command.args(["--out", out]).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.success(), said)
    };
    // Beside the server that publishes there it would be the newer one, and the server would stop.
    let served = until_revision(&store, 1);
    let (is_good, said) = publish(&format!("s3://{}", Store::BUCKET));
    assert!(!is_good && said.contains("kill -HUP"), "{said}");
    until_revision(&store, served + 1);
    assert!(server.stop().success(), "{}", server.log());
    let address = format!("s3://{}/below/here", Store::BUCKET);
    assert_eq!(publish(&address), (true, String::new()));
    assert!(store.get("below/here/index.html").is_some());
    assert!(store.get(&format!("below/here/{CLAIM}")).is_some());
    let (is_good, said) = publish("s3://nowhere-at-all");
    assert!(
        !is_good && said.contains("make the bucket, or correct the url"),
        "{said}"
    );
    let (is_good, said) = publish("s3://No/");
    assert!(!is_good && said.contains("write for example"), "{said}");
}
