//! A folder with a configuration in it, and the program run there to its end.

use std::fs;
use std::io::Read;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::child::Guarded;
use crate::{program, until};

/// Stands in a configuration for an address that is free now.
pub const LISTEN: &str = "{listen}";

/// A temporary folder with `pilotlight.toml`.
#[derive(Debug)]
pub struct Home {
    folder: TempDir,
    /// What [`LISTEN`] was replaced by.
    pub listen: SocketAddr,
}

impl Home {
    /// Writes a configuration, with [`LISTEN`] replaced.
    ///
    /// # Panics
    /// When the system has no temporary folder or no free port.
    #[must_use]
    pub fn with(configuration: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let listen = listener
            .local_addr()
            .expect("a bound socket has an address");
        let home = Self { folder, listen };
        let text = configuration.replace(LISTEN, &listen.to_string());
        fs::write(home.configuration(), text).expect("a temporary folder can be written");
        home
    }

    #[must_use]
    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    #[must_use]
    pub fn configuration(&self) -> PathBuf {
        self.path("pilotlight.toml")
    }

    /// The program with a subcommand and this home's configuration.
    #[must_use]
    pub fn command(&self, subcommand: &str) -> Command {
        let mut command = Command::new(program());
        command
            .arg(subcommand)
            .arg("--config")
            .arg(self.configuration());
        command.current_dir(self.folder.path());
        command
    }

    /// Runs a subcommand to its end.
    ///
    /// # Panics
    /// When the program cannot be started, or goes on where it should end.
    #[must_use]
    pub fn run(&self, subcommand: &str, arguments: &[&str]) -> Output {
        let mut command = self.command(subcommand);
        command.args(arguments).stdin(Stdio::null());
        let mut child = Guarded::spawn(command.stdout(Stdio::piped()).stderr(Stdio::piped()));
        // What such a run prints fits into a pipe, so nobody has to read meanwhile.
        let status = until(subcommand, || child.ended());
        Output {
            status,
            stdout: rest(child.0.stdout.take()),
            stderr: rest(child.0.stderr.take()),
        }
    }
}

fn rest(pipe: Option<impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        pipe.read_to_end(&mut bytes).expect("a pipe can be read");
    }
    bytes
}
