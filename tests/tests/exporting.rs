//! An export has one of everything that people can tell, and nothing that lets anybody in.

use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

use pilotlight_tests::{Home, Server};
use serde_json::Value;

fn home() -> Home {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let admin = listener
        .local_addr()
        .expect("a bound socket has an address");
    Home::with(&format!(
        "[page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n\
         [http]\nlisten = \"{{listen}}\"\n[admin]\nlisten = \"{admin}\"\n\
         [publish]\nrefresh = \"1s\"\n\
         [[group]]\nid = \"office\"\nname = \"Office\"\n\
         [[component]]\nid = \"support\"\nname = \"Support\"\nmanual = true\ngroup = \"office\"\n\
         [[component]]\nid = \"cellar\"\nname = \"Cellar\"\nmanual = true\nhidden = true\n\
         [[incident.template]]\nid = \"tango\"\ntitle = \"Tango\"\ntext = \"Uniform\"\nimpact = \"minor\"\n\
         components = {{ support = \"degraded_performance\" }}\n"
    ))
}

fn told(output: &Output) -> String {
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8(all).expect("is text")
}

/// An export may be larger than a pipe, so it is read while it is written.
fn operate(home: &Home, token: &str, typed: &[&str]) -> Output {
    let mut command: Command = home.command(typed[0]);
    command.args(&typed[1..]).env("PILOTLIGHT_TOKEN", token);
    let output = command.stdin(Stdio::null()).output();
    output.expect("it can be started")
}

#[track_caller]
fn does(home: &Home, token: &str, typed: &[&str]) -> String {
    let output = operate(home, token, typed);
    assert!(output.status.success(), "{typed:?}: {}", told(&output));
    String::from_utf8(output.stdout).expect("is text")
}

fn way_back_in(home: &Home) -> String {
    let made = home.run(
        "token",
        &["create", "rescue", "--scope", "admin", "--local"],
    );
    let token = String::from_utf8(made.stdout).expect("is text");
    token.trim().to_owned()
}

/// One of each, all called by a word of its own.
fn fill(home: &Home, token: &str) -> String {
    let all: [&[&str]; 15] = [
        &[
            "incident",
            "open",
            "Alpha",
            "-m",
            "Bravo",
            "-c",
            "support=partial_outage",
            "--impact",
            "critical",
            "--expected",
            "2h",
            "--next-update",
            "1h",
        ],
        &["incident", "open", "Charlie", "-m", "Delta", "--draft"],
        &[
            "maintenance",
            "plan",
            "Echo",
            "--from",
            "2h",
            "--to",
            "1h",
            "-c",
            "support",
            "-m",
            "Foxtrot",
            "--counts-as-downtime",
        ],
        &[
            "series",
            "plan",
            "Golf",
            "--starts",
            "2099-01-01 02:30",
            "--for",
            "90m",
            "--rule",
            "FREQ=DAILY;COUNT=2",
            "--zone",
            "Europe/Berlin",
            "-c",
            "support",
            "-m",
            "Hotel",
        ],
        &[
            "component",
            "set",
            "support",
            "degraded_performance",
            "--reason",
            "India",
        ],
        &["component", "clear", "support"],
        &[
            "component",
            "set",
            "cellar",
            "major_outage",
            "--reason",
            "Juliett",
        ],
        &[
            "member", "put", "kilo", "--name", "Kilo", "--role", "viewer",
        ],
        &["maintenance", "update", "-m", "Lima"],
        &["group", "add", "November"],
        &["component", "add", "Oscar", "--group", "november"],
        &[
            "component",
            "add",
            "Papa",
            "--description",
            "Quebec",
            "--critical",
        ],
        &[
            "component",
            "set",
            "papa",
            "partial_outage",
            "--reason",
            "Romeo",
        ],
        &["component", "retire", "papa"],
        &["group", "add", "Sierra", "--collapsed"],
    ];
    for typed in all {
        does(home, token, typed);
    }
    let create = [
        "token", "create", "Mike", "--scope", "read", "--member", "kilo",
    ];
    does(home, token, &create).trim().to_owned()
}

