//! What the program refuses to do, in words that say what to do instead.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

use pilotlight_tests::{Home, Server, program};
use sqlx::{Connection, SqliteConnection};

/// `EX_USAGE` of sysexits.h: the command line or the configuration is at fault, not the run.
const BAD_USAGE: i32 = 64;

const GOOD: &str = "data_dir = \"data\"\n\
    [page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n\
    [http]\nlisten = \"{listen}\"\n\
    [publish]\ndirectory = \"public\"\n\
    [[component]]\nid = \"api\"\nname = \"API\"\n\
    [[component.monitor]]\nkind = \"tcp\"\naddress = \"127.0.0.1:9\"\n";

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What a refused run said: one line, after which nothing has been started or written.
#[track_caller]
fn refusal(output: &Output) -> String {
    let said = text(&output.stderr);
    assert!(!output.status.success(), "it was not refused: {said}");
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    assert!(!said.contains("panicked"), "{said}");
    let mut reasons: Vec<&str> = said.trim_end().split([':', ';']).map(str::trim).collect();
    reasons.sort_unstable();
    let is_told_twice = reasons.windows(2).any(|pair| pair[0] == pair[1]);
    assert!(!is_told_twice, "a reason is told twice: {said}");
    said
}

#[test]
fn a_bad_configuration_is_told_whole_with_lines_and_starts_nothing() {
    let home = Home::with(
        "data_dir = \"data\"\n\
         [page]\n\
         name = \"\"\n\
         url = \"ftp://example.com\"\n\
         [http]\n\
         listen = \"nowhere\"\n\
         [[component]]\n\
         id = \"Not An Id\"\n\
         name = \"API\"\n\
         colour = \"teal\"\n\
         [[component.monitor]]\n\
         kind = \"carrier pigeon\"\n",
    );
    for subcommand in ["check", "run"] {
        let output = home.run(subcommand, &[]);
        let said = text(&output.stderr);
        assert_eq!(
            output.status.code(),
            Some(BAD_USAGE),
            "{subcommand}: {said}"
        );
        let path = home.configuration();
        for line in [3, 4, 6, 8, 10, 12] {
            let place = format!("{}:{line}:", path.display());
            assert!(
                said.contains(&place),
                "{subcommand}: nothing about line {line} in\n{said}"
            );
        }
    }
    assert!(!home.path("data").exists() && !home.path("public").exists());
}

