//! A running server, which ends with the test that started it.

use std::fs::File;
use std::process::{Child, Stdio};

use pilotlight_feed::{Component, Feed};

use crate::{Home, get, until};

/// `pilotlight run` in a process of its own. Dropping it is a power cut: `SIGKILL`.
#[derive(Debug)]
pub struct Server<'a> {
    home: &'a Home,
    child: Child,
}

impl<'a> Server<'a> {
    /// Starts the server and waits until it serves its feed.
    ///
    /// # Panics
    /// When it ends instead; its log is then in the home's `log`.
    #[must_use]
    pub fn start(home: &'a Home) -> Self {
        let log = File::options()
            .create(true)
            .append(true)
            .open(home.path("log"));
        let log = log.expect("a temporary folder can be written");
        let mut command = home.command("run");
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn();
        let mut server = Self {
            home,
            child: child.expect("the program can be started"),
        };
        until("the server to serve its feed", || {
            let ended = server.child.try_wait().expect("a child can be waited for");
            assert!(ended.is_none(), "the server ended: {}", server.log());
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

    /// What it has logged.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.home.path("log")).unwrap_or_default()
    }
}

impl Drop for Server<'_> {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing left to end.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
