//! `--json` holds for every command: each prints one document, or says that it has a form of its own.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use pilotlight_tests::{Guarded, Server, Told, program};
use serde_json::Value;

fn told(output: &Output) -> String {
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8(all).expect("is text")
}

/// Every command of the program by its words, from its help.
fn commands(words: &[String]) -> BTreeSet<String> {
    let mut help = Command::new(program());
    let help = help.args(words).arg("--help").output().expect("it starts");
    let help = String::from_utf8(help.stdout).expect("is text");
    let below = help.split_once("\nCommands:\n").map(|(_, below)| below);
    let Some(below) = below else {
        return BTreeSet::from([words.join(" ")]);
    };
    let lines = below.lines().take_while(|line| !line.is_empty());
    let names = lines.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let names = names.filter(|name| !name.is_empty() && *name != "help");
    names
        .flat_map(|name| commands(&[words, &[name.to_owned()]].concat()))
        .collect()
}

/// Runs commands one after the other and notes which they were.
struct Walk<'a> {
    told: &'a Told,
    token: String,
    tried: BTreeSet<String>,
    all: &'a BTreeSet<String>,
}

impl Walk<'_> {
    fn run(&mut self, typed: &[&str]) -> Output {
        let known = self.all.iter().find(|known| {
            let words: Vec<&str> = known.split(' ').collect();
            typed.starts_with(&words)
        });
        assert!(known.is_some(), "{typed:?} is no command");
        self.tried.extend(known.cloned());
        let mut command = self.told.home.command(typed[0]);
        command.args(&typed[1..]).arg("--json");
        command.env("PILOTLIGHT_TOKEN", &self.token);
        command.stdin(Stdio::null()).output().expect("it starts")
    }

    /// What a command prints, which is one document and nothing else.
    #[track_caller]
    fn json(&mut self, typed: &[&str]) -> Value {
        let output = self.run(typed);
        let document: Result<Value, _> = serde_json::from_slice(&output.stdout);
        assert!(document.is_ok(), "{typed:?}: {}", told(&output));
        document.unwrap_or_default()
    }

    /// The identifier of what a command has made.
    #[track_caller]
    fn id(&mut self, typed: &[&str]) -> String {
        let made = self.json(typed);
        assert!(made["id"].is_string(), "{typed:?}: {made}");
        made["id"].as_str().unwrap_or_default().to_owned()
    }

    #[track_caller]
    fn refuses(&mut self, typed: &[&str]) {
        let output = self.run(typed);
        assert_eq!(
            output.status.code(),
            Some(64),
            "{typed:?}: {}",
            told(&output)
        );
        assert!(output.stdout.is_empty(), "{typed:?}: {}", told(&output));
        assert!(
            told(&output).contains("--json"),
            "{typed:?}: {}",
            told(&output)
        );
    }
}

/// The token that the first start prints.
fn first_token(told: &Told) -> String {
    let mut command = told.home.command("run");
    command.arg("--json").stdin(Stdio::null());
    let mut server = Guarded::spawn(command.stdout(Stdio::piped()).stderr(Stdio::null()));
    let mut printed = server.0.stdout.take().expect("a pipe");
    let (mut text, mut part) = (Vec::new(), [0; 1024]);
    loop {
        let count = printed.read(&mut part).expect("can be read");
        assert!(0 < count, "it ended: {}", String::from_utf8_lossy(&text));
        text.extend_from_slice(&part[..count]);
        if let Ok(document) = serde_json::from_slice::<Value>(&text) {
            return document["token"].as_str().expect("a token").to_owned();
        }
    }
}

