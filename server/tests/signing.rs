//! The key of the feeds over the life of a server: one for good, its public half for everyone, its
//! private half for nobody.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};
use pilotlight_feed::signature;
use pilotlight_server::config::{self, Config};
use pilotlight_server::{StartError, public_key, start};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use rustix::process::{Pid, Signal, kill_process};
use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;

/// Long enough on any machine; a condition that holds returns at once.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// Where PKCS#8 version 2 of an Ed25519 key has the 32 bytes that nobody may know: RFC 8410.
const SECRET: std::ops::Range<usize> = 16..48;

struct Home(TempDir);

impl Home {
    /// A folder with a configuration that watches a port which nobody listens on.
    fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let closed = TcpListener::bind("127.0.0.1:0").expect("a port");
        let target = closed.local_addr().expect("an address");
        let text = format!(
            r#"
            data_dir = "data"
            [page]
            name = "Acme"
            url = "http://127.0.0.1/"
            [http]
            listen = "127.0.0.1:0"
            [publish]
            directory = "public"
            [[component]]
            id = "web"
            name = "Web"
            [[component.monitor]]
            kind = "tcp"
            address = "{target}"
            "#
        );
        fs::write(folder.path().join("pilotlight.toml"), text).expect("writes");
        Self(folder)
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    fn config(&self) -> Config {
        let text = fs::read_to_string(self.path("pilotlight.toml")).expect("reads");
        config::parse(&text, self.0.path()).expect("a good configuration")
    }

    fn command(&self, subcommand: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pilotlight"));
        command.arg(subcommand).current_dir(self.0.path());
        command
    }

    /// Waits for a published file, and answers its bytes.
    async fn published(&self, path: &str) -> Vec<u8> {
        let place = self.path("public/feed/v1").join(path);
        let mut again = tokio::time::interval(LOOK_AGAIN);
        let search = async {
            loop {
                again.tick().await;
                if let Ok(bytes) = fs::read(&place) {
                    return bytes;
                }
            }
        };
        let found = tokio::time::timeout(PATIENCE, search).await;
        found.expect("published in time")
    }

    /// Runs a server until its first publication is complete; answers the public key.
    async fn run_once(&self) -> String {
        let server = start(self.config()).await.expect("starts");
        self.published("summary.json").await;
        let key = server.public_key.clone();
        server.stop().await;
        key
    }
}

fn holds(document: &[u8], public_key: &str) -> bool {
    let signed = signature::split(document).expect("is signed");
    let decode = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).expect("is base64url");
    let public = UnparsedPublicKey::new(&ED25519, decode(public_key));
    public
        .verify(&signed.message(), &decode(signed.signature))
        .is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_outlives_a_restart_and_not_its_database() {
    let home = Home::new();
    let first = home.run_once().await;
    fs::remove_dir_all(home.path("public")).expect("deletes");
    assert_eq!(home.run_once().await, first);
    for feed in ["summary.json", "feed.json"] {
        assert!(holds(&home.published(feed).await, &first), "{feed}");
    }
    fs::remove_dir_all(home.path("data")).expect("deletes");
    fs::remove_dir_all(home.path("public")).expect("deletes");
    let other = home.run_once().await;
    assert_ne!(other, first);
    assert!(!holds(&home.published("summary.json").await, &first));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_printed_key_is_the_published_one_beside_a_running_server_and_after_it() {
    let home = Home::new();
    let server = start(home.config()).await.expect("starts");
    let key = server.public_key.clone();
    let published = format!(r#"{{"format":"pilotlight-key/1","key":"{key}"}}"#);
    assert_eq!(home.published("key.json").await, published.as_bytes());
    let check = |output: Output| {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        assert_eq!(output.stdout, [key.as_bytes(), b"\n"].concat());
        let element = format!("<pilot-light key=\"{key}\">");
        assert!(said.contains(&element), "{said}");
    };
    check(home.command("key").output().expect("runs"));
    server.stop().await;
    check(home.command("key").output().expect("runs"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_is_written_once_is_signed_with_the_same_key() {
    let home = Home::new();
    let key = home.run_once().await;
    let written = home.command("publish").args(["--out", "once"]).output();
    assert!(written.expect("runs").status.success());
    for feed in ["summary.json", "feed.json"] {
        let document = fs::read(home.path("once/feed/v1").join(feed)).expect("reads");
        assert!(holds(&document, &key), "{feed}");
    }
}

#[tokio::test]
async fn where_there_is_no_database_no_key_is_made() {
    let home = Home::new();
    let asked = public_key(&home.config()).await;
    assert!(
        matches!(asked, Err(StartError::NoDatabase { .. })),
        "{asked:?}"
    );
    assert!(!home.path("data").exists());
}

/// A child that does not outlive its test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Whether these bytes hold the secret in any form that a slip would print it in.
fn shows(bytes: &[u8], secret: &[u8]) -> bool {
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    // The last character depends on what follows.
    let standard = BASE64_STANDARD_NO_PAD.encode(&secret[..30]);
    let url_safe = BASE64_URL_SAFE_NO_PAD.encode(&secret[..30]);
    let list = format!("{secret:?}");
    let list = list.trim_matches(['[', ']']);
    let forms = [
        secret,
        hex.as_bytes(),
        standard.as_bytes(),
        url_safe.as_bytes(),
        list.as_bytes(),
    ];
    let holds = |form: &[u8]| bytes.windows(form.len()).any(|window| window == form);
    forms.into_iter().any(holds)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_private_key_is_in_the_database_alone_and_the_database_is_its_owners() {
    let home = Home::new();
    let log = fs::File::create(home.path("log")).expect("writes");
    let mut command = home.command("run");
    command.arg("--verbose").stdout(Stdio::null()).stderr(log);
    let mut running = Running(command.spawn().expect("runs"));
    let feed = home.published("summary.json").await;
    for file in files(&home.path("data")) {
        let mode = fs::metadata(&file).expect("is there").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", file.display());
    }
    let pid = Pid::from_child(&running.0);
    kill_process(pid, Signal::TERM).expect("it runs");
    assert!(running.0.wait().expect("ends").success());

    let database = home.path("data/pilotlight.db");
    let mut connection = SqliteConnection::connect(&format!("sqlite://{}", database.display()))
        .await
        .expect("connects");
    let key: Vec<u8> = sqlx::query_scalar("SELECT pkcs8 FROM signing_key")
        .fetch_one(&mut connection)
        .await
        .expect("one key");
    let secret = &key[SECRET];
    let public = public_key(&home.config()).await.expect("reads");
    let pair = Ed25519KeyPair::from_seed_unchecked(secret).expect("32 bytes");
    assert_eq!(BASE64_URL_SAFE_NO_PAD.encode(pair.public_key()), public);
    let stored = fs::read(&database).expect("reads");
    assert!(shows(&stored, secret), "the search finds what is there");

    assert!(holds(&feed, &public));
    let log = fs::read_to_string(home.path("log")).expect("reads");
    assert_eq!(log.matches(&public).count(), 1, "{log}");
    let mut places = files(&home.path("public"));
    places.push(home.path("log"));
    for place in places {
        let bytes = fs::read(&place).expect("reads");
        assert!(!shows(&bytes, secret), "{}", place.display());
    }
}
