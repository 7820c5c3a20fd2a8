//! `cargo xtask tools`: gets what the build and the tests need and no newcomer has.
//!
//! Everything is looked for first and fetched once. What only the system's package manager can
//! give is asked for in one sentence.

mod browser;
mod cargo_tool;
mod debian;
mod node_packages;
mod peers;
mod prerequisites;
mod python;

use anyhow::Result;

pub(crate) use self::browser::find as chromium;
pub(crate) use self::cargo_tool::{cargo_fuzz, cargo_tools, s3s_fs};
pub(crate) use self::peers::install_unless_there as peers;
pub(crate) use self::python::{moto, readers, schemathesis};
use crate::workspace::Workspace;

/// What the widget and the server are built with.
pub(crate) fn for_build(workspace: &Workspace) -> Result<()> {
    prerequisites::check(workspace)?;
    prerequisites::add_wasm_target(workspace)?;
    prerequisites::fetch_std(workspace)?;
    for tool in cargo_tools(workspace)? {
        tool.install_unless_there(workspace)?;
    }
    node_packages::install_unless_there(workspace, "widget")
}

/// What the tests in a browser need besides.
pub(crate) fn for_browser(workspace: &Workspace) -> Result<()> {
    node_packages::install_unless_there(workspace, "tests/browser")?;
    browser::install_unless_there(workspace)?;
    browser::install_firefox_where_possible(workspace)
}

/// The compilers and the bundler that the npm package is tried with.
pub(crate) fn for_package(workspace: &Workspace) -> Result<()> {
    node_packages::install_unless_there(workspace, "tests/npm")
}

/// Those that read what is published, beside [`readers`].
pub(crate) fn for_formats(workspace: &Workspace) -> Result<()> {
    node_packages::install_unless_there(workspace, "tests/formats")
}

/// The widget that ours is measured beside.
pub(crate) fn for_bench(workspace: &Workspace) -> Result<()> {
    node_packages::install_unless_there(workspace, "tests/bench/peer")
}
