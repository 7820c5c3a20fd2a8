//! No address of the public listener leads out of what is published, however it is written.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use pilotlight_tests::{Home, Server};

const CANARY: &str = "canary-of-a-file";

/// Ways to say `..`, `/` and an end.
const UP: [&str; 8] = [
    "..",
    "%2e%2e",
    ".%2e",
    "%252e%252e",
    "%c0%ae%c0%ae",
    "..;",
    "..%00",
    "....//",
];
const BETWEEN: [&str; 5] = ["/", "%2f", "\\", "%5c", "%252f"];
/// Whence, and to what: files of the folder that the server runs in.
const FROM: [&str; 5] = ["/", "/feed/v1/", "/assets/", "/public/", "//"];
const TO: [&str; 4] = [
    "canary.txt",
    "pilotlight.toml",
    "data/pilotlight.db",
    "data/canary.txt",
];

/// Sends a target as it is; answers all that comes back.
fn ask(home: &Home, target: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(home.listen).expect("connects");
    let patience = Some(Duration::from_secs(10));
    stream.set_read_timeout(patience).expect("can be set");
    let text = format!("GET {target} HTTP/1.1\r\nHost: acme.example\r\nConnection: close\r\n\r\n");
    stream.write_all(text.as_bytes()).expect("can be asked");
    let mut answer = Vec::new();
    // What is no request is answered by an end, which may cut off what is still to be read.
    let _ = stream.read_to_end(&mut answer);
    answer
}

fn has(answer: &[u8], text: &str) -> bool {
    answer
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}

#[test]
fn no_way_leads_out_of_what_is_published() {
    let home = Home::with(&format!(
        "# {CANARY}\ndata_dir = \"data\"\n\
         [page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n\
         [http]\nlisten = \"{{listen}}\"\n[publish]\ndirectory = \"public\"\n\
         [[component]]\nid = \"desk\"\nname = \"Help desk\"\nmanual = true\n"
    ));
    let server = Server::start(&home);
    for name in ["canary.txt", "data/canary.txt", "public/canary.txt"] {
        fs::write(home.path(name), CANARY).expect("can be written");
    }
    // The control: what is published comes.
    assert!(has(&ask(&home, "/"), "Help desk"));
    let mut targets = vec!["/canary.txt".to_owned(), "file:///etc/passwd".to_owned()];
    for (from, up) in FROM.iter().flat_map(|from| UP.map(|up| (from, up))) {
        for (between, to) in BETWEEN
            .iter()
            .flat_map(|between| TO.map(|to| (between, to)))
        {
            for depth in [1, 3] {
                let way = [up, *between].concat().repeat(depth);
                targets.push([*from, &way, to].concat());
            }
        }
    }
    for target in &targets {
        let answer = ask(&home, target);
        let is_refused = has(&answer, "HTTP/1.1 404") || has(&answer, "HTTP/1.1 400");
        assert!(is_refused || answer.is_empty(), "{target}");
        for secret in [CANARY, "SQLite format 3", "root:x:0"] {
            assert!(!has(&answer, secret), "{target}: {secret}");
        }
    }
    assert!(1_500 < targets.len());
    assert_eq!(server.feed().components.len(), 1);
}
