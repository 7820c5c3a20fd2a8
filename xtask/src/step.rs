//! Named steps with their times, and commands that say what failed.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// Does one named piece of work and says how long it took.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("==> {name}");
    let start = Instant::now();
    let result = work();
    let verdict = if result.is_ok() { "done" } else { "FAILED" };
    eprintln!("    {name}: {verdict} after {:.1?}", start.elapsed());
    result
}

/// Runs a command to its end with its output shown.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("start {}", program(command)))?;
    if status.success() {
        return Ok(());
    }
    bail!("{} ended with {status}", line(command))
}

/// What a command printed, when it could be started and succeeded.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// The command as one would type it.
pub(crate) fn line(command: &Command) -> String {
    let mut words = vec![program(command)];
    words.extend(
        command
            .get_args()
            .map(|word| word.to_string_lossy().into_owned()),
    );
    words.join(" ")
}

fn program(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}
