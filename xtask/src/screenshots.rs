//! `cargo xtask screenshots`: takes the pictures that people are shown from the real thing.

use anyhow::{Context, Result};

use crate::build::{self, Profile};
use crate::step::{run as run_to_end, step};
use crate::tools;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    build::run(workspace, Profile::Release)?;
    tools::for_browser(workspace)?;
    for (name, arguments) in [
        ("screenshots", ["tests/browser/screenshots.mjs"].as_slice()),
        (
            "contact sheets of the widget",
            &["tests/browser/gallery.mjs", "target/screenshots/widget"],
        ),
        (
            "the page in twelve states",
            &["tests/browser/states.mjs", "target/screenshots/states"],
        ),
    ] {
        step(name, || {
            let mut node = workspace.command("node")?;
            node.args(arguments);
            node.env("PILOTLIGHT", workspace.server(Profile::Release));
            node.env("CHROMIUM", tools::chromium().context("find Chromium")?);
            run_to_end(&mut node)
        })?;
    }
    Ok(())
}
