//! A child process that never outlives the test that started it.

use std::process::{Child, Command, ExitStatus};

/// Ends with `SIGKILL`, which is a power cut to it, when it is dropped.
#[derive(Debug)]
pub struct Guarded(pub Child);

impl Guarded {
    /// Starts a program.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn spawn(command: &mut Command) -> Self {
        Self(command.spawn().expect("the program can be started"))
    }

    /// How it ended; none while it runs.
    ///
    /// # Panics
    /// When the system does not know it.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.0.try_wait().expect("a child can be waited for")
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing left to end.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}
