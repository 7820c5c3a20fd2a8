//! Tools that cargo installs from source, each by exact version into a folder of its own, so that
//! checkouts with other versions do not disturb each other.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use anyhow::{Context, Result};

use crate::step::{answer, run, step};
use crate::workspace::Workspace;

/// The newest trunk that the pinned Rust compiles.
const TRUNK: &str = "0.21.14";

/// The newest s3s-fs that the pinned Rust compiles.
const S3S_FS: &str = "0.14.1";

/// What builds and runs the targets of `fuzz`.
const CARGO_FUZZ: &str = "0.13.2";

/// A package of crates.io that brings a binary.
#[derive(Debug)]
pub(crate) struct CargoTool {
    package: &'static str,
    binary: &'static str,
    version: String,
    features: &'static [&'static str],
    lockfile: Lockfile,
    /// How long it took on two cores; said before the wait begins.
    minutes: u8,
}

/// Whether a package is built with the dependencies that its authors built it with.
#[derive(Debug)]
enum Lockfile {
    Theirs,
    /// The lockfile that wasm-bindgen-cli is published with does not resolve.
    Fresh,
}

/// The tools that the widget is built with, at the versions that fit this checkout.
pub(crate) fn cargo_tools(workspace: &Workspace) -> Result<[CargoTool; 2]> {
    let lockfile = workspace.root.join("Cargo.lock");
    let locked =
        fs::read_to_string(&lockfile).with_context(|| format!("read {}", lockfile.display()))?;
    let wasm_bindgen =
        locked_version(&locked, "wasm-bindgen").context("find wasm-bindgen in Cargo.lock")?;
    Ok([
        CargoTool {
            package: "trunk",
            binary: "trunk",
            version: TRUNK.to_owned(),
            features: &[],
            lockfile: Lockfile::Theirs,
            minutes: 6,
        },
        CargoTool {
            package: "wasm-bindgen-cli",
            binary: "wasm-bindgen",
            version: wasm_bindgen.to_owned(),
            features: &[],
            lockfile: Lockfile::Fresh,
            minutes: 3,
        },
    ])
}

/// The program of a store that speaks S3 and keeps its objects as files, to publish to.
pub(crate) fn s3s_fs(workspace: &Workspace) -> Result<PathBuf> {
    let tool = CargoTool {
        package: "s3s-fs",
        binary: "s3s-fs",
        version: S3S_FS.to_owned(),
        features: &["binary"],
        lockfile: Lockfile::Theirs,
        minutes: 4,
    };
    tool.install_unless_there(workspace)?;
    Ok(tool.folder(workspace).join("bin").join(tool.binary))
}

/// The folder of the program that builds and runs the targets of `fuzz`.
pub(crate) fn cargo_fuzz(workspace: &Workspace) -> Result<PathBuf> {
    let tool = CargoTool {
        package: "cargo-fuzz",
        binary: "cargo-fuzz",
        version: CARGO_FUZZ.to_owned(),
        features: &[],
        lockfile: Lockfile::Theirs,
        minutes: 2,
    };
    tool.install_unless_there(workspace)?;
    Ok(tool.folder(workspace).join("bin").join(tool.binary))
}

impl CargoTool {
    pub(crate) fn folder(&self, workspace: &Workspace) -> PathBuf {
        workspace
            .tools
            .join(format!("{}-{}", self.package, self.version))
    }

    pub(crate) fn install_unless_there(&self, workspace: &Workspace) -> Result<()> {
        let folder = self.folder(workspace);
        if self.is_in(workspace, &folder)? {
            return Ok(());
        }
        let name = format!(
            "{} {}, about {} minutes",
            self.package, self.version, self.minutes
        );
        step(&name, || self.install(workspace, &folder))
    }

    fn is_in(&self, workspace: &Workspace, folder: &Path) -> Result<bool> {
        let mut command = workspace.command(folder.join("bin").join(self.binary))?;
        let said = answer(command.arg("--version"));
        Ok(said.is_some_and(|said| said.split_whitespace().any(|word| word == self.version)))
    }

    /// Installs beside the final place and renames, so that what is in the final place is whole.
    fn install(&self, workspace: &Workspace, folder: &Path) -> Result<()> {
        let half_done = workspace.tools.join(format!("half-done-{}", process::id()));
        let installed = self.install_into(workspace, &half_done).and_then(|()| {
            if folder.exists() {
                fs::remove_dir_all(folder).context("remove the broken installation")?;
            }
            fs::rename(&half_done, folder).with_context(|| format!("make {}", folder.display()))
        });
        if half_done.exists() {
            fs::remove_dir_all(&half_done).context("remove the half-done installation")?;
        }
        installed
    }

    fn install_into(&self, workspace: &Workspace, folder: &Path) -> Result<()> {
        let build = folder.join("build");
        let mut cargo = workspace.cargo()?;
        cargo.args([
            "install",
            self.package,
            "--version",
            &format!("={}", self.version),
        ]);
        cargo.args(["--bin", self.binary]);
        for feature in self.features {
            cargo.args(["--features", feature]);
        }
        cargo
            .arg("--root")
            .arg(folder)
            .arg("--target-dir")
            .arg(&build);
        match self.lockfile {
            Lockfile::Theirs => cargo.arg("--locked"),
            Lockfile::Fresh => &mut cargo,
        };
        run(&mut cargo)?;
        fs::remove_dir_all(&build).with_context(|| format!("remove {}", build.display()))
    }
}

/// The version of a package in the text of a Cargo.lock.
fn locked_version<'a>(lockfile: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lockfile.lines().skip_while(|line| *line != name);
    lines
        .nth(1)?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn a_locked_version_is_that_of_the_exact_name() {
        let lockfile = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.9\"\n\n\
                        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lockfile, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lockfile, "wasm"), None);
    }
}
