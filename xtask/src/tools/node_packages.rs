//! The npm packages of one folder, exactly as its lockfile has them.

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::step::{run, step};
use crate::workspace::Workspace;

pub(crate) fn install_unless_there(workspace: &Workspace, folder: &str) -> Result<()> {
    if is_current(&workspace.root.join(folder)) {
        return Ok(());
    }
    step(&format!("npm packages of {folder}"), || {
        let mut npm = workspace.command("npm")?;
        // No package here needs its install script, so none gets to run one.
        npm.args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefix",
            folder,
        ]);
        run(&mut npm)
    })
}

/// npm writes its own copy of the lockfile last, so that copy tells when it was done.
fn is_current(folder: &Path) -> bool {
    let modified = |path: &str| fs::metadata(folder.join(path)).and_then(|file| file.modified());
    match (
        modified("package-lock.json"),
        modified("node_modules/.package-lock.json"),
    ) {
        (Ok(asked), Ok(installed)) => asked <= installed,
        _ => false,
    }
}
