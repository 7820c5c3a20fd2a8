//! What an operator types, from the way back in to the move from another status page.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Output;

use pilotlight_tests::{Home, Server};

/// A server with a component that people tell, and its admin API at a port of its own.
fn home() -> Home {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let admin = listener
        .local_addr()
        .expect("a bound socket has an address");
    Home::with(&format!(
        "[page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n\
         [http]\nlisten = \"{{listen}}\"\n[admin]\nlisten = \"{admin}\"\n\
         [publish]\nrefresh = \"1s\"\n\
         [[component]]\nid = \"support\"\nname = \"Support\"\nmanual = true\n"
    ))
}

/// A command with the token of somebody who may do everything.
fn operate(home: &Home, token: &str, command: &str, arguments: &[&str]) -> Output {
    let file = home.path("token");
    std::fs::write(&file, token).expect("can be written");
    let file = file.to_str().expect("a path of letters");
    let all: Vec<&str> = arguments
        .iter()
        .copied()
        .chain(["--token-file", file])
        .collect();
    home.run(command, &all)
}

fn told(output: &Output) -> String {
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8(all).expect("is text")
}

fn way_back_in(home: &Home) -> String {
    let made = home.run(
        "token",
        &["create", "rescue", "--scope", "admin", "--local"],
    );
    assert!(made.status.success(), "{}", told(&made));
    let token = String::from_utf8(made.stdout).expect("is text");
    token.trim().to_owned()
}

#[test]
fn a_component_that_people_tell_works_until_they_say_otherwise() {
    let home = home();
    let server = Server::start(&home);
    let token = way_back_in(&home);
    server.until_component("support", |known| known.status.as_str() == "operational");
    let set = operate(
        &home,
        &token,
        "component",
        &["set", "support", "partial_outage", "--until", "2h"],
    );
    assert!(set.status.success(), "{}", told(&set));
    server.until_component("support", |known| known.status.as_str() == "partial_outage");
    let cleared = operate(&home, &token, "component", &["clear", "support"]);
    assert!(cleared.status.success(), "{}", told(&cleared));
    server.until_component("support", |known| known.status.as_str() == "operational");
}

#[test]
fn a_script_is_told_what_it_forgot_and_what_was_refused() {
    let home = home();
    let _server = Server::start(&home);
    let token = way_back_in(&home);
    let open: &[&str] = &["open", "Down", "-m", "So it is."];
    let cases: [(&[&str], i32, &str); 6] = [
        (&["open"], 64, "the title is missing"),
        (&["open", "Down"], 64, "--message is missing"),
        (
            &["open", "Down", "-m", "x", "--expected", "soon"],
            64,
            "is no time",
        ),
        (
            &["open", "Down", "-m", "x", "-c", "support"],
            64,
            "support=major_outage",
        ),
        (
            &["open", "Down", "-m", "x", "-c", "nope=major_outage"],
            1,
            "no component \"nope\"",
        ),
        (&["resolve", "-m", "x"], 1, "no incident is open"),
    ];
    for (arguments, code, words) in cases {
        let output = operate(&home, &token, "incident", arguments);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {}",
            told(&output)
        );
        assert!(
            told(&output).contains(words),
            "{arguments:?}: {}",
            told(&output)
        );
    }
    for _ in 0..2 {
        assert!(operate(&home, &token, "incident", open).status.success());
    }
    let which = operate(&home, &token, "incident", &["resolve", "-m", "x"]);
    assert!(
        told(&which).contains("there are several; name one of them:"),
        "{}",
        told(&which)
    );
    let stranger = operate(&home, "plt_0123456789_x", "incident", &["list"]);
    assert!(
        told(&stranger).contains("token that is valid"),
        "{}",
        told(&stranger)
    );
    assert!(
        !told(&stranger).contains("plt_0123456789_x"),
        "a token is not repeated"
    );
}

#[test]
fn a_page_of_another_system_moves_in_once() {
    let home = home();
    let source = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../server/tests/import/fixtures/statuspage");
    let source = source.to_str().expect("a path of letters");
    let dry = home.run("import", &["statuspage", source, "--dry-run"]);
    assert!(told(&dry).starts_with("would make "), "{}", told(&dry));

    let sections = home.run("import", &["statuspage", source, "--configuration"]);
    let server = Server::start(&home);
    let token = way_back_in(&home);
    let early = operate(&home, &token, "import", &["statuspage", source]);
    assert_eq!(early.status.code(), Some(1));
    assert!(told(&early).contains("--configuration"), "{}", told(&early));

    let mut text = std::fs::read_to_string(home.configuration()).expect("reads");
    text.push_str(&String::from_utf8(sections.stdout).expect("is text"));
    std::fs::write(home.configuration(), text).expect("writes");
    server.publish();
    let first = pilotlight_tests::until("the import", || {
        let done = operate(&home, &token, "import", &["statuspage", source]);
        done.status.success().then(|| told(&done))
    });
    assert!(
        first.starts_with("made ") && first.contains(", 0 were there already"),
        "{first}"
    );
    let again = told(&operate(&home, &token, "import", &["statuspage", source]));
    assert!(
        again.starts_with("made 0 incidents and 0 maintenances, added 0 updates"),
        "{again}"
    );
    let exported = operate(&home, &token, "export", &["--form", "markdown"]);
    assert!(
        told(&exported).contains("# Incidents"),
        "{}",
        told(&exported)
    );
}

