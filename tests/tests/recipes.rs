//! The files of docs/hosting that people copy do what they say, line by line.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::{Command, Output};

use pilotlight_feed::{Feed, Ledger, Status, Timestamp};
use pilotlight_tests::{Home, Server, has, program};
use sqlx::{Connection, SqliteConnection};

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

/// Lets time pass for a database: all that it knows of components is so much longer ago.
fn age(home: &Home, seconds: i64) {
    let statements = [
        "UPDATE server SET last_alive = last_alive - ?1",
        "UPDATE ledger SET at = at - ?1",
    ];
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let address = format!("sqlite://{}", home.path("data/pilotlight.db").display());
        let opened = SqliteConnection::connect(&address).await;
        let mut database = opened.expect("a database");
        for statement in statements {
            let done = sqlx::query(statement)
                .bind(seconds)
                .execute(&mut database)
                .await;
            done.expect("a good statement");
        }
        database.close().await.expect("the database can be closed");
    });
}

/// A schedule of ten minutes, of which the last round but one is late beyond what the page says it holds.
#[track_caller]
fn run_by_schedule(recipe: &str, address: &str) {
    let text = hosting(recipe);
    let lines = lines(&text);
    assert_eq!(lines.len(), 1, "{lines:?}");
    // Nobody else listens or calls from there, so that who is gone is not replaced.
    let target = TcpListener::bind((address, 0)).expect("a port");
    let address = target.local_addr().expect("a bound socket has an address");
    let home = Home::with(&format!(
        "[page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n\
         [publish]\nvalid_for = \"30m\"\n\
         [[component]]\nid = \"db\"\nname = \"Database\"\n\
         [[component.monitor]]\nkind = \"tcp\"\naddress = \"{address}\"\nevery = \"1s\"\n\
         [component.incident]\nafter = \"30s\"\n\
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
    let component = |feed: &Feed, id: &str| {
        let mut known = feed.components.iter();
        known
            .find(|known| known.id == id)
            .expect("is there")
            .clone()
    };
    let status = |feed: &Feed, id: &str| Some(component(feed, id).status);
    let first = publish();
    assert_eq!(status(&first, "db"), Some(Status::Operational));
    assert_eq!(status(&first, "desk"), Some(Status::Operational));
    drop(target);
    // Two rounds within one second are none to a ledger of seconds.
    age(&home, 60);
    let second = publish();
    assert_eq!(status(&second, "db"), Some(Status::MajorOutage));
    assert!(first.revision < second.revision);
    assert_eq!(first.page, second.page);
    assert!(second.incidents.is_empty());

    // The outage is one, however many rounds it lasts, and is told once it has lasted.
    let since = component(&second, "db").since.expect("it is known");
    age(&home, 600);
    let third = publish();
    assert_eq!(status(&third, "db"), Some(Status::MajorOutage));
    let kept = component(&third, "db").since;
    assert_eq!(kept, Some(Timestamp(since.0 - 600)));
    assert_eq!(third.incidents.len(), 1, "{:?}", third.incidents);
    let today = |feed: &Feed, id: &str| component(feed, id).days.and_then(|mut days| days.pop());
    assert_eq!(today(&third, "desk"), Some('o'));
    assert_ne!(today(&third, "db"), Some('u'));
    let ledger = |id: &str| {
        let text = fs::read(home.path(&format!("public/feed/v1/ledger/{id}.json")));
        let ledger: Ledger = serde_json::from_slice(&text.expect("a ledger")).expect("a ledger");
        let intervals = ledger.intervals.into_iter();
        intervals.map(|known| known.status).collect::<Vec<_>>()
    };
    assert_eq!(ledger("desk"), [Status::Operational]);
    assert_eq!(ledger("db"), [Status::Operational, Status::MajorOutage]);

    // Of what lies beyond nothing is known, also when it was the same before and after.
    age(&home, 7_200);
    let late = publish();
    assert_eq!(status(&late, "desk"), Some(Status::Operational));
    // What began this very second is not in there yet.
    assert_eq!(ledger("desk")[..2], [Status::Operational, Status::Unknown]);
}

#[test]
fn github_pages_are_published_from_a_schedule() {
    run_by_schedule("github-pages.yml", "127.0.0.2");
}

#[test]
fn gitlab_pages_are_published_from_a_schedule() {
    run_by_schedule("gitlab-pages.yml", "127.0.0.3");
}

#[test]
fn the_copy_of_a_schedule_at_github_has_the_history_and_the_key() {
    keep_a_copy("github-pages.yml", "run: ");
}

#[test]
fn the_copy_of_a_schedule_at_gitlab_has_the_history_and_the_key() {
    keep_a_copy("gitlab-pages.yml", "- ");
}

/// Loses the data of a page, and gets it back by the lines of a recipe, each of which begins so.
#[track_caller]
fn keep_a_copy(recipe: &str, begin: &str) {
    if !has("openssl", &["version"]) {
        return;
    }
    let home = Home::with(
        "[page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n\
         [[component]]\nid = \"desk\"\nname = \"Help desk\"\nmanual = true\n",
    );
    let publish = || home.run("publish", &["--check", "--out", "public"]);
    assert!(publish().status.success());
    let key = || home.run("key", &[]).stdout;
    let before = key();
    let text = hosting(recipe);
    let line = |has: &str| {
        let mut lines = text
            .lines()
            .filter_map(|line| line.trim().strip_prefix(begin));
        lines.find(|line| line.contains(has)).expect("a line")
    };
    let shell = |line: &str| {
        let mut shell = Command::new("sh");
        shell.args(["-e", "-c", line]).current_dir(home.path("."));
        let output = shell.env("COPY_PASSWORD", "a secret").output();
        assert!(output.expect("a shell").status.success(), "{line}");
    };
    shell(line("tar cz"));
    let copy = fs::read(home.path("copy")).expect("a copy");
    assert!(copy.starts_with(b"Salted__"));
    fs::remove_dir_all(home.path("data")).expect("can be removed");
    shell(line("tar xz"));
    assert!(publish().status.success());
    assert_eq!(key(), before);

    // The control: without the copy it is another key.
    fs::remove_dir_all(home.path("data")).expect("can be removed");
    assert!(publish().status.success());
    assert_ne!(key(), before);
}

/// The words of a line of the container's file, as a list when it is one.
fn container(instruction: &str) -> Vec<String> {
    let text = hosting("Containerfile");
    let mut lines = text.lines();
    let rest = lines.find_map(|line| line.strip_prefix(instruction)?.strip_prefix(' '));
    let rest = rest.expect(instruction);
    let list = serde_json::from_str(rest);
    list.unwrap_or_else(|_| rest.split_whitespace().map(str::to_owned).collect())
}

#[test]
fn a_container_does_what_its_file_says() {
    let text = hosting("Containerfile");
    let (user, data) = (container("USER"), container("VOLUME"));
    let made = container("RUN").join(" ");
    assert!(made.contains(&format!("useradd --system --uid 10001 {}", user[0])));
    assert!(made.contains(&format!("install -d -o {} -m 0700 {}", user[0], data[0])));
    assert!(text.contains(&format!("`data_dir = \"{}\"`", data[0])));
    let port = container("EXPOSE").concat();
    assert!(text.contains(&format!("\"0.0.0.0:{port}\"")));
    let [from, to] = container("COPY").try_into().expect("from and to");
    assert_eq!(
        (from.as_str(), to.as_str()),
        ("target/release/pilotlight", "/usr/local/bin/pilotlight")
    );

    // What it runs, with the paths of a machine that is no container.
    let entry = container("ENTRYPOINT");
    assert_eq!(entry, ["pilotlight"]);
    let home = Home::with(
        "data_dir = \"data\"\n\
         [page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n\
         [http]\nlisten = \"{listen}\"\n\
         [[component]]\nid = \"desk\"\nname = \"Help desk\"\nmanual = true\n",
    );
    let configuration = home.configuration().display().to_string();
    let mut command = Command::new(program());
    let arguments = container("CMD").into_iter();
    command.args(arguments.map(|word| match word.as_str() {
        "/etc/pilotlight/pilotlight.toml" => configuration.clone(),
        _ => word,
    }));
    command.current_dir(home.path("."));
    let mut server = Server::start_by(&home, command);
    assert_eq!(server.feed().components.len(), 1);
    assert!(server.stop().success(), "{}", server.log());
}

/// The folder that the service may write to is the one that the web server of docs/hosting.md serves.
#[test]
fn a_service_may_write_what_a_web_server_serves() {
    let text = hosting("pilotlight.service");
    let mut lines = text.lines();
    let folder = lines.find_map(|line| line.strip_prefix("ReadWritePaths=-"));
    let folder = folder.expect("a folder");
    assert!(text.contains("ProtectSystem=strict"), "else it needs none");
    let guide = hosting("../hosting.md");
    assert!(guide.contains(&format!("root {folder};")));
    let user = text.lines().find_map(|line| line.strip_prefix("User="));
    let made = format!("install -d -o {} -m 0755 {folder}", user.expect("a user"));
    assert!(guide.contains(&made) && text.contains(&made));
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
