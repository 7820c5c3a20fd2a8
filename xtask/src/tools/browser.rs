//! Chromium and Firefox for the tests: the system's own. Nothing is downloaded but by the package
//! manager. Chromium is needed; the tests in Firefox run where there is one.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::debian;
use crate::step::step;
use crate::workspace::Workspace;

const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// Where Debian's package puts it, which is where the tests look.
const FIREFOX: &str = "/usr/bin/firefox-esr";

pub(crate) fn install_unless_there(workspace: &Workspace) -> Result<()> {
    if find().is_some() {
        return Ok(());
    }
    if !debian::may_install(workspace)? {
        bail!(
            "the browser tests need Chromium: install it (on Debian `apt-get install chromium`) \
             or name its binary in CHROMIUM"
        );
    }
    step("Chromium", || debian::install(workspace, &["chromium"]))
}

/// Debian's Firefox, where it can be had; without one the tests in it are skipped, and say so.
pub(crate) fn install_firefox_where_possible(workspace: &Workspace) -> Result<()> {
    let is_there = env::var_os("FIREFOX").is_some() || Path::new(FIREFOX).is_file();
    if is_there || !debian::may_install(workspace)? {
        return Ok(());
    }
    let installed = step("Firefox", || debian::install(workspace, &["firefox-esr"]));
    if let Err(error) = installed {
        println!("    tests in Firefox: skipped, because it cannot be installed: {error:#}");
    }
    Ok(())
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
