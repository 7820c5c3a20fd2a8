//! A store that speaks S3, somebody else's: moto's server, or s3s-fs. Looked at and written to without a
//! client of S3, so that no library could hide a fault.

use std::collections::BTreeMap;
use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::child::Guarded;
use crate::folder::files;
use crate::program::has;
use crate::request::exchange_whole;
use crate::until;

/// moto asks who somebody is, and believes them.
const AUTHORIZATION: &str = "Authorization: AWS4-HMAC-SHA256 \
    Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0\r\n";

/// A running store with one bucket. It ends with the test.
#[derive(Debug)]
pub struct Store {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where it keeps its objects as files, and is looked at there: it answers nobody without a signature.
    folder: Option<TempDir>,
    _child: Guarded,
}

/// Whose store it is. They differ in what they tell of an object in a list, and in how they hold a
/// condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// moto's server, in Python: `MOTO_SERVER` names it.
    Moto,
    /// s3s-fs, in Rust: `S3S_FS` names it.
    S3sFs,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Moto, Self::S3sFs];

    /// Its program: the one that is named, else it is looked for on PATH.
    fn program(self) -> PathBuf {
        let (variable, name) = match self {
            Self::Moto => ("MOTO_SERVER", "moto_server"),
            Self::S3sFs => ("S3S_FS", "s3s-fs"),
        };
        std::env::var_os(variable).map_or_else(|| name.into(), PathBuf::from)
    }
}

/// What is in a bucket under one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Headers of the answer, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The bytes.
    pub body: Vec<u8>,
}

impl Store {
    /// Name of its bucket.
    pub const BUCKET: &str = "acme-status";

    /// What it lets those in by who publish.
    pub const KEY: &str = "test";
    /// And what they prove that with.
    pub const SECRET: &str = "canary-of-a-secret";

    /// Starts moto's; none, and said so, where there is no such server.
    #[must_use]
    pub fn start() -> Option<Self> {
        Self::of(Kind::Moto)
    }

    /// Starts one; none, and said so, where there is no such server.
    ///
    /// # Panics
    /// When it starts and then does not answer.
    #[must_use]
    pub fn of(kind: Kind) -> Option<Self> {
        let program = kind.program();
        if !has(&program.to_string_lossy(), &["--help"]) {
            return None;
        }
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        drop(listener);
        let mut command = Command::new(program);
        let port = address.port().to_string();
        let folder = (kind == Kind::S3sFs).then(|| TempDir::new().expect("a folder"));
        match &folder {
            None => command.args(["-H", "127.0.0.1", "-p", &port]),
            Some(folder) => {
                fs::create_dir(folder.path().join(Self::BUCKET)).expect("can be made");
                command.args(["--host", "127.0.0.1", "--port", &port]);
                command.args(["--access-key", Self::KEY, "--secret-key", Self::SECRET]);
                command.arg(folder.path())
            }
        };
        command.stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let store = Self {
            address,
            folder,
            _child: Guarded::spawn(&mut command),
        };
        match kind {
            Kind::Moto => drop(until("the store to make a bucket", || {
                store
                    .ask("PUT", "", b"")
                    .filter(|(status, _)| *status == 200)
            })),
            Kind::S3sFs => drop(until("the store to listen", || {
                TcpStream::connect(address).ok()
            })),
        }
        Some(store)
    }

    /// Its bucket, where that is a folder.
    fn bucket(&self) -> Option<PathBuf> {
        let folder = self.folder.as_ref()?;
        Some(folder.path().join(Self::BUCKET))
    }

    /// What a key holds; without headers where it is looked at as a file.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Object> {
        if let Some(bucket) = self.bucket() {
            let body = fs::read(bucket.join(key)).ok()?;
            let headers = BTreeMap::new();
            return Some(Object { headers, body });
        }
        let (status, object) = self.ask("GET", &format!("/{key}"), b"")?;
        (status == 200).then_some(object)
    }

    /// Writes a key, as anybody else who may.
    ///
    /// # Panics
    /// When the store does not take it.
    pub fn put(&self, key: &str, body: &[u8]) {
        if let Some(bucket) = self.bucket() {
            let place = bucket.join(key);
            fs::create_dir_all(place.parent().unwrap_or(&bucket)).expect("can be made");
            return fs::write(place, body).expect("can be written");
        }
        let taken = self.ask("PUT", &format!("/{key}"), body);
        assert_eq!(taken.map(|(status, _)| status), Some(200), "{key}");
    }

    /// Every key of the bucket.
    ///
    /// # Panics
    /// When the store does not say.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        if let Some(bucket) = self.bucket() {
            let keys = files(&bucket).into_keys();
            return keys.map(|key| key.to_string_lossy().into_owned()).collect();
        }
        let listed = self.ask("GET", "?list-type=2&max-keys=1000", b"");
        let (_, list) = listed.expect("the store answers");
        let text = String::from_utf8_lossy(&list.body).into_owned();
        let keys = text.split("<Key>").skip(1);
        keys.filter_map(|rest| Some(rest.split_once("</Key>")?.0.to_owned()))
            .collect()
    }

    /// All of the bucket.
    #[must_use]
    pub fn all(&self) -> BTreeMap<String, Object> {
        let keys = self.keys().into_iter();
        keys.filter_map(|key| {
            let object = self.get(&key)?;
            Some((key, object))
        })
        .collect()
    }

    fn ask(&self, method: &str, rest: &str, body: &[u8]) -> Option<(u16, Object)> {
        let head = format!(
            "{method} /{}{rest} HTTP/1.1\r\n{AUTHORIZATION}Content-Length: {}\r\n",
            Self::BUCKET,
            body.len()
        );
        let (status, headers, body) = exchange_whole(self.address, &head, body)?;
        Some((status, Object { headers, body }))
    }
}