#[test]
fn every_command_prints_json_where_it_is_asked_to_or_says_that_it_has_another_form() {
    let all = commands(&[]);
    assert!(40 < all.len(), "the help was read: {all:?}");
    let told = Told::default();
    let mut walk = Walk {
        token: first_token(&told),
        told: &told,
        tried: BTreeSet::from(["run".to_owned()]),
        all: &all,
    };
    let mut server = Server::start(&told.home);

    walk.json(&["status"]);
    assert!(walk.json(&["check"])["components"].is_number());
    assert!(walk.json(&["key"])["key"].is_string());
    walk.json(&[
        "incident",
        "open",
        "Down",
        "-m",
        "x",
        "-c",
        "web=major_outage",
    ]);
    walk.json(&["incident", "update", "-m", "x", "-s", "identified"]);
    walk.json(&["incident", "edit", "--name", "Up"]);
    walk.json(&["incident", "list"]);
    walk.json(&["incident", "show"]);
    walk.json(&["incident", "templates"]);
    walk.json(&["incident", "resolve", "-m", "x"]);

    let plan = [
        "maintenance",
        "plan",
        "Work",
        "--from",
        "1h",
        "--to",
        "1h",
        "-c",
        "web",
    ];
    let id = walk.id(&plan);
    walk.json(&["maintenance", "edit", &id, "--name", "More work"]);
    walk.json(&["maintenance", "list"]);
    walk.json(&["maintenance", "show"]);
    walk.json(&["maintenance", "begin"]);
    walk.json(&["maintenance", "update", "-m", "x"]);
    walk.json(&["maintenance", "verify"]);
    walk.json(&["maintenance", "complete"]);
    let id = walk.id(&plan);
    walk.json(&["maintenance", "cancel", &id]);
    let plan = [
        "series",
        "plan",
        "Test",
        "--starts",
        "2099-01-01 02:30",
        "--for",
        "90m",
    ];
    let id = walk.id(&[
        &plan[..],
        &["--rule", "FREQ=DAILY", "--zone", "UTC", "-c", "web"],
    ]
    .concat());
    walk.json(&["series", "list"]);
    walk.json(&["series", "show", &id]);
    walk.json(&["series", "edit", &id, "--name", "Tests"]);
    walk.json(&["series", "end", &id]);

    walk.json(&["group", "add", "One"]);
    walk.json(&["group", "edit", "one", "--name", "Two"]);
    walk.json(&["group", "list"]);
    walk.json(&["group", "move", "one", "--first"]);
    walk.json(&["group", "retire", "one"]);
    walk.json(&["component", "add", "Api"]);
    walk.json(&["component", "edit", "api", "--name", "API"]);
    walk.json(&["component", "list"]);
    walk.json(&["component", "move", "api", "--first"]);
    walk.json(&["component", "set", "api", "major_outage"]);
    walk.json(&["component", "clear", "api"]);
    walk.json(&["component", "retire", "api"]);

    walk.json(&["member", "put", "ada", "--name", "Ada", "--role", "viewer"]);
    walk.json(&["member", "list"]);
    walk.json(&["member", "remove", "ada"]);
    let create = ["token", "create", "ci", "--scope", "read"];
    let id = walk.id(&create);
    let local = walk.json(&[&create[..], &["--local"]].concat());
    assert!(
        local["token"].is_string() && local["scopes"].is_array(),
        "{local}"
    );
    walk.json(&["token", "list"]);
    walk.json(&["token", "revoke", &id]);
    walk.json(&["report", "uptime"]);
    walk.json(&["report", "incidents", "--local"]);
    walk.json(&["audit"]);
    walk.json(&["export"]);
    let source = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let source = source.join("../server/tests/import/fixtures/statuspage");
    let source = source.to_str().expect("a path of letters");
    let dry = walk.json(&["import", "statuspage", source, "--dry-run"]);
    assert!(
        dry["incidents"]
            .as_array()
            .is_some_and(|list| !list.is_empty()),
        "{dry}"
    );
    walk.json(&["doctor", &format!("http://{}/", told.home.listen)]);

    assert_eq!(walk.json(&["backup", "one.db"])["file"], "one.db");
    server.stop();
    assert!(walk.json(&["publish", "--out", "once"])["files"].is_number());
    assert!(walk.json(&["restore", "one.db"])["before"].is_string());

    walk.refuses(&["sample"]);
    walk.refuses(&["completions", "bash"]);
    walk.refuses(&["hosting", "nginx"]);
    walk.refuses(&["import", "statuspage", source, "--configuration"]);
    walk.refuses(&["export", "--form", "markdown"]);
    walk.refuses(&["report", "uptime", "--csv"]);
    let left: Vec<&String> = all.difference(&walk.tried).collect();
    assert!(left.is_empty(), "not tried: {left:?}");
}
