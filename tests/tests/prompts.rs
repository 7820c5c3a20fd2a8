//! Who is asked and who is told: a person at a terminal is asked for what they forgot, and sees colours;
//! a script never waits for an answer and gets plain text.

use std::net::TcpListener;
use std::process::{Command, Stdio};

use pilotlight_tests::{Home, Server, Terminal, has, program, until};

/// What makes a terminal change colour.
const ESCAPE: char = '\u{1b}';

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

fn token(home: &Home) -> String {
    let made = home.run(
        "token",
        &["create", "rescue", "--scope", "admin", "--local"],
    );
    let token = String::from_utf8(made.stdout).expect("is text");
    token.trim().to_owned()
}

/// A command with a token, as it is typed.
fn command(home: &Home, token: &str, typed: &[&str]) -> Command {
    let mut command = home.command(typed[0]);
    command.args(&typed[1..]).env("PILOTLIGHT_TOKEN", token);
    command.env_remove("NO_COLOR");
    command
}

/// A command, what is asked and answered, and a word of what comes of it.
type Conversation<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)], &'a str);

#[test]
fn a_person_is_asked_for_what_they_forgot() {
    let home = home();
    let server = Server::start(&home);
    let token = token(&home);
    let questions: [Conversation<'_>; 8] = [
        (
            &["incident", "open", "-c", "support=major_outage"],
            &[
                ("What happens, in a few words? ", "Nobody answers"),
                ("What do you know so far? ", "The line is dead."),
            ],
            "The line is dead.",
        ),
        (
            &["incident", "update", "-s", "identified"],
            &[("What is new? ", "It is the modem.")],
            "identified",
        ),
        (
            &["incident", "resolve"],
            &[("What was done? ", "We turned it off and on.")],
            "resolved",
        ),
        (
            &["maintenance", "plan", "-c", "support"],
            &[
                ("What is done, in a few words? ", "A new modem"),
                ("When does it begin", "2h"),
                ("When does it end", "90m"),
            ],
            "scheduled",
        ),
        (
            &["series", "plan", "--zone", "UTC", "--id", "backup"],
            &[
                ("What is done, in a few words? ", "Backup"),
                ("When does the first one begin", "2026-01-01 02:30"),
                ("How long does each take", "90m"),
                ("On which days", "FREQ=MONTHLY;BYDAY=1SU"),
            ],
            "backup  2026-01-01T02:30  FREQ=MONTHLY;BYDAY=1SU  Backup",
        ),
        (
            &["component", "add"],
            &[("How is the component called? ", "The office (2nd floor)")],
            "the-office-2nd-floor is on the page",
        ),
        (
            &["group", "add"],
            &[
                ("How is the group called? ", "人"),
                ("What is the id of the group", "people"),
            ],
            "people is on the page",
        ),
        (
            &["component", "retire"],
            &[("Which component? ", "the-office-2nd-floor")],
            "is off the page; its history stays",
        ),
    ];
    for (typed, answers, words) in questions {
        let mut terminal = Terminal::start(command(&home, &token, typed));
        for (question, answer) in answers {
            terminal.answer(question, answer);
        }
        let (status, shown) = terminal.end();
        assert!(status.success() && shown.contains(words), "{shown}");
    }
    until("it to be resolved for everyone", || {
        server.feed().incidents.is_empty().then_some(())
    });
}

#[test]
fn an_answer_of_nothing_is_no_answer() {
    let home = home();
    let _server = Server::start(&home);
    let token = token(&home);
    let mut terminal = Terminal::start(command(&home, &token, &["incident", "open"]));
    terminal.answer("What happens", "");
    let (status, shown) = terminal.end();
    assert_eq!(status.code(), Some(64), "{shown}");
    assert!(shown.contains("the title is missing"), "{shown}");
}

