//! Chromium for the tests: the system's own. Nothing is downloaded but by the package manager.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::step::{answer, run, step};
use crate::workspace::Workspace;

const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

pub(crate) fn install_unless_there(workspace: &Workspace) -> Result<()> {
    if find().is_some() {
        return Ok(());
    }
    if !may_install(workspace)? {
        bail!(
            "the browser tests need Chromium: install it (on Debian `apt-get install chromium`) \
             or name its binary in CHROMIUM"
        );
    }
    step("Chromium", || {
        let apt_get = |arguments: &[&str]| {
            run(workspace
                .command("apt-get")?
                .args(arguments)
                .env("DEBIAN_FRONTEND", "noninteractive"))
        };
        apt_get(&["-q", "update"])?;
        apt_get(&[
            "-q",
            "install",
            "--yes",
            "--no-install-recommends",
            "chromium",
        ])
    })
}

/// The browser that the tests drive: `CHROMIUM`, or the first of the usual names on PATH.
pub(crate) fn find() -> Option<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM") {
        return Some(named.into()).filter(|path: &PathBuf| path.is_file());
    }
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|file| file.is_file())
}

/// Only root on a Debian-like system: nobody wants a test run to ask for a password.
fn may_install(workspace: &Workspace) -> Result<bool> {
    let user = answer(workspace.command("id")?.arg("-u"));
    Ok(Path::new("/usr/bin/apt-get").is_file() && user.is_some_and(|user| user.trim() == "0"))
}
