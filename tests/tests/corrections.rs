//! What was said of a maintenance is corrected from the command line, and every reader hears of it.

use pilotlight_tests::{Operator, Server, Told, get, until};

fn id(said: &str) -> String {
    said.split(' ').next().unwrap_or_default().to_owned()
}

fn planned(operator: &Operator<'_>) -> String {
    let plan = [
        "maintenance",
        "plan",
        "New modem",
        "--from",
        "2h",
        "--to",
        "90m",
        "-c",
        "web",
        "-m",
        "A puase.",
    ];
    id(&operator.does(&plan))
}

#[test]
fn an_update_of_a_maintenance_is_corrected_and_every_reader_hears_of_it() {
    let told = Told::default();
    let mut server = Server::start(&told.home);
    let operator = Operator::way_back_in(&told.home);
    let id = planned(&operator);
    let file = |path: &str| {
        let (_, body) = get(told.home.listen, path).expect("the server answers");
        String::from_utf8_lossy(&body).into_owned()
    };
    until("the plan", || {
        file("/maintenance.ics").contains("A puase.").then_some(())
    });

    // The only one ahead needs no name.
    let edit = ["maintenance", "edit", "--update", "1"];
    let said = operator.does(&[&edit[..], &["-m", "A pause."]].concat());
    assert!(
        said.contains("A pause.") && said.contains(", edited "),
        "{said}"
    );
    let known = operator.json(&["maintenance", "show", &id]);
    let edited_at = known["updates"][0]["edited_at"].as_str().expect("a time");
    let feed = until("the correction", || {
        let told = server.feed().scheduled_maintenances.into_iter().next()?;
        (told.version == Some(2)).then_some(told)
    });
    assert_eq!(
        feed.updates[0]
            .edited_at
            .map(|at| at.to_string())
            .as_deref(),
        Some(edited_at)
    );
    assert_eq!(feed.updated_at, feed.updates[0].edited_at);
    let compact = edited_at.replace(['-', ':'], "");
    for (path, words) in [
        ("/maintenance/", &["A pause.", "edited", edited_at][..]),
        ("/maintenance.ics", &["A pause.", "SEQUENCE:2", &compact]),
        (&format!("/calendar/{id}.ics"), &["A pause.", "SEQUENCE:2"]),
        ("/feed.atom", &["A pause.", edited_at]),
        ("/feed.rss", &["A pause."]),
        ("/jsonfeed.json", &["A pause.", edited_at]),
        ("/api/v2/scheduled-maintenances.json", &["A pause."]),
    ] {
        let text = file(path);
        for word in words {
            assert!(text.contains(word), "{word:?} in {path}: {text}");
        }
        assert!(!text.contains("puase"), "{path}: {text}");
    }
    let exported = operator.does(&["export", "--form", "markdown"]);
    assert!(exported.contains("- edited: "), "{exported}");
    let audit = operator.json(&["audit", "--limit", "1"]);
    assert_eq!(audit[0]["action"], "maintenance.edit_update");
    assert_eq!(audit[0]["before"]["updates"][0]["body"], "A puase.");

    // With what else an edit changes, in one command; and it is the same after the next start.
    let all = ["--name", "New modems", "-m", "Two pauses.", "--at", "10m"];
    operator.does(&[&edit[..], &all].concat());
    let known = operator.json(&["maintenance", "show", &id]);
    assert_eq!(known["name"], "New modems");
    assert_eq!(known["updates"][0]["body"], "Two pauses.");
    assert!(known["updates"][0]["at"].as_str() < known["updates"][0]["edited_at"].as_str());
    server.stop();
    drop(server);
    let _server = Server::start(&told.home);
    assert_eq!(operator.json(&["maintenance", "show", &id]), known);
}

#[test]
fn what_a_correction_of_a_maintenance_cannot_say_is_refused() {
    let told = Told::default();
    let _server = Server::start(&told.home);
    let operator = Operator::way_back_in(&told.home);
    let id = planned(&operator);
    let edit = ["maintenance", "edit", &id, "--update", "1"];
    for (typed, words) in [
        (&edit[..], "nothing to change of the update"),
        (&edit[..3], "--update with what it says instead"),
        (&["maintenance", "edit", &id, "-m", "x"], "--update"),
        (&["maintenance", "edit", &id, "--at", "10m"], "--update"),
        (&[&edit[..], &["-s", "completed"]].concat(), "-s"),
        (&[&edit[..], &["--at", "tomorrow"]].concat(), "tomorrow"),
    ] {
        let said = operator.mistypes(typed);
        assert!(said.contains(words), "{typed:?}: {said}");
    }
    operator.does(&["maintenance", "begin", &id, "-m", "We begin."]);
    let ahead_of_plan = ["maintenance", "edit", &id, "--update", "2", "--at", "1h"];
    let said = operator.may_not(&ahead_of_plan);
    assert!(
        said.contains("scheduled after the work has begun"),
        "{said}"
    );
    let none = ["maintenance", "edit", &id, "--update", "7", "-m", "x"];
    let said = operator.may_not(&none);
    assert!(said.contains("no update"), "{said}");
    let known = operator.json(&["maintenance", "show", &id]);
    assert_eq!(known["version"], 2, "{known}");
}
