//! Packages of a Debian-like system.

use std::path::Path;

use anyhow::Result;

use crate::step::{answer, run};
use crate::workspace::Workspace;

/// Only root on a Debian-like system: nobody wants a test run to ask for a password.
pub(crate) fn may_install(workspace: &Workspace) -> Result<bool> {
    let user = answer(workspace.command("id")?.arg("-u"));
    Ok(Path::new("/usr/bin/apt-get").is_file() && user.is_some_and(|user| user.trim() == "0"))
}

pub(crate) fn install(workspace: &Workspace, packages: &[&str]) -> Result<()> {
    let apt_get = |arguments: &[&str]| {
        run(workspace
            .command("apt-get")?
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive"))
    };
    apt_get(&["-q", "update"])?;
    let install = ["-q", "install", "--yes", "--no-install-recommends"];
    apt_get(&[&install, packages].concat())
}
