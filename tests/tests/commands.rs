//! What operators do from the command line, from its first word to what the public sees: maintenance,
//! the team, the audit log, corrections, backups.

use std::net::TcpListener;

use pilotlight_tests::{Home, Operator, Server, printed as told, until};
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
         [[component]]\nid = \"support\"\nname = \"Support\"\nmanual = true\n\
         [[component]]\nid = \"desk\"\nname = \"Desk\"\nmanual = true\n"
    ))
}

fn id(said: &str) -> String {
    said.split(' ').next().unwrap_or_default().to_owned()
}

#[test]
fn a_maintenance_is_planned_changed_begun_verified_and_completed() {
    let home = home();
    let server = Server::start(&home);
    let operator = Operator::way_back_in(&home);
    let plan = [
        "maintenance",
        "plan",
        "New modem",
        "--from",
        "1h",
        "--to",
        "90m",
    ];
    let planned = operator.does(&[&plan[..], &["-c", "support", "-m", "A pause."]].concat());
    let id = id(&planned);

    operator.does(&["maintenance", "edit", &id, "-c", "desk", "-c", "support"]);
    operator.does(&["maintenance", "edit", &id, "--verify", "--complete-by-hand"]);
    let known = operator.json(&["maintenance", "show", &id]);
    assert_eq!(known["components"], serde_json::json!(["desk", "support"]));
    assert_eq!(known["puts_back"], false);
    assert_eq!(known["completes_itself"], false);
    assert_eq!(known["begins_itself"], true, "what is not given stays");
    operator.does(&["maintenance", "edit", &id, "--verify=false"]);
    let known = operator.json(&["maintenance", "show", &id]);
    assert_eq!(known["puts_back"], true);
    let nothing = operator.run(&["maintenance", "edit", &id]);
    assert_eq!(nothing.status.code(), Some(64), "{}", told(&nothing));

    operator.does(&["maintenance", "begin"]);
    server.until_component("desk", |known| known.status.as_str() == "under_maintenance");
    operator.does(&["maintenance", "update", "-m", "Half of it."]);
    operator.does(&["maintenance", "verify"]);
    operator.does(&["maintenance", "complete", "-m", "Done."]);
    server.until_component("desk", |known| known.status.as_str() == "operational");
    assert!(
        operator
            .does(&["maintenance", "list"])
            .contains("there are none")
    );
    let all = operator.does(&["maintenance", "list", "--all"]);
    assert!(
        all.contains("completed") && all.contains("New modem"),
        "{all}"
    );
    let shown = operator.does(&["maintenance", "show", &id]);
    assert!(
        shown.contains("Half of it.") && shown.contains("Done."),
        "{shown}"
    );
    let none = operator.may_not(&["maintenance", "complete"]);
    assert!(
        none.contains("no maintenance is ahead or under way"),
        "{none}"
    );

    let other = self::id(&operator.does(&plan));
    operator.does(&["maintenance", "cancel", &other, "-m", "Not today."]);
    let all = operator.does(&["maintenance", "list", "--all"]);
    assert!(all.contains("cancelled"), "{all}");
}

#[test]
fn a_maintenance_that_waits_for_somebody_to_begin_it_is_overdue_until_somebody_does() {
    let home = home();
    let server = Server::start(&home);
    let operator = Operator::way_back_in(&home);
    let plan = |more: &[&str]| {
        let plan = [
            "maintenance",
            "plan",
            "New modem",
            "--from",
            "1s",
            "--to",
            "2h",
        ];
        id(&operator.does(&[&plan[..], more].concat()))
    };
    let waiting = plan(&["--begin-by-hand"]);
    let is_overdue = |id: &str| operator.json(&["maintenance", "show", id])["overdue"] == true;
    until("it to be overdue", || is_overdue(&waiting).then_some(()));
    let said = || {
        server
            .log()
            .matches("waits for somebody to begin it")
            .count()
    };
    until("the log to say it", || (said() == 1).then_some(()));
    operator.does(&["maintenance", "begin", &waiting]);
    assert!(!is_overdue(&waiting));
    // The control: what the clock begins waits for nobody.
    let by_itself = plan(&[]);
    until("it to begin", || {
        let known = operator.json(&["maintenance", "show", &by_itself]);
        assert_eq!(known["overdue"], false, "{known}");
        (known["status"] == "in_progress").then_some(())
    });
    assert_eq!(said(), 1, "{}", server.log());
}

