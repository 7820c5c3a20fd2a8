//! `cargo xtask demo`: a server that watches targets of its own, a page that carries the widget,
//! and the addresses to open.

use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Context, Result};

use crate::build::{self, Profile};
use crate::step::{line, run as run_to_end};
use crate::workspace::Workspace;

/// How long the demo runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stay {
    UntilInterrupted,
    /// Until everything has answered once: a check for machines.
    UntilUp,
}

pub(crate) fn run(workspace: &Workspace, stay: Stay) -> Result<()> {
    build::run(workspace, Profile::Release)?;
    match stay {
        Stay::UntilUp => run_to_end(&mut check(workspace, Profile::Release)?),
        Stay::UntilInterrupted => replace_by(&mut node(workspace, Profile::Release)?),
    }
}

/// The demo of what is built already, which stops once everything has answered.
pub(crate) fn check(workspace: &Workspace, profile: Profile) -> Result<Command> {
    let mut command = node(workspace, profile)?;
    command.arg("--check");
    Ok(command)
}

/// Targets, server and page are children of one Node process, whose code the browser tests share.
fn node(workspace: &Workspace, profile: Profile) -> Result<Command> {
    let mut command = workspace.command("node")?;
    command
        .arg("tests/harness/demo.mjs")
        .env("PILOTLIGHT", workspace.server(profile));
    Ok(command)
}

/// Lets the command take this process's place, so that whoever interrupts or ends this process
/// reaches the one that can stop the rest.
fn replace_by(command: &mut Command) -> Result<()> {
    Err(command.exec()).with_context(|| format!("start {}", line(command)))
}
