//! A CDN is told which addresses have changed, and nothing waits for it.

use std::collections::BTreeSet;

use pilotlight_tests::{Fate, Home, Proxy, Server, until};

fn home(proxy: &Proxy) -> Home {
    Home::with(&format!(
        "[page]\nname = \"Acme\"\nurl = \"https://status.acme.example/\"\n\
         [http]\nlisten = \"{{listen}}\"\n\
         [publish]\nrefresh = \"1s\"\nvalid_for = \"3m\"\n\
         [publish.purge]\nurl = \"http://{}/zone/purge\"\nfield = \"files\"\nbatch = 4\n\
         token_env = \"PURGE_TOKEN\"\nheaders = {{ X-Zone = \"acme\" }}\n\
         [[component]]\nid = \"web\"\nname = \"Website\"\nmanual = true\n",
        proxy.address
    ))
}

fn start(home: &Home) -> Server<'_> {
    let mut command = home.command("run");
    command
        .env("PURGE_TOKEN", "canary-of-a-token")
        .arg("--verbose");
    Server::start_by(home, command)
}

/// The addresses of one list.
fn list(body: &[u8]) -> Vec<String> {
    let read: serde_json::Value = serde_json::from_slice(body).expect("is JSON");
    let files = read["files"].as_array().expect("is a list");
    let texts = files.iter().map(|file| file.as_str().expect("is a text"));
    texts.map(str::to_owned).collect()
}

#[test]
fn what_changed_is_told_in_lists_with_the_token_that_no_log_has() {
    let proxy = Proxy::before(None);
    let home = home(&proxy);
    let server = start(&home);
    let mut told: Vec<String> = Vec::new();
    let times = |told: &[String], path: &str| {
        let url = format!("https://status.acme.example{path}");
        told.iter().filter(|one| **one == url).count()
    };
    until("three publications to be told of", || {
        for asked in proxy.take() {
            let (method, path) = (asked.method.as_str(), asked.path.as_str());
            assert_eq!((method, path), ("POST", "/zone/purge"));
            let head = asked.head.to_lowercase();
            for field in [
                "authorization: bearer canary-of-a-token",
                "content-type: application/json",
                "x-zone: acme",
            ] {
                assert!(head.contains(field), "{head}");
            }
            let list = list(&asked.body);
            assert!((1..=4).contains(&list.len()), "{list:?}");
            told.extend(list);
        }
        (3 <= times(&told, "/feed/v1/summary.json")).then_some(())
    });
    // At first all that can change, afterwards what did.
    assert!(1 <= times(&told, "/"), "{told:?}");
    assert_eq!(times(&told, "/robots.txt"), 1, "{told:?}");
    assert!(!told.iter().any(|url| url.contains("/assets/")), "{told:?}");
    assert!(
        !server.log().contains("canary-of-a-token"),
        "{}",
        server.log()
    );
}

#[test]
fn one_that_fails_holds_up_nobody_and_is_told_later() {
    let proxy = Proxy::before(None);
    let home = home(&proxy);
    proxy.judge(|_, _| Fate::Refuse);
    let server = start(&home);
    let first = server.feed().revision;
    until("publications to go on", || {
        (first + 2 < server.feed().revision).then_some(())
    });
    until("the log to say so", || {
        server.log().contains("cannot tell the CDN").then_some(())
    });
    proxy.judge(|_, _| Fate::Pass);
    drop(proxy.take());
    // Nothing of what was not taken is forgotten.
    let mut told = BTreeSet::new();
    until("all of it to be told of", || {
        let passed = proxy.take().into_iter();
        let passed = passed.filter(|asked| asked.fate == Fate::Pass);
        told.extend(passed.flat_map(|asked| list(&asked.body)));
        told.contains("https://status.acme.example/robots.txt")
            .then_some(())
    });
    until("the log to say so", || {
        server
            .log()
            .contains("is told what has changed again")
            .then_some(())
    });
    assert_eq!(server.log().matches("cannot tell the CDN").count(), 1);
    assert!(!server.log().contains("canary-of-a-token"));
}

#[test]
fn one_that_is_cut_off_goes_on_where_it_was_and_what_readers_go_by_comes_first() {
    const TAKEN: usize = 3;
    let proxy = Proxy::before(None);
    let home = home(&proxy);
    let mut asked = 0;
    proxy.judge(move |_, _| {
        asked += 1;
        match asked <= TAKEN {
            true => Fate::Pass,
            false => Fate::Refuse,
        }
    });
    let server = start(&home);
    until("it to be cut off", || {
        server.log().contains("cannot tell the CDN").then_some(())
    });
    let url = |path: &str| format!("https://status.acme.example{path}");
    let taken = |proxy: &Proxy| {
        let passed = proxy.take().into_iter();
        let passed = passed.filter(|asked| asked.fate == Fate::Pass);
        passed.map(|asked| list(&asked.body)).collect::<Vec<_>>()
    };
    let before = taken(&proxy);
    assert_eq!(before.len(), TAKEN);
    let first = [
        "/feed/v1/summary.json",
        "/feed/v1/feed.json",
        "/",
        "/badge.svg",
    ];
    assert_eq!(before[0], first.map(url));
    let still = url("/404.html");
    assert!(before.concat().contains(&still), "{before:?}");
    proxy.judge(|_, _| Fate::Pass);
    let mut after = Vec::new();
    until("the rest to be told of", || {
        after.extend(taken(&proxy).concat());
        after.contains(&url("/robots.txt")).then_some(())
    });
    assert!(!after.contains(&still), "{after:?}");
}

#[test]
fn a_token_that_is_not_there_is_a_mistake_at_the_start() {
    let proxy = Proxy::before(None);
    let home = home(&proxy);
    let output = home.run("run", &[]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{said}");
    assert!(
        said.contains("publish.purge.token_env names PURGE_TOKEN, which is not set"),
        "{said}"
    );
}