#[test]
fn what_an_update_said_when_and_of_what_is_corrected() {
    let home = home();
    let server = Server::start(&home);
    let operator = Operator::way_back_in(&home);
    let open = [
        "incident",
        "open",
        "Down",
        "-m",
        "x",
        "-c",
        "support=major_outage",
    ];
    let id = id(&operator.does(&open));
    server.until_component("support", |known| known.status.as_str() == "major_outage");
    let edit = ["incident", "edit", "--update", "1"];
    let more: &[&str] = &[
        "-m",
        "It rings.",
        "--at",
        "2026-11-20 10:00",
        "-c",
        "desk=partial_outage",
    ];
    operator.does(&[&edit[..], more].concat());
    server.until_component("desk", |known| known.status.as_str() == "partial_outage");
    let known = operator.json(&["incident", "show", &id]);
    let update = &known["updates"][0];
    assert_eq!(update["body"], "It rings.");
    assert_eq!(update["at"], "2026-11-20T10:00:00Z");
    assert_eq!(
        update["components"],
        serde_json::json!({ "desk": "partial_outage" })
    );
    assert!(update["edited_at"].is_string());
    operator.does(&[&edit[..], &["--no-components"]].concat());
    let known = operator.json(&["incident", "show", &id]);
    assert_eq!(known["components"], serde_json::json!({}));
    assert_eq!(
        known["updates"][0]["body"], "It rings.",
        "what is not given stays"
    );
    let promises = [
        "-s",
        "identified",
        "--expected",
        "2h",
        "--next-update",
        "1h",
    ];
    operator.does(&[&edit[..], &promises].concat());
    let feed = until("the promises", || {
        let incident = server.feed().incidents.into_iter().next()?;
        incident
            .expected_resolution_at
            .is_some()
            .then_some(incident)
    });
    assert_eq!(feed.status.as_str(), "identified");
    assert!(feed.next_update_at.is_some());
    let taken_back = ["--expected", "unknown", "--next-update", "none"];
    operator.does(&[&edit[..], &taken_back].concat());
    let known = operator.json(&["incident", "show", &id]);
    let update = &known["updates"][0];
    assert_eq!(update["next_update_at"], Value::Null);
    assert_eq!(known["expected_resolution_at"], Value::Null);
    assert_eq!(update["status"], "identified", "what is not given stays");
    for (typed, words) in [
        (&edit[..], "nothing to change of the update"),
        (&["incident", "edit"], "nothing to change"),
        (&["incident", "edit", "-m", "y"], "--update"),
    ] {
        let refused = operator.run(typed);
        assert_eq!(
            refused.status.code(),
            Some(64),
            "{typed:?}: {}",
            told(&refused)
        );
        assert!(
            told(&refused).contains(words),
            "{typed:?}: {}",
            told(&refused)
        );
    }
}

#[test]
fn a_member_does_what_their_role_may_until_they_go_and_the_audit_log_says_who() {
    let home = home();
    let _server = Server::start(&home);
    let operator = Operator::way_back_in(&home);
    operator.does(&[
        "member",
        "put",
        "ada",
        "--name",
        "Ada",
        "--role",
        "responder",
    ]);
    let create = [
        "token",
        "create",
        "laptop",
        "--scope",
        "incidents",
        "--member",
        "ada",
    ];
    let made = operator.json(&create);
    let ada = Operator::with(&home, made["token"].as_str().expect("a token"));
    let id = id(&ada.does(&["incident", "open", "Down", "-m", "x"]));
    ada.may_not(&["member", "list"]);
    ada.may_not(&["audit"]);
    let members = operator.does(&["member", "list"]);
    assert!(members.contains("ada  responder  Ada"), "{members}");

    operator.does(&["member", "put", "ada", "--name", "Ada", "--role", "viewer"]);
    let refused = ada.may_not(&["incident", "resolve", &id, "-m", "x"]);
    assert!(refused.contains("the server refused"), "{refused}");
    operator.does(&[
        "member",
        "put",
        "ada",
        "--name",
        "Ada",
        "--role",
        "responder",
    ]);
    ada.does(&["incident", "resolve", &id, "-m", "x"]);
    operator.does(&["member", "remove", "ada"]);
    ada.may_not(&["incident", "list"]);
    let members = operator.does(&["member", "list"]);
    assert!(members.contains("(removed)"), "{members}");

    let audit = operator.does(&["audit"]);
    let line = |action: &str| {
        let found = audit.lines().find(|line| line.contains(action));
        found.unwrap_or_else(|| panic!("{action} in {audit}"))
    };
    for action in ["incident.open", "incident.update"] {
        let line = line(action);
        for words in ["Ada", "from 127.0.0.1", id.as_str()] {
            assert!(line.contains(words), "{words:?} in {line}");
        }
    }
    assert!(!line("member.remove").contains("Ada"), "another did that");
    assert_eq!(operator.does(&["audit", "--limit", "1"]).lines().count(), 1);
}

#[test]
fn the_end_of_a_maintenance_is_edited_as_it_is_planned_from_its_begin() {
    let home = home();
    let _server = Server::start(&home);
    let operator = Operator::way_back_in(&home);
    let plan = ["maintenance", "plan", "New modem", "-c", "support"];
    let at = ["--from", "2099-03-01 02:00", "--to", "04:00"];
    let id = id(&operator.does(&[&plan[..], &at].concat()));
    let window = |edit: &[&str]| {
        let edit = [&["maintenance", "edit", &id][..], edit].concat();
        let known = operator.json(&edit);
        let at = |field: &str| known[field].as_str().expect("a time").to_owned();
        [at("planned_from"), at("planned_to")].map(|at| at[5..16].to_owned())
    };
    assert_eq!(window(&["--to", "05:00"]), ["03-01T02:00", "03-01T05:00"]);
    assert_eq!(window(&["--to", "90m"]), ["03-01T02:00", "03-01T03:30"]);
    let both = ["--from", "2099-03-02 22:00", "--to", "01:00"];
    assert_eq!(window(&both), ["03-02T22:00", "03-03T01:00"]);
    let both = ["--from", "2099-03-02 22:00", "--to", "90m"];
    assert_eq!(window(&both), ["03-02T22:00", "03-02T23:30"]);
}

