//! A web server with our lines in its configuration answers for the published folder as we do.

use std::collections::BTreeMap;
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Command, Stdio};

use pilotlight_feed::Status;
use pilotlight_tests::{Guarded, Home, Nginx, Server, get, has, head, until};

fn free() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr();
    address.expect("a bound socket has an address")
}

/// A page that is published into `public`.
fn published(target: &TcpListener) -> Home {
    let address = target.local_addr().expect("a bound socket has an address");
    Home::with(&format!(
        "[page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n\
         [http]\nlisten = \"{{listen}}\"\n\
         [publish]\ndirectory = \"public\"\n\
         [look]\nembed_on = [\"https://www.example.com\", \"http://localhost:3000\"]\n\
         [[component]]\nid = \"db\"\nname = \"Database\"\n\
         [[component.monitor]]\nkind = \"tcp\"\naddress = \"{address}\"\nevery = \"1s\"\n"
    ))
}

fn lines_for(home: &Home, software: &str) -> String {
    let output = home.run("hosting", &[software]);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("is text")
}

/// Addresses of all published files, and of what is not there.
fn addresses(home: &Home) -> Vec<String> {
    let root = home.path("public");
    let mut found = vec![
        "/".to_owned(),
        "/nowhere".to_owned(),
        "/nowhere/at/all.json".to_owned(),
    ];
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("can be read") {
            let path = entry.expect("can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(address(&path, &root));
            }
        }
    }
    // What is just being written is no file yet.
    found.retain(|address| address != "/_headers" && !address.contains(".pilotlight-writing-"));
    // A folder as somebody types it.
    let folders = found.iter().filter_map(|address| address.strip_suffix('/'));
    let bare: Vec<String> = folders.map(str::to_owned).collect();
    found.extend(bare.into_iter().filter(|address| !address.is_empty()));
    found
}

fn address(path: &Path, root: &Path) -> String {
    let below = path.strip_prefix(root).expect("it is below");
    let text = below.to_str().expect("our names are plain");
    match text.strip_suffix("index.html") {
        Some(folder) => format!("/{folder}"),
        None => format!("/{text}"),
    }
}

/// What readers and their browsers go by: not the date, the length, the tag or the server's name.
fn answer(server: SocketAddr, address: &str) -> Option<(u16, BTreeMap<String, String>)> {
    let (status, mut headers) = head(server, address)?;
    // A web server has its own way of sending people on for good, and a page of its own for that.
    if matches!(status, 301 | 308) {
        headers.retain(|name, _| name == "location");
        return Some((308, headers));
    }
    for own in [
        "date",
        "server",
        "etag",
        "last-modified",
        "content-length",
        "connection",
        "accept-ranges",
    ] {
        headers.remove(own);
    }
    // A web server adds what it varies by to what we say.
    headers
        .entry("vary".to_owned())
        .and_modify(|vary| *vary = vary.to_lowercase());
    // What is missing we let nobody keep for a week; a web server has one rule for its page.
    if status == 404 {
        headers.remove("cache-control");
    }
    Some((status, headers))
}

/// The differences between two servers, a line each.
fn differences(home: &Home, other: SocketAddr) -> Vec<String> {
    let mut differences = Vec::new();
    for address in addresses(home) {
        let ours = answer(home.listen, &address).expect("we answer");
        let theirs = answer(other, &address).expect("the other answers");
        if ours != theirs {
            differences.push(format!("{address}: ours {ours:?}, theirs {theirs:?}"));
        }
    }
    differences
}

/// Starts a web server and waits until it answers.
fn start(command: &mut Command, address: SocketAddr) -> Guarded {
    let command = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let running = Guarded::spawn(command);
    until("the web server to answer", || get(address, "/"));
    running
}

fn nginx(home: &Home, lines: &str, folder: &str) -> Nginx {
    Nginx::serve(&home.path("public"), lines, &home.path(folder))
}

fn caddy(home: &Home, lines: &str) -> (Guarded, SocketAddr) {
    let address = free();
    let file = home.path("Caddyfile");
    let text = format!(
        "{{\n\tadmin off\n\tauto_https off\n}}\nhttp://{address} {{\nroot * {}\n{lines}}}\n",
        home.path("public").display()
    );
    fs::write(&file, text).expect("can be written");
    let mut command = Command::new("caddy");
    command
        .args(["run", "--adapter", "caddyfile", "--config"])
        .arg(&file);
    command.env("HOME", home.path("."));
    (start(&mut command, address), address)
}

#[test]
fn nginx_answers_as_we_do() {
    if !has("nginx", &["-v"]) {
        return;
    }
    let target = TcpListener::bind("127.0.0.1:0").expect("a port");
    let home = published(&target);
    let server = Server::start(&home);
    server.until_component("db", |db| db.status == Status::Operational);
    let lines = lines_for(&home, "nginx");
    let good = nginx(&home, &lines, "good");
    assert_eq!(differences(&home, good.address), Vec::<String>::new());

    // The control: without one of our lines the two differ.
    let less: Vec<&str> = lines
        .lines()
        .filter(|line| !line.contains("access-control"))
        .collect();
    let less = nginx(&home, &less.join("\n"), "less");
    assert_ne!(differences(&home, less.address), Vec::<String>::new());

    // A folder without a page of its own is missing like anything else.
    for folder in ["/components/", "/assets/", "/feed/v1/"] {
        let ours = answer(home.listen, folder).expect("we answer");
        assert_eq!(ours.0, 404, "{folder}");
        assert_eq!(answer(good.address, folder), Some(ours), "{folder}");
    }
}

