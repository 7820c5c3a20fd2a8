//! A running server, which ends with the test that started it.

use std::fs::File;
use std::process::{Command, ExitStatus, Stdio};

use pilotlight_feed::{Component, Feed};
use rustix::process::{Pid, Signal, kill_process};

use crate::child::Guarded;
use crate::{Home, get, until};

/// `pilotlight run` in a process of its own. Dropping it is a power cut: `SIGKILL`.
#[derive(Debug)]
pub struct Server<'a> {
    home: &'a Home,
    child: Guarded,
}

impl<'a> Server<'a> {
    /// Starts the server and waits until it serves its feed.
    ///
    /// # Panics
    /// When it ends instead; its log is then in the home's `log`.
    #[must_use]
    pub fn start(home: &'a Home) -> Self {
        Self::start_by(home, home.command("run"))
    }

    /// Like [`start`](Self::start), by a command that becomes the server or starts it as it is wanted.
    ///
    /// # Panics
    /// As there.
    #[must_use]
    pub fn start_by(home: &'a Home, mut command: Command) -> Self {
        let log = File::options()
            .create(true)
            .append(true)
            .open(home.path("log"));
        let log = log.expect("a temporary folder can be written");
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        let mut server = Self {
            home,
            child: Guarded::spawn(&mut command),
        };
        until("the server to serve its feed", || {
            assert!(
                server.child.ended().is_none(),
                "the server ended: {}",
                server.log()
            );
            get(home.listen, "/feed/v1/summary.json").filter(|(status, _)| *status == 200)
        });
        server
    }

    /// What it serves now, whole.
    ///
    /// # Panics
    /// When it serves none, or one that breaks the contract.
    #[must_use]
    pub fn feed(&self) -> Feed {
        let (_, body) = get(self.home.listen, "/feed/v1/feed.json").expect("the server answers");
        let feed: Feed = serde_json::from_slice(&body).expect("the feed can be read");
        feed.validate().expect("the feed is within its bounds");
        feed
    }

    /// Waits until a component is as wanted.
    ///
    /// # Panics
    /// When it never is.
    #[track_caller]
    pub fn until_component(&self, id: &str, wanted: impl Fn(&Component) -> bool) -> Feed {
        until(id, || {
            let feed = self.feed();
            feed.components
                .iter()
                .any(|one| one.id == id && wanted(one))
                .then_some(feed)
        })
    }

    /// Its process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.0.id()
    }

    /// Asks it to publish at once, as an operator does.
    ///
    /// # Panics
    /// When it is gone.
    pub fn publish(&self) {
        let pid = Pid::from_child(&self.child.0);
        kill_process(pid, Signal::HUP).expect("the server runs");
    }

    /// Asks it to end, as an init system does, and waits until it has.
    ///
    /// # Panics
    /// When it does not end in time.
    pub fn stop(&mut self) -> ExitStatus {
        let pid = Pid::from_child(&self.child.0);
        kill_process(pid, Signal::TERM).expect("the server runs");
        until("the server to end", || self.child.ended())
    }

    /// What it has logged.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.home.path("log")).unwrap_or_default()
    }
}
