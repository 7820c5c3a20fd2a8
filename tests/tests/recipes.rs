//! The files of docs/hosting that people copy do what they say, line by line.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::{Command, Output};

use pilotlight_feed::{Feed, Status};
use pilotlight_tests::{Home, has, program};

fn hosting(name: &str) -> String {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/hosting"));
    fs::read_to_string(folder.join(name)).expect("the file is there")
}

/// The lines of a workflow that call the program.
fn lines(text: &str) -> Vec<&str> {
    let calls = text.lines().filter_map(|line| {
        let call = line
            .trim()
            .trim_start_matches("- ")
            .trim_start_matches("run: ");
        call.starts_with("./bin/pilotlight").then_some(call)
    });
    calls.collect()
}

#[track_caller]
fn run_twice(recipe: &str) {
    let text = hosting(recipe);
    let lines = lines(&text);
    assert_eq!(lines.len(), 1, "{lines:?}");
    let target = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = target.local_addr().expect("a bound socket has an address");
    let home = Home::with(&format!(
        "[page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n\
         [publish]\nvalid_for = \"30m\"\n\
         [[component]]\nid = \"db\"\nname = \"Database\"\n\
         [[component.monitor]]\nkind = \"tcp\"\naddress = \"{address}\"\nevery = \"1s\"\n\
         [[component]]\nid = \"desk\"\nname = \"Help desk\"\nmanual = true\n"
    ));
    fs::create_dir(home.path("bin")).expect("a folder");
    symlink(program(), home.path("bin/pilotlight")).expect("a link");
    let publish = || {
        // A job begins without what the last one wrote, except for the cache.
        let _ = fs::remove_dir_all(home.path("public"));
        let mut shell = Command::new("sh");
        shell
            .args(["-e", "-c", lines[0]])
            .current_dir(home.path("."));
        let output = shell.output().expect("a shell");
        assert!(output.status.success(), "{output:?}");
        let text = fs::read(home.path("public/feed/v1/feed.json")).expect("a feed");
        let feed: Feed = serde_json::from_slice(&text).expect("a feed");
        feed.validate().expect("within its bounds");
        assert!(home.path("public/index.html").is_file());
        feed
    };
    let status = |feed: &Feed, id: &str| {
        let known = feed.components.iter().find(|known| known.id == id);
        known.map(|known| known.status)
    };
    let first = publish();
    assert_eq!(status(&first, "db"), Some(Status::Operational));
    assert_eq!(status(&first, "desk"), Some(Status::Operational));
    drop(target);
    let second = publish();
    assert_eq!(status(&second, "db"), Some(Status::MajorOutage));
    assert!(first.revision < second.revision);
    assert_eq!(first.page, second.page);
}

#[test]
fn github_pages_are_published_from_a_schedule() {
    run_twice("github-pages.yml");
}

#[test]
fn gitlab_pages_are_published_from_a_schedule() {
    run_twice("gitlab-pages.yml");
}

fn verify(home: &Home, name: &str, text: &str) -> Output {
    let path = home.path(name);
    let program = program().to_str().expect("a plain path");
    let text = text.replace("/usr/local/bin/pilotlight", program);
    fs::write(&path, text).expect("can be written");
    let mut command = Command::new("systemd-analyze");
    command.args(["verify", "--man=no"]).arg(path);
    command.output().expect("it runs")
}

#[test]
fn systemd_has_nothing_to_say_about_the_service() {
    if !has("systemd-analyze", &["--version"]) {
        return;
    }
    let home = Home::with("");
    let text = hosting("pilotlight.service");
    let output = verify(&home, "pilotlight.service", &text);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{said}");

    // The control: a setting that there is not.
    let text = text.replace("ProtectHome=", "ProtectHouse=");
    let output = verify(&home, "broken.service", &text);
    assert!(String::from_utf8_lossy(&output.stderr).contains("ProtectHouse"));
}
