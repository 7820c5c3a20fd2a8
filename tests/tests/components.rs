//! Components and groups from the command line to what the public sees, beside those of the file.

use std::process::Output;

use pilotlight_feed::{Feed, Status};
use pilotlight_tests::{Server, Told, until};
use serde_json::Value;

/// An operator of a running server.
struct Operator<'a> {
    told: &'a Told,
    token: String,
}

fn said(output: &Output) -> String {
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8(all).expect("is text")
}

impl Operator<'_> {
    fn run(&self, typed: &[&str]) -> Output {
        let mut command = self.told.home.command(typed[0]);
        command
            .args(&typed[1..])
            .env("PILOTLIGHT_TOKEN", &self.token);
        command.output().expect("it can be started")
    }

    #[track_caller]
    fn does(&self, typed: &[&str]) -> String {
        let output = self.run(typed);
        assert!(output.status.success(), "{typed:?}: {}", said(&output));
        said(&output)
    }

    #[track_caller]
    fn may_not(&self, typed: &[&str], why: &str) {
        let output = self.run(typed);
        assert_eq!(
            output.status.code(),
            Some(1),
            "{typed:?}: {}",
            said(&output)
        );
        assert!(said(&output).contains(why), "{}", said(&output));
    }
}

fn until_feed(server: &Server<'_>, what: &str, holds: impl Fn(&Feed) -> bool) -> Feed {
    until(what, || Some(server.feed()).filter(&holds))
}

fn names(feed: &Feed) -> Vec<&str> {
    let components = feed.components.iter();
    components.map(|known| known.name.as_str()).collect()
}

#[test]
fn components_and_groups_are_added_moved_changed_and_retired() {
    let told = Told::default();
    let server = Server::start(&told.home);
    let token = told.token_beside();
    let operator = Operator { told: &told, token };
    operator.does(&["group", "add", "Our people", "--collapsed"]);
    operator.does(&[
        "component",
        "add",
        "Support",
        "--group",
        "our-people",
        "--description",
        "By telephone",
    ]);
    operator.does(&[
        "component",
        "add",
        "Front desk",
        "--id",
        "desk",
        "--critical",
    ]);
    operator.does(&["component", "move", "desk", "--first"]);
    let feed = until_feed(&server, "all of them", |feed| {
        names(feed) == ["Web", "Front desk", "Support"]
    });
    let support = &feed.components[2];
    assert_eq!(
        (support.group.as_deref(), feed.groups[0].collapsed),
        (Some("our-people"), true)
    );
    assert!(feed.components[1].critical);

    let edit = [
        "component",
        "edit",
        "support",
        "--name",
        "Help",
        "--no-group",
        "--no-description",
    ];
    operator.does(&edit);
    operator.does(&["component", "edit", "desk", "--hidden", "--critical=false"]);
    let feed = until_feed(&server, "what was changed", |feed| {
        names(feed) == ["Web", "Help"]
    });
    assert_eq!(
        (&feed.components[1].group, &feed.components[1].description),
        (&None, &None)
    );
    assert!(
        operator
            .does(&["component", "list"])
            .contains("desk     operational (hidden)")
    );
    operator.does(&[
        "group",
        "edit",
        "our-people",
        "--name",
        "People",
        "--collapsed=false",
    ]);
    assert!(
        operator
            .does(&["group", "list"])
            .contains("our-people  People: ")
    );
    operator.does(&["group", "retire", "our-people"]);
    operator.does(&["component", "set", "support", "partial_outage"]);
    until_feed(&server, "the status", |feed| {
        feed.components[1].status == Status::PartialOutage
    });
    operator.does(&["component", "retire", "support"]);
    until_feed(&server, "it to go", |feed| names(feed) == ["Web"]);
    assert!(
        operator
            .does(&["component", "list", "--retired"])
            .contains("support  unknown, retired ")
    );

    let json = operator.does(&["component", "add", "Support", "--json"]);
    let back: Value = serde_json::from_str(&json).expect("is JSON");
    assert_eq!(back["retired_at"], Value::Null);
    let feed = until_feed(&server, "it to be back", |feed| {
        names(feed) == ["Web", "Support"]
    });
    assert_eq!(feed.components[1].status, Status::Operational);

    operator.may_not(
        &["component", "edit", "web", "--name", "Mine"],
        "stands in the configuration file",
    );
    operator.may_not(
        &["component", "add", "Web"],
        "stands in the configuration file",
    );
    operator.may_not(
        &["component", "add", "Other", "--group", "nowhere"],
        "there is no such group",
    );
    let moved = operator.run(&["component", "move", "web", "--last"]);
    assert_eq!(moved.status.code(), Some(64), "{}", said(&moved));
}

#[test]
fn a_file_that_takes_what_was_told_changes_nothing_and_says_what_to_do() {
    let told = Told::default();
    let mut server = Server::start(&told.home);
    let token = told.token_beside();
    let operator = Operator { told: &told, token };
    operator.does(&["component", "add", "Support"]);
    let file = told.home.configuration();
    let before = std::fs::read_to_string(&file).expect("can be read");
    let both = "[[component]]\nid = \"api\"\nname = \"API\"\nmanual = true\n\
                [[component]]\nid = \"support\"\nname = \"Ours\"\nmanual = true\n";
    let check = || told.home.run("check", &[]);
    assert!(check().status.success(), "{}", said(&check()));
    std::fs::write(&file, [before.as_str(), both].concat()).expect("can be written");
    let checked = check();
    assert_eq!(checked.status.code(), Some(64), "{}", said(&checked));
    assert!(
        said(&checked).contains("pilotlight component retire support"),
        "{}",
        said(&checked)
    );
    server.publish();
    until("the refusal", || {
        let log = server.log();
        let is_said = log.contains("the configuration stays as it was")
            && log.contains("pilotlight component retire support");
        is_said.then_some(())
    });
    assert_eq!(
        names(&until_feed(&server, "both", |feed| feed.components.len() == 2)),
        ["Web", "Support"]
    );
    server.stop();
    drop(server);
    assert_eq!(check().status.code(), Some(64), "also while nothing runs");
    let start = told.home.run("run", &[]);
    assert_eq!(start.status.code(), Some(1));
    assert!(
        said(&start).contains("take it out of the file"),
        "{}",
        said(&start)
    );
    // The control: with another identifier both live.
    std::fs::write(
        &file,
        [before.as_str(), &both.replace("\"support\"", "\"desk\"")].concat(),
    )
    .expect("can be written");
    assert!(check().status.success(), "{}", said(&check()));
    let server = Server::start(&told.home);
    let feed = until_feed(&server, "all", |feed| feed.components.len() == 4);
    assert_eq!(names(&feed), ["Web", "API", "Ours", "Support"]);
}

#[test]
fn a_backup_has_what_was_told() {
    let told = Told::default();
    let mut server = Server::start(&told.home);
    let token = told.token_beside();
    let operator = Operator { told: &told, token };
    operator.does(&["component", "add", "Support"]);
    let file = told.home.path("page.db");
    let file = file.to_str().expect("a path of letters");
    let taken = told.home.run("backup", &[file]);
    assert!(taken.status.success(), "{}", said(&taken));
    operator.does(&["component", "retire", "support"]);
    server.stop();
    drop(server);
    let restored = told.home.run("restore", &[file]);
    assert!(restored.status.success(), "{}", said(&restored));
    let server = Server::start(&told.home);
    until_feed(&server, "it to be there", |feed| {
        names(feed) == ["Web", "Support"]
    });
}
