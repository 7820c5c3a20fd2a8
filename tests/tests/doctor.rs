//! `pilotlight doctor` against a real server and pages on another origin.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread;

use pilotlight_tests::{Home, Server};

/// Serves one page with one more header line until the test ends.
fn host(html: String, header: &str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{header}Connection: close\r\nContent-Length: {}\r\n\r\n",
        html.len()
    );
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut asked = [0; 4096];
            // A client that goes away is no matter.
            let _ = stream.read(&mut asked);
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(html.as_bytes());
        }
    });
    address
}

#[track_caller]
fn check(home: &Home, html: &str, header: &str, code: i32, words: &[&str]) {
    let page = host(
        html.replace("ORIGIN", &format!("http://{}", home.listen)),
        header,
    );
    let output = home.run("doctor", &[&format!("http://{page}/")]);
    let told = [output.stdout.as_slice(), &output.stderr].concat();
    let told = String::from_utf8_lossy(&told);
    assert_eq!(output.status.code(), Some(code), "{told}");
    for words in words {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn a_page_is_told_what_would_stop_the_widget_there() {
    let home = Home::with(
        "[page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n[http]\nlisten = \"{listen}\"\n\
         [[component]]\nid = \"web\"\nname = \"Web\"\nmanual = true\n",
    );
    let _server = Server::start(&home);
    let snippet = "<script async src=\"ORIGIN/widget.js\"></script><pilot-light></pilot-light>";
    let has_widget =
        pilotlight_tests::get(home.listen, "/widget.js").is_some_and(|(status, _)| status == 200);
    assert!(has_widget, "the program under test carries the widget");
    check(&home, snippet, "", 0, &["nothing stops the widget"]);
    let policy = "Content-Security-Policy: script-src *\r\n";
    check(
        &home,
        snippet,
        policy,
        1,
        &["limits", "script-src * 'wasm-unsafe-eval'"],
    );
    check(
        &home,
        "<p>Hello",
        "",
        1,
        &["the widget does not show", "no snippet"],
    );
    let pinned = snippet.replace("<script", "<script crossorigin integrity=\"sha384-AAAA\"");
    check(&home, &pinned, "", 1, &["another one than its integrity"]);
    let output = home.run("doctor", &["www.acme.example"]);
    assert_eq!(output.status.code(), Some(64));
}
