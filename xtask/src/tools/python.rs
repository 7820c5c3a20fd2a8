//! Python programs that tests use, each set in a folder of its own in the user's cache.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::step::{answer, run, step};
use crate::workspace::Workspace;

/// Tries the admin API against its description.
const SCHEMATHESIS: Environment = Environment {
    name: "schemathesis",
    packages: &["schemathesis==4.32.5"],
};

/// Read what is published, as the readers of each form do.
const READERS: Environment = Environment {
    name: "readers",
    packages: &[
        "feedparser==6.0.12",
        "icalendar==6.3.2",
        "pillow==13.0.0",
        "prometheus-client==0.26.0",
        "statuspage-prometheus-exporter==2.6.0",
        "extruct==0.18.0",
        "sectxt==0.9.8",
        "llms-txt==0.0.7",
    ],
};

/// A store that speaks S3, to publish to.
const MOTO: Environment = Environment {
    name: "moto",
    packages: &["moto[server]==5.2.1"],
};

struct Environment {
    name: &'static str,
    packages: &'static [&'static str],
}

/// The program; none where Python cannot make a place for it.
pub(crate) fn schemathesis(workspace: &Workspace) -> Result<Option<PathBuf>> {
    let folder = SCHEMATHESIS.install_unless_there(workspace)?;
    Ok(folder.map(|folder| folder.join("bin/schemathesis")))
}

/// A Python that knows the readers; none where Python cannot make a place for them.
pub(crate) fn readers(workspace: &Workspace) -> Result<Option<PathBuf>> {
    let folder = READERS.install_unless_there(workspace)?;
    Ok(folder.map(|folder| folder.join("bin/python3")))
}

/// The store's program; none where Python cannot make a place for it.
pub(crate) fn moto(workspace: &Workspace) -> Result<Option<PathBuf>> {
    let folder = MOTO.install_unless_there(workspace)?;
    Ok(folder.map(|folder| folder.join("bin/moto_server")))
}

impl Environment {
    fn install_unless_there(&self, workspace: &Workspace) -> Result<Option<PathBuf>> {
        // Named by all versions, so that another one is another folder.
        let versions: Vec<&str> = self
            .packages
            .iter()
            .filter_map(|package| package.rsplit('=').next())
            .collect();
        let folder = workspace
            .tools
            .join(format!("{}-{}", self.name, versions.join("-")));
        let is_whole = folder.join("whole");
        if is_whole.is_file() {
            return Ok(Some(folder));
        }
        let mut python = workspace.command("python3")?;
        if answer(python.args(["-c", "import ensurepip, venv"])).is_none() {
            return Ok(None);
        }
        step(self.name, || {
            let mut python = workspace.command("python3")?;
            run(python.args(["-m", "venv"]).arg(&folder))?;
            let mut pip = Command::new(folder.join("bin/pip"));
            pip.args(["install", "--quiet", "--disable-pip-version-check"]);
            run(pip.args(self.packages))?;
            fs::write(&is_whole, "").context("mark the folder as whole")
        })?;
        Ok(Some(folder))
    }
}