#[test]
fn what_cannot_be_is_refused_by_its_name() {
    let home = home();
    let _server = Server::start(&home);
    let operator = Operator::way_back_in(&home);
    for typed in [
        &["incident", "show", "INC 1"][..],
        &["incident", "update", "a/b", "-m", "x"],
        &["incident", "edit", "a?b", "--name", "x"],
        &["maintenance", "show", "../tokens"],
        &["maintenance", "edit", "Ä", "--name", "x"],
        &["series", "end", "a b"],
        &["component", "set", "Support", "major_outage"],
        &["component", "edit", "a#b", "--name", "x"],
        &["group", "retire", "a%20b"],
        &["token", "revoke", "plt_0123456789"],
        &["member", "remove", "Ada L."],
    ] {
        let refused = operator.run(typed);
        let told = told(&refused);
        let expected = if typed[0] == "token" {
            // It has the form of one, and the server has none of that name.
            (1, "there is no token")
        } else {
            (64, "is no identifier")
        };
        assert_eq!(refused.status.code(), Some(expected.0), "{typed:?}: {told}");
        assert!(told.contains(expected.1), "{typed:?}: {told}");
    }
    let open = ["incident", "open", "Down", "-m", "x", "-c", "support=down"];
    let told = operator.may_not(&open);
    assert!(
        told.contains("major_outage") && !told.contains("unknown"),
        "{told}"
    );
}

#[test]
fn a_token_made_beside_the_server_is_held_to_the_rules_of_one_made_by_it() {
    let home = home();
    let _server = Server::start(&home);
    let operator = Operator::way_back_in(&home);
    operator.does(&["member", "put", "eve", "--name", "Eve", "--role", "viewer"]);
    let create = |name: &str, more: &[&str]| {
        let create = ["create", name, "--scope", "admin", "--local"];
        home.run("token", &[&create[..], more].concat())
    };
    let made = create("laptop", &["--member", "eve"]);
    let token = String::from_utf8(made.stdout).expect("is text");
    let eve = Operator::with(&home, token.trim());
    eve.does(&["incident", "list"]);
    eve.may_not(&["token", "list"]);
    let tokens = operator.json(&["token", "list"]);
    let laptop = tokens["items"].as_array().expect("a list");
    let laptop = laptop.iter().find(|known| known["name"] == "laptop");
    assert_eq!(laptop.expect("it is listed")["member"], "eve");
    let log = operator.json(&["audit", "--limit", "1"]);
    assert_eq!(log[0]["action"], "token.create");
    assert_eq!(log[0]["after"]["scopes"], serde_json::json!(["admin"]));
    assert_eq!(log[0]["after"]["member"], "eve");
    operator.does(&["member", "remove", "eve"]);
    eve.may_not(&["incident", "list"]);
    for (name, more, words) in [
        ("laptop", &["--member", "eve"][..], "nobody of the team"),
        ("laptop", &["--member", "mallory"], "nobody of the team"),
        ("", &[], "name is one line"),
        ("two\nlines", &[], "name is one line"),
        ("late", &["--expires", "2026-01-01T00:00:00Z"], "is over"),
    ] {
        let refused = create(name, more);
        let told = told(&refused);
        assert_eq!(refused.status.code(), Some(1), "{name:?} {more:?}: {told}");
        assert!(told.contains(words), "{name:?} {more:?}: {told}");
        assert!(refused.stdout.is_empty(), "{told}");
    }
}

#[test]
fn a_backup_is_taken_of_a_running_server_and_put_back() {
    let home = home();
    let mut server = Server::start(&home);
    let operator = Operator::way_back_in(&home);
    operator.does(&["incident", "open", "Before", "-m", "x"]);
    let file = home.path("page.db");
    let file = file.to_str().expect("a path of letters");
    let taken = home.run("backup", &[file]);
    assert!(taken.status.success(), "{}", told(&taken));
    let twice = home.run("backup", &[file]);
    assert_eq!(twice.status.code(), Some(1), "a backup overwrites nothing");
    operator.does(&["incident", "open", "After", "-m", "x"]);
    let running = home.run("restore", &[file]);
    assert!(
        told(&running).contains("stop the server first"),
        "{}",
        told(&running)
    );

    server.stop();
    drop(server);
    let restored = home.run("restore", &[file]);
    assert!(restored.status.success(), "{}", told(&restored));
    assert!(told(&restored).contains("before-"), "{}", told(&restored));
    let _server = Server::start(&home);
    let titles = until("the incidents", || {
        let listed = operator.run(&["incident", "list"]);
        listed.status.success().then(|| told(&listed))
    });
    assert!(
        titles.contains("Before") && !titles.contains("After"),
        "{titles}"
    );
}
