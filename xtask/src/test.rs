//! `cargo xtask test`: every check, one after another, also after one has failed; closes with one
//! line that counts them all.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::build::{self, Profile};
use crate::demo;
use crate::dist;
use crate::step::answer;
use crate::tally::Tally;
use crate::tools;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let mut tally = Tally::default();
    if let Err(error) = tools::for_build(workspace) {
        tally.fail("tools", &error);
    }
    sources(workspace, &mut tally)?;
    // The process tests publish the widget too, so it is built before them.
    match build::run(workspace, Profile::Release) {
        Ok(()) => built(workspace, &mut tally)?,
        Err(error) => tally.fail("build", &error),
    }
    println!();
    println!("{} passed, {} failed", tally.passed, tally.failed);
    ensure!(tally.failed == 0, "some checks failed");
    Ok(())
}

/// What needs no widget.
fn sources(workspace: &Workspace, tally: &mut Tally) -> Result<()> {
    let cargo = |arguments: &[&str]| -> Result<Command> {
        let mut command = workspace.cargo()?;
        command.args(arguments);
        Ok(command)
    };
    let for_widget = |arguments: &[&str]| -> Result<Command> {
        let mut command = cargo(arguments)?;
        command
            .arg("--package=pilotlight-widget")
            .env("CARGO_TARGET_DIR", workspace.widget_target());
        Ok(command)
    };
    tally.check("format", &mut cargo(&["fmt", "--all", "--check"])?)?;
    let mut clippy = cargo(&[
        "clippy",
        "--locked",
        "--all-targets",
        "--",
        "--deny=warnings",
    ])?;
    tally.check("lints", &mut clippy)?;
    if answer(workspace.command("cargo-deny")?.arg("--version")).is_some() {
        let mut deny = cargo(&["deny", "check", "bans", "licenses", "sources"])?;
        tally.check("licences and bans", &mut deny)?;
    } else {
        println!("    licences and bans: skipped, because cargo-deny is not installed");
    }
    let mut clippy = for_widget(&["clippy", "--locked", "--target=wasm32-unknown-unknown"])?;
    tally.check(
        "lints of the widget",
        clippy.args(["--", "--deny=warnings"]),
    )?;
    tally.check(
        "tests of the widget",
        &mut for_widget(&["test", "--locked", "--no-fail-fast"])?,
    )
}

/// What runs the built server.
fn built(workspace: &Workspace, tally: &mut Tally) -> Result<()> {
    tools::peers(workspace)?;
    let mut cargo = workspace.cargo()?;
    cargo
        .args(["test", "--locked", "--no-fail-fast"])
        .env("PILOTLIGHT", workspace.server())
        // What tests use of the system was installed just before: without it they fail.
        .env("PILOTLIGHT_ALL_TOOLS", "1");
    match tools::moto(workspace) {
        Ok(Some(program)) => {
            cargo.env("MOTO_SERVER", program);
        }
        Ok(None) => println!("    tests of buckets: skipped, because python3 has no venv"),
        Err(error) => tally.fail("moto", &error),
    }
    match tools::s3s_fs(workspace) {
        Ok(program) => {
            cargo.env("S3S_FS", program);
        }
        Err(error) => tally.fail("s3s-fs", &error),
    }
    tally.check("tests", &mut cargo)?;
    if let Err(error) = tools::for_browser(workspace) {
        tally.fail("browser", &error);
        return Ok(());
    }
    let mut node = node_tests(workspace, "tests/browser")?;
    tally.check("tests in the browser", &mut node)?;
    match tools::for_package(workspace).and_then(|()| dist::pack(workspace)) {
        Ok(packed) => {
            let mut node = node_tests(workspace, "tests/npm")?;
            node.env("PILOTLIGHT_PACKAGE", packed);
            tally.check("tests of the npm package", &mut node)?;
        }
        Err(error) => tally.fail("npm package", &error),
    }
    match tools::schemathesis(workspace) {
        Ok(Some(program)) => {
            let mut node = node_tests(workspace, "tests/api")?;
            node.env("SCHEMATHESIS", program);
            tally.check("the admin API against its description", &mut node)?;
        }
        Ok(None) => println!(
            "    the admin API against its description: skipped, because python3 has no venv"
        ),
        Err(error) => tally.fail("schemathesis", &error),
    }
    let readers = tools::for_formats(workspace).and_then(|()| tools::readers(workspace));
    match readers {
        Ok(Some(python)) => {
            let mut node = node_tests(workspace, "tests/formats")?;
            node.env("READERS", python);
            tally.check("what is published, read by others", &mut node)?;
        }
        Ok(None) => {
            println!("    what is published, read by others: skipped, because python3 has no venv")
        }
        Err(error) => tally.fail("readers", &error),
    }
    tally.check("demo", &mut demo::check(workspace)?)
}

/// Node's tests of one folder, with the server and the browser that they need.
fn node_tests(workspace: &Workspace, folder: &str) -> Result<Command> {
    let mut node = workspace.command("node")?;
    node.args(["--test", "--test-reporter=spec"])
        .args(test_files(workspace, folder)?);
    node.env("PILOTLIGHT", workspace.server());
    node.env("CHROMIUM", tools::chromium().context("find Chromium")?);
    Ok(node)
}

/// By name: what a folder means to Node's test runner differs between its versions.
fn test_files(workspace: &Workspace, folder: &str) -> Result<Vec<PathBuf>> {
    let folder = workspace.root.join(folder);
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("list {}", folder.display()))? {
        let path = entry
            .with_context(|| format!("list {}", folder.display()))?
            .path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