#[test]
fn a_maintenance_that_recurs_plans_its_windows_and_calls_them_off_at_its_end() {
    let home = home();
    let server = Server::start(&home);
    let token = way_back_in(&home);
    let plan = [
        "plan",
        "Backup test",
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
    ];
    let early = operate(&home, &token, "series", &plan);
    assert!(early.status.success(), "{}", told(&early));
    // Years ahead nothing is planned yet.
    assert!(server.feed().scheduled_maintenances.is_empty());

    let today = [
        "plan",
        "Soon",
        "--starts",
        "2026-01-01 02:30",
        "--for",
        "90m",
        "--rule",
        "FREQ=WEEKLY",
        "--zone",
        "Europe/Berlin",
        "-c",
        "support",
    ];
    let made = operate(&home, &token, "series", &today);
    assert!(made.status.success(), "{}", told(&made));
    let id: String = told(&made)
        .chars()
        .take_while(|letter| *letter != ' ')
        .collect();
    pilotlight_tests::until("its windows", || {
        (7 < server.feed().scheduled_maintenances.len()).then_some(())
    });
    let edit = [
        "edit",
        &id,
        "--name",
        "Sooner",
        "--for",
        "2h",
        "--except",
        "2099-12-25",
        "--verify",
        "-m",
        "A pause.",
    ];
    let edited = told(&operate(&home, &token, "series", &edit));
    for words in [
        "Sooner",
        "2 h",
        "2099-12-25",
        "waits to be verified",
        "A pause.",
    ] {
        assert!(edited.contains(words), "{words:?} in {edited}");
    }
    let shown = told(&operate(&home, &token, "series", &["show", &id]));
    assert!(shown.starts_with(&edited), "{shown}");
    pilotlight_tests::until("its windows to follow", || {
        let feed = server.feed();
        let mut windows = feed.scheduled_maintenances.iter();
        windows.all(|window| window.name == "Sooner").then_some(())
    });
    let back = ["edit", &id, "--no-except", "--verify=false", "--json"];
    let back = operate(&home, &token, "series", &back);
    let back: serde_json::Value = serde_json::from_slice(&back.stdout).expect("is JSON");
    assert_eq!(back["excluded"], serde_json::json!([]));
    assert_eq!(back["puts_back"], true);
    assert_eq!(back["name"], "Sooner", "what is not given stays");
    let nothing = operate(&home, &token, "series", &["edit", &id]);
    assert_eq!(nothing.status.code(), Some(64), "{}", told(&nothing));
    let ended = operate(&home, &token, "series", &["end", &id]);
    assert!(ended.status.success(), "{}", told(&ended));
    pilotlight_tests::until("them to be called off", || {
        server
            .feed()
            .scheduled_maintenances
            .is_empty()
            .then_some(())
    });
    let bad = operate(
        &home,
        &token,
        "series",
        &[&plan[..6], &["--rule", "FREQ=SECONDLY"], &plan[8..]].concat(),
    );
    assert_eq!(bad.status.code(), Some(1));
    assert!(told(&bad).contains("SECONDLY"), "{}", told(&bad));
}

