//! A store that speaks S3, somebody else's: moto's server. Looked at and written to without a client of
//! S3, so that no library could hide a fault.

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::child::Guarded;
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
    _child: Guarded,
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

    /// Starts one; none, and said so, where there is no such server: `MOTO_SERVER` names it, else it is
    /// looked for on PATH.
    ///
    /// # Panics
    /// When it starts and then does not answer.
    #[must_use]
    pub fn start() -> Option<Self> {
        let named = std::env::var_os("MOTO_SERVER").map(PathBuf::from);
        let program = named.unwrap_or_else(|| "moto_server".into());
        if !has(&program.to_string_lossy(), &["--help"]) {
            return None;
        }
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        drop(listener);
        let mut command = Command::new(program);
        command.args(["-H", "127.0.0.1", "-p", &address.port().to_string()]);
        command.stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let store = Self {
            address,
            _child: Guarded::spawn(&mut command),
        };
        until("the store to make a bucket", || {
            store
                .ask("PUT", "", b"")
                .filter(|(status, _)| *status == 200)
        });
        Some(store)
    }

    /// What a key holds.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Object> {
        let (status, object) = self.ask("GET", &format!("/{key}"), b"")?;
        (status == 200).then_some(object)
    }

    /// Writes a key, as anybody else who may.
    ///
    /// # Panics
    /// When the store does not take it.
    pub fn put(&self, key: &str, body: &[u8]) {
        let taken = self.ask("PUT", &format!("/{key}"), body);
        assert_eq!(taken.map(|(status, _)| status), Some(200), "{key}");
    }

    /// Every key of the bucket.
    ///
    /// # Panics
    /// When the store does not say.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
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
