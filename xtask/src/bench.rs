//! `cargo xtask bench`: sizes, requests a second, memory and publishing times of the release build.

use anyhow::Result;

use crate::build::{self, Profile};
use crate::step::run as run_to_end;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    build::run(workspace, Profile::Release)?;
    let mut node = workspace.command("node")?;
    node.arg("tests/bench/bench.mjs")
        .env("PILOTLIGHT", workspace.server());
    run_to_end(&mut node)
}
