//! A server that people tell: one component that nothing checks, and the admin API.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;

use crate::{Answer, Home, Server, send, until};

/// A home for such a server, with its data in `data` and its site in `public`.
#[derive(Debug)]
pub struct Told {
    pub home: Home,
    /// Where operators are let in.
    pub admin: SocketAddr,
}

impl Default for Told {
    fn default() -> Self {
        Self::with("")
    }
}

impl Told {
    /// With more in its configuration.
    ///
    /// # Panics
    /// When the system has no free port.
    #[must_use]
    pub fn with(more: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let admin = listener
            .local_addr()
            .expect("a bound socket has an address");
        let home = Home::with(&format!(
            "data_dir = \"data\"\n\
             [page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n\
             [http]\nlisten = \"{{listen}}\"\n[admin]\nlisten = \"{admin}\"\n\
             [publish]\ndirectory = \"public\"\nrefresh = \"1s\"\n\
             [[component]]\nid = \"web\"\nname = \"Web\"\nmanual = true\n{more}"
        ));
        Self { home, admin }
    }

    /// A token that may do everything, made with the database that the first start makes.
    #[must_use]
    pub fn token(&self) -> String {
        drop(Server::start(&self.home));
        self.token_beside()
    }

    /// A token that may do everything, made beside a running server.
    ///
    /// # Panics
    /// When there is no database yet.
    #[must_use]
    pub fn token_beside(&self) -> String {
        let arguments = ["create", "writer", "--scope", "admin", "--local"];
        let made = self.home.run("token", &arguments);
        assert!(made.status.success(), "{made:?}");
        let token = String::from_utf8(made.stdout).expect("is text");
        token.trim().to_owned()
    }

    /// Tells of an incident; none when nobody answers.
    pub fn open(&self, token: &str, name: &str) -> Option<Answer> {
        open_at(self.admin, token, name)
    }

    /// The answer to somebody who tells of an incident, once there is one of this status.
    #[track_caller]
    pub fn until_told(&self, token: &str, name: &str, wanted: u16) -> Answer {
        until(&format!("an answer with {wanted}"), || {
            self.open(token, name)
                .filter(|answer| answer.status == wanted)
        })
    }

    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.home.path("data/pilotlight.db")
    }
}

/// Tells of an incident to whoever listens there.
pub fn open_at(admin: SocketAddr, token: &str, name: &str) -> Option<Answer> {
    let incident = serde_json::json!({
        "name": name,
        "updates": [{ "status": "investigating", "body": "We look." }],
    });
    send(
        admin,
        "POST",
        "/api/v1/incidents",
        token,
        &incident.to_string(),
    )
}
