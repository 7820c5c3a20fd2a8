//! A command whose answer is lost, late or refused for now is sent again by itself, and done once.

use std::collections::{BTreeSet, VecDeque};
use std::process::Output;

use pilotlight_tests::{Asked, Fate, Proxy, Server, Told};

fn told(output: &Output) -> String {
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8(all).expect("is text")
}

/// The changes that came, and under how many keys.
fn changes(proxy: &Proxy) -> (Vec<Fate>, usize) {
    let asked = proxy.take();
    let changes: Vec<&Asked> = asked.iter().filter(|asked| asked.method != "GET").collect();
    let keys = changes.iter().map(|asked| {
        let mut lines = asked.head.lines().map(str::to_lowercase);
        let key = lines.find(|line| line.starts_with("idempotency-key:"));
        key.expect("a change has a key")
    });
    let keys: BTreeSet<String> = keys.collect();
    (changes.iter().map(|asked| asked.fate).collect(), keys.len())
}

/// A server with somebody before it, and somebody who operates it through them.
struct Line<'a> {
    told: &'a Told,
    token: String,
    proxy: Proxy,
}

impl Line<'_> {
    fn operate(&self, typed: &[&str]) -> Output {
        let file = self.told.home.path("token");
        std::fs::write(&file, &self.token).expect("can be written");
        let file = file.to_str().expect("a path of letters");
        let server = format!("http://{}", self.proxy.address);
        let all = [&typed[1..], &["--token-file", file, "--server", &server]].concat();
        self.told.home.run(typed[0], &all)
    }

    /// What becomes of the changes, one after the other; the rest, and every question, passes.
    fn fates(&self, fates: &[Fate]) {
        let mut fates: VecDeque<Fate> = fates.iter().copied().collect();
        self.proxy.judge(move |method, _| match method {
            "GET" => Fate::Pass,
            _ => fates.pop_front().unwrap_or(Fate::Pass),
        });
    }

    fn incidents(&self) -> usize {
        let listed = self.operate(&["incident", "list", "--json"]);
        let listed: serde_json::Value = serde_json::from_slice(&listed.stdout).expect("is JSON");
        listed.as_array().expect("a list").len()
    }
}

#[test]
fn a_command_is_sent_again_under_its_key_and_done_once() {
    let told_home = Told::default();
    let token = told_home.token();
    let _server = Server::start(&told_home.home);
    let line = Line {
        told: &told_home,
        token,
        proxy: Proxy::before(Some(told_home.admin)),
    };
    let open = ["incident", "open", "Down", "-m", "x"];
    for (count, fates) in [
        vec![Fate::LoseAnswer, Fate::Pass],
        vec![Fate::Drop, Fate::LoseAnswer, Fate::LoseAnswer, Fate::Pass],
        vec![Fate::Busy, Fate::Pass],
    ]
    .into_iter()
    .enumerate()
    {
        line.fates(&fates);
        let output = line.operate(&open);
        assert!(output.status.success(), "{fates:?}: {}", told(&output));
        assert!(told(&output).contains("asked again"), "{}", told(&output));
        assert_eq!(changes(&line.proxy), (fates, 1));
        assert_eq!(line.incidents(), count + 1, "once each");
    }

    // Who gives up says that it may be done: here it is.
    line.fates(&[Fate::LoseAnswer; 4]);
    let output = line.operate(&open);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    for words in ["may still be carried out", "pilotlight incident list --all"] {
        assert!(told(&output).contains(words), "{words}: {}", told(&output));
    }
    assert_eq!(changes(&line.proxy), (vec![Fate::LoseAnswer; 4], 1));
    assert_eq!(line.incidents(), 4);

    // The controls: what is refused for good is refused once, and who was never reached did nothing.
    line.fates(&[Fate::Refuse]);
    let output = line.operate(&open);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert_eq!(changes(&line.proxy), (vec![Fate::Refuse], 1));
    let twice = [&open[..], &["--impact", "wrong"]].concat();
    let output = line.operate(&twice);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert_eq!(changes(&line.proxy), (vec![Fate::Pass], 1));
    assert_eq!(line.incidents(), 4);
}

#[test]
fn who_finds_no_server_is_not_told_that_it_may_have_done_something() {
    let told_home = Told::default();
    let token = told_home.token();
    let file = told_home.home.path("token");
    std::fs::write(&file, token).expect("can be written");
    let file = file.to_str().expect("a path of letters");
    let open = ["open", "Down", "-m", "x", "--token-file", file];
    let output = told_home.home.run("incident", &open);
    assert_eq!(output.status.code(), Some(1));
    let told = told(&output);
    assert!(told.contains("cannot reach the server"), "{told}");
    assert!(!told.contains("may still be carried out"), "{told}");
}
