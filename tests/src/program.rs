//! The server's binary: the one that `PILOTLIGHT` names, which is how `cargo xtask test` hands over
//! the release build, else one that cargo builds in the profile of the tests.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

/// Path of the binary. The first caller of a test process waits for cargo, which has nothing to
/// do when the workspace has been built.
///
/// # Panics
/// When the server does not build.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| match std::env::var_os("PILOTLIGHT") {
        Some(path) => path.into(),
        None => build(),
    })
}

/// Set by `cargo xtask test`, which installs what tests use: then what is missing is a fault.
const ALL_TOOLS: &str = "PILOTLIGHT_ALL_TOOLS";

/// Whether a command of the system is there and may be used, tried as given; says so when a test has to
/// go without.
///
/// # Panics
/// When it is not there though it was to be: a test that is passed over proves nothing.
#[must_use]
pub fn has(command: &str, arguments: &[&str]) -> bool {
    let mut tried = Command::new(command);
    tried.args(arguments).stdin(Stdio::null());
    tried.stdout(Stdio::null()).stderr(Stdio::null());
    let status = tried.status();
    assert!(
        status.is_ok() || std::env::var_os(ALL_TOOLS).is_none(),
        "`{command}` is not installed; see xtask/src/tools/peers.rs for its package"
    );
    // One that is there and is not permitted, as in a container, says nothing about the server.
    let has = status.is_ok_and(|status| status.success());
    if !has {
        eprintln!(
            "skipped: `{command} {}` does not work here",
            arguments.join(" ")
        );
    }
    has
}

fn build() -> PathBuf {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet", "--message-format=json"]);
    cargo.args(["--package=pilotlight-server", "--bin=pilotlight"]);
    cargo
        .arg("--manifest-path")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"));
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    let output = cargo
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo can be started");
    assert!(output.status.success(), "the server does not build");
    let messages = String::from_utf8_lossy(&output.stdout);
    let executable = messages.lines().find_map(executable);
    executable.expect("cargo names the binary it built").into()
}

fn executable(message: &str) -> Option<String> {
    let message: Value = serde_json::from_str(message).ok()?;
    message.get("executable")?.as_str().map(str::to_owned)
}