#[test]
fn a_report_says_the_same_from_the_server_and_from_its_database() {
    let home = home();
    let server = Server::start(&home);
    let token = way_back_in(&home);
    // Something is known of it once it has been there for a second.
    server.until_component("support", |known| {
        known.days.as_ref().is_some_and(|days| days.ends_with('o'))
    });
    let open = [
        "open",
        "Down",
        "-m",
        "x",
        "-c",
        "support=major_outage",
        "--at",
        "1h",
    ];
    let opened = operate(&home, &token, "incident", &open);
    assert!(opened.status.success(), "{}", told(&opened));
    let resolved = operate(&home, &token, "incident", &["resolve", "-m", "x"]);
    assert!(resolved.status.success(), "{}", told(&resolved));
    let asked = ["incidents", "--from", "2d", "--by", "impact", "--csv"];
    let of_server = operate(&home, &token, "report", &asked);
    let of_database = home.run("report", &[&asked[..], &["--local"]].concat());
    assert!(of_server.status.success(), "{}", told(&of_server));
    assert!(
        told(&of_server).contains("impact,critical,,1,1,"),
        "{}",
        told(&of_server)
    );
    assert_eq!(told(&of_server), told(&of_database));

    let asked = ["uptime", "--from", "2d", "-c", "support", "--by", "month"];
    let people = told(&operate(&home, &token, "report", &asked));
    assert!(
        people.contains("\nsupport  ") && people.contains(" % "),
        "{people}"
    );
    let json = home.run("report", &["uptime", "--local", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("is JSON");
    assert_eq!(json["components"][0]["id"], "support");

    for (arguments, code, words) in [
        (&["uptime", "--from", "soon"][..], 64, "is no time"),
        (&["uptime", "--csv", "--json"], 64, "give one of them"),
        (
            &["uptime", "--local", "-c", "nope"],
            64,
            "there are support",
        ),
        (&["uptime", "-c", "nope", "--csv"], 1, "there are support"),
    ] {
        let output = operate(&home, &token, "report", arguments);
        let told = told(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {told}");
        assert!(told.contains(words), "{arguments:?}: {told}");
    }
}

#[test]
fn an_incident_is_opened_from_a_template_without_another_word() {
    let home = home();
    let mut text = std::fs::read_to_string(home.configuration()).expect("reads");
    text.push_str(
        "[[incident.template]]\nid = \"calls\"\ntitle = \"{component}: calls are lost\"\n\
         text = \"We look into it.\"\ncomponents = { support = \"major_outage\" }\n",
    );
    std::fs::write(home.configuration(), text).expect("writes");
    let server = Server::start(&home);
    let token = way_back_in(&home);
    let listed = told(&operate(&home, &token, "incident", &["templates"]));
    assert!(
        listed.contains("calls") && listed.contains("{component}: calls are lost"),
        "{listed}"
    );
    let opened = operate(&home, &token, "incident", &["open", "--template", "calls"]);
    assert!(
        told(&opened).contains("Support: calls are lost"),
        "{}",
        told(&opened)
    );
    server.until_component("support", |known| known.status.as_str() == "major_outage");
    let wrong = operate(&home, &token, "incident", &["open", "--template", "call"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(told(&wrong).contains("there are calls"), "{}", told(&wrong));
}

#[test]
fn a_promise_that_is_not_kept_is_marked_in_lists_and_said_once_in_the_log() {
    let home = home();
    let server = Server::start(&home);
    let token = way_back_in(&home);
    let open = ["open", "Down", "-m", "x", "--next-update", "2s"];
    let opened = operate(&home, &token, "incident", &open);
    assert!(opened.status.success(), "{}", told(&opened));
    let list = || told(&operate(&home, &token, "incident", &["list"]));
    pilotlight_tests::until("it to be overdue", || {
        list().contains("Down (update overdue by ").then_some(())
    });
    let json = told(&operate(&home, &token, "incident", &["list", "--json"]));
    assert!(json.contains("\"overdue\": true"), "{json}");
    pilotlight_tests::until("the status to say it too", || {
        let status = told(&operate(&home, &token, "status", &[]));
        status.contains("Down (update overdue by ").then_some(())
    });
    let said = || server.log().matches("promised and is overdue").count();
    pilotlight_tests::until("the log to say it", || (0 < said()).then_some(()));

    let kept = operate(&home, &token, "incident", &["update", "-m", "y"]);
    assert!(kept.status.success(), "{}", told(&kept));
    assert!(!list().contains("overdue"), "{}", list());
    assert_eq!(said(), 1);
}

#[test]
fn the_audit_log_tells_operators_who_did_what_from_where_before_and_after() {
    let home = home();
    let _server = Server::start(&home);
    let token = way_back_in(&home);
    for command in [
        &["open", "Down", "-m", "x"][..],
        &["update", "-m", "y", "--status", "identified"],
    ] {
        let done = operate(&home, &token, "incident", command);
        assert!(done.status.success(), "{}", told(&done));
    }
    let json = operate(&home, &token, "audit", &["--json"]);
    let log: serde_json::Value = serde_json::from_slice(&json.stdout).expect("is JSON");
    let [newest, before] = [&log[0], &log[1]];
    assert_eq!(newest["action"], "incident.update");
    assert_eq!(newest["address"], "127.0.0.1");
    assert_eq!(newest["before"]["status"], "investigating");
    assert_eq!(newest["after"]["status"], "identified");
    assert_eq!(before["action"], "incident.open");
    assert!(before["before"].is_null());
    let people = told(&operate(&home, &token, "audit", &[]));
    assert!(
        people.contains(" from 127.0.0.1  incident.update "),
        "{people}"
    );
    let changed = "(status investigating → identified, updates 1 → 2)";
    assert!(people.contains(changed), "{people}");
    // Whatever is asked for, no token is told again.
    let secret = token.rsplit('_').next().expect("a secret");
    for command in [&["audit", "--json"][..], &["export"], &["token", "list"]] {
        let said = told(&operate(&home, &token, command[0], &command[1..]));
        assert!(!said.contains(secret) && !said.is_empty(), "{command:?}");
    }
}
