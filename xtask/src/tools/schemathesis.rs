//! schemathesis, which tries the admin API against its description: a Python program in a folder of
//! its own.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::step::{answer, run, step};
use crate::workspace::Workspace;

const VERSION: &str = "4.32.5";

/// The program; none where Python cannot make a place for it.
pub(crate) fn install_unless_there(workspace: &Workspace) -> Result<Option<PathBuf>> {
    let folder = workspace.tools.join(format!("schemathesis-{VERSION}"));
    let program = folder.join("bin/schemathesis");
    if program.is_file() {
        return Ok(Some(program));
    }
    let mut python = workspace.command("python3")?;
    if answer(python.args(["-c", "import ensurepip, venv"])).is_none() {
        return Ok(None);
    }
    step("schemathesis", || {
        let mut python = workspace.command("python3")?;
        run(python.args(["-m", "venv"]).arg(&folder))?;
        let mut pip = Command::new(folder.join("bin/pip"));
        run(pip
            .args(["install", "--quiet", "--disable-pip-version-check"])
            .arg(format!("schemathesis=={VERSION}")))
    })?;
    Ok(Some(program))
}