#[test]
fn caddy_answers_as_we_do() {
    if !has("caddy", &["version"]) {
        return;
    }
    let target = TcpListener::bind("127.0.0.1:0").expect("a port");
    let home = published(&target);
    let server = Server::start(&home);
    server.until_component("db", |db| db.status == Status::Operational);
    let (_caddy, address) = caddy(&home, &lines_for(&home, "caddy"));
    assert_eq!(differences(&home, address), Vec::<String>::new());
}

/// What the functions of the template answer, in a bucket that holds the published folder: a status and
/// headers for each address.
const ASK: &str = r#"
import { existsSync, readFileSync } from 'node:fs';
const [template, folder, addresses] = process.argv.slice(2);
const resources = JSON.parse(readFileSync(template)).Resources;
const handler = (name) => new Function(resources[name].Properties.FunctionCode + '; return handler;')();
const find = handler('Find');
const say = handler('Say');
const isThere = (path) => existsSync(folder + path);
const answers = JSON.parse(addresses).map((address) => {
  const found = find({ request: { uri: address } });
  if (found.statusCode) {
    const location = found.headers.location.value;
    const leads = isThere(location + 'index.html');
    return leads ? [found.statusCode, { location }] : [404, {}];
  }
  if (!isThere(found.uri)) return [404, {}];
  const { headers } = say({ request: found, response: { headers: {} } });
  return [200, Object.fromEntries(Object.entries(headers).map(([name, { value }]) => [name, value]))];
});
console.log(JSON.stringify(answers));
"#;

#[test]
fn cloudfront_answers_as_we_do() {
    if !has("node", &["--version"]) {
        return;
    }
    let target = TcpListener::bind("127.0.0.1:0").expect("a port");
    let home = published(&target);
    let server = Server::start(&home);
    server.until_component("db", |db| db.status == Status::Operational);
    let template = home.path("template.json");
    fs::write(&template, lines_for(&home, "cloudfront")).expect("can be written");
    fs::write(home.path("ask.mjs"), ASK).expect("can be written");
    let addresses = addresses(&home);
    let list = serde_json::to_string(&addresses).expect("is JSON");
    let mut node = Command::new("node");
    node.arg(home.path("ask.mjs")).arg(&template);
    let output = node.arg(home.path("public")).arg(list).output();
    let output = output.expect("node runs");
    assert!(output.status.success(), "{output:?}");
    let theirs: Vec<(u16, BTreeMap<String, String>)> =
        serde_json::from_slice(&output.stdout).expect("is JSON");
    for (address, theirs) in addresses.iter().zip(theirs) {
        let (status, mut ours) = answer(home.listen, address).expect("we answer");
        if status == 404 {
            // No function runs for it: it has what the policy says.
            ours.clear();
        }
        // The bucket has the type, and the CDN says itself what it varies by.
        for own in ["content-type", "vary", "cdn-cache-control"] {
            ours.remove(own);
        }
        assert_eq!((status, ours), theirs, "{address}");
    }
}

/// What a page refers to on its own site, without fragment.
fn references(html: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for attribute in [" href=\"/", " src=\"/"] {
        for (at, _) in html.match_indices(attribute) {
            let rest = &html[at + attribute.len() - 1..];
            let whole = rest.split('"').next().unwrap_or(rest);
            found.push(whole.split('#').next().unwrap_or(whole));
        }
    }
    found
}

#[test]
fn every_file_outlives_the_server_and_its_database() {
    if !has("nginx", &["-v"]) {
        return;
    }
    let target = TcpListener::bind("127.0.0.1:0").expect("a port");
    let home = published(&target);
    let server = Server::start(&home);
    server.until_component("db", |db| db.status == Status::Operational);
    let page = home.path("public/components/db/index.html");
    until("the pages to be there", || page.is_file().then_some(()));
    drop(server);
    for gone in ["data", "pilotlight.toml"] {
        let place = home.path(gone);
        let _ = if place.is_dir() {
            fs::remove_dir_all(&place)
        } else {
            fs::remove_file(&place)
        };
        assert!(!place.exists(), "{gone}");
    }
    // It knows nothing of us.
    let dumb = nginx(&home, "index index.html;", "dumb");
    let read = |address: &str| get(dumb.address, address).expect("it answers");
    let mut pages = 0;
    for address in addresses(&home) {
        let file = match address.strip_suffix('/') {
            Some(folder) => format!("public{folder}/index.html"),
            None => format!("public{address}"),
        };
        let Ok(bytes) = fs::read(home.path(&file)) else {
            continue;
        };
        let (status, body) = read(&address);
        assert_eq!((status, body.len()), (200, bytes.len()), "{address}");
        if !file.ends_with(".html") {
            continue;
        }
        pages += 1;
        let html = String::from_utf8(bytes).expect("is text");
        // The builder of snippets and its kin are of the widget's build, and name nobody.
        let is_whole = html.contains("Acme") || address.starts_with("/docs/widget/");
        assert!(is_whole && html.contains("<h1"), "{address}");
        for reference in references(&html) {
            // The widget is another build, which may be missing here.
            let is_widget =
                reference.starts_with("/widget") || reference.starts_with("/docs/widget");
            assert!(
                is_widget || read(reference).0 == 200,
                "{address}: {reference}"
            );
        }
    }
    assert!(8 < pages, "{pages}");
    let (_, front) = read("/");
    assert!(String::from_utf8_lossy(&front).contains("Database"));
}
