//! `cargo xtask bench`: sizes, requests a second, memory, publishing times and what a visitor of the
//! widget waits for, of the release build and beside peers.

use anyhow::{Context, Result};

use crate::build::{self, Profile};
use crate::step::run as run_to_end;
use crate::tools;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace, what: Option<&str>) -> Result<()> {
    build::run(workspace, Profile::Release)?;
    tools::for_browser(workspace)?;
    tools::for_bench(workspace)?;
    tools::for_formats(workspace)?;
    let mut node = workspace.command("node")?;
    node.arg("tests/bench/bench.mjs")
        .args(what)
        .env("PILOTLIGHT", workspace.server(Profile::Release))
        .env("CHROMIUM", tools::chromium().context("find Chromium")?);
    run_to_end(&mut node)
}
