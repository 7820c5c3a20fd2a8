//! A page that something moves to: a running server, and the command line over its admin API.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use pilotlight_server::import::Plan;
use pilotlight_server::{Server, config, start};
use serde_json::Value;
use tempfile::TempDir;

/// Long enough on any machine; a condition that holds returns at once.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

pub(crate) struct Page {
    pub(crate) folder: TempDir,
    pub(crate) token: String,
    server: Server,
}

/// Groups and components of a plan as a configuration that checks nothing: nobody is asked.
pub(crate) fn sections(plan: &Plan) -> String {
    let mut out = String::new();
    let text = |text: &str| Value::from(text).to_string();
    for group in &plan.groups {
        let (id, name) = (text(&group.key), text(&group.name));
        writeln!(out, "[[group]]\nid = {id}\nname = {name}").expect("a string takes it");
    }
    for part in &plan.components {
        let (id, name) = (text(&part.key), text(&part.name));
        writeln!(
            out,
            "[[component]]\nid = {id}\nname = {name}\nmanual = true"
        )
        .expect("a string takes it");
        if let Some(group) = &part.group {
            writeln!(out, "group = {}", text(group)).expect("a string takes it");
        }
    }
    out
}

impl Page {
    /// Starts a server with these components and waits until it has published.
    pub(crate) async fn start(sections: &str) -> Self {
        let folder = TempDir::new().expect("a folder");
        let text = format!(
            "[page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n\
             [http]\nlisten = \"127.0.0.1:0\"\n[admin]\nlisten = \"127.0.0.1:0\"\n\
             [publish]\nrefresh = \"1s\"\n{sections}"
        );
        let config = config::parse(&text, folder.path()).expect("a good configuration");
        let server = start(config).await.expect("starts");
        let page = Self {
            token: server.first_token.clone().expect("there was no token yet"),
            folder,
            server,
        };
        let published = async {
            let mut again = tokio::time::interval(LOOK_AGAIN);
            while !page.run(&["component", "list"]).status.success() {
                again.tick().await;
            }
        };
        let published = tokio::time::timeout(PATIENCE, published).await;
        published.expect("it publishes in time");
        page
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.run_as(&self.token, arguments)
    }

    /// Runs a command with a token.
    pub(crate) fn run_as(&self, token: &str, arguments: &[&str]) -> Output {
        let address = self.server.admin_address.expect("it has an admin API");
        let mut command = Command::new(env!("CARGO_BIN_EXE_pilotlight"));
        command
            .args(arguments)
            .arg("--server")
            .arg(format!("http://{address}/"))
            .env("PILOTLIGHT_TOKEN", token)
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command.output().expect("the program can be started")
    }

    /// What it knows, as JSON.
    pub(crate) fn export(&self) -> Value {
        let exported = self.run(&["export"]);
        assert!(exported.status.success(), "{}", told(&exported));
        serde_json::from_slice(&exported.stdout).expect("is JSON")
    }

    /// Another token with all rights.
    pub(crate) fn another_token(&self) -> String {
        let made = self.run(&["token", "create", "another", "--scope", "admin"]);
        assert!(made.status.success(), "{}", told(&made));
        String::from_utf8(made.stdout)
            .expect("is text")
            .trim()
            .to_owned()
    }

    /// Writes documents into a folder of its own and answers its path.
    pub(crate) fn write(&self, documents: &[(&str, Value)]) -> PathBuf {
        let folder = self.folder.path().join("source");
        fs::create_dir_all(&folder).expect("a folder");
        for (name, document) in documents {
            fs::write(folder.join(name), document.to_string()).expect("can be written");
        }
        folder
    }

    pub(crate) async fn stop(self) {
        self.server.stop().await;
    }
}

/// All that a command said.
pub(crate) fn told(output: &Output) -> String {
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8(all).expect("is text")
}