#[test]
fn one_of_everything_is_in_the_export_and_no_secret_is() {
    let home = home();
    let _server = Server::start(&home);
    let token = way_back_in(&home);
    let other = fill(&home, &token);
    let json = does(&home, &token, &["export"]);
    let export: Value = serde_json::from_str(&json).expect("is JSON");
    let has = |list: &str, field: &str, wanted: &str| {
        let items = export[list].as_array();
        let items = items.unwrap_or_else(|| panic!("there is no {list}"));
        let found = items.iter().any(|item| item[field] == wanted);
        assert!(found, "no {wanted} in {list}: {:#}", export[list]);
    };
    for (list, field, wanted) in [
        ("groups", "id", "office"),
        ("components", "id", "support"),
        ("components", "id", "cellar"),
        ("groups", "id", "november"),
        ("components", "name", "Oscar"),
        ("components", "name", "Papa"),
        ("incidents", "name", "Alpha"),
        ("incidents", "name", "Charlie"),
        ("maintenances", "name", "Echo"),
        ("series", "name", "Golf"),
        ("overrides", "reason", "India"),
        ("overrides", "reason", "Juliett"),
        ("overrides", "reason", "Romeo"),
        ("incident-templates", "text", "Uniform"),
        ("ledger", "component", "support"),
        ("ledger", "component", "cellar"),
        ("ledger", "component", "papa"),
        ("members", "id", "kilo"),
        ("tokens", "name", "Mike"),
        ("tokens", "name", "rescue"),
        ("audit", "action", "incident.open"),
        ("audit", "action", "token.create"),
    ] {
        has(list, field, wanted);
    }
    assert_eq!(export["page"]["name"], "Acme");
    assert_eq!(export["left_out"], serde_json::json!([]));
    let hidden = export["components"].as_array().expect("a list");
    let hidden = hidden.iter().find(|it| it["id"] == "cellar");
    assert_eq!(hidden.expect("the cellar")["hidden"], true);
    let taken_back = export["overrides"].as_array().expect("a list");
    let taken_back = taken_back.iter().find(|it| it["reason"] == "India");
    assert!(taken_back.expect("it is there")["until"].is_string());
    // What was set by hand on a component ends when that is retired, and is told of once.
    let overrides = export["overrides"].as_array().expect("a list");
    let retired: Vec<&Value> = overrides
        .iter()
        .filter(|it| it["component"] == "papa")
        .collect();
    assert_eq!(retired.len(), 1);
    assert!(retired[0]["until"].is_string(), "{}", retired[0]);
    let audit = export["audit"].as_array().expect("a list");
    let of = |action: &str| {
        let lines = audit.iter().filter(|line| line["target"] == "papa");
        lines.filter(|line| line["action"] == action).count()
    };
    assert_eq!((of("component.retire"), of("status.clear")), (1, 1));

    let page = does(&home, &token, &["export", "--form", "markdown"]);
    for words in [
        "# Acme",
        "- Office (`office`)",
        "- Support (`support`), in `office`",
        "- Cellar (`cellar`), hidden",
        "- November (`november`)",
        "- Oscar (`oscar`), in `november`, ",
        "- Papa (`papa`), critical, retired ",
        ": Quebec\n",
        "- Sierra (`sierra`), collapsed",
        "### Tango",
        "- components: `support` degraded performance",
        "> Uniform",
        "### Alpha",
        "- impact: critical, set by hand",
        "- components: `support` partial outage",
        "- expected to be over: ",
        "- next update promised: ",
        "> Bravo",
        "### Charlie (draft)",
        "> Delta",
        "### Echo",
        "counts as downtime",
        "> Foxtrot",
        "> Lima",
        "### Golf",
        "FREQ=DAILY;COUNT=2",
        "> Hotel",
        "India",
        "Juliett",
        "- Kilo (`kilo`), viewer",
        "- Mike (`",
    ] {
        assert!(page.contains(words), "{words:?} in {page}");
    }

    // The canaries: what lets somebody in is in neither form, whole or its secret half.
    for secret in [&token, &other] {
        let half = secret.splitn(3, '_').nth(2).expect("it has halves");
        assert!(20 < half.len(), "that is the secret half");
        for text in [&json, &page] {
            assert!(!text.contains(secret.as_str()) && !text.contains(half));
        }
        // The control: the public half, which names the token, is there.
        let name = secret.split('_').nth(1).expect("it has a name");
        assert!(json.contains(name), "{name}");
    }
    for word in ["digest", "sha256", "PRIVATE"] {
        assert!(!json.contains(word), "{word}");
    }
}

#[test]
fn a_token_without_all_rights_exports_what_it_may_and_is_told_what_is_left_out() {
    let home = home();
    let _server = Server::start(&home);
    let token = way_back_in(&home);
    let other = fill(&home, &token);
    let output = operate(&home, &other, &["export"]);
    assert!(output.status.success(), "{}", told(&output));
    let export: Value = serde_json::from_slice(&output.stdout).expect("is JSON");
    assert!(
        export["incidents"]
            .as_array()
            .is_some_and(|list| 1 < list.len())
    );
    assert_eq!(
        export["left_out"],
        serde_json::json!(["members", "tokens", "audit", "overrides"])
    );
    assert!(told(&output).contains("left out"), "{}", told(&output));
}
