//! What tests use of the system beside the browser: other people's web servers, and a look at system
//! calls. `cargo xtask test` fails without them; under plain `cargo test` a test that has to go without
//! says so and is passed over.

use std::env;

use anyhow::Result;

use super::debian;
use crate::step::step;
use crate::workspace::Workspace;

/// Commands, and the Debian packages that have them.
const WANTED: [(&str, &str); 10] = [
    ("strace", "strace"),
    ("eatmydata", "eatmydata"),
    ("unshare", "util-linux"),
    ("python3", "python3"),
    ("ip", "iproute2"),
    ("nginx", "nginx-light"),
    ("caddy", "caddy"),
    ("systemd-analyze", "systemd"),
    ("zsh", "zsh"),
    ("fish", "fish"),
];

/// Installs what is missing where that is possible, and says what is not.
pub(crate) fn install_unless_there(workspace: &Workspace) -> Result<()> {
    let missing = WANTED.iter().filter(|(command, _)| !is_there(command));
    let packages: Vec<&str> = missing.map(|(_, package)| *package).collect();
    if packages.is_empty() {
        return Ok(());
    }
    let is_installed = debian::may_install(workspace)?
        && step("what tests use of the system", || {
            debian::install(workspace, &packages)
        })
        .is_ok();
    if !is_installed {
        println!(
            "some tests will fail without their tools: on Debian `apt-get install {}`",
            packages.join(" ")
        );
    }
    Ok(())
}

/// Also where only administrators look.
fn is_there(command: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(["/usr/sbin".into()])
        .any(|folder| folder.join(command).is_file())
}
