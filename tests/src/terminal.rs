//! The program at a terminal, with a person who reads and types.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::child::Guarded;
use crate::until;

/// A command at a terminal of its own. Dropping it ends the command.
#[derive(Debug)]
pub struct Terminal {
    child: Guarded,
    keyboard: File,
    shown: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
}

impl Terminal {
    /// Starts a command whose input and output are a terminal.
    ///
    /// # Panics
    /// When the system has no terminal left, or the program cannot be started.
    #[must_use]
    pub fn start(mut command: Command) -> Self {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&master).expect("a terminal of ours");
        unlockpt(&master).expect("a terminal that can be opened");
        let name = ptsname(&master, Vec::new()).expect("a terminal has a name");
        let name = name.into_string().expect("its name is text");
        let end = || {
            let opened = OpenOptions::new().read(true).write(true).open(&name);
            Stdio::from(opened.expect("it can be opened"))
        };
        command.stdin(end()).stdout(end()).stderr(end());
        let child = Guarded::spawn(&mut command);
        // Only the child holds the other end from here on, so reading ends with it.
        drop(command);
        let keyboard = File::from(master);
        let mut screen = keyboard.try_clone().expect("a handle can be doubled");
        let shown = Arc::new(Mutex::new(Vec::new()));
        let reading = Arc::clone(&shown);
        let reader = thread::spawn(move || {
            let mut bytes = [0; 4096];
            // A terminal that nobody holds any more answers with an error.
            while let Ok(count @ 1..) = screen.read(&mut bytes) {
                let mut shown = reading.lock().expect("nobody panics with it");
                shown.extend_from_slice(&bytes[..count]);
            }
        });
        Self {
            child,
            keyboard,
            shown,
            reader,
        }
    }

    /// What it has shown, what was typed included.
    ///
    /// # Panics
    /// When it is no text.
    #[must_use]
    pub fn shown(&self) -> String {
        let shown = self.shown.lock().expect("nobody panics with it");
        String::from_utf8(shown.clone()).expect("is text")
    }

    /// Waits for a question, then types an answer.
    ///
    /// # Panics
    /// When the question never comes.
    #[track_caller]
    pub fn answer(&mut self, question: &str, answer: &str) {
        until(question, || self.shown().contains(question).then_some(()));
        let line = format!("{answer}\n");
        let typed = self.keyboard.write_all(line.as_bytes());
        typed.expect("a terminal takes what is typed");
    }

    /// Waits for its end: how it ended, and all that it has shown.
    ///
    /// # Panics
    /// When it does not end.
    #[track_caller]
    pub fn end(mut self) -> (ExitStatus, String) {
        let status = until("the command to end", || self.child.ended());
        // What it said last may still be on its way to the reader, who ends with the terminal.
        until("all that it said", || {
            self.reader.is_finished().then_some(())
        });
        (status, self.shown())
    }
}
