//! Maintenances that recur, from the command line: what is known of one maintenance is known of them.

use std::net::TcpListener;
use std::process::Command;

use pilotlight_tests::{Home, Operator, Server, Told, printed, program, until};
use serde_json::Value;

const PLAN: [&str; 11] = [
    "series",
    "plan",
    "Backup",
    "--starts",
    "2026-01-01 02:30",
    "--for",
    "90m",
    "--rule",
    "FREQ=WEEKLY",
    "-c",
    "web",
];

fn plan(operator: &Operator<'_>, id: &str, more: &[&str]) -> String {
    let id = ["--zone", "Europe/Berlin", "--id", id];
    operator.does(&[&PLAN[..], &id, more].concat())
}

/// The windows that the command line lists of a series, once there are any.
fn windows(operator: &Operator<'_>, id: &str) -> Vec<Value> {
    let list = ["maintenance", "list", "--series", id];
    until("its windows", || {
        let windows = operator.json(&list).as_array().cloned().expect("a list");
        (!windows.is_empty()).then_some(windows)
    })
}

#[test]
fn a_series_is_called_as_it_was_named_and_its_windows_are_listed_alone() {
    let told = Told::default();
    let _server = Server::start(&told.home);
    let operator = Operator::way_back_in(&told.home);
    let said = plan(&operator, "backup", &["-m", "A pause.", "--verify"]);
    for words in [
        "backup  2026-01-01T02:30",
        "A pause.",
        "waits to be verified",
    ] {
        assert!(said.contains(words), "{words:?} in {said}");
    }
    plan(&operator, "tests", &[]);
    for id in ["backup", "tests"] {
        for window in windows(&operator, id) {
            assert_eq!(window["series"], id);
            let own = window["id"].as_str().expect("an id");
            assert!(own.starts_with(&format!("{id}-20")), "{own}");
        }
    }
    let of_backup = windows(&operator, "backup");
    let shown = operator.does(&["series", "show", "backup"]);
    let places = of_backup.iter().map(|window| {
        let id = window["id"].as_str().expect("an id");
        shown.find(id).unwrap_or_else(|| panic!("{id} in {shown}"))
    });
    let places: Vec<usize> = places.collect();
    assert!(
        places.is_sorted_by(|later, sooner| sooner < later),
        "the next one first: {shown}"
    );
    assert!(!shown.contains("tests-20"), "{shown}");

    // One that is called off stands among those that are over.
    let next = of_backup
        .last()
        .and_then(|window| window["id"].as_str())
        .expect("an id");
    operator.does(&["maintenance", "cancel", next, "-m", "Not this week."]);
    let list = ["maintenance", "list", "--series", "backup"];
    assert!(!operator.does(&list).contains(next));
    let all = operator.does(&[&list[..], &["--all"]].concat());
    assert!(all.contains(next) && all.contains("cancelled"), "{all}");
    let two = operator.does(&[&list[..], &["--limit", "2"]].concat());
    assert_eq!(two.lines().count(), 2, "{two}");
    let none = operator.may_not(&["maintenance", "list", "--series", "bakcup"]);
    assert!(none.contains("no series"), "{none}");
    let taken = operator.may_not(&[&PLAN[..], &["--zone", "UTC", "--id", "tests"]].concat());
    assert!(taken.contains("is taken"), "{taken}");
}

#[test]
fn the_only_series_needs_no_name_and_one_that_has_ended_is_listed_when_asked_for() {
    let told = Told::default();
    let _server = Server::start(&told.home);
    let operator = Operator::way_back_in(&told.home);
    let list = |more: &[&str]| operator.does(&[&["series", "list"][..], more].concat());
    assert!(list(&[]).contains("there are none"));
    assert_eq!(operator.json(&["series", "list"]), serde_json::json!([]));
    for command in ["show", "end"] {
        let none = operator.may_not(&["series", command]);
        assert!(none.contains("no series is planned"), "{none}");
    }
    plan(&operator, "backup", &[]);
    assert!(operator.does(&["series", "show"]).starts_with("backup  "));
    let edited = operator.does(&["series", "edit", "--name", "Backups"]);
    assert!(edited.contains("Backups"), "{edited}");
    plan(&operator, "tests", &["--draft"]);
    for typed in [&["series", "end"][..], &["series", "edit", "--name", "x"]] {
        let several = operator.may_not(typed);
        for words in [
            "name one of them",
            "backup  ",
            "Backups",
            "tests  ",
            "(draft)",
        ] {
            assert!(several.contains(words), "{words:?} in {several}");
        }
    }
    assert_eq!(list(&["--limit", "1"]).lines().count(), 1);
    operator.does(&["series", "edit", "tests", "--publish"]);
    assert!(!list(&[]).contains("(draft)"));
    operator.does(&["series", "end", "tests"]);
    assert!(!list(&[]).contains("tests"));
    let all = list(&["--all"]);
    assert!(all.contains("tests") && all.contains("(ended)"), "{all}");
    let ended = operator.does(&["series", "end"]);
    assert!(ended.contains("backup is ended"), "{ended}");
    assert!(list(&[]).contains("there are none"));
    let refused = operator.may_not(&["series", "edit", "backup", "--name", "x"]);
    assert!(refused.contains("has ended"), "{refused}");
}

#[test]
fn without_a_zone_a_series_keeps_the_wall_time_of_the_page_also_from_elsewhere() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let admin = listener.local_addr().expect("it has an address");
    drop(listener);
    let home = Home::with(&format!(
        "[page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\ntime_zone = \"Asia/Tokyo\"\n\
         [http]\nlisten = \"{{listen}}\"\n[admin]\nlisten = \"{admin}\"\n\
         [[component]]\nid = \"web\"\nname = \"Web\"\nmanual = true\n"
    ));
    let server = Server::start(&home);
    let operator = Operator::way_back_in(&home);
    until("a publication", || {
        (!server.feed().components.is_empty()).then_some(())
    });
    assert_eq!(operator.json(&PLAN)["time_zone"], "Asia/Tokyo");
    // Where there is no configuration file, the server says what its zone is.
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let output = Command::new(program())
        .args(PLAN)
        .args(["--json", "--server", &format!("http://{admin}/")])
        .arg("--token-file")
        .arg(home.path("token"))
        .current_dir(elsewhere.path())
        .output()
        .expect("it can be started");
    assert!(output.status.success(), "{}", printed(&output));
    let planned: Value = serde_json::from_slice(&output.stdout).expect("is JSON");
    assert_eq!(planned["time_zone"], "Asia/Tokyo");
}
