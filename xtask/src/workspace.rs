//! Where things are: the folders of the workspace and of its tools, and commands that know both.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::build::Profile;

/// The folders that every command works in.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The top of the repository.
    pub(crate) root: PathBuf,
    /// What cargo builds, and everything else that may be deleted.
    pub(crate) target: PathBuf,
    /// Tools by name and version; shared by all checkouts of this user.
    pub(crate) tools: PathBuf,
}

impl Workspace {
    pub(crate) fn find() -> Result<Self> {
        let package = env::var_os("CARGO_MANIFEST_DIR").context("start this as `cargo xtask`")?;
        let root = Path::new(&package)
            .parent()
            .context("find the top of the repository")?;
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => root.join(folder),
            None => root.join("target"),
        };
        let tools = cache_folder()?.join("pilotlight/tools");
        Ok(Self {
            root: root.to_owned(),
            target,
            tools,
        })
    }

    /// A command at the top of the repository that finds the tools before anything else of
    /// their names.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Result<Command> {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", self.path()?);
        Ok(command)
    }

    pub(crate) fn cargo(&self) -> Result<Command> {
        self.command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    /// Builds of the widget have a folder of their own: they and the server's builds would make
    /// each other's dependencies anew, because they ask for other features.
    pub(crate) fn widget_target(&self) -> PathBuf {
        self.target.join("widget")
    }

    /// The npm package, which the bundler writes where the widget is built.
    pub(crate) fn npm_package(&self) -> PathBuf {
        self.widget_target().join("npm")
    }

    /// The server's binary.
    pub(crate) fn server(&self, profile: Profile) -> PathBuf {
        self.target.join(match profile {
            Profile::Release => "release/pilotlight",
            Profile::Dev => "debug/pilotlight",
        })
    }

    fn path(&self) -> Result<OsString> {
        let mut folders = vec![self.root.join("widget/node_modules/.bin")];
        for tool in crate::tools::cargo_tools(self)? {
            folders.push(tool.folder(self).join("bin"));
        }
        folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        env::join_paths(folders).context("put the tools on PATH")
    }
}

fn cache_folder() -> Result<PathBuf> {
    if let Some(folder) = env::var_os("XDG_CACHE_HOME").filter(|folder| !folder.is_empty()) {
        return Ok(folder.into());
    }
    let home = PathBuf::from(env::var_os("HOME").context("HOME is not set")?);
    let below_home = if cfg!(target_os = "macos") {
        "Library/Caches"
    } else {
        ".cache"
    };
    Ok(home.join(below_home))
}
