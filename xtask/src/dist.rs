//! `cargo xtask dist`: the npm package of the widget, packed into one file to install or to publish.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::build;
use crate::step::{answer, line, step};
use crate::tools;
use crate::workspace::Workspace;

/// Builds the widget unless it is built, packs it and says where the file is.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    tools::for_build(workspace)?;
    build::widget(workspace)?;
    let packed = step("npm package", || pack(workspace))?;
    println!("{}", packed.display());
    Ok(())
}

/// Packs what the bundler wrote beside the widget; the file's path. Nothing older stays beside it.
pub(crate) fn pack(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target.join("dist");
    if folder.is_dir() {
        fs::remove_dir_all(&folder).with_context(|| format!("empty {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("make {}", folder.display()))?;
    let mut npm = workspace.command("npm")?;
    npm.args(["pack", "--silent", "--pack-destination"]);
    npm.arg(&folder).arg(workspace.npm_package());
    let Some(name) = answer(&mut npm) else {
        bail!("{} failed: run it by hand to see why", line(&npm));
    };
    Ok(folder.join(name.trim()))
}