#[test]
fn a_good_configuration_is_accepted_and_starts_nothing() {
    let home = Home::with(GOOD);
    let output = home.run("check", &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    assert!(said.contains("good; 1 component, 1 monitor\n"), "{said}");
    assert!(!home.path("data").exists() && !home.path("public").exists());
}

#[test]
fn the_sample_is_a_good_configuration() {
    let sample = Command::new(program()).arg("sample").output().unwrap();
    assert!(sample.status.success());
    let home = Home::with("");
    fs::write(home.configuration(), &sample.stdout).unwrap();
    let output = home.run("check", &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn a_command_line_with_a_mistake_is_told_by_its_code() {
    for arguments in [&["rum"][..], &["check", "--colour"], &[]] {
        let output = Command::new(program()).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(BAD_USAGE), "{arguments:?}");
    }
}

#[test]
fn a_configuration_that_is_not_text_is_not_to_be_overwritten() {
    let home = Home::with("");
    fs::write(home.configuration(), b"name = \"Caf\xe9\"").unwrap();
    let said = refusal(&home.run("run", &[]));
    assert!(said.contains("save it as UTF-8"), "{said}");
    assert!(!said.contains("sample"), "{said}");
}

#[test]
fn a_folder_in_place_of_a_configuration_is_not_to_be_overwritten() {
    let home = Home::with("");
    fs::remove_file(home.configuration()).unwrap();
    fs::create_dir(home.configuration()).unwrap();
    let said = refusal(&home.run("run", &[]));
    assert!(said.contains("name the file itself"), "{said}");
    assert!(!said.contains("sample"), "{said}");
}

#[test]
fn an_address_that_cannot_be_kept_is_refused_with_what_to_do_and_without_its_password() {
    let page = "url = \"http://127.0.0.1/\"";
    let monitor = "kind = \"tcp\"\naddress = \"127.0.0.1:9\"";
    for (place, setting, remedy) in [
        (
            page,
            "url = \"https://example.com/status/\"",
            "a host of its own",
        ),
        (
            page,
            "url = \"https://:canary@example.com\"",
            "more than a host",
        ),
        (page, "url = \"https://me:canary@\"", "is no address"),
        (
            monitor,
            "kind = \"http\"\nurl = \"https://me:canary@example.com/\"",
            "headers = { Authorization",
        ),
        (
            monitor,
            "kind = \"http\"\nurl = \"https://me:canary@[example.com/\"",
            "is no address",
        ),
        (
            monitor,
            "kind = \"tcp\"\naddress = \"me:canary@example.com:5432\"",
            "is no host and port",
        ),
    ] {
        let output = Home::with(&GOOD.replace(place, setting)).run("check", &[]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(BAD_USAGE), "{setting}: {said}");
        assert!(said.contains(remedy), "{said}");
        assert!(!said.contains("canary"), "{said}");
    }
}

#[test]
fn a_data_folder_in_use_is_named_and_the_other_server_goes_on() {
    let first_home = Home::with(GOOD);
    let first = Server::start(&first_home);
    let home = Home::with(GOOD);
    let shared = format!(
        "data_dir = {:?}",
        first_home.path("data").display().to_string()
    );
    let text = fs::read_to_string(home.configuration()).unwrap();
    fs::write(
        home.configuration(),
        text.replace("data_dir = \"data\"", &shared),
    )
    .unwrap();
    let said = refusal(&home.run("run", &[]));
    assert!(said.contains("in use by another pilotlight"), "{said}");
    let feed = first.feed();
    assert_eq!(feed.components.len(), 1);
}

#[test]
fn what_a_feed_cannot_hold_is_refused_before_the_start() {
    let mut text = GOOD.to_owned();
    for number in 0..1_500 {
        text.push_str(&format!(
            "[[component]]\nid = \"c{number}\"\nname = \"Component\"\ndescription = \"{}\"\n\
             [[component.monitor]]\nkind = \"tcp\"\naddress = \"127.0.0.1:9\"\n",
            "what it is for ".repeat(10)
        ));
    }
    let output = Home::with(&text).run("check", &[]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(BAD_USAGE), "{said}");
    assert!(said.contains("show fewer components"), "{said}");
    assert!(said.contains("more than readers take"), "{said}");
}

#[test]
fn a_missing_configuration_is_named() {
    let home = Home::with("");
    fs::remove_file(home.configuration()).unwrap();
    let said = refusal(&home.run("run", &[]));
    assert!(said.contains("pilotlight.toml"), "{said}");
}

#[test]
fn a_port_in_use_is_named_and_nothing_is_published() {
    let home = Home::with(GOOD);
    let _taken = TcpListener::bind(home.listen).unwrap();
    let said = refusal(&home.run("run", &[]));
    assert!(said.contains(&home.listen.to_string()), "{said}");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    for (folder, setting) in [("data", "data_dir"), ("public", "directory")] {
        let home = Home::with(GOOD);
        // A file in the folder's place refuses also root, whom permissions do not stop.
        fs::write(home.path(folder), "kept").unwrap();
        let said = refusal(&home.run("run", &[]));
        assert!(
            said.contains(&*home.path(folder).to_string_lossy()),
            "{setting}: {said}"
        );
        assert!(said.contains("move"), "{setting}: {said}");
        assert!(!said.contains("writable"), "{setting}: {said}");
        assert_eq!(fs::read_to_string(home.path(folder)).unwrap(), "kept");
    }
}

#[test]
fn a_database_of_a_newer_version_is_refused_and_left_as_it_is() {
    let home = Home::with(GOOD);
    drop(Server::start(&home));
    let database = home.path("data/pilotlight.db");
    in_database(
        &database,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (999, 'of tomorrow', TRUE, x'00', 0)",
    );
    let before = fs::read(&database).unwrap();
    let arguments = ["--out", "again"];
    for (subcommand, arguments) in [("run", &[][..]), ("publish", &arguments[..])] {
        let said = refusal(&home.run(subcommand, arguments));
        assert!(said.contains("newer"), "{said}");
    }
    assert_eq!(fs::read(&database).unwrap(), before);
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
    let home = Home::with(GOOD);
    let database = home.path("data/pilotlight.db");
    fs::create_dir(home.path("data")).unwrap();
    fs::write(&database, b"these are the accounts of 2019\n".repeat(400)).unwrap();
    let before = fs::read(&database).unwrap();
    let said = refusal(&home.run("run", &[]));
    assert!(said.contains("move it away"), "{said}");
    assert_eq!(fs::read(&database).unwrap(), before);
    let said = refusal(&home.run("publish", &["--out", "once"]));
    assert!(said.contains("move it away"), "{said}");
    assert!(!home.path("once").exists(), "nothing was published");
}

#[test]
fn there_is_nothing_to_publish_before_the_first_run() {
    let home = Home::with(GOOD);
    let said = refusal(&home.run("publish", &["--out", "once"]));
    assert!(said.contains("pilotlight run"), "{said}");
    assert!(!home.path("data").exists() && !home.path("once").exists());
}

#[test]
fn help_names_every_subcommand() {
    let help = Command::new(program()).arg("--help").output().unwrap();
    assert_eq!((help.status.code(), help.stderr.len()), (Some(0), 0));
    for subcommand in ["run", "check", "sample", "publish"] {
        assert!(text(&help.stdout).contains(subcommand), "{subcommand}");
    }
}

/// Does something to a database that no version of ours does.
fn in_database(path: &Path, statement: &'static str) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let address = format!("sqlite://{}", path.display());
        let mut connection = SqliteConnection::connect(&address)
            .await
            .expect("a database");
        sqlx::query(statement)
            .execute(&mut connection)
            .await
            .expect("a good statement");
        connection
            .close()
            .await
            .expect("the database can be closed");
    });
}