#[test]
fn a_script_is_never_asked_and_hears_the_name_of_the_option() {
    let home = home();
    let _server = Server::start(&home);
    let token = token(&home);
    let forgotten: [(&[&str], &str); 13] = [
        (&["incident", "open"], "the title is missing"),
        (&["incident", "open", "Down"], "--message is missing"),
        (&["maintenance", "plan"], "the title is missing"),
        (&["maintenance", "plan", "Work"], "--from is missing"),
        (
            &["maintenance", "plan", "Work", "--from", "2h"],
            "--to is missing",
        ),
        (&["series", "plan"], "the title is missing"),
        (&["series", "plan", "Work"], "--starts is missing"),
        (
            &["series", "plan", "Work", "--starts", "2026-01-01T02:30"],
            "--for is missing",
        ),
        (
            &[
                "series",
                "plan",
                "Work",
                "--starts",
                "2026-01-01T02:30",
                "--for",
                "1h",
            ],
            "--rule is missing",
        ),
        (&["component", "add"], "the name is missing"),
        (&["group", "add", "人"], "--id is missing"),
        (&["component", "edit", "--critical"], "the id is missing"),
        (&["component", "edit", "support"], "nothing to change"),
    ];
    for (typed, words) in forgotten {
        // Answers lie ready, and are not taken: a pipe is no person.
        let mut command = command(&home, &token, typed);
        let answers = std::fs::File::open(home.configuration()).expect("a file of lines");
        let output = command.stdin(answers).output().expect("it can be started");
        let said = String::from_utf8(output.stderr).expect("is text");
        assert_eq!(output.status.code(), Some(64), "{typed:?}: {said}");
        assert!(said.contains(words), "{typed:?}: {said}");
        assert!(!said.contains('?'), "{typed:?}: {said}");
    }
}

#[test]
fn colours_are_for_terminals_only() {
    let home = home();
    let server = Server::start(&home);
    let token = token(&home);
    server.until_component("support", |known| known.status.as_str() == "operational");
    for typed in [&["component", "list"][..], &["status"]] {
        let (_, shown) = Terminal::start(command(&home, &token, typed)).end();
        // The control: at a terminal there are some.
        assert!(shown.contains(ESCAPE), "{typed:?}: {shown}");
        let mut plain = command(&home, &token, typed);
        plain.env("NO_COLOR", "1");
        let (_, shown) = Terminal::start(plain).end();
        assert!(!shown.contains(ESCAPE), "{typed:?}: {shown}");
        let json = [typed, &["--json"]].concat();
        let (_, shown) = Terminal::start(command(&home, &token, &json)).end();
        assert!(!shown.contains(ESCAPE), "{json:?}: {shown}");
        let mut piped = command(&home, &token, typed);
        let output = piped.stdin(Stdio::null()).output().expect("it runs");
        assert!(output.status.success());
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).expect("is text");
        assert!(!said.contains(ESCAPE), "{typed:?}: {said}");
    }
}

#[test]
fn completions_of_every_shell_are_programs_of_that_shell() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let printed = Command::new(program())
            .args(["completions", shell])
            .output()
            .expect("it can be started");
        assert!(printed.status.success() && printed.stderr.is_empty());
        let text = String::from_utf8(printed.stdout).expect("is text");
        for word in ["maintenance", "resolve", "expected", "restore"] {
            assert!(text.contains(word), "{shell}: {word}");
        }
        let only_parse = match shell {
            "bash" | "zsh" => "-n",
            "fish" => "--no-execute",
            _ => continue,
        };
        if !has(shell, &["-c", "true"]) {
            continue;
        }
        let file = folder.path().join(shell);
        let parse = |text: &str| {
            std::fs::write(&file, text).expect("can be written");
            let mut command = Command::new(shell);
            command.arg(only_parse).arg(&file).stderr(Stdio::null());
            command.status().expect("it is there").success()
        };
        assert!(parse(&text), "{shell} does not take its completions");
        // The control: what is none is not taken.
        assert!(!parse(&format!("{text}\nif (\n")), "{shell} takes anything");
    }
}
